"""Which steps use the weights of others: in one block the same member, elsewhere a tie between two layers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from convcalc.exchange.writing.code.bodies import Body, BodyItem, ItemKey
from convcalc.exchange.writing.code.words import CodeTie
from convcalc.model.network import Network, Node
from convcalc.model.tree import Group


def same_weights(nodes: Sequence[Node], body: Body) -> dict[ItemKey, ItemKey]:
    """The items of a body that use all weights of another one in it, each with that."""
    if not any(nodes[number].shares is not None for item in body.items for number in _numbers(item)):
        return {}
    roots: dict[tuple[object, ...], ItemKey] = {}
    found: dict[ItemKey, ItemKey] = {}
    for item in body.items:
        key = _roots(nodes, item)
        if key and roots.setdefault(key, item.key) != item.key:
            found[item.key] = roots[key]
    return found


def _numbers(item: BodyItem) -> range:
    return range(item.first, item.last + 1)


def _roots(nodes: Sequence[Node], item: BodyItem) -> tuple[object, ...]:
    """Whose weights the layers of an item use; nothing where it has none, or some of them are its own."""
    found: list[object] = []
    for number in _numbers(item):
        node = nodes[number]
        if node.own:
            return ()
        site = node.site
        held = site.layer.weights(site.inputs) or site.layer.buffers(site.inputs)
        found.append((site.kind, (number if node.shares is None else node.shares) if held else None))
    return tuple(found) if any(isinstance(each, tuple) and each[1] is not None for each in found) else ()


def ties(network: Network, blocks: Iterable[Sequence[tuple[Group, Body]]]) -> tuple[CodeTie, ...]:
    """Layers that use weights of others, where no step around them does."""
    if all(node.shares is None for node in network.nodes):
        return ()
    covered = {number for calls in blocks for _, body in calls for number in _covered(network.nodes, body)}
    return tuple(
        [
            CodeTie(number, node.shares)
            for number, node in enumerate(network.nodes)
            if node.shares is not None and number not in covered
        ]
    )


def _covered(nodes: Sequence[Node], body: Body) -> Iterator[int]:
    same: Mapping[ItemKey, ItemKey] = same_weights(nodes, body)
    for item in body.items:
        if item.key in same:
            yield from _numbers(item)
