"""A network as nested parts: layers in order, blocks with what stands in them, branches side by side.

Knows how a drawing is folded and what its boxes say; not how any format writes it, nor where a box lies.
"""

from collections.abc import Callable, Iterator, Sequence

from convcalc.document.records import NamedTuple
from convcalc.document.wording import many
from convcalc.model.network import Network, Node, Scope
from convcalc.model.tree import Group, owners, tree
from convcalc.render.colours import family_of, main_family
from convcalc.render.summary.outline import COMFORTABLE, SMALL, own_name, written


class Call(NamedTuple):
    """A block call and its parts."""

    scope: Scope
    parts: tuple["Stage", ...]


class Way(NamedTuple):
    """One way through a split; without parts it hands on what it is given."""

    label: str
    parts: tuple["Stage", ...]


class Split(NamedTuple):
    """Branches that start from one volume: they meet in the layer that follows, or are heads."""

    branches: tuple[Way, ...]
    heads: bool


Stage = int | Call | Split
"""A layer is its number."""


def parts(network: Network) -> tuple[Stage, ...]:
    """The parts of a whole network. Unnamed blocks of a few layers are shown as their layers."""
    return _parts(network, tree(network))


def _parts(network: Network, group: Group) -> tuple[Stage, ...]:
    found: list[Stage] = []
    branches: list[Group] = []
    for child in group.children:
        if isinstance(child, int):
            node = network.nodes[child]
            if _joins_branches(node):
                found.append(_met(network, branches, node))
            elif branches:
                found.append(_heads(network, branches))
            branches = []
            found.append(child)
        elif child.scope.block:
            if branches:
                found.append(_heads(network, branches))
            branches = []
            inside = _parts(network, child)
            found += inside if _told_by_layers(child.scope, inside) else (Call(child.scope, inside),)
        else:
            if branches and branches[-1].scope.origin is not child.scope.origin:
                found.append(_heads(network, branches))
                branches = []
            branches.append(child)
    if branches:
        found.append(_heads(network, branches))
    return tuple(found)


def _joins_branches(node: Node) -> bool:
    return node.origin is not None and bool(node.origin.branch_names)


def _told_by_layers(scope: Scope, inside: Sequence[Stage]) -> bool:
    return own_name(scope) is None and len(inside) <= SMALL and all(isinstance(part, int) for part in inside)


def _heads(network: Network, groups: list[Group]) -> Split:
    """Branches that nothing joins."""
    return Split(tuple(Way(group.scope.label, _parts(network, group)) for group in groups), True)


def _met(network: Network, groups: list[Group], merge: Node) -> Split:
    """Branches that meet in a layer; those that hand on what they are given have no group."""
    assert merge.origin is not None
    branches, of_scope = [], {group.scope: group for group in groups}
    for number, name in zip(merge.inputs, merge.origin.branch_names, strict=True):
        own = next((of_scope[scope] for scope in network.nodes[number].scope.chain if scope in of_scope), None)
        branches.append(Way(name, _parts(network, own) if own else ()))
    return Split(tuple(branches), False)


def numbers(part: Stage) -> Iterator[int]:
    """The numbers of all layers in a part."""
    if isinstance(part, int):
        yield part
        return
    inside = part.parts if isinstance(part, Call) else [each for branch in part.branches for each in branch.parts]
    for each in inside:
        yield from numbers(each)


class DrawnBox(NamedTuple):
    """A layer, a closed block, or one of several outputs by its name, as a drawing shows it."""

    id: int
    """The number of its first layer; of an output, one above those of all layers."""
    lines: tuple[str, ...]
    closed: bool
    """It is a block, or stands for several equal ones."""
    family: str = ""
    """Whose colour it has."""
    ends: bool = False
    """Something comes out of the network here."""


class Cluster(NamedTuple):
    """An open block around its boxes."""

    id: int
    label: str
    boxes: tuple["DrawnBox | Cluster", ...]


class Drawing(NamedTuple):
    """What a format writes: boxes in their frames, and the edges between boxes, by their ids."""

    name: str
    boxes: tuple[DrawnBox | Cluster, ...]
    edges: tuple[tuple[int, int], ...]
    across: bool = False
    """From left to right, and not from top to bottom."""

    @property
    def families(self) -> dict[str, list[int]]:
        """The boxes of each colour, by their ids."""
        found: dict[str, list[int]] = {}
        for box in flat(self.boxes):
            if box.family:
                found.setdefault(box.family, []).append(box.id)
        return found


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


def flat(boxes: Sequence[DrawnBox | Cluster]) -> Iterator[DrawnBox]:
    """The boxes in all frames, in running order."""
    for box in boxes:
        if isinstance(box, DrawnBox):
            yield box
        else:
            yield from flat(box.boxes)


def _deepest(inside: Sequence[Stage]) -> int:
    deepest = 0
    for part in inside:
        if isinstance(part, Call):
            deepest = max(deepest, 1 + _deepest(part.parts))
        elif isinstance(part, Split):
            deepest = max(deepest, *(_deepest(branch.parts) for branch in part.branches))
    return deepest


