"""A network as nested parts: layers in order, blocks with what stands in them, branches side by side.

Knows how a drawing is folded and what its boxes say; not how any format writes it, nor where a box lies.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from convcalc.model.network import Network, Node, Scope
from convcalc.render.summary.outline import COMFORTABLE, SMALL


class Block(NamedTuple):
    """A block call and its parts."""

    scope: Scope
    parts: tuple["Part", ...]


class Branch(NamedTuple):
    """One way through a split; without parts it hands on what it is given."""

    label: str
    parts: tuple["Part", ...]


class Split(NamedTuple):
    """Branches that start from one volume: they meet in the layer that follows, or are heads."""

    branches: tuple[Branch, ...]
    heads: bool


Part = int | Block | Split
"""A layer is its number."""


def parts(network: Network) -> tuple[Part, ...]:
    """The parts of a whole network. Unnamed blocks of a few layers are shown as their layers."""
    children: dict[int, list[int | Scope]] = {}
    for number, node in enumerate(network.nodes):
        child: int | Scope = number
        scope: Scope | None = node.scope
        while scope is not None:
            known = id(scope) in children
            children.setdefault(id(scope), []).append(child)
            if known:
                break
            child, scope = scope, scope.parent
    return _parts(network, children, network.nodes[0].scope)


def _parts(network: Network, children: dict[int, list[int | Scope]], scope: Scope) -> tuple[Part, ...]:
    found: list[Part] = []
    branches: list[Scope] = []

    def close(merge: Node | None) -> None:
        if branches or (merge and _joins_branches(merge)):
            found.append(_split(network, children, branches, merge))
            branches.clear()

    for child in children[id(scope)]:
        if isinstance(child, int):
            node = network.nodes[child]
            close(node if _joins_branches(node) else None)
            found.append(child)
        elif child.block:
            close(None)
            inside = _parts(network, children, child)
            found += inside if _plain(child, inside) else (Block(child, inside),)
        else:
            if branches and branches[-1].origin is not child.origin:
                close(None)
            branches.append(child)
    close(None)
    return tuple(found)


def _joins_branches(node: Node) -> bool:
    return node.origin is not None and bool(node.origin.branch_names)


def _plain(scope: Scope, inside: Sequence[Part]) -> bool:
    named = scope.origin is not None and scope.origin.named
    return not named and len(inside) <= SMALL and all(isinstance(part, int) for part in inside)


def _split(network: Network, children: dict[int, list[int | Scope]], scopes: list[Scope], merge: Node | None) -> Split:
    if merge is None or merge.origin is None:
        return Split(tuple(Branch(scope.label, _parts(network, children, scope)) for scope in scopes), True)
    branches = []
    for number, name in zip(merge.inputs, merge.origin.branch_names, strict=True):
        own = next((scope for scope in scopes if scope in network.nodes[number].scope.chain), None)
        branches.append(Branch(name, _parts(network, children, own) if own else ()))
    return Split(tuple(branches), False)


def numbers(part: Part) -> Iterator[int]:
    """The numbers of all layers in a part."""
    if isinstance(part, int):
        yield part
        return
    inside = part.parts if isinstance(part, Block) else [each for branch in part.branches for each in branch.parts]
    for each in inside:
        yield from numbers(each)


class Box(NamedTuple):
    """A layer or a closed block, as a drawing shows it."""

    id: int
    """The number of its first layer."""
    lines: tuple[str, ...]
    closed: bool
    """It is a block, or stands for several equal ones."""


class Frame(NamedTuple):
    """An open block around its boxes."""

    id: int
    label: str
    boxes: tuple["Box | Frame", ...]


class Drawing(NamedTuple):
    """What a format writes: boxes in their frames, and the edges between boxes, by their ids."""

    boxes: tuple[Box | Frame, ...]
    edges: tuple[tuple[int, int], ...]


def drawing(network: Network, depth: int | None = None, full: bool = False) -> Drawing:
    """A network with its blocks opened down to `depth`; by default as deep as reads comfortably.

    Equal closed neighbours are one box, `x3`; `full` opens every block and folds nothing.
    """
    top = parts(network)
    if full:
        return _drawn(network, top, 10**9, False)
    if depth is not None:
        return _drawn(network, top, depth, True)
    best = _drawn(network, top, 0, True)
    for deeper in range(1, _deepest(top) + 1):
        drawn = _drawn(network, top, deeper, True)
        if sum(1 for _ in flat(drawn.boxes)) > COMFORTABLE:
            break
        best = drawn
    return best


def flat(boxes: Sequence[Box | Frame]) -> Iterator[Box]:
    """The boxes in all frames, in running order."""
    for box in boxes:
        if isinstance(box, Box):
            yield box
        else:
            yield from flat(box.boxes)


def _deepest(inside: Sequence[Part]) -> int:
    deepest = 0
    for part in inside:
        if isinstance(part, Block):
            deepest = max(deepest, 1 + _deepest(part.parts))
        elif isinstance(part, Split):
            deepest = max(deepest, *(_deepest(branch.parts) for branch in part.branches))
    return deepest


def _drawn(network: Network, top: tuple[Part, ...], depth: int, fold: bool) -> Drawing:
    home: dict[int, int] = {}

    def boxes(inside: tuple[Part, ...], left: int) -> Iterator[Box | Frame]:
        for run in _runs(network, inside, fold, left):
            first = run[0]
            if isinstance(first, Split):
                for branch in first.branches:
                    yield from boxes(branch.parts, left)
                continue
            covered = [number for part in run for number in numbers(part)]
            if isinstance(first, Block) and left > 0:
                yield Frame(covered[0], first.scope.label, tuple(boxes(first.parts, left - 1)))
                continue
            home.update(dict.fromkeys(covered, covered[0]))
            yield Box(covered[0], _lines(network, first, covered, len(run)), isinstance(first, Block) or len(run) > 1)

    drawn = tuple(boxes(top, depth))
    edges = {
        (home[source], home[number]): None
        for number, node in enumerate(network.nodes)
        for source in node.inputs
        if home[source] != home[number]
    }
    return Drawing(drawn, tuple(edges))


def _runs(network: Network, inside: tuple[Part, ...], fold: bool, left: int) -> Iterator[tuple[Part, ...]]:
    """Each part, with the equal ones after it where they can be one box: layers, and blocks that stay closed."""
    start = 0
    while start < len(inside):
        end = start + 1
        if fold and (isinstance(inside[start], int) or (isinstance(inside[start], Block) and left == 0)):
            mark = _mark(network, inside[start])
            while end < len(inside) and mark == _mark(network, inside[end]):
                end += 1
        yield inside[start:end]
        start = end


def _mark(network: Network, part: Part) -> object:
    """What equal parts have in common: the item they come from, their layers on equal volumes, their names."""
    if isinstance(part, Split):
        return None
    owner: Scope | Node = part.scope if isinstance(part, Block) else network.nodes[part]
    name = owner.label if owner.origin and owner.origin.named else ""
    return id(owner.origin), name, tuple(id(network.nodes[number].site) for number in numbers(part))


def _lines(network: Network, part: int | Block, covered: list[int], times: int) -> tuple[str, ...]:
    """Name, what it is, and the volume that comes out, where it changes."""
    many = f" x{times}" if times > 1 else ""
    output = network.nodes[covered[-1]].site.output
    if isinstance(part, Block):
        block, label, each = part.scope.block, part.scope.label, len(covered) // times
        layers = f"{each} layer{'s' if each > 1 else ''}"
        return f"{label}{many}", layers if label == block else f"{block}, {layers}", str(output)
    node = network.nodes[part]
    what = node.site.kind if not node.inputs else f"{node.site.kind} {node.site.layer.settings()}".rstrip()
    named = node.origin is not None and node.origin.named
    lines = [f"{node.label}{many}", what] if named else [f"{what}{many}"]
    if not node.inputs or output != node.site.inputs[0]:
        lines.append(str(output))
    return tuple(lines)
