"""The text of Darknet's .cfg files: sections in brackets, with options below them, and where each stands.

As Darknet reads them: blanks mean nothing, what follows # or ; is a comment, a section can come many times, and of an
option that is given twice the first one counts. Knows no layers.
"""

import re
from collections.abc import Iterator

from convcalc.document.foreign import Foreign, Where
from convcalc.document.places import Pin, Place, Position
from convcalc.document.problems import Problems
from convcalc.document.records import NamedTuple
from convcalc.document.wording import shown
from convcalc.exchange.translation import At

MOST_SECTIONS = 20_000
MOST_NUMBERS = 1000
_WHOLE = r"[+-]?\d{1,18}"
_DECIMAL = r"[+-]?(\d{1,18}\.?\d{0,18}|\.\d{1,18})(e[+-]?\d{1,2})?"


class Option(NamedTuple):
    """The value of an option as text, and where it and its key stand."""

    text: str
    position: Position
    key: Position


class Section(NamedTuple):
    """A section: what stands in its brackets, and its options."""

    kind: str
    position: Position
    options: dict[str, Option]
    problems: Problems
    source: Foreign

    def fault(self, message: str, position: Where, help: str = "") -> None:
        """Note what is wrong with it."""
        self.problems.add(message, self.source.place_at(position), help)

    def place(self, key: str) -> Position:
        """Where an option stands, or the section where it is left out."""
        return self.options[key].position if key in self.options else self.position

    def whole(self, key: str, default: int) -> At:
        """A whole number."""
        if key not in self.options:
            return At(default, self.position)
        numbers = self.wholes(key)
        if len(numbers) > 1:
            self.fault(f"{key}: expected one number, not {len(numbers)}", self.place(key))
        return numbers[0] if numbers else At(default, self.position)

    def wholes(self, key: str) -> list[At]:
        """Whole numbers with commas between them."""
        if key not in self.options:
            return []
        text, (line, column, _), _ = self.options[key]
        words = list(re.finditer(r"[^,\s][^,]*", text))
        found = []
        for word in words[:MOST_NUMBERS]:
            number, position = word[0].strip(), Position(line, column + word.start(), len(word[0].strip()))
            if re.fullmatch(_WHOLE, number):
                found.append(At(int(number), position))
            else:
                self.fault(f"{key}: expected a whole number, not {shown(number)}", position)
        return found

    def decimal(self, key: str, default: float) -> At:
        """A number."""
        option = self.options.get(key)
        if option is None:
            return At(default, self.position)
        if re.fullmatch(_DECIMAL, option.text):
            return At(float(option.text), option.position)
        self.fault(f"{key}: expected a number, not {shown(option.text)}", option.position)
        return At(default, option.position)

    def word(self, key: str, default: str) -> At:
        """A word."""
        option = self.options.get(key)
        return At(option.text, option.position) if option else At(default, self.position)


def read_sections(source: Foreign, problems: Problems) -> list[Section]:
    """The sections of a text, in order. What is no line of one is a problem."""
    sections: list[Section] = []
    for number, line in _lines(source):
        text = line.strip()
        position = Position(number, len(line) - len(line.lstrip()) + 1, max(1, len(text)))
        if text.startswith("["):
            sections.append(Section("".join(text.strip("[]").split()), position, {}, problems, source))
            if len(sections) > MOST_SECTIONS:
                sections[-1].fault(f"more than {MOST_SECTIONS:,} sections", position)
                break
        elif sections and "=" in text:
            _option(sections[-1], line, number)
        else:
            message = f"expected a section or an option, not {shown(text)}"
            problems.add(message, Place(Pin(source, position), ()), "as [convolutional], or filters=32")
    return sections


def _lines(source: Foreign) -> Iterator[tuple[int, str]]:
    """The lines that are not empty, each with its number and without what is a comment."""
    for number, line in enumerate(source.lines, 1):
        text = re.split("[#;]", line, maxsplit=1)[0]
        if text.strip():
            yield number, text


def _option(section: Section, line: str, number: int) -> None:
    key, _, value = line.partition("=")
    start = len(key) + 1 + len(value) - len(value.lstrip()) + 1
    text = value.strip()
    name = "".join(key.split())
    at_key = Position(number, len(key) - len(key.lstrip()) + 1, max(1, len(name)))
    section.options.setdefault(name, Option(text, Position(number, start, max(1, len(text))), at_key))
