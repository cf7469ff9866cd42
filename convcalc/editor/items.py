"""Which layers an item of a spec came to: each item by where it stands, with the numbers of its nodes."""

from convcalc.document.places import Route
from convcalc.document.records import NamedTuple
from convcalc.language.items import Item, item_of
from convcalc.model.network import Network, Node, Scope


class WrittenItem(NamedTuple):
    """An item of a spec's text, and what it came to."""

    item: Item
    numbers: tuple[int, ...]
    """The nodes that it made, or that stand in its calls, in running order."""
    ends: tuple[int, ...]
    """The node that comes out of it, in each call of the block that it stands in; one where it stands in none."""
    scope: Scope | None
    """Its first call, where it is one of a block."""

    @property
    def last(self) -> int:
        """The number of the node that comes out of it in the end."""
        return self.numbers[-1]


class _Met:
    """What has been met of an item so far."""

    def __init__(self, item: Item, scope: Scope | None) -> None:
        self.item, self.scope = item, scope
        self.numbers: list[int] = []
        self.ends: dict[int, int] = {}
        """The last node in each call around it, by the call's identity."""


def written_items(network: Network, name: str) -> dict[Route, WrittenItem]:
    """The items of the file `name` that came to something, by their routes, in the order of their last nodes."""
    met: dict[Route, _Met] = {}
    for number, node in enumerate(network.nodes):
        around = [scope for scope in node.scope.chain if scope.block]
        parts: list[Scope | Node] = [*around, node]
        for inside, part in zip((None, *around), parts, strict=True):
            item = item_of(part)
            if item is not None and item.place.source.name == name:
                scope = part if isinstance(part, Scope) else None
                found = met.setdefault(item.place.route, _Met(item, scope))
                found.numbers.append(number)
                found.ends[id(inside)] = number
    written = [
        (route, WrittenItem(each.item, tuple(dict.fromkeys(each.numbers)), tuple(each.ends.values()), each.scope))
        for route, each in met.items()
    ]
    return dict(sorted(written, key=lambda each: each[1].last))
