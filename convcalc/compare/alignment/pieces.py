"""The pieces of a network, layers and all around them, so that they can be compared. Knows no other network."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from itertools import groupby

from convcalc.language.items import item_of
from convcalc.model.layers import KINDS, kind
from convcalc.model.network import INPUT, Network, Node, Scope
from convcalc.model.tree import Group, tree

BRANCHES = "branches"
"""The kind of the pieces that stand for all branches of one item: they are matched by name, not by order."""


NONE: Counter[int] = Counter()
"""What a layer holds: one for all, as there may be many."""


class Piece:
    """A layer; what holds others is one, too."""

    __slots__ = ("body", "first", "key", "kind", "last", "name", "path")
    children: "Sequence[Piece]" = ()
    content = 0
    """Equal numbers mean equal settings all through, but for what the piece is itself."""
    bodies = NONE
    """How often it holds a layer of each body."""

    def __init__(self, kind: str, name: str, path: str, number: int) -> None:
        self.kind = kind
        """The layer's kind, the block's name, or the branch's with that of the layer that joins it."""
        self.name = name
        """The name that the spec gives it, or an empty string."""
        self.path = path
        self.first = self.last = number
        """The numbers of its first and last node."""
        self.body = self.key = 0
        """Equal numbers mean equal settings all through; in `key` its own name is the same too."""


class PieceOfMany(Piece):
    """A block call or a branch with what stands in it, or all the branches of an item."""

    __slots__ = ("bodies", "children", "content")


def pieces(networks: Iterable[Network]) -> list[Piece]:
    """All pieces of each network; their numbers are equal where the pieces are."""
    numbers: dict[Hashable, int] = {}
    return [_piece(tree(network), network, numbers, {}) for network in networks]


def _piece(group: Group, network: Network, numbers: dict[Hashable, int], layers: dict[int, int]) -> Piece:
    """A group; `layers` holds the bodies of layers, which equal items share."""
    piece = PieceOfMany(*_kind_and_name(group.scope), group.scope.path[:-1], group.first)
    found: list[Piece] = []
    for origin, children in groupby(group.children, _branching):
        inside = [_child(child, network, numbers, layers) for child in children]
        found += [_branches(inside, numbers)] if origin else inside
    return _closed(piece, found, numbers)


def _child(child: Group | int, network: Network, numbers: dict[Hashable, int], layers: dict[int, int]) -> Piece:
    if isinstance(child, Group):
        return _piece(child, network, numbers, layers)
    return _layer_piece(network.nodes[child], child, numbers, layers)


def _branching(child: Group | int) -> int:
    """Which item a branch belongs to; 0 for all that is no branch."""
    return id(child.scope.origin) if isinstance(child, Group) and not child.scope.block else 0


def _branches(inside: list[Piece], numbers: dict[Hashable, int]) -> Piece:
    piece = PieceOfMany(BRANCHES, "", inside[0].path, inside[0].first)
    return _closed(piece, inside, numbers)


def _closed(piece: PieceOfMany, inside: list[Piece], numbers: dict[Hashable, int]) -> Piece:
    """A piece with the pieces in it, and what follows from them."""
    piece.children = inside
    piece.bodies = Counter([child.body for child in inside if not child.children])
    for child in inside:
        if child.children:
            piece.bodies.update(child.bodies)
    piece.last = inside[-1].last
    piece.content = _number(("content", *[child.key for child in inside]), numbers)
    piece.body = _number(("block", piece.kind, piece.content), numbers)
    piece.key = _key(piece, numbers)
    return piece


def _layer_piece(node: Node, number: int, numbers: dict[Hashable, int], layers: dict[int, int]) -> Piece:
    named = node.origin.named if node.origin else node.is_input and node.label != INPUT
    piece = Piece(node.site.kind, node.label if named else "", node.path, number)
    layer = node.site.layer
    body = layers.get(id(layer))
    if body is None:
        body = layers[id(layer)] = _number(("layer", node.site.kind, *vars(layer).values()), numbers)
    piece.body = body
    piece.key = _key(piece, numbers)
    return piece


def _key(piece: Piece, numbers: dict[Hashable, int]) -> int:
    """What it is under its name: without one, what it is."""
    return _number((piece.body, piece.name), numbers) if piece.name else piece.body


def _kind_and_name(scope: Scope) -> tuple[str, str]:
    """A block's name and the call's; of a branch, what it is called in the spec, and no name."""
    if scope.parent is None:
        return "", ""
    if scope.block:
        return scope.block, scope.label if scope.origin and scope.origin.named else ""
    item = item_of(scope)
    assert item is not None
    return f"{item.kind}:{scope.branch}", ""


def _number(value: Hashable, numbers: dict[Hashable, int]) -> int:
    return numbers.setdefault(value, len(numbers))


def family(piece: Piece) -> str:
    """Convolutions, poolings, activations, norms: kinds that stand in for one another. A block is its own."""
    return piece.kind if piece.children or piece.kind not in KINDS else kind(piece.kind).family
