"""What a check of files came to. Plain data; knows nothing of how it is found or shown."""

from collections.abc import Iterable

from convcalc.check.ignores import Ignore
from convcalc.check.rules import Mend, Repair
from convcalc.document.places import Located
from convcalc.document.problems import Problem
from convcalc.document.records import NamedTuple

UNREADABLE = "C001"
UNSAID = "it is for you to say what is meant"


class Checked(NamedTuple):
    """A file with what counts against it."""

    name: str
    source: Located | None
    """Its text; None where it could not be read or computed."""
    problems: tuple[Problem, ...]
    mends: tuple[Mend, ...] = ()
    """A repair of each problem, or why there is none."""
    repairs: tuple[Repair, ...] = ()
    """All that are possible in this file, those of problems that do not count included."""
    stale: tuple[Ignore, ...] = ()
    """Comments that hide nothing."""

    @property
    def failed(self) -> bool:
        """Whether it, or something that it expects, could not be read or computed."""
        return any(problem.code == UNREADABLE for problem in self.problems)


def faulty(name: str, problems: Iterable[Problem]) -> Checked:
    """A file that could not be read, or dealt with."""
    found = tuple(problem._replace(code=UNREADABLE) for problem in problems)
    return Checked(name, None, found, (UNSAID,) * len(found))


class Report(NamedTuple):
    """What a run found."""

    files: tuple[Checked, ...]
    settings: tuple[Checked, ...] = ()
    """Files with settings, where something is wrong in them that is no reason not to go on."""
    skipped: int = 0
    """Files of folders and globs that are no specs."""
    old: int = 0
    """Findings that the baseline holds."""
    worse: int = 0
    """Findings that are worse than the baseline holds them."""
    gone: int = 0
    """Findings of these files that the baseline holds, and that are there no more."""
    notes: tuple[Problem, ...] = ()
    """What is said of inputs, which is no finding."""
    minor: int = 0
    """Findings that are less severe than was asked for."""

    @property
    def checked(self) -> tuple[Checked, ...]:
        """Everything that was looked at."""
        return self.files + self.settings

    @property
    def problems(self) -> list[Problem]:
        """All problems, file by file."""
        return [problem for file in self.checked for problem in file.problems]
