"""The areas of a network, as people speak of it: its blocks at the top, or what works on volumes of one size."""

from collections.abc import Sequence
from itertools import groupby

from convcalc.model.network import Network, Node
from convcalc.model.tree import Group, tree

SMALL = 4
"""A block of fewer layers is no area of its own: it counts to those around it."""
MOST = 8
"""Where there are more blocks than that, those in a row that give out one size are one area."""
HEAD = "head"
"""What works on single numbers a channel."""


def areas(network: Network) -> list[str]:
    """Of each node, what the area is called that it stands in."""
    known: dict[Sequence[int], str] = {}
    names = [_size(node, known) for node in network.nodes]
    blocks = _blocks(_trunk(tree(network)))
    if len(blocks) > MOST:
        runs = [list(run) for _, run in groupby(blocks, lambda block: network.nodes[block.last].site.output.size)]
    else:
        runs = [[block] for block in blocks]
    for run in runs:
        first, last = (block.scope.path[:-1] for block in (run[0], run[-1]))
        name = first if len(run) == 1 else f"{first} to {last}"
        for block in run:
            for number in block.numbers():
                names[number] = name
    return names


def _size(node: Node, known: dict[Sequence[int], str]) -> str:
    """What a layer is called after that stands in no block: the size of its volume, in words that may be known."""
    if not node.inputs and node.is_input:
        return node.path
    size = node.site.output.size
    if size not in known:
        known[size] = "at " + "x".join(map(str, size)) if max(size, default=1) > 1 else HEAD
    return known[size]


def _blocks(group: Group) -> list[Group]:
    return [each for each in group.children if isinstance(each, Group) and len(list(each.numbers())) >= SMALL]


def _trunk(group: Group) -> Group:
    """What stands around all blocks: not a module that holds the whole network, or nearly all."""
    blocks = _blocks(group)
    inside = [_blocks(block) for block in blocks]
    if len(blocks) == 1 and len(inside[0]) > 1:
        return _trunk(blocks[0])
    return group
