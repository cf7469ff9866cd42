"""Which steps use the weights of others: in one block the same member, elsewhere a tie between two layers."""

from collections.abc import Iterable, Mapping, Sequence

from convcalc.exchange.writing.code.bodies import Body, BodyItem
from convcalc.exchange.writing.code.words import CodeTie, LayerWords
from convcalc.model.network import Network, Node

Same = Mapping[int, int]
"""Items that use all weights of another one, each with that, by their first nodes."""


def same_weights(nodes: Sequence[Node], body: Body, words: Sequence[LayerWords]) -> Same:
    """The items of a body that are another one in it at work again: all weights are that one's, and the words."""
    if not any(nodes[number].shares is not None for item in body.items for number in _numbers(item)):
        return {}
    roots: dict[tuple[object, ...], int] = {}
    found: dict[int, int] = {}
    for item, said in zip(body.items, words):
        key = _roots(nodes, item)
        if key and roots.setdefault((said, *key), item.first) != item.first:
            found[item.first] = roots[said, *key]
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


def ties(network: Network, bodies: Iterable[tuple[Body, Same]]) -> tuple[CodeTie, ...]:
    """Layers that use weights of others, where no step around them does."""
    covered = {
        number for body, same in bodies for item in body.items if item.first in same for number in _numbers(item)
    }
    return tuple(
        [
            CodeTie(number, node.shares)
            for number, node in enumerate(network.nodes)
            if node.shares is not None and number not in covered
        ]
    )
