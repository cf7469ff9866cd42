"""What stands in each call of a block: layers and calls in running order, each with what it reads and gives."""

from collections.abc import Callable, Iterator, Mapping

from convcalc.document.problems import fail
from convcalc.document.records import NamedTuple
from convcalc.exchange.writing.code.words import LayerWords
from convcalc.model.layers.base import LayerError
from convcalc.model.network import Network, Node, Scope
from convcalc.model.tree import Group

ItemKey = tuple[object, ...]
"""What tells an item of a block from its others, whatever the call: where it is written, and in which branch."""
Say = Callable[[Node], LayerWords]
"""How a target makes a layer. Raises LayerError where it cannot."""


def said(say: Say, node: Node) -> LayerWords:
    """A layer in the words of a target. Raises SpecError where it has none, with the layer's name."""
    try:
        return say(node)
    except LayerError as error:
        place = node.origin.place if node.origin else None
        raise fail(f"{node.path}: {error.fault.message}", place) from error


class BodyItem(NamedTuple):
    """A layer, or a call of a block, in a call of the block around it."""

    key: ItemKey
    label: str
    named: bool
    group: Group | None
    """That of the call; None for a layer."""
    first: int
    last: int
    """The numbers of its first and last node."""
    reads: tuple[int, ...]
    """The nodes outside of it that it reads, in order."""
    gives: tuple[int, ...]
    """Its nodes that others read, or that come out of the network."""
    branch: tuple[str, ...]


class Body(NamedTuple):
    """A call of a block, or the network itself."""

    scope: Scope
    items: tuple[BodyItem, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


class Wires:
    """Who reads what in a network."""

    def __init__(self, network: Network) -> None:
        self.nodes = network.nodes
        self.network = network
        self._last_reader = [-1] * len(self.nodes)
        for number, node in enumerate(self.nodes):
            for source in node.inputs:
                self._last_reader[source] = number
        for number in network.ends:
            self._last_reader[number] = len(self.nodes)

    def reads(self, first: int, last: int) -> tuple[int, ...]:
        """The nodes before `first` that those from it to `last` read, the one right before them first."""
        found: dict[int, None] = {}
        for node in self.nodes[first : last + 1]:
            for source in node.inputs:
                if source < first:
                    found[source] = None
        return tuple(sorted(found, key=lambda source: source != first - 1))

    def gives(self, first: int, last: int) -> tuple[int, ...]:
        """The nodes from `first` to `last` that are read after it, or come out."""
        return tuple([number for number in range(first, last + 1) if self._last_reader[number] > last])


def body_of(group: Group, wires: Wires) -> Body:
    """What stands in a group."""
    items = tuple(_items(group, wires, (), ()))
    if group.scope.parent is None:
        return Body(group.scope, items, wires.network.inputs, wires.network.ends)
    first, last = group.first, group.last
    return Body(group.scope, items, wires.reads(first, last), wires.gives(first, last))


def _items(group: Group, wires: Wires, branch: tuple[str, ...], trail: ItemKey) -> Iterator[BodyItem]:
    counts: dict[object, int] = {}
    for child in group.children:
        if isinstance(child, int):
            node = wires.nodes[child]
            if not node.is_input:
                key = (*trail, _place(node))
                yield _item(key, node.label, _is_named(node), None, (child, child), wires, branch)
        elif child.scope.block:
            key, ends = (*trail, _place(child.scope)), (child.first, child.last)
            yield _item(key, child.scope.label, _is_named(child.scope), child, ends, wires, branch)
        else:
            step = (_place(child.scope), child.scope.branch)
            counts[step] = counts.get(step, 0) + 1
            label = child.scope.branch or child.scope.label
            yield from _items(child, wires, (*branch, label), (*trail, step, counts[step]))


def _item(
    key: ItemKey,
    label: str,
    named: bool,
    group: Group | None,
    ends: tuple[int, int],
    wires: Wires,
    branch: tuple[str, ...],
) -> BodyItem:
    reads = wires.reads(*ends) if group else wires.nodes[ends[0]].inputs
    return BodyItem(key, label, named, group, *ends, reads, wires.gives(*ends), branch)


def _is_named(part: Node | Scope) -> bool:
    return part.origin is not None and part.origin.named


def _place(part: Node | Scope) -> object:
    """Where a part is written."""
    if part.origin is None:
        return part.path
    place = part.origin.place
    return id(place.source), place.route


def bodies(top: Group, wires: Wires) -> Mapping[tuple[object, ...], list[tuple[Group, Body]]]:
    """The calls of each block, the inner blocks first; the network itself is the last."""
    found: dict[tuple[object, ...], list[tuple[Group, Body]]] = {}
    after: dict[tuple[object, ...], set[tuple[object, ...]]] = {}

    def visit(group: Group) -> tuple[object, ...]:
        body = body_of(group, wires)
        key = _block_key(group, body)
        inner = [visit(item.group) for item in body.items if item.group]
        found.setdefault(key, []).append((group, body))
        after.setdefault(key, set()).update(inner)
        return key

    visit(top)
    return {key: found[key] for key in _sorted(after)}


def _block_key(group: Group, body: Body) -> tuple[object, ...]:
    """The block of a call: its name, and the file that its items stand in."""
    if not group.scope.parent:
        return ("",)
    place = body.items[0].key[-1] if body.items else ""
    return group.scope.block, place[0] if isinstance(place, tuple) else ""


def _sorted(after: Mapping[tuple[object, ...], set[tuple[object, ...]]]) -> Iterator[tuple[object, ...]]:
    """Each after those that it needs."""
    done: set[tuple[object, ...]] = set()

    def visit(key: tuple[object, ...]) -> Iterator[tuple[object, ...]]:
        if key not in done:
            done.add(key)
            for each in sorted(after[key], key=repr):
                yield from visit(each)
            yield key

    for key in after:
        yield from visit(key)
