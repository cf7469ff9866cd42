"""Runs of plain list items, each on a line of its own, `- bn`, `- conv: 64 3x3 p1` or `- {conv: 64 3x3, name: c1}`.

They are read without a parser.

Long documents are mostly that, and a parser takes four times as long over it. It is given such a text with comments
between the first line of a run and its last: whether this is an item of a list, and of which, the parser says, and what
holds for both holds for the lines between them. Knows no layers.
"""

import re
from collections.abc import Callable
from typing import Any, Protocol

from convcalc.document.places import pack
from convcalc.document.problems import Problem, SpecError
from convcalc.document.pyyaml import yaml
from convcalc.document.records import NamedTuple

_WORD = r"\w{1,100}"
_BLOCK, _FLOW = (rf"[\w(](?:[\w .+=*/()%<>{more}-]*[\w){more}])?" for more in (r",[\]", ""))
_MAPPING = rf"\{{{_WORD}: +{_FLOW}(?:, +{_WORD}: +{_FLOW})*\}}"
_ITEM = rf"- (?:({_WORD})(?:: +({_BLOCK}|{_MAPPING}))?|({_MAPPING})) *\n"
_ONE = rf"- (?:{_WORD}(?:: +(?:{_BLOCK}|{_MAPPING}))?|{_MAPPING}) *\n"
_RUN = rf"(?m)^( *){_ONE}(?:\1{_ONE}){{20,}}"
_PAIR = rf"({_WORD}): +({_FLOW})"


class Taking(Protocol):
    """A document that is being read: what is known of it so far."""

    text: str
    data: Any
    _marks: dict[int, list[int]]
    _plain: set[int]


class Parsing(Protocol):
    """One pass over the events of the parser."""

    problems: list[Problem]
    runs: dict[int, "PlainRun"]

    def word(self, text: str) -> Any:
        """What a plain word stands for."""

    def read(self, text: str) -> None:
        """Go over the events of a text. Raises SpecError, or the parser's error."""


class PlainRun(NamedTuple):
    """The items of a run between its first and its last. Equal ones are one object."""

    items: list[Any]
    first: int
    """The line that they begin in, from 0."""

    def put(self, source: Taking, items: list[Any], column: int) -> None:
        """Add them to a list whose items begin in a column."""
        items += self.items
        source._marks[id(items)] += [pack(self.first + k, column) for k in range(len(self.items))]


def read_runs(source: Taking, reader: Parsing) -> bool:
    """Read a source, its runs without the parser; whether that went well, and else all is forgotten."""
    plain: dict[tuple[str, str, str], Any] = {}
    mappings = _Mappings(reader.word)
    try:
        text, reader.runs = _without_runs(source.text, plain, mappings)
        if reader.runs:
            reader.read(text)
            if not (reader.runs or reader.problems):
                items = [item for item in plain.values() if type(item) is dict]
                source._plain = {id(mapping) for mapping in (*items, *mappings.inner)}
                return True
    except (yaml.YAMLError, SpecError):
        pass  # it is told of the text as it is
    source.data, source._marks = None, {}
    return False


class _Mappings:
    """Reads mappings that are written in braces."""

    def __init__(self, word: Callable[[str], Any]) -> None:
        self.inner: list[dict[str, Any]] = []
        """Those that are the value of an item."""
        self.word = word
        """Tells what a word means."""
        self._keys: dict[str, str] = {}
        self._pairs = re.compile(_PAIR, re.ASCII)

    def item(self, key: str, value: str, alone: str) -> dict[str, Any]:
        """An item with a mapping, or that is one. Raises SpecError for a key given twice, of which the parser tells."""
        pairs, keys = self._pairs.findall(alone or value), self._keys
        made = {keys.setdefault(key, key): self.word(value) for key, value in pairs}
        if len(made) < len(pairs):
            raise SpecError([])
        if alone:
            return made
        self.inner.append(made)
        return {key: made}


def marks_of(line: str, number: int, start: int) -> list[int]:
    """The packed positions of the keys and values of such a mapping, which starts in a column of a line."""
    if not line.startswith("{", start):
        value = line[line.index(":") + 1 :].lstrip(" ")
        return [pack(number, start), pack(number, len(line) - len(value))]
    pairs = re.compile(_PAIR, re.ASCII).finditer(line, start)
    return [pack(number, pair.start(which)) for pair in pairs for which in (1, 2)]


def _without_runs(
    text: str, plain: dict[tuple[str, str, str], Any], mappings: _Mappings
) -> tuple[str, dict[int, PlainRun]]:
    """A text with comments for its runs, and these by the packed position of the item that ends each.

    `plain` is filled with the items by what is written: a key or a word alone, its value, and a mapping that is alone.
    """
    pieces, runs, end, line = list[str](), dict[int, PlainRun](), 0, 0
    item, word = re.compile(_ITEM, re.ASCII), mappings.word
    for match in re.compile(_RUN, re.ASCII).finditer(text):
        start, last = text.index("\n", match.start()) + 1, text.rindex("\n", 0, match.end() - 1) + 1
        line += text.count("\n", end, start)
        found = item.findall(text, start, last)
        for written in found:
            if written not in plain:
                key, value, alone = written
                if alone or value[:1] == "{":
                    plain[written] = mappings.item(key, value, alone)
                else:
                    plain[written] = {key: word(value)} if value else word(key)
        items = [plain[written] for written in found]
        pieces += (text[end:start], "#\n" * len(items))
        runs[pack(line + len(items), len(match[1]) + 2)] = PlainRun(items, line)
        line, end = line + len(items), last
    return "".join((*pieces, text[end:])), runs
