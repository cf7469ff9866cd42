"""What one unit sees of an input: the pixels that it reads, followed back place by place through real volumes.

A receptive field is not clipped; this ends where volumes do, as a place in the padding reads nothing.
"""

from collections.abc import Iterator, Sequence

from convcalc.analysis.receptive_field import Reach
from convcalc.document.problems import fail
from convcalc.document.records import NamedTuple
from convcalc.model.geometry import Anywhere, AxisMap, Everywhere
from convcalc.model.network import Network, Node

MOST_PLACES = 3_000_000
"""So many places are read in a second or two."""

ByAxis = dict[int, set[int]]
"""Along each axis of a node."""


class Glimpse(NamedTuple):
    """What a unit sees along one axis of an input."""

    axis: int
    """Of the input."""
    size: int
    """Of the input along it."""
    pixels: tuple[int, ...]
    """Those that it reads by its place, in order."""
    field: tuple[int, int] | None
    """The first and the last place of its receptive field, inside the input or not; None for the whole or nothing."""
    whole: bool
    """It sees all pixels: by its place, or by gates and statistics beside it."""
    exact: bool
    """False where it may see less of the whole than is told."""


def glimpse(network: Network, number: int, unit: Sequence[int], start: int, seen: Sequence[Reach]) -> list[Glimpse]:
    """What a unit of a node sees of the input `start`, along each axis of that; `seen` is what each node sees of it.

    Raises SpecError where it reads more places than can be followed.
    """
    size = network.nodes[start].site.output.size
    if len(unit) != len(size):  # its places are no places of the input
        return [Glimpse(k, n, tuple(range(n)), None, True, seen[number][k].exact) for k, n in enumerate(size)]
    each = [_along(network, number, axis, place, start, seen) for axis, place in enumerate(unit)]
    return sorted(each, key=lambda glimpse: glimpse.axis)


def _along(network: Network, number: int, own: int, place: int, start: int, seen: Sequence[Reach]) -> Glimpse:
    span = seen[number][own]
    if not span.lows:
        size = network.nodes[start].site.output.size[own]
        return Glimpse(own, size, tuple(range(size)), None, True, span.exact)
    axis, pixels = next(iter(_followed(network, number, {own: {place}}, start, seen).items()), (own, set[int]()))
    first, last = span.sees(place)
    field = (int(first), int(last)) if first <= last else None
    size = network.nodes[start].site.output.size[axis]
    return Glimpse(axis, size, tuple(sorted(pixels)), field, span.whole, span.exact or not span.whole)


def _followed(network: Network, number: int, unit: ByAxis, start: int, seen: Sequence[Reach]) -> ByAxis:
    """The pixels that are read, along the axis of the input that the unit's lies along; nodes are left in reverse."""
    places, left = {number: unit}, MOST_PLACES
    for at in range(number, start, -1):
        for own, here in places.pop(at, {}).items():
            for source, axis, reads in _read_by(network.nodes[at], own):
                size = network.nodes[source].site.output.size
                if axis < len(size) and seen[source][axis].lows:
                    found = _places(here, reads, size[axis])
                    left -= len(found)
                    known = places.setdefault(source, {}).setdefault(axis, set())
                    known.update([each for each in found if 0 <= each < size[axis]])
        if left < 0:
            raise fail(f"a unit of {network.nodes[number].path} reads too much to be followed place by place")
    return places.get(start, {})


def _read_by(node: Node, own: int) -> Iterator[tuple[int, int, AxisMap | None]]:
    """What an axis of a node reads by its place: each source with its axis; none that it sees the whole of."""
    site = node.site
    for source, x, maps in zip(node.inputs, site.inputs, site.layer.reads(site.inputs)):
        if not maps:
            yield source, site.layer.axes(site.inputs)[own] if site.layer.reorders else own, None
        elif len(maps) == x.rank and not _sees_all(maps[own], x.size[own]):
            yield source, own, maps[own]


def _sees_all(reads: AxisMap, size: int) -> bool:
    return isinstance(reads, Anywhere) or (isinstance(reads, Everywhere) and not reads.local and size > 1)


def _places(here: set[int], reads: AxisMap | None, size: int) -> list[int]:
    """The places that others read; the only one, where it is shown everywhere."""
    if reads is None:
        return [0] if size == 1 else list(here)
    return [each for place in here for each in reads.reads(place, size)]
