"""What each position of each node reads of the input, followed through the graph as sets of positions."""

from functools import reduce
from operator import or_
from typing import NamedTuple

from tests.oracles.networks.node import EDGE, JOINED, LOCAL, UNKNOWN, WHOLE, Node, Reads


class Seen(NamedTuple):
    """What the positions of one axis see of the input's same axis."""

    masks: list[int] | None
    """A bit for each input position, position by position; None where nothing is seen by its place."""
    beyond: list[bool]
    """Whether some of what is read lies outside, so that the mask need not reach as far as the windows do."""
    whole: bool
    """Whether some path sees the whole axis."""


Axes = list[Seen] | None
"""None where the places of a node are not known."""


def seen(nodes: list[Node]) -> list[Axes]:
    """What each node sees, axis by axis."""
    found: list[Axes] = []
    for node in nodes:
        found.append(_node(node, [found[source] for source in node.inputs]))
    return found


def _node(node: Node, inputs: list[Axes]) -> Axes:
    maps, size = node.layer.maps, node.size
    if not node.inputs:
        return [Seen([1 << u for u in range(n)], [False] * n, False) for n in size]
    known = [axes for axes in inputs if axes is not None]
    if len(known) < len(inputs) or maps == UNKNOWN or not size:
        return None
    if maps == JOINED:
        return [_union([axes[axis] for axes in known], n) for axis, n in enumerate(size)]
    if maps is None:
        return known[0]
    return [_through(read, before) for read, before in zip(maps, known[0], strict=True)]


def _union(branches: list[Seen], size: int) -> Seen:
    whole = any(branch.whole for branch in branches)
    placed = [branch for branch in branches if branch.masks is not None]
    if not placed:
        return Seen(None, [False] * size, whole)
    masks, beyond = [0] * size, [False] * size
    for branch in placed:
        times = size if len(branch.masks) == 1 else 1  # one place is shown everywhere
        masks = [one | other for one, other in zip(masks, branch.masks * times, strict=True)]
        beyond = [one or other for one, other in zip(beyond, branch.beyond * times, strict=True)]
    return Seen(masks, beyond, whole)


def _through(read: Reads | str | None, before: Seen) -> Seen:
    if read is None:
        return before
    if read == LOCAL:
        return before._replace(whole=True)
    if read == WHOLE:
        return Seen(None, [], True)
    if before.masks is None:
        return before
    masks, beyond = [], []
    for places in read:
        inside = [place for place in places if place is not EDGE and 0 <= place < len(before.masks)]
        masks.append(reduce(or_, (before.masks[place] for place in inside), 0))
        beyond.append(len(inside) < len(places) or any(before.beyond[place] for place in inside))
    return Seen(masks, beyond, before.whole)


def ends(mask: int) -> tuple[int, int]:
    """The first and the last input position of a mask that has one."""
    return (mask & -mask).bit_length() - 1, mask.bit_length() - 1
