"""What the items of a spec hang on: the names that their expressions use, blocks that they call included.

`depths[1]` hangs on one element of a list, and on no other: a name comes with the number of that, or with None.
"""

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from convcalc.language.expressions import Expression, parse_expression
from convcalc.language.items import Branch, Item, Template
from convcalc.language.spec import Spec

NameUse = tuple[str, int | None]
"""A name, and which element of it alone is used; None for all of it."""


class Uses:
    """What the items of a spec use."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self._blocks: dict[str, frozenset[NameUse]] = {}
        self._items: dict[tuple[int, ...], tuple[frozenset[NameUse], tuple[Item, ...]]] = {}
        """By the identity of items, which are held for that."""

    def of(self, items: Sequence[Item]) -> frozenset[NameUse]:
        """What items use from around them, with all that stands in them and in what they call."""
        key = tuple(map(id, items))
        if key not in self._items:
            self._items[key] = frozenset(use for item in items for use in self._of_item(item)), tuple(items)
        return self._items[key][0]

    def inside(self, item: Item) -> frozenset[NameUse]:
        """What is used in what an item calls, and in its branches."""
        found = {use for branch in item.branches for use in self._of_branch(branch)}
        if item.cls is None:
            found |= self.of_block(item.kind) if item.kind in self._spec.blocks else {(item.kind, None)}
        return frozenset(found)

    def _of_item(self, item: Item) -> Iterator[NameUse]:
        if item.plain and item.constant:
            return
        if item.cls is None:
            yield from self.of_block(item.kind) if item.kind in self._spec.blocks else ((item.kind, None),)
        own = item.weights.of if item.weights else None
        yield from uses_in([item.settings, item.repeat, item.when, item.name, item.frozen, own, *item.sources])
        for branch in item.branches:
            yield from self._of_branch(branch)

    def _of_branch(self, branch: Branch) -> Iterator[NameUse]:
        yield from uses_in([branch.title, branch.repeat, branch.when])
        yield from self.of(branch.items)

    def of_block(self, name: str) -> frozenset[NameUse]:
        """What a block uses that is no parameter of it; defaults can use those before them."""
        if name not in self._blocks:
            block, own, found = self._spec.blocks[name], set[str](), set[NameUse]()
            for parameter in block.parameters:
                found |= {use for use in uses_in(parameter.default) if use[0] not in own}
                own.add(parameter.name)
            found |= {use for use in self.of(block.items) if use[0] not in own | {"i"}}
            self._blocks[name] = frozenset(found)
        return self._blocks[name]


def uses_in(value: Any) -> Iterator[NameUse]:
    """What a prepared value uses."""
    if isinstance(value, Expression):
        yield from _uses_of(value)
    elif isinstance(value, Template):
        yield from uses_in(list(value.parts))
    elif isinstance(value, (list, dict)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from uses_in(each)


def asks_volume(value: Any) -> bool:
    """Whether a prepared value uses the current volume."""
    if isinstance(value, (list, dict)):
        return any(map(asks_volume, value.values() if isinstance(value, dict) else value))
    return isinstance(value, Expression) and "x" in value.names


@lru_cache(maxsize=1024)
def _uses_of(expression: Expression) -> frozenset[NameUse]:
    tree = parse_expression(expression.text)
    names = expression.names - {"x"}
    if tree is None:
        return frozenset((name, None) for name in names)
    elements = dict(each for node in ast.walk(tree) if (each := element_in(node)))
    found = {use for use in elements.values() if use[0] in names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in names and id(node) not in elements:
            found.add((node.id, None))
    return frozenset(found)


def element_in(node: ast.AST) -> tuple[int, NameUse] | None:
    """Which element of a name is used, where a plain number says it; by the identity of the name's node."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Name):
        return None
    index = node.slice
    if not isinstance(index, ast.Constant) or type(index.value) is not int:
        return None
    return id(node.value), (node.value.id, index.value)


def roots(known: Mapping[str, Any], uses: Iterable[NameUse], given: Collection[str]) -> frozenset[NameUse]:
    """What of the variables that are given the others hang on, which are `known`: each can use those above it.

    Of a list that is given in part, what is not given is known.
    """
    found, todo = set[NameUse](), list(uses)
    seen = set(todo)
    for name, index in todo:
        if name in given:
            found.add((name, index))
        if name in known:
            more = {*uses_in(element(known[name], index))} - seen
            todo += more
            seen |= more
    return frozenset(found)


def element(value: Any, index: int | None) -> Any:
    """An element of a list; all of it where there is none of that number, or none is asked for."""
    if index is None or not isinstance(value, list) or not -len(value) <= index < len(value):
        return value
    return value[index]


def valued(values: Mapping[str, Any], uses: Iterable[NameUse]) -> Iterator[Any]:
    """What those of the names that have a value are."""
    return (element(values[name], index) for name, index in uses if name in values)
