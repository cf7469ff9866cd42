"""Which names a spec's expressions use, and where. Knows items and blocks; not values."""

from collections.abc import Iterable, Iterator
from typing import Any

from convcalc.language.expressions import Expression
from convcalc.language.items import Item, Template
from convcalc.language.spec import Spec


def names_in(value: Any) -> Iterator[str]:
    """The names that a prepared value's expressions use."""
    if isinstance(value, Expression):
        yield from value.names
    elif isinstance(value, Template):
        yield from names_in(list(value.parts))
    elif isinstance(value, list):
        for each in value:
            yield from names_in(each)
    elif isinstance(value, dict):
        yield from names_in(list(value.values()))


def names_of(items: Iterable[Item]) -> Iterator[str]:
    """The names that items use, with all that stands in their branches."""
    for item in items:
        if item.plain and item.constant:
            continue
        if item.cls is None:
            yield item.kind  # which can be an argument
        yield from names_in(
            [item.settings, item.repeat, item.when, item.name, *[each for each in item.sources if not each.plain]]
        )
        for branch in item.branches:
            yield from names_in([branch.title, branch.repeat, branch.when])
            yield from names_of(branch.items)


def layers_named(items: Iterable[Item]) -> Iterator[str]:
    """The plain names of layers that items read, with all that stands in their branches."""
    for item in items:
        if item.plain and item.constant:
            continue
        given = [value for value in item.settings.values() if isinstance(value, Template)]
        yield from (template.plain for template in (*item.sources, *given))
        for branch in item.branches:
            yield from layers_named(branch.items)


def global_names(spec: Spec) -> set[str]:
    """The names that are used and are no parameters: of variables, or of nothing."""
    used = {*names_of(spec.items), *names_in(spec.input), *names_in([each.value for each in spec.variables])}
    for block in spec.blocks.values():
        inside = {*names_of(block.items), *names_in([each.default for each in block.parameters])}
        used |= inside - {parameter.name for parameter in block.parameters}
    return used


def calls(items: Iterable[Item], spec: Spec) -> set[str]:
    """The blocks that items call, by way of other blocks too."""
    found: set[str] = set()
    todo = list(items)
    while todo:
        item = todo.pop()
        for branch in item.branches:
            todo += branch.items
        if item.kind in spec.blocks and item.kind not in found:
            found.add(item.kind)
            todo += spec.blocks[item.kind].items
    return found
