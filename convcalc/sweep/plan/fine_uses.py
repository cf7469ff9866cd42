"""What of lists an item hangs on, told more finely than in `uses.py`: elements by `i` or from the end, and lengths."""

import ast
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from convcalc.language.expressions import Expression, parse_expression
from convcalc.language.items import Item, Template
from convcalc.sweep.plan.uses import Uses, element_in

FineUse = tuple[str, int | str | None]
"""A name, and what of it is used: one element, the one of number `i` where that is TURN, LENGTH, or all of it."""

TURN, LENGTH = "i", "len"


def fine_uses(value: Any) -> frozenset[FineUse]:
    """What a prepared value uses, as finely as can be told."""
    if isinstance(value, Expression):
        return _fine_uses_of(value)
    if isinstance(value, Template):
        return fine_uses(list(value.parts))
    each = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return frozenset(use for inside in each for use in fine_uses(inside))


@lru_cache(maxsize=1024)
def _fine_uses_of(expression: Expression) -> frozenset[FineUse]:
    tree, names = parse_expression(expression.text), expression.names - {"x"}
    if tree is None:
        return frozenset((name, None) for name in names)
    parts = dict(each for node in ast.walk(tree) if (each := element_in(node) or _fine_part(node)))
    whole = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in parts]
    found: list[FineUse] = [*parts.values(), *[(node.id, None) for node in whole]]
    return frozenset(use for use in found if use[0] in names)


def _fine_part(node: ast.AST) -> tuple[int, FineUse] | None:
    """An element of a name by its number from the end or by `i`, or its length; by the identity of the name's node."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == LENGTH:
        (name,) = node.args if len(node.args) == 1 else (None,)
        return (id(name), (name.id, LENGTH)) if isinstance(name, ast.Name) else None
    if not isinstance(node, ast.Subscript) or not isinstance(node.value, ast.Name):
        return None
    text = ast.unparse(node.slice)
    if text == TURN:
        return id(node.value), (node.value.id, TURN)
    return (id(node.value), (node.value.id, int(text))) if text[:1] == "-" and text[1:].isdecimal() else None


def fine_value(values: Mapping[str, Any], use: FineUse, i: int) -> Any:
    """What of a value is used; all of it where it has no such part."""
    name, how = use
    value = values.get(name)
    if how is None or type(value) is not list:
        return value
    if how == LENGTH:
        return len(value)
    place = i if how == TURN else how
    assert isinstance(place, int)
    return value[place] if -len(value) <= place < len(value) else value


def fine_uses_of(uses: Uses, item: Item) -> tuple[FineUse, ...]:
    """What an item uses, its repeats aside; `i` itself is not among it."""
    own = fine_uses([item.settings, item.when, item.name, *item.sources])
    return tuple(sorted((own | uses.inside(item)) - {(TURN, None)}, key=str))
