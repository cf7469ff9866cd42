"""What is seen along the shortest path from an input, beside the union of all: 75 of GoogLeNet's 715 pixels.

A path goes through one branch wherever some meet. Of each the field is worked out as of a chain, and the smallest is
told, along each axis by itself; what sees the whole input is the shortest only where all do.
"""

from collections.abc import Iterable, Sequence

from convcalc.analysis.receptive_field import Reach
from convcalc.model.geometry import AxisMap, Everywhere, Span
from convcalc.model.network import Network, Node

MOST_PATHS = 64
"""So many that differ are followed to a node, where neither is sure to stay the shorter one."""

Paths = list[Span]
"""What is seen along an axis on each path that may be the shortest."""


def shortest(network: Network, number: int, start: int) -> Reach:
    """What a node sees of the input `start` on its shortest path, along each axis; none where no path leads there."""
    rank = network.nodes[start].site.output.rank
    found: list[list[Paths]] = []
    for at, node in enumerate(network.nodes[: number + 1]):
        if at == start:
            found.append([[Span()] for _ in range(rank)])
        else:
            found.append([_kept(_spans(node, axis, found)) for axis in range(rank)])
    return tuple([min(paths, key=_width) for paths in found[number] if paths])


def _spans(node: Node, axis: int, found: Sequence[Sequence[Paths]]) -> Iterable[Span]:
    """What each path through one of a layer's inputs sees."""
    site = node.site
    for source, x, maps in zip(node.inputs, site.inputs, site.layer.reads(site.inputs)):
        theirs = site.layer.axes(site.inputs)[axis] if site.layer.reorders and not maps else axis
        for span in found[source][theirs]:
            if not maps:
                yield span
            elif len(maps) != len(found[source]) or not x.size:
                yield maps[0].reach(span, 2)
            else:
                yield _through(maps[axis], span, x.size[axis])


def _through(reads: AxisMap, span: Span, size: int) -> Span:
    """What an output sees on this path; statistics over all positions are another one."""
    return span if isinstance(reads, Everywhere) and reads.local else reads.reach(span, size)


def _kept(spans: Iterable[Span]) -> Paths:
    """Those that may be the shortest in the end: of equal steps, the one that sees least."""
    least: dict[tuple[object, ...], Span] = {}
    for span in spans:
        alike = (span.advance,) if len(span.lows) == 1 else tuple(span)
        if alike not in least or _width(span) < _width(least[alike]):
            least[alike] = span
    return sorted(least.values(), key=_width)[:MOST_PATHS]


def _width(span: Span) -> float:
    return float("inf") if span.size is None else span.size
