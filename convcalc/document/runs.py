"""Runs of plain list items, each on a line of its own, `- bn` or `- conv: 64 3x3 p1`: read without a parser.

Long documents are mostly that, and a parser takes four times as long over it. It is given such a text with comments
between the first line of a run and its last: whether this is an item of a list, and of which, the parser says, and what
holds for both holds for the lines between them. Knows no layers.
"""

import re
from collections.abc import Callable
from typing import Any, Protocol

import yaml

from convcalc.document.places import pack
from convcalc.document.problems import Problem, SpecError
from convcalc.document.records import NamedTuple

_ITEM = r"- (\w{1,100})(?:: +(\w(?:[\w .+=-]*\w)?))? *\n"
_RUN = r"(?m)^( *)- \w{1,100}(?:: +\w(?:[\w .+=-]*\w)?)? *\n(?:\1- \w{1,100}(?:: +\w(?:[\w .+=-]*\w)?)? *\n){20,}"


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
    plain: dict[tuple[str, str], Any] = {}
    text, reader.runs = _without_runs(source.text, plain, reader.word)
    try:
        if reader.runs:
            reader.read(text)
            if not (reader.runs or reader.problems):
                source._plain = {id(item) for item in plain.values() if type(item) is dict}
                return True
    except (yaml.YAMLError, SpecError):
        pass  # it is told of the text as it is
    source.data, source._marks = None, {}
    return False


def _without_runs(
    text: str, plain: dict[tuple[str, str], Any], word: Callable[[str], Any]
) -> tuple[str, dict[int, PlainRun]]:
    """A text with comments for its runs, and these by the packed position of the item that ends each.

    `plain` is filled with the items by their two words, the second of which may be empty; `word` tells what one means.
    """
    pieces, runs, end, line = list[str](), dict[int, PlainRun](), 0, 0
    item = re.compile(_ITEM, re.ASCII)
    for match in re.compile(_RUN, re.ASCII).finditer(text):
        start, last = text.index("\n", match.start()) + 1, text.rindex("\n", 0, match.end() - 1) + 1
        line += text.count("\n", end, start)
        found = item.findall(text, start, last)
        for words in found:
            if words not in plain:
                key, value = words
                plain[words] = {key: word(value)} if value else word(key)
        items = [plain[words] for words in found]
        pieces += (text[end:start], "#\n" * len(items))
        runs[pack(line + len(items), len(match[1]) + 2)] = PlainRun(items, line)
        line, end = line + len(items), last
    return "".join((*pieces, text[end:])), runs
