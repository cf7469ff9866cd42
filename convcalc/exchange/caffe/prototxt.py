"""Protobuf's text format: messages of fields, each with where it stands. Knows no schema, and none of Caffe's fields.

https://protobuf.dev/reference/protobuf/textformat-spec/: numbers, strings in either quote, words, messages in braces or
angle brackets, short lists in square ones, and comments from # to the end of a line.
"""

import re
from collections.abc import Iterator
from typing import Any

from convcalc.document.foreign import Foreign, Where
from convcalc.document.places import Pin, Place, Position
from convcalc.document.problems import Problems, SpecError, fail
from convcalc.document.records import NamedTuple, record
from convcalc.document.wording import shown
from convcalc.exchange.translation import At

DEEPEST = 60
MOST_TOKENS = 300_000
_TOKEN = (
    r"""\s*(?:#.*|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([A-Za-z_][\w.]*)|([+-]?\.?\d[\w.+-]*)|([{}<>:\[\],;])|(\S))?"""
)
_WHOLE = r"[+-]?\d{1,18}"
_DECIMAL = r"[+-]?(\d{1,18}\.?\d{0,18}|\.\d{1,18})(e[+-]?\d{1,2})?f?"
_ENDS = {"{": "}", "<": ">"}


class Lexeme(NamedTuple):
    """A piece of the text: what it is, `string`, `word`, `number`, or itself where it is a mark."""

    kind: str
    text: str
    position: Position


class Message:
    """Fields by their names, in order; one can come many times."""

    def __init__(self, position: Position, source: Foreign, problems: Problems) -> None:
        self.position = position
        self.fields: dict[str, list[Message | Lexeme]] = {}
        self._source, self._problems = source, problems

    def fault(self, message: str, position: Where, help: str = "") -> None:
        """Note what is wrong with it."""
        self._problems.add(message, self._source.place_at(position), help)

    def messages(self, name: str) -> list["Message"]:
        """Those of a field."""
        return [each for each in self.fields.get(name, ()) if isinstance(each, Message)]

    def message(self, name: str) -> "Message":
        """That of a field, or an empty one."""
        found = self.messages(name)
        return found[-1] if found else Message(self.position, self._source, self._problems)

    def tokens(self, name: str) -> list[Lexeme]:
        """The values of a field that are no messages."""
        return [each for each in self.fields.get(name, ()) if isinstance(each, Lexeme)]

    def wholes(self, name: str, least: int = -(10**18)) -> list[At]:
        """Whole numbers, at least as large."""
        return [At(self._whole(name, token, least), token.position) for token in self.tokens(name)]

    def whole(self, name: str, default: int, least: int = -(10**18)) -> At:
        """A whole number; the last, where there are several."""
        return self.wholes(name, least)[-1] if self.tokens(name) else At(default, self.position)

    def _whole(self, name: str, token: Lexeme, least: int) -> int:
        value = int(token.text) if re.fullmatch(_WHOLE, token.text) else None
        if value is None or value < least:
            what = "a whole number" if value is None else f"at least {least}"
            self.fault(f"{name}: expected {what}, not {shown(token.text)}", token.position)
            return max(least, 1)
        return value

    def decimal(self, name: str, default: float) -> At:
        """A number."""
        found = self.tokens(name)
        if not found:
            return At(default, self.position)
        token = found[-1]
        if not re.fullmatch(_DECIMAL, token.text):
            self.fault(f"{name}: expected a number, not {shown(token.text)}", token.position)
            return At(default, token.position)
        return At(float(token.text.rstrip("f")), token.position)

    def truth(self, name: str, default: bool) -> At:
        """True or false."""
        word = self.word(name, str(default).lower())
        if word.value not in ("true", "false", "1", "0", "t", "f", "True", "False"):
            self.fault(f"{name}: expected true or false, not {shown(word.value)}", word.position)
        return At(word.value in ("true", "1", "t", "True"), word.position)

    def word(self, name: str, default: str) -> At:
        """A word or a string; the last, where there are several."""
        return self.words(name)[-1] if self.tokens(name) else At(default, self.position)

    def words(self, name: str) -> list[At]:
        """Words or strings."""
        return [At(token.text, token.position) for token in self.tokens(name)]


def read_message(source: Foreign, problems: Problems) -> Message:
    """The fields of a text. Raises SpecError at the first thing that cannot be read."""
    top = Message(Position(1, 1), source, problems)
    stack: list[tuple[Message, str]] = [(top, "")]
    tokens = _Tokens(source)
    while (token := tokens.take()).kind != "end":
        message, end = stack[-1]
        if token.kind == end:
            stack.pop()
        elif token.kind == "word":
            _field(message, token, tokens, stack)
        elif token.kind not in (",", ";"):
            help = f"its {end!r} would end what starts in line {message.position.line}" if end else ""
            raise tokens.unexpected(token, "the name of a field", help)
    if len(stack) > 1:
        message, end = stack[-1]
        raise fail(f"this is not closed: {end!r} is missing", Place(Pin(source, message.position), ()))
    return top


def _field(message: Message, name: Lexeme, tokens: "_Tokens", stack: list[tuple[Message, str]]) -> None:
    """Read a field's value; one that is a message is opened."""
    token = tokens.take()
    colon = token.kind == ":"
    token = tokens.take() if colon else token
    values = message.fields.setdefault(name.text, [])
    if token.kind in _ENDS:
        if len(stack) > DEEPEST:
            raise fail(f"nested deeper than {DEEPEST} levels", Place(Pin(tokens.source, token.position), ()))
        inner = Message(name.position, message._source, message._problems)
        values.append(inner)
        stack.append((inner, _ENDS[token.kind]))
    elif colon and token.kind == "[":
        values += _listed(tokens)
    elif colon and token.kind in ("string", "word", "number"):
        values.append(token)
    else:
        raise tokens.unexpected(token, f"a value of {shown(name.text)}" if colon else "':' or '{'")


def _listed(tokens: "_Tokens") -> Iterator[Lexeme]:
    """The values of a list in brackets."""
    while (token := tokens.take()).kind != "]":
        if token.kind in ("string", "word", "number"):
            yield token
        elif token.kind != ",":
            raise tokens.unexpected(token, "a value, or ']'")


class _Tokens:
    """The pieces of a text, one after another."""

    def __init__(self, source: Foreign) -> None:
        self.source = source
        self._last = Position(max(1, len(source.lines)), 1)
        self._end = Lexeme("end", "", self._last)
        self._all = self._found()

    def take(self) -> Lexeme:
        """The next one; at the end, `end`."""
        return next(self._all, self._end)

    def unexpected(self, token: Lexeme, wanted: str, help: str = "") -> SpecError:
        """What stands where something else is expected."""
        found = "the end of the file" if token.kind == "end" else shown(token.text)
        return fail(f"expected {wanted}, not {found}", Place(Pin(self.source, token.position), ()), help)

    def _found(self) -> Iterator[Lexeme]:
        pattern: Any = re.compile(_TOKEN)
        kinds, left = ("string", "word", "number", "", "unknown"), MOST_TOKENS
        for number, line in enumerate(self.source.lines, 1):
            for match in pattern.finditer(line):
                if (group := match.lastindex) is None:
                    continue
                text = match[group]
                position = record(Position, (number, match.start(group) + 1, len(text)))
                if left <= 0:
                    message = f"more than {MOST_TOKENS:,} words, numbers and marks"
                    raise fail(message, Place(Pin(self.source, self._last), ()))
                left -= 1
                yield record(Lexeme, (kinds[group - 1] or text, text[1:-1] if group == 1 else text, position))
