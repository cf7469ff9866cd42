"""What is wrong with a spec, as plain data. Knows routes into the data; not files, lines or terminals."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from convcalc.document.source import Source

MOST_PROBLEMS = 100
"""So many are worth looking for: a person reads the first few."""

Route = tuple[str | int, ...]
"""Keys and list positions from the top of a document: `("layers", 3, "conv", "groups")`."""


class Place(NamedTuple):
    """A value in a document, or with `key=True` the key it stands under."""

    source: "Source"
    route: Route
    key: bool = False

    @property
    def spot(self) -> tuple[str, int, int]:
        """The file's name, the line and the column."""
        return (self.source.name, *self.source.locate(self.route, self.key)[:2])

    def at(self, *more: str | int) -> "Place":
        """The place of a value further down."""
        return Place(self.source, self.route + more)

    def on_key(self) -> "Place":
        """The place of the key that this value stands under."""
        return Place(self.source, self.route, True)


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


def fail(message: str, place: Place | None = None, help: str = "") -> SpecError:
    """A SpecError of one problem, to raise where nothing further can be found out."""
    return SpecError([Problem(message, place, help)])


def repeated(message: str, times: int) -> str:
    """A message for what was found several times at one place."""
    if times == 1:
        return message
    return f"{message} (here, and {times - 1:,} {'time' if times == 2 else 'times'} more)"


def nearest(word: str, known: Iterable[str]) -> str:
    """`did you mean 'conv'?` where one of the known words is close, else an empty string."""
    known = list(islice(known, 500))
    start = word.partition(":")[0]
    if ":" in word and start in known:
        return f"put a space after the colon: '{start}: '"
    match = closest(word, known)
    return f"did you mean {match!r}?" if match else ""


def closest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like a word, whatever their case; empty where none is close."""
    from difflib import get_close_matches

    words = {each.lower(): each for each in known}
    match = get_close_matches(word[:50].lower(), words, 1, 0.6)
    return words[match[0]] if match else ""


def shown(value: object, limit: int = 60) -> str:
    """A value as it can stand in a message: written as YAML writes it, and short."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, int) and value.bit_length() > 1000:
        return "a very large number"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= limit else text[: limit - 3] + "..."
