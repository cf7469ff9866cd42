"""One layer in the words of a command line, `10 filters 5x5 stride 1 pad 2`, to a kind and its settings.

Takes the shorthand of specs and what people say in class. Knows kinds and their fields, not volumes. Words
that can be read in two ways are an error with a suggestion: nothing is guessed.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from convcalc.document.records import NamedTuple
from convcalc.document.wording import nearest
from convcalc.language.spoken.vocabulary import FIELDS, FLAGS, TWO_MEANINGS, UNKNOWN, WEAK, Token, key, kinds, tokens
from convcalc.model.layers import KINDS, SYNONYMS, Layer, kind
from convcalc.model.layers.fields import Integer, sizes

__all__ = ["UNKNOWN", "Setting", "Words", "WordsError", "read_sizes", "read_words"]

_LETTER = re.compile(r"([a-z])(\d{1,18}(?:x\d{1,18})*|\?(?:x\?)*)")


class WordsError(Exception):
    """Words that are not understood: which part of the text, and what would help."""

    def __init__(self, message: str, start: int, end: int, help: str = "") -> None:
        super().__init__(message)
        self.message, self.start, self.end, self.help = message, start, end, help


class Setting(NamedTuple):
    """The value of a field, and the part of the text that says it."""

    value: Any
    """A number, a list of them, a word, or UNKNOWN in the place of a number."""
    start: int
    end: int


class Words(NamedTuple):
    """A layer as it was said."""

    kind: str
    settings: dict[str, Setting]
    start: int
    """Where the kind is named; the whole text where it is only meant."""
    end: int

    @property
    def cls(self) -> type[Layer]:
        """The class of its kind."""
        return kind(self.kind)


@lru_cache(maxsize=1000)
def read_words(text: str) -> Words:
    """The layer that a text tells: one object for equal texts. Raises WordsError."""
    said = tokens(text)
    if not said:
        raise WordsError("expected a layer, not an empty text", 0, len(text), "as 'conv 10 5x5 s1 p2'")
    name, first, last = _kind(said)
    if name is None:
        raise _no_kind(said, text)
    rest = [*said[:first], *said[last:]]
    settings = _Reading(name, kind(name), rest).run()
    if first == last:
        return Words(name, settings, 0, len(text))
    return Words(name, settings, said[first].start, said[last - 1].end)


def read_sizes(text: str) -> list[Any] | None:
    """The numbers of `32x32x3`, `32 × 32 × 3` or `?x?x3`; None where it is no such thing."""
    said = tokens(text)
    number = said[0].number if len(said) == 1 else None
    return number if number is None or isinstance(number, list) else [number]


# The kind


def _kind(tokens: list[Token]) -> tuple[str | None, int, int]:
    """The kind, and which tokens name it: those at the start if they do, else the first that do."""
    names = kinds()
    weak: tuple[str | None, int, int] = (None, 0, 0)
    for first in range(len(tokens)):
        for last in range(min(len(tokens), first + 4), first, -1):
            name = names.get(key("".join(token.text for token in tokens[first:last])))
            if name and name not in WEAK:
                return name, first, last
            if name and first == 0:
                weak = (name, first, last)
    if any(FIELDS.get(token.text, token.text) == "filters" for token in tokens):
        return "conv", 0, 0
    return weak


def _no_kind(tokens: list[Token], text: str) -> WordsError:
    for token in tokens:
        if token.text in ("pool", "pooling"):
            return WordsError(f"{token.text!r} can be two things", token.start, token.end, TWO_MEANINGS["pool"])
    word = tokens[0]
    if word.number is not None:
        help = f"as 'conv {text.strip()}', 'maxpool 2x2' or '10 filters 5x5'"
        return WordsError(f"{text!r} does not say which layer it is", 0, len(text), help)
    known = SYNONYMS.get(word.text)
    help = f"did you mean {known!r}?" if known else nearest(word.text, KINDS) or "as 'conv 10 5x5 s1 p2'"
    return WordsError(f"unknown layer {word.text!r}", word.start, word.end, help)


# The settings


class _Reading:
    """The settings of one kind, as its tokens are gone through."""

    def __init__(self, name: str, cls: type[Layer], tokens: list[Token]) -> None:
        self.name = name
        self.cls = cls
        self.tokens = tokens
        self.settings: dict[str, Setting] = {}
        self.used: set[int] = set()

    def run(self) -> dict[str, Setting]:
        for position, width, field, value in list(self.flags()):
            self.take(field, value, range(position, position + width))
        for position, width, field in list(self.fields()):
            self.named(position, width, field)
        left = [position for position in range(len(self.tokens)) if position not in self.used]
        for token in (self.tokens[position] for position in left):
            if token.text in TWO_MEANINGS:
                raise WordsError(f"{token.text!r} can be two things", token.start, token.end, TWO_MEANINGS[token.text])
        for position in left:
            if self.tokens[position].text not in (",", ";", "size"):
                self.free(position, self.tokens[position])
        return self.settings

    def take(self, field: str, value: Any, positions: range) -> None:
        start, end = self.tokens[positions[0]].start, self.tokens[positions[-1]].end
        if field in self.settings:
            raise WordsError(f"{field} is given twice", start, end)
        self.used.update(positions)
        self.settings[field] = Setting(value, start, end)

    def text(self, position: int, width: int) -> str:
        return "_".join(token.text for token in self.tokens[position : position + width])

    def flags(self) -> Iterator[tuple[int, int, str, Any]]:
        """What one or two words say by themselves: `nobias`, `no bias`, `s2`, `/2`."""
        known = self.cls.flags | {word: flag for word, flag in FLAGS.items() if flag[0] in self.cls.fields}
        position = 0
        while position < len(self.tokens):
            widths = range(min(2, len(self.tokens) - position), 0, -1)
            width = next((width for width in widths if self.text(position, width) in known), 0)
            width = 0 if self.text(position + width, 1) == UNKNOWN else width
            token = self.tokens[position]
            letter = _LETTER.fullmatch(token.text)
            if width:
                yield position, width, *known[self.text(position, width)]
            elif letter and letter[1] in self.cls.letters:
                yield position, 1, self.cls.letters[letter[1]], _number(letter[2])
            elif re.fullmatch(r"/\d{1,9}", token.text) and "stride" in self.cls.fields:
                yield position, 1, "stride", int(token.text[1:])
            position += width or 1

    def fields(self) -> Iterator[tuple[int, int, str]]:
        """Where a field is named, with how many words."""
        position = 0
        while position < len(self.tokens):
            for width in range(min(2, len(self.tokens) - position), 0, -1):
                field = self.field(self.text(position, width))
                if field and position not in self.used:
                    yield position, width, field
                    position += width - 1
                    break
            position += 1

    def field(self, word: str) -> str | None:
        field = word if word in self.cls.fields else FIELDS.get(word, word)
        if word in self.cls.letters and word not in TWO_MEANINGS:
            field = self.cls.letters[word]
        if word == "size" and "kernel" in self.cls.fields:
            return None  # mostly the kernel's: `filters of size 3x3`
        return field if field in self.cls.fields else None

    def value(self, position: int, field: str) -> Any:
        """The value that a token not yet used has for a field, else None."""
        if not 0 <= position < len(self.tokens) or position in self.used:
            return None
        token, type = self.tokens[position], self.cls.fields[field].type
        if token.text in type.words or token.text.startswith("x."):
            return token.text
        if token.text.count("/") == 1 and token.text.replace("/", "").isdigit() and token.text[0] != "/":
            return token.text  # a fraction: 1/3
        number = token.number
        if number is None and re.fullmatch(r"\d*\.\d+", token.text):
            return float(token.text)
        return None if isinstance(number, list) and isinstance(type, Integer) else number

    def named(self, position: int, width: int, field: str) -> None:
        """Take a field with the value beside it: after it, or before it as in `10 filters` and `5x5 kernel`."""
        if position in self.used:
            return  # the value of another, as in `round round`
        before, after = self.value(position - 1, field), self.value(position + width, field)
        token = self.tokens[position]
        if isinstance(before, list) and field != "kernel":
            before = None
        if field in ("filters", "units") and self.kernel_said(position, width, field):
            return
        if field in ("filters", "units") and before is not None and after is not None:
            first, last = self.tokens[position - 1], self.tokens[position + width]
            message = f"{first.text} or {last.text} {token.text}?"
            raise WordsError(message, first.start, last.end, f"put commas between, as '{first.text} {token.text}, ...'")
        if after is not None and not self.counted(position + width + 1, field):
            self.take(field, after, range(position, position + width + 1))
        elif before is not None:
            self.take(field, before, range(position - 1, position + width))
        else:
            said = self.text(position, width).replace("_", " ")
            help = "as 'padding 2', or 'no padding'" if said == "zero padding" else f"as '{field} 2'"
            end = self.tokens[position + width - 1].end
            raise WordsError(f"{said!r} has no number beside it", token.start, end, help)

    def kernel_said(self, position: int, width: int, field: str) -> bool:
        """`ten 5x5 filters`, `filters 5x5`: the size beside the word is the kernel, and how many stands apart."""
        for beside in (position - 1, position + width):
            if "kernel" not in self.cls.fields or self.value(beside, field) is not None:
                continue
            size = self.value(beside, "kernel")
            if beside < position and isinstance(size, list):
                self.take("kernel", size, range(beside, position + width))
                return True
            if beside > position and isinstance(size, list) and self.value(position - 1, field) is None:
                self.take("kernel", size, range(position, beside + 1))
                return True
        return False

    def counted(self, position: int, field: str) -> bool:
        """Whether the word here counts what stands before it, as in `4 groups 64 filters`."""
        if position >= len(self.tokens) or field in ("filters", "units"):
            return False
        return self.field(self.tokens[position].text) in ("filters", "units")

    def free(self, position: int, token: Token) -> None:
        """Take a value that stands by itself: a size is the kernel's, a number the first field's."""
        names = [name for name in self.cls.main if name not in self.settings]
        for name in names:
            value = self.value(position, name)
            if value is not None:
                self.take(name, value, range(position, position + 1))
                return
        raise WordsError(*self.puzzle(token))

    def puzzle(self, token: Token) -> tuple[str, int, int, str]:
        """The error for a token that nothing takes."""
        if token.number is not None:
            help = "say what it is, as 'stride 2'" if "stride" in self.cls.fields else f"{self.name} takes no more"
            return f"{token.text!r} is a number too many", token.start, token.end, help
        if key(token.text) in kinds():
            return f"{token.text!r} is another layer", token.start, token.end, "give each layer in quotes of its own"
        words = [
            *self.cls.fields,
            *self.cls.flags,
            *(word for word, field in FIELDS.items() if field in self.cls.fields),
        ]
        known = f"{self.name} has: {', '.join(self.cls.fields)}" if self.cls.fields else f"{self.name} has no settings"
        help = nearest(token.text, words) or known
        return f"{token.text!r} is not understood", token.start, token.end, help


def _number(text: str) -> Any:
    if UNKNOWN in text:
        return text if text == UNKNOWN else text.split("x")
    numbers = sizes(text)
    return numbers if len(numbers) > 1 else numbers[0]
