"""Files to their problems: each found, read, built, judged by its expectations, its project's budgets and the rules.

Knows which findings count: not those of rules that are off, nor those that a comment or a baseline hides.
"""

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from convcalc.analysis.analyse import Analysis, analyse
from convcalc.analysis.parts import Figures, whole
from convcalc.check import expectations, rules
from convcalc.check.baseline import Baseline
from convcalc.check.ignores import Ignore, Ignores, real
from convcalc.check.project import Config, config_for
from convcalc.check.rules import Repair
from convcalc.document.folders import find_files, is_spec, like_a_spec
from convcalc.document.places import Located
from convcalc.document.problems import Note, Place, Problem, SpecError
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.language.spec import spec_of
from convcalc.model.network import Network

UNREADABLE, BUDGET = "C001", "C003"


class Checked(NamedTuple):
    """A file with what counts against it."""

    name: str
    source: Located | None
    """Its text; None where it could not be read or computed."""
    problems: tuple[Problem, ...]
    repairs: tuple[Repair, ...] = ()
    stale: tuple[Ignore, ...] = ()
    """Comments that hide nothing."""

    @property
    def failed(self) -> bool:
        """Whether it, or something that it expects, could not be read or computed."""
        return any(problem.code == UNREADABLE for problem in self.problems)


class Report(NamedTuple):
    """What a run found."""

    files: tuple[Checked, ...]
    skipped: int = 0
    """Files of folders and globs that are no specs."""
    old: int = 0
    """Findings that the baseline holds."""
    gone: int = 0
    """Findings of these files that the baseline holds, and that are there no more."""

    @property
    def problems(self) -> list[Problem]:
        """All problems, file by file."""
        return [problem for file in self.files for problem in file.problems]


class Selection(NamedTuple):
    """What a run is asked to look at, beside what projects say."""

    select: frozenset[str] | None = None
    ignore: frozenset[str] = frozenset()
    baseline: Baseline | None = None

    def codes(self, config: Config) -> frozenset[str]:
        """The codes to judge by for a file of a project. Without a choice of rules, those that are not of taste."""
        chosen = config.select if self.select is None else self.select
        if chosen is None:
            chosen = rules.choose(["default"])
        return (chosen | rules.PAGES.keys()) - self.ignore - config.ignore


def check(names: Iterable[str], choice: Selection) -> Report:
    """Check files, folders, globs, presets or `-`. Raises SpecError where a project's settings are at fault."""
    run = CheckRun(choice)
    for name, sure in find_files(names):
        run.file(name, sure)
    return run.report()


