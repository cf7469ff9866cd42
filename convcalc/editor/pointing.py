"""What stands under the cursor: a word of the text, and where in the document that is."""

import re
from collections.abc import Iterator

from convcalc.document.places import Place, Position, Route
from convcalc.document.records import NamedTuple
from convcalc.document.standing import standing
from convcalc.document.wording import JOINERS
from convcalc.editor.reading import OpenSpec
from convcalc.language.items import Item
from convcalc.language.spec import Spec

LETTERS = rf"\w\u0300-\u1fff{JOINERS}"
"""What words consist of: `\\w` has not the marks on letters that many scripts write, nor joiners."""
_WORD = re.compile(rf"[^\W\d][{LETTERS}.-]*(?<![.-])")
_PLAIN = re.compile(rf"[^\W\d][{LETTERS}]*")


class Pointed(NamedTuple):
    """A word, where it is written, and the route of what it is a part of."""

    word: str
    position: Position
    route: Route
    key: bool


def pointed(reading: OpenSpec, line: int, column: int, plain: bool = False) -> Pointed | None:
    """The word at a line and a column, from 1: of letters, digits, points and dashes, or only a `plain` name."""
    if reading.source is None:
        return None
    text = reading.source.line(line)
    for found in (_PLAIN if plain else _WORD).finditer(text):
        if found.start() < column <= found.end() + 1 and not _in_comment(text, found.start()):
            route, key = standing(reading.source, line, found.start() + 1)
            return Pointed(found[0], Position(line, found.start() + 1, len(found[0])), route, key)
    return None


def _in_comment(line: str, at: int) -> bool:
    """Whether a place of a line lies in a comment, as far as the line alone can tell."""
    return re.search(r"(^|\s)#", line[:at]) is not None


def every_item(spec: Spec) -> Iterator[Item]:
    """The items of a spec, of its blocks and of all branches, from the top."""
    for block in spec.blocks.values():
        yield from _items(block.items)
    yield from _items(spec.items)


def _items(items: tuple[Item, ...]) -> Iterator[Item]:
    for item in items:
        yield item
        for branch in item.branches:
            yield from _items(branch.items)


def named(spec: Spec, name: str) -> Place | None:
    """Where the last part of a layer's or a call's name is given."""
    wanted = name.rpartition(".")[2]
    return next((item.place.at("name") for item in every_item(spec) if item.name and item.name.plain == wanted), None)
