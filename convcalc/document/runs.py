"""Runs of plain list items, each on a line of its own, `- bn` or `- conv: 64 3x3 p1`: read without a parser.

Long documents are mostly that, and a parser takes four times as long over it. It is given such a text with comments
between the first line of a run and its last: whether this is an item of a list, and of which, the parser says, and what
holds for both holds for the lines between them. Knows no places, and nothing of the rest of the text.
"""

import re
from collections.abc import Callable
from typing import Any

from convcalc.document.places import pack
from convcalc.document.records import NamedTuple

_ITEM = r"- (\w{1,100})(?:: +(\w(?:[\w .+=-]*\w)?))? *\n"
_RUN = r"(?m)^( *)- \w{1,100}(?:: +\w(?:[\w .+=-]*\w)?)? *\n(?:\1- \w{1,100}(?:: +\w(?:[\w .+=-]*\w)?)? *\n){20,}"


class Run(NamedTuple):
    """The items of a run between its first and its last, and the line that they begin in, from 0."""

    items: list[Any]
    first: int


def without_runs(text: str, word: Callable[[str], Any]) -> tuple[str, dict[int, Run]]:
    """A text with comments for its runs, and these by the packed position of the item that ends each.

    `word` tells what a plain word stands for.
    """
    pieces, runs, end, line = list[str](), dict[int, Run](), 0, 0
    item = re.compile(_ITEM, re.ASCII)
    for match in re.compile(_RUN, re.ASCII).finditer(text):
        start, last = text.index("\n", match.start()) + 1, text.rindex("\n", 0, match.end() - 1) + 1
        line += text.count("\n", end, start)
        items = [{key: word(value)} if value else word(key) for key, value in item.findall(text, start, last)]
        pieces += (text[end:start], "#\n" * len(items))
        runs[pack(line + len(items), len(match[1]) + 2)] = Run(items, line)
        line, end = line + len(items), last
    return "".join((*pieces, text[end:])), runs