class CheckRun:
    """What files of one run share: settings, comments, what was reported before."""

    def __init__(self, choice: Selection) -> None:
        self.choice = choice
        self.configs: dict[str, Config] = {}
        self.ignores = Ignores()
        self.seen: set[tuple[object, ...]] = set()
        self.files: list[tuple[str, Located | None, frozenset[str], list[Problem], list[Repair]]] = []
        self.skipped = 0

    def file(self, name: str, sure: bool) -> None:
        """Judge one file; one that is not `sure` to be a spec may turn out to be another YAML file."""
        self.config(name)
        try:
            source = loading.find(name)
        except SpecError as error:
            if sure or like_a_spec(name):
                self.unreadable(name, error)
            else:
                self.skipped += 1
            return
        if sure or is_spec(source):
            self.document(name, source)
        else:
            self.skipped += 1

    def document(self, name: str, source: Located) -> None:
        """Judge what a document holds."""
        try:
            network = build(loading.read_source(source))
        except SpecError as error:
            self.unreadable(name, error)
        else:
            self.network(name, source, network)

    def unreadable(self, name: str, error: SpecError) -> None:
        """Count a document that cannot be read or computed."""
        self.files.append((name, None, self.choice.codes(self.config(name)), _unreadable(error), []))

    def network(self, name: str, source: Located, network: Network) -> None:
        """Judge the network that was built from a document."""
        config = self.config(name)
        codes = self.choice.codes(config)
        found = list(_held_against(analyse(network), codes, config, name))
        kept = [each for each in found if self.counts(each[0], source)]
        repairs = [repair for _, repair in kept if repair and repair.item.source is source]
        self.files.append((name, source, codes, [problem for problem, _ in kept], repairs))

    def config(self, name: str) -> Config:
        """The settings of the project that a file is in; of this folder for a preset or standard input."""
        folder = os.path.dirname(name) if os.path.isfile(name) else ""
        return config_for(os.path.abspath(folder), self.configs)

    def counts(self, problem: Problem, spec: Located) -> bool:
        """Whether a problem is hidden by no comment, and new in this run: files may extend the same one."""
        if self.ignores.hides(problem, spec):
            return False
        if problem.place is None or problem.place.source is spec:
            return True
        key = (problem.code, real(problem.place.source.name), problem.place.route, problem.place.key)
        new = key not in self.seen
        self.seen.add(key)
        return new

    def report(self) -> Report:
        """The problems of all files, with the comments that hid nothing, without what the baseline holds."""
        files: list[Checked] = []
        old = 0
        for name, source, codes, found, repairs in self.files:
            stale = self.ignores.unused(source, codes) if source and "C004" in codes else []
            problems = sorted(found + [problem for problem, _ in stale], key=_position)
            new = [problem for problem in problems if not self.old(problem)]
            old += len(problems) - len(new)
            files.append(Checked(name, source, tuple(new), tuple(repairs), tuple(ignore for _, ignore in stale)))
        return Report(tuple(files), self.skipped, old, self.gone())

    def old(self, problem: Problem) -> bool:
        """Whether the baseline holds a problem."""
        baseline = self.choice.baseline
        return baseline is not None and problem.code != UNREADABLE and baseline.holds(problem)

    def gone(self) -> int:
        """How many findings the baseline holds of files that were judged, and that are there no more."""
        baseline = self.choice.baseline
        if baseline is None:
            return 0
        judged = {os.path.abspath(name) for name, source, *_ in self.files if source}
        return sum(
            count
            for (file, _, _), count in baseline.left.items()
            if os.path.abspath(os.path.join(baseline.folder, file)) in judged
        )


def _unreadable(error: SpecError) -> list[Problem]:
    return [problem._replace(code=UNREADABLE) for problem in error.problems]


def _held_against(
    analysis: Analysis, codes: frozenset[str], config: Config, name: str
) -> Iterator[tuple[Problem, Repair | None]]:
    """Everything that is held against a network."""
    spec = spec_of(analysis.network)
    assert spec is not None
    for problem in expectations.unmet(analysis):
        if problem.code in codes or problem.code == UNREADABLE:
            yield problem, None
    if BUDGET in codes and os.path.isfile(name):
        for problem in _over_budget(analysis, config, name):
            yield problem, None
    for problem, repair in rules.findings(analysis, codes):
        if problem.place and problem.place.source is not spec.source:
            note = Note(f"found in the network of {spec.name!r}, which extends it", Place(spec.source, ("extends",)))
            problem = problem._replace(notes=(*problem.notes, note))  # noqa: PLW2901
        yield problem, repair


def _over_budget(analysis: Analysis, config: Config, name: str) -> Iterator[Problem]:
    """The budgets that a network does not keep: a problem of its file, with the place of the budget beside it."""
    figures, budgeted = Figures.of(analysis), analysis.network.source
    assert budgeted is not None
    for budget in config.budgets_for(name):
        for problem in expectations.unmet_in(figures, whole(analysis.network), budget.bounds, budget.place, BUDGET):
            assert problem.place is not None
            note = Note(f"the budget of {budget.glob!r} is set here", problem.place)
            yield problem._replace(place=Place(budgeted, ()), notes=(note,))


def _position(problem: Problem) -> tuple[str, int, int]:
    if problem.place is None:
        return "", 0, 0
    position = problem.place.source.locate(problem.place.route, problem.place.key)
    return problem.place.source.name, position.line, position.column
