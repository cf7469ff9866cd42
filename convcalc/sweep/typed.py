"""What somebody wrote, with the place of any part of it: typed behind an option, or as a value of a file."""

from convcalc.document.places import Pin, Place, Position
from convcalc.document.problems import Problem, SpecError, fail
from convcalc.document.records import NamedTuple
from convcalc.document.source import Source


class Typed(NamedTuple):
    """A text, or a part of one."""

    text: str
    whole: Place
    """Where it stands; what was typed can be told character by character."""
    start: int = 0
    """Where the part starts in what was typed."""

    @classmethod
    def behind(cls, option: str, text: str) -> "Typed":
        """What was typed behind an option: `--vary`."""
        source = Source(f"<{option}>", text)
        return cls(text, Place(Pin(source, Position(1, 1, max(1, len(text)))), ()))

    def part(self, start: int, end: int | None = None) -> "Typed":
        """A part of it, without the spaces around."""
        text = self.text[start:end]
        bare = text.lstrip()
        return Typed(bare.rstrip(), self.whole, self.start + start + len(text) - len(bare))

    def split(self, mark: str) -> "list[Typed]":
        """The parts between marks, those in brackets left alone."""
        parts, depth, start = [], 0, 0
        for k, char in enumerate(self.text):
            depth += (char in "[(") - (char in "])")
            if char == mark and not depth:
                parts.append(self.part(start, k))
                start = k + 1
        return [*parts, self.part(start)]

    @property
    def place(self) -> Place:
        """Where it stands."""
        if not isinstance(self.whole.source, Pin):
            return self.whole
        start = self.whole.position.column + self.start
        return Place(Pin(self.whole.source, Position(1, start, max(1, len(self.text)))), ())

    def fail(self, message: str, help: str = "") -> SpecError:
        """What is wrong with it, to raise."""
        return fail(message, self.place, help)

    def blamed(self, problems: tuple[Problem, ...]) -> SpecError:
        """Problems that were found in its value, each with its place."""
        return SpecError([problem._replace(place=self.place) for problem in problems])
