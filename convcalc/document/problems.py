"""What is wrong with a spec, as plain data: a message, a place, what would help. Knows no files and no terminals."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from convcalc.document.places import Place
from convcalc.document.records import NamedTuple

MOST_PROBLEMS = 100
"""So many are worth looking for: a person reads the first few."""
NO_MORE = f"these are the first {MOST_PROBLEMS} problems: no others were looked for"


class Note(NamedTuple):
    """A second place that explains a problem, such as where a name was used first."""

    message: str
    place: Place


class Problem(NamedTuple):
    """One fault: what was found and expected, where, and what would help."""

    message: str
    place: Place | None = None
    help: str = ""
    notes: tuple[Note, ...] = ()
    severity: str = "error"
    code: str = ""
    """Which rule says so; empty where a spec cannot be read or computed."""
    trace: str = ""
    """Where a fault of convcalc's own came from, for who mends it."""
    excess: int | None = None
    """How far what was found is from what was wanted, where both are numbers."""


class SpecError(Exception):
    """A spec that could not be read or computed; holds every problem found, each once, in the order of finding."""

    def __init__(self, problems: Sequence[Problem], partial: Any = None) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        first: dict[Any, Problem] = {}
        for problem in problems:  # what stands behind an alias is met more than once
            first.setdefault((problem.message, problem.place and problem.place.spot), problem)
        self.problems = tuple(first.values())
        self.partial = partial
        """What could be computed up to the first fault: a `Network`, or None."""

    def __reduce__(self) -> tuple[Any, ...]:
        return SpecError, (self.problems, self.partial)


class Problems:
    """Problems as they are met, each after the other, as long as there are not very many."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, message: str, place: Place, help: str = "", notes: tuple[Note, ...] = ()) -> None:
        """Note a problem and go on. Raises SpecError where it is one too many to go on."""
        self.take([Problem(message, place, help, notes)])

    def take(self, problems: Sequence[Problem]) -> None:
        """Note problems that were met elsewhere. Raises SpecError where they are too many to go on."""
        self.found += problems
        if len(self.found) >= MOST_PROBLEMS:
            raise SpecError([*self.found[:MOST_PROBLEMS], Problem(NO_MORE, self.found[MOST_PROBLEMS - 1].place)])

    def stop_where_any(self) -> None:
        """Raises SpecError where there are problems."""
        if self.found:
            raise SpecError(self.found)


def fail(message: str, place: Place | None = None, help: str = "") -> SpecError:
    """A SpecError of one problem, to raise where nothing further can be found out."""
    return SpecError([Problem(message, place, help)])


def fault(doing: str, error: BaseException) -> Problem:
    """What escaped while something was being done, in one line: there is no memory left, or convcalc is at fault."""
    if isinstance(error, MemoryError):
        return Problem(f"{doing}: out of memory")
    if isinstance(error, OSError):
        what = f"{error.filename}: " if error.filename else ""
        return Problem(f"{doing}: {what}{(error.strerror or 'it fails').lower()}")
    from traceback import format_exception

    text = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
    trace = "".join(format_exception(error)).rstrip()
    return Problem(f"{doing}: {text} (a fault of convcalc's own: CONVCALC_DEBUG=1 shows where)", trace=trace)


@contextmanager
def doing(what: str) -> Iterator[None]:
    """Whatever escapes is told as a SpecError, with what was being done: `reading 'a.yaml'`."""
    try:
        yield
    except SpecError:
        raise
    except Exception as error:
        raise SpecError([fault(what, error)]) from error
