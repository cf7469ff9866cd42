"""Whether what stands in a block asks for volumes: if not, a call of it is the same layers on any volume."""

from collections.abc import Iterable, Mapping
from typing import Any

from convcalc.language.expressions import Expression
from convcalc.language.items import Block, Branch, Item, Template


def asks(block: Block, blocks: Mapping[str, Block]) -> bool:
    """Whether anything that a call of a block makes can be otherwise on another volume, but for the volumes."""
    return any(_item_asks(item, blocks) for item in block.items)


def _item_asks(item: Item, blocks: Mapping[str, Block]) -> bool:
    if not item.plain:
        if _any_asks((item.name, item.repeat, item.when, item.frozen, *item.sources)):
            return True
        if any(_branch_asks(branch, blocks) for branch in item.branches):
            return True
    computed = [item.settings[name] for name in item.computed]
    if item.cls is None:
        known = item.kind in blocks and not asks(blocks[item.kind], blocks)
        return not known or _any_asks(computed)
    named = "size" in item.settings or Template in map(type, computed)
    return item.cls.indexed or named or _any_asks(computed)


def _branch_asks(branch: Branch, blocks: Mapping[str, Block]) -> bool:
    own = _any_asks((branch.title, branch.repeat, branch.when))
    return own or any(_item_asks(item, blocks) for item in branch.items)


def _any_asks(values: Iterable[Any]) -> bool:
    """Whether an expression in some values reads a volume."""
    for value in values:
        if isinstance(value, Expression):
            found = "x" in value.names
        elif isinstance(value, Template):
            found = _any_asks(value.parts)
        elif isinstance(value, dict):
            found = _any_asks(value.values())
        else:
            found = isinstance(value, list) and _any_asks(value)
        if found:
            return True
    return False
