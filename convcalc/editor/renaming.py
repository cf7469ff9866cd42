"""A block, a variable or a layer called otherwise, everywhere in a file: only where the network stays the same."""

import re
from typing import Any

from convcalc.document.places import Position, Route
from convcalc.document.problems import fail
from convcalc.document.standing import standing
from convcalc.document.wording import shown
from convcalc.editor.pointing import LETTERS, every_item, pointed
from convcalc.editor.reading import OpenSpec
from convcalc.language.spec import Spec
from convcalc.language.values import is_word
from convcalc.model.layers import KINDS
from convcalc.model.network import Network, Node


def can_rename(reading: OpenSpec, line: int, column: int) -> Position | None:
    """Where the name is written that could be another at a line and a column, from 1."""
    found = pointed(reading, line, column, plain=True)
    return found.position if found and reading.spec and found.word in _names(reading.spec) else None


def renamed(reading: OpenSpec, line: int, column: int, new: str) -> list[Position]:
    """Where `new` is to be written in the place of the name at a line and a column. Raises SpecError."""
    found = pointed(reading, line, column, plain=True)
    if found is None or reading.spec is None or reading.network is None or found.word not in _names(reading.spec):
        raise fail("there is no block, variable or layer here that this file names")
    if not is_word(new) or new in KINDS:
        raise fail(f"{shown(new)} cannot be a name", help="use letters, digits and _, and no kind of layer")
    if new in _names(reading.spec):
        raise fail(f"{shown(new)} is a name already")
    places = _written(reading, found.word)
    after = OpenSpec(reading.name, replaced(reading.text, places, new))
    if not after.whole or after.network is None or not _same(reading.network, after.network):
        raise fail(f"{found.word!r} means several things here: the network would be another")
    return places


def replaced(text: str, places: list[Position], new: str) -> str:
    """The text with a word in the place of those at some positions."""
    lines = text.split("\n")
    for line, column, length in sorted(places, reverse=True):
        before = lines[line - 1]
        lines[line - 1] = before[: column - 1] + new + before[column - 1 + length :]
    return "\n".join(lines)


def _names(spec: Spec) -> set[str]:
    """What this file gives names to."""
    names = {block.name for block in spec.blocks.values() if block.place.source is spec.source}
    names |= {each.name for each in spec.variables if each.place.source is spec.source}
    return names | {item.name.plain for item in every_item(spec) if item.name and item.place.source is spec.source}


def _written(reading: OpenSpec, word: str) -> list[Position]:
    """Where a name stands as one: not as the key of a setting, in a comment, or as another word's part."""
    assert reading.source is not None
    found = []
    for number, line in enumerate(reading.source.lines, 1):
        for match in re.finditer(rf"(?<![{LETTERS}.]){re.escape(word)}(?![{LETTERS}])", line.partition(" #")[0]):
            route, key = standing(reading.source, number, match.start() + 1)
            if not line.lstrip().startswith("#") and (not key or _names_something(route, word)):
                found.append(Position(number, match.start() + 1, len(word)))
    return found


def _names_something(route: Route, word: str) -> bool:
    """Whether a key gives a name, or calls a block by it."""
    gives = len(route) == 2 and route[0] in ("vars", "blocks")
    calls = len(route) > 1 and isinstance(route[-2], int) and route[-1] == word
    return gives or calls


def _same(one: Network, other: Network) -> bool:
    """Whether two networks have the same layers, names aside."""
    return list(map(_told, one.nodes)) == list(map(_told, other.nodes))


def _told(node: Node) -> tuple[Any, ...]:
    """What a layer is and reads."""
    site, layer = node.site, node.site.layer
    return node.inputs, node.shares, site.kind, site.output, [getattr(layer, name) for name in layer.fields]
