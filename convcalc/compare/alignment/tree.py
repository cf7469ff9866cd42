"""A network as a tree of block calls, branches and layers that can be compared. Knows no other network."""

from collections import Counter
from collections.abc import Hashable

from convcalc.language.items import item_of
from convcalc.model.layers import KINDS
from convcalc.model.network import Network, Node, Scope


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


def tree(network: Network, numbers: dict[Hashable, int]) -> Part:
    """The tree of a network; `numbers` is shared by all trees that are to be compared."""
    top = Part("", "", "", 0)
    groups = {id(network.nodes[0].scope): top}

    def group(scope: Scope, number: int) -> Part:
        found = groups.get(id(scope))
        if found is None:
            assert scope.parent is not None
            found = groups[id(scope)] = Part(*_kind_and_name(scope), scope.path[:-1], number)
            group(scope.parent, number).children.append(found)
        return found

    layers: dict[int, int] = {}
    for number, node in enumerate(network.nodes):
        part = Part(node.site.kind, node.label if node.origin and node.origin.named else "", node.path, number)
        if id(node.site) not in layers:
            layers[id(node.site)] = _number(_settings(node), numbers)
        part.body = layers[id(node.site)]
        part.key = _number((part.body, part.name), numbers)
        group(node.scope, number).children.append(part)
    _sign(top, numbers)
    return top


def _settings(node: Node) -> Hashable:
    return ("layer", node.site.kind, *vars(node.site.layer).items())


def _kind_and_name(scope: Scope) -> tuple[str, str]:
    """A block's name and the call's; of a branch, what it is called in the spec, and no name."""
    item = item_of(scope)
    assert item is not None
    if scope.block:
        return scope.block, scope.label if item.name else ""
    names = [branch.name for branch in item.branches]
    if scope.label in names:
        return f"{item.kind}:{scope.label}", ""
    return f"{item.kind}:{next((name for name in names if scope.label.startswith(f'{name}_')), scope.label)}", ""


def _sign(part: Part, numbers: dict[Hashable, int]) -> None:
    for child in part.children:
        if child.children:
            _sign(child, numbers)
            part.bodies += child.bodies
        else:
            part.bodies[child.body] += 1
        part.last = child.last
    part.body = _number(("block", part.kind, *(child.key for child in part.children)), numbers)
    part.key = _number((part.body, part.name), numbers)


def _number(value: Hashable, numbers: dict[Hashable, int]) -> int:
    return numbers.setdefault(value, len(numbers))


def family(part: Part) -> str:
    """Convolutions, poolings, activations, norms: kinds that stand in for one another. A block is its own."""
    return part.kind if part.children else KINDS.get(part.kind, part.kind).partition(".")[0]