def _drawn(network: Network, top: tuple[Stage, ...], depth: int, fold: bool) -> Drawing:
    home: dict[int, int] = {}
    ends = frozenset(() if _named(network) else network.ends)
    boxes = [*_boxes(network, top, depth, fold, home, ends), *_ends(network)]
    edges = {
        (home[source], home[number]): None
        for number, sources in enumerate(network.sources)
        for source in sources
        if home[source] != home[number]
    }
    out = [(home[number], box.id) for number, box in zip(network.ends, _ends(network))]
    return Drawing(network.name, tuple(boxes), (*edges, *out))


def _ends(network: Network) -> list[DrawnBox]:
    """The outputs by their names, where there are heads."""
    if not _named(network):
        return []
    volumes = [network.nodes[number].site.output for number in network.ends]
    named = enumerate(zip(network.outputs, volumes, strict=True), len(network.nodes))
    return [DrawnBox(number, (output.name, str(volume)), False, "", True) for number, (output, volume) in named]


def _named(network: Network) -> bool:
    """Whether outputs have names: there are heads."""
    return any(output.head for output in network.outputs)


def _boxes(
    network: Network, inside: tuple[Stage, ...], left: int, fold: bool, home: dict[int, int], ends: frozenset[int]
) -> Iterator[DrawnBox | Cluster]:
    """The boxes of some parts; `home` is told which box each layer is in, and what comes out at `ends` is marked."""
    said = _said(network, inside)
    for run in runs(network, inside, fold, lambda call: left == 0):
        first = run[0]
        if isinstance(first, Split):
            for branch in first.branches:
                yield from _boxes(network, branch.parts, left, fold, home, ends)
            continue
        covered = [number for part in run for number in numbers(part)]
        if isinstance(first, Call) and left > 0:
            inner = _boxes(network, first.parts, left - 1, fold, home, ends)
            yield Cluster(covered[0], first.scope.label, tuple(inner))
            continue
        home.update(dict.fromkeys(covered, covered[0]))
        if isinstance(first, Call):
            lines, family = _of_call(network, first, covered, len(run)), main_family(network, covered)
        else:
            lines = _of_layer(network.nodes[first], said[first], len(run))
            family = family_of(network.nodes[first].site)
        lines += _shared(network, covered)
        yield DrawnBox(covered[0], lines, isinstance(first, Call) or len(run) > 1, family, not ends.isdisjoint(covered))


def _said(network: Network, inside: Sequence[Stage]) -> dict[int, str]:
    """What each layer is that stands among some parts."""
    layers = [part for part in inside if isinstance(part, int)]
    sites = [network.nodes[number].site for number in layers]
    texts = [f"{site.kind} {settings}".rstrip() for site, settings in zip(sites, written(sites))]
    return dict(zip(layers, texts))


def runs(
    network: Network, inside: tuple[Stage, ...], fold: bool, closed: Callable[[Call], bool]
) -> Iterator[tuple[Stage, ...]]:
    """Each part, with the equal ones after it where they can be one box: layers, and blocks that stay closed."""
    start, after = 0, None
    while start < len(inside):
        end, first, mark = start + 1, inside[start], after
        after = None
        if fold and (isinstance(first, int) or (isinstance(first, Call) and closed(first))):
            mark = mark or _mark(network, first)
            while end < len(inside) and mark == (after := _mark(network, inside[end])):
                end += 1
        yield inside[start:end]
        start = end


def _mark(network: Network, part: Stage) -> object:
    """What equal parts have in common: the item they come from, their layers on equal volumes, their names."""
    if isinstance(part, Split):
        return None
    owner: Scope | Node = part.scope if isinstance(part, Call) else network.nodes[part]
    nodes = [network.nodes[number] for number in numbers(part)]
    return id(owner.origin), own_name(owner), tuple((id(node.site), node.shares, node.frozen) for node in nodes)


def _of_call(network: Network, call: Call, covered: list[int], times: int) -> tuple[str, ...]:
    """Name, what it is, and the volume that comes out."""
    block, label, layers = call.scope.block, call.scope.label, many(len(covered) // times, "layer")
    what = layers if label == block else f"{block}, {layers}"
    return f"{label}{_repeated(times)}", what, str(network.nodes[covered[-1]].site.output)


def _of_layer(node: Node, said: str, times: int) -> tuple[str, ...]:
    """Name, what it is, and the volume that comes out, where it changes."""
    what, output = node.label if node.is_input else said, node.site.output
    lines = (f"{node.label}{_repeated(times)}", what) if own_name(node) else (f"{what}{_repeated(times)}",)
    return lines if node.inputs and output == node.site.inputs[0] else (*lines, str(output))


def _repeated(times: int) -> str:
    return f" x{times}" if times > 1 else ""


def _shared(network: Network, covered: list[int]) -> tuple[str, ...]:
    """Whose weights are used, where they are not its own."""
    shared = network.sharing and owners(network, covered)
    return (f"weights of {shared}",) if shared else ()
