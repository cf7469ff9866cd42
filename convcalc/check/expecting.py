"""Who expects something in a spec: each use of an item with an `expect:`. Knows neither figures nor what is true."""

from collections.abc import Iterator
from typing import Any

from convcalc.document.records import NamedTuple
from convcalc.language.items import Item, item_of
from convcalc.model.network import Network, Node, Scope
from convcalc.model.quantities import QUANTITIES
from convcalc.model.tree import Group, tree


class Use(NamedTuple):
    """One use of an item that expects something: where it stands, and the numbers of its layers."""

    item: Item
    scope: Scope
    numbers: list[int]
    head: str = ""
    """Which head it is, for an item of heads."""


def uses(network: Network) -> Iterator[Use]:
    """Each use of an item that expects something: first those of layers, then those of calls and heads."""
    calls: list[Use] = []
    yield from _uses(network, tree(network), calls)
    yield from calls


def _uses(network: Network, group: Group, calls: list[Use]) -> Iterator[Use]:
    """Uses of layers in a group, each with the branches that meet in it; those of calls and heads go to `calls`."""
    branches: dict[int, list[int]] = {}
    for child in group.children:
        if isinstance(child, int):
            if item := _expecting(network.nodes[child], network):
                yield Use(item, group.scope, [*branches.pop(id(item), []), child])
            continue
        if item := _expecting(child.scope, network):
            if child.scope.block or item.kind == "head":
                head = "" if child.scope.block else child.scope.label
                calls.append(Use(item, group.scope, list(child.numbers()), head))
            else:
                branches.setdefault(id(item), []).extend(child.numbers())
        yield from _uses(network, child, calls)


def _expecting(part: Node | Scope, network: Network) -> Item | None:
    """The item that a part was written as, if it expects something and stands in the file itself."""
    item = item_of(part)
    return item if item and item.expect is not None and item.place.source is network.source else None


def end_of(network: Network, scope: Scope, numbers: list[int]) -> int:
    """The last of an item's layers that is not in a head; in a head, the last of all."""
    depth = len(scope.chain)
    for number in reversed(numbers):
        inner = network.nodes[number].scope.chain[depth:]
        if not any((item := item_of(each)) and item.kind == "head" and not each.block for each in inner):
            return number
    return numbers[-1]


def expected_of(item: Item, head: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """What an item expects of one use of it, and where that stands; of a head, what is expected of it by its name."""
    for key, value in item.expect.items():
        if not head or not is_by_name(value) or QUANTITIES[key].adds != "end":
            yield (key,), value
        elif head in value:
            yield (key, head), value[head]


def is_by_name(value: Any) -> bool:
    """Whether something is expected by the names of ends, and not a bound."""
    return isinstance(value, dict) and not value.keys() <= {"min", "max"}
