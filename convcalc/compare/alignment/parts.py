"""The parts of a network, layers and all around them, so that they can be compared. Knows no other network."""

from collections import Counter
from collections.abc import Hashable

from convcalc.language.items import item_of
from convcalc.model.layers import KINDS
from convcalc.model.network import Network, Node, Scope
from convcalc.model.tree import Group, tree


class Part:
    """A layer, or a block call or a branch with what stands in it."""

    __slots__ = ("bodies", "body", "children", "first", "key", "kind", "last", "name", "path")

    def __init__(self, kind: str, name: str, path: str, number: int) -> None:
        self.kind = kind
        """The layer's kind, the block's name, or the branch's with that of the layer that joins it."""
        self.name = name
        """The name that the spec gives it, or an empty string."""
        self.path = path
        self.first = self.last = number
        """The numbers of its first and last node."""
        self.children: list[Part] = []
        self.body = self.key = 0
        """Equal numbers mean equal settings all through; in `key`, its own name is the same too."""
        self.bodies: Counter[int] = Counter()
        """How often it holds a layer of each body."""


def parts(network: Network, numbers: dict[Hashable, int]) -> Part:
    """All parts of a network; `numbers` is shared by all networks that are to be compared."""
    return _part(tree(network), network, numbers, {})


def _part(group: Group, network: Network, numbers: dict[Hashable, int], layers: dict[int, int]) -> Part:
    """A group; `layers` holds the bodies of layers by their sites, which equal layers share."""
    part = Part(*_kind_and_name(group.scope), group.scope.path[:-1], group.first)
    for child in group.children:
        if isinstance(child, Group):
            inside = _part(child, network, numbers, layers)
            part.bodies += inside.bodies
        else:
            inside = _layer(network.nodes[child], child, numbers, layers)
            part.bodies[inside.body] += 1
        part.children.append(inside)
        part.last = inside.last
    part.body = _number(("block", part.kind, *(child.key for child in part.children)), numbers)
    part.key = _number((part.body, part.name), numbers)
    return part


def _layer(node: Node, number: int, numbers: dict[Hashable, int], layers: dict[int, int]) -> Part:
    part = Part(node.site.kind, node.label if node.origin and node.origin.named else "", node.path, number)
    if id(node.site) not in layers:
        layers[id(node.site)] = _number(_settings(node), numbers)
    part.body = layers[id(node.site)]
    part.key = _number((part.body, part.name), numbers)
    return part


def _settings(node: Node) -> Hashable:
    return ("layer", node.site.kind, *vars(node.site.layer).items())


def _kind_and_name(scope: Scope) -> tuple[str, str]:
    """A block's name and the call's; of a branch, what it is called in the spec, and no name."""
    if scope.parent is None:
        return "", ""
    item = item_of(scope)
    assert item is not None
    if scope.block:
        return scope.block, scope.label if item.name else ""
    names = [branch.name for branch in item.branches]
    if scope.label in names:
        return f"{item.kind}:{scope.label}", ""
    return f"{item.kind}:{next((name for name in names if scope.label.startswith(f'{name}_')), scope.label)}", ""


def _number(value: Hashable, numbers: dict[Hashable, int]) -> int:
    return numbers.setdefault(value, len(numbers))


def family(part: Part) -> str:
    """Convolutions, poolings, activations, norms: kinds that stand in for one another. A block is its own."""
    return part.kind if part.children else KINDS.get(part.kind, part.kind).partition(".")[0]
