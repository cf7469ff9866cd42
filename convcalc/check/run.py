"""Files to their problems: each found, read, built, judged by its expectations, its project's budgets and the rules.

Knows which findings count: not those of rules that are off, nor those that a comment or a baseline hides.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from convcalc.check import rules
from convcalc.check.baseline import Baseline, read_baseline
from convcalc.check.ignores import UNUSED, Ignores, real
from convcalc.check.judging import FileFindings, HeldAgainst, judge_network
from convcalc.check.project import IDLE_GLOB, Config, config_for
from convcalc.check.report import UNREADABLE, UNSAID, Checked, Report, faulty
from convcalc.check.rules import Mend, Repair
from convcalc.document.files import shown_path
from convcalc.document.folders import find_files
from convcalc.document.foreign import Foreign
from convcalc.document.places import Located, Place
from convcalc.document.problems import Problem, SpecError, doing
from convcalc.document.records import NamedTuple
from convcalc.document.source import Source
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.language.foreign import unfolded
from convcalc.language.recognition import is_meant_as_spec, is_spec
from convcalc.model.network import Network

if TYPE_CHECKING:
    from convcalc.check.workers import Workers

_STALE, _EMPTY = "without it the spec would read otherwise", "it is for you to say what it is to hide"
_SETTINGS = "it stands in the settings"
Listener = Callable[[int], None] | None  # hears after each file how many are done


class Selection(NamedTuple):
    """What a run is asked to look at, beside what projects say."""

    select: frozenset[str] | None = None
    ignore: frozenset[str] = frozenset()
    baseline: str | None = None
    """The file with the findings that do not count."""
    errors_only: bool = False
    """Leave out what is only a warning."""
    allowed: frozenset[str] = frozenset()
    """What other tools call layers that nothing has to be known of."""
    unfold: bool = False
    """Read model files as they were before they were exported."""

    def codes(self, config: Config) -> frozenset[str]:
        """The codes to judge by for a file of a project. Without a choice of rules, those that are not of taste."""
        chosen = config.select if self.select is None else self.select
        if chosen is None:
            chosen = rules.choose(["default"])
        return (chosen | rules.PAGES.keys()) - self.ignore - config.ignore


def check(names: Sequence[str], selection: Selection, jobs: int | None = 1, told: Listener = None) -> Report:
    """Check files, folders, globs, presets or `-`. What cannot be read is in the report, and stops nothing.

    So many `jobs` judge them at once; None for as many as pay. The report does not depend on it.
    """
    run = CheckRun(selection, names, told)
    if jobs == 1 or selection.unfold or len(files := run.many()) < 2:
        return run.all()
    from convcalc.check.workers import processes, working

    if (count := processes(len(files), jobs)) == 1:
        return run.all()
    with working(files, count, run.work) as workers:
        run.workers = workers
        return run.all()


class CheckRun:
    """What files of one run share: settings, comments, what was reported before."""

    def __init__(self, selection: Selection, names: Sequence[str] = (), told: Listener = None) -> None:
        self.selection, self.told = selection, told
        self.names = names
        """What was asked for: where names in files may lead."""
        self.configs: dict[str, Config] = {}
        self.ignores = Ignores()
        self.paths: set[str] = set()
        """The files that were met."""
        self.seen: set[tuple[object, ...]] = set()
        """What was found in files that others extend."""
        self.own: set[tuple[object, ...]] = set()
        """What was found in the files that were met, in each for itself."""
        self.files: list[tuple[str, Located | None, frozenset[str], list[HeldAgainst]]] = []
        self.faulty: list[Checked] = []
        """Settings and baselines that cannot be read."""
        self.skipped = self.minor = self.old = self.worse = 0
        self.notes: list[Problem] = []
        self.workers: Workers | None = None
        """Processes that judge files ahead."""
        self.baseline: Baseline | None = None
        if selection.baseline is not None:
            try:
                with doing(f"reading {shown_path(selection.baseline)}"):
                    self.baseline = read_baseline(selection.baseline)
            except SpecError as error:
                self.faulty.append(faulty(selection.baseline, error.problems))

    @contextmanager
    def watching(self, name: str, what: str = "checking") -> Iterator[None]:
        """Whatever goes wrong with a file is told of it, and stops nothing."""
        try:
            with doing(f"{what} {shown_path(name)}"):
                yield
        except SpecError as error:
            self.files.append((name, None, frozenset(), _unreadable(error.problems)))

    def all(self) -> Report:
        """Judge all that was asked for."""
        for name in self.names:
            self.named(name)
        return self.report()

    def many(self) -> list[str]:
        """The files of folders and globs, and those that are named, each once: where presets are not meant."""
        found: list[str] = []
        for name in self.names:
            with suppress(SpecError):
                found += find_files(name)[0]
        return [name for name in dict.fromkeys(found) if os.path.isfile(name)]

    def work(self, name: str) -> tuple[Source, FileFindings | SpecError] | None:
        """What another process does for a file; None for what is no spec, and for files of other formats."""
        source = loading.find(name)
        if type(source) is not Source or not is_spec(source) or self.config(name).excludes(name):
            return None
        try:
            return source, self.judge(name, source)
        except SpecError as error:
            return source, SpecError(error.problems)

    def named(self, name: str) -> None:
        """Judge the files that a name stands for, each once."""
        with self.watching(name, "looking for"):
            files, sure = find_files(name)
            for file in files:
                if (path := real(file)) not in self.paths:
                    self.paths.add(path)
                    with self.watching(file):
                        self.file(file, sure)
                    if self.told:
                        self.told(len(self.paths))

    def file(self, name: str, sure: bool) -> None:
        """Judge one file; one that is not `sure` to be a spec may be left out, or be another YAML file."""
        if self.config(name).excludes(name) and not sure:
            return
        try:
            source = loading.find(name)
        except SpecError:
            if sure or is_meant_as_spec(name):
                raise
            self.skipped += 1
            return
        if sure or (is_spec(source) and not isinstance(source, Foreign)):
            self.document(name, unfolded(source) if self.selection.unfold else source)
        else:
            self.skipped += 1

    def document(self, name: str, source: Located) -> None:
        """Judge what a document holds. Raises SpecError where it cannot be read or computed."""
        known = self.workers and type(source) is Source and self.workers.found(name, source)
        self.add(name, source, known or self.judge(name, source))

    def judge(self, name: str, source: Located) -> FileFindings:
        """What is found in a document. Raises SpecError where it cannot be read or computed."""
        config = self.config(name)
        order = config.order if config.faults else None  # what is wrong in settings is told of these
        return self._of_network(name, source, build(loading.read_source(source, self.names, order)))

    def network(self, name: str, source: Located, network: Network) -> None:
        """Judge the network that was built from a document."""
        self.add(name, source, self._of_network(name, source, network))

    def _of_network(self, name: str, source: Located, network: Network) -> FileFindings:
        config = self.config(name)
        codes, allowed = self.selection.codes(config), self.selection.allowed | config.allowed
        return judge_network(network, Place(source, ("input",)), name, config, codes, allowed)

    def add(self, name: str, source: Located, judged: FileFindings) -> None:
        """Keep what was found in a file, as far as it counts."""
        notes, found = judged
        self.notes += notes
        codes = self.selection.codes(self.config(name))
        self.files.append((name, source, codes, [each for each in found if self.counts(each[0], source)]))

    def config(self, name: str) -> Config:
        """The settings of the project that a file is in; of this folder for a preset or standard input."""
        folder = os.path.dirname(name) if os.path.isfile(name) else ""
        config = config_for(os.path.abspath(folder), self.configs, self.names)
        if config.faults and all(each.name != config.name for each in self.faulty):
            self.faulty.append(faulty(config.name, config.faults))
        return config

    def counts(self, problem: Problem, spec: Located) -> bool:
        """Whether a problem is hidden by no comment, and new in this run: files may extend the same one."""
        if self.ignores.hides(problem, spec):
            return False
        if problem.place is None:
            return True
        key = _key(problem, problem.place)
        own = problem.place.source is spec
        new = own or key not in self.seen
        (self.own if own else self.seen).add(key)
        return new

    def is_of_base(self, problem: Problem, spec: Located | None) -> bool:
        """Whether a problem lies in a file that a spec extends, and is told where that one is judged itself."""
        place = problem.place
        return place is not None and place.source is not spec and _key(problem, place) in self.own

    def report(self) -> Report:
        """The problems of all files, with the comments that hid nothing, without what the baseline holds."""
        files = tuple(_netted(each[0], self.judged, *each) for each in self.files)
        named = [(name, codes) for name, _, codes, _ in self.files if codes and os.path.isfile(name)]
        configs = {self.config(name).folder: (self.config(name), codes) for name, codes in named}
        idle = [_netted(config.name, self.idle, config, codes) for config, codes in configs.values()]
        settings = (*self.faulty, *(each for each in idle if each.problems))
        gone, notes = self.gone(), tuple(self.notes)
        return Report(files, settings, self.skipped, self.old, self.worse, gone, notes, self.minor)

    def judged(self, name: str, source: Located | None, codes: frozenset[str], found: list[HeldAgainst]) -> Checked:
        """A file with what counts against it."""
        found = [each for each in found if not self.is_of_base(each[0], source)]
        told = codes - {problem.code for problem, mend in found if mend == rules.NO_FURTHER}
        unused = self.ignores.unused(source, told) if source and UNUSED in codes else []
        new = self.new([*found, *((problem, _STALE if ignore else _EMPTY) for problem, ignore in unused)])
        problems, mends = tuple(problem for problem, _ in new), tuple(mend for _, mend in new)
        repairs = tuple(mend for _, mend in found if isinstance(mend, Repair) and mend.item.source is source)
        if isinstance(source, Foreign):  # a repair is one of a spec's text
            mends, repairs = tuple(_of_another_format(mend) for mend in mends), ()
        return Checked(name, source, problems, mends, repairs, tuple(word for _, word in unused if word))

    def idle(self, config: Config, codes: frozenset[str]) -> Checked:
        """The settings of files of this run, with the globs that match no file."""
        found = self.new([(problem, _SETTINGS) for problem in config.idle()]) if IDLE_GLOB in codes else []
        problems, mends = tuple(problem for problem, _ in found), tuple(mend for _, mend in found)
        return Checked(config.name, None, problems, mends)

    def new(self, found: list[HeldAgainst]) -> list[HeldAgainst]:
        """Those problems that count, in the order of their places."""
        found.sort(key=lambda each: _position(each[0]))
        return [each for each in found if not self.forgiven(each[0])]

    def forgiven(self, problem: Problem) -> bool:
        """Whether a problem is too small to be told, or the baseline holds one as bad."""
        baseline = self.baseline
        if baseline and problem.code != UNREADABLE:
            held = baseline.holds(problem)
            self.worse += held == "less bad"
            if held == "as bad":
                self.old += 1
                return True
        minor = self.selection.errors_only and problem.severity != "error"
        self.minor += minor
        return minor

    def gone(self) -> int:
        """How many findings the baseline holds of files that were judged, and that are there no more."""
        baseline = self.baseline
        return baseline.gone([name for name, source, *_ in self.files if source]) if baseline else 0


def _netted(name: str, judged: Callable[..., Checked], *more: Any) -> Checked:
    """What a file came to; whatever goes wrong with it stops nothing."""
    try:
        with doing(f"checking {shown_path(name)}"):
            return judged(*more)
    except SpecError as error:
        return faulty(name, error.problems)


def _of_another_format(mend: Mend) -> Mend:
    return "it stands in a file of another format" if isinstance(mend, Repair) else mend


def _key(problem: Problem, place: Place) -> tuple[object, ...]:
    """What is the same of one problem that is met twice."""
    return problem.code, real(place.source.name), place.route, place.key


def _unreadable(problems: Iterable[Problem]) -> list[HeldAgainst]:
    return [(problem._replace(code=UNREADABLE), UNSAID) for problem in problems]


def _position(problem: Problem) -> tuple[str, int, int]:
    return problem.place.spot if problem.place else ("", 0, 0)
