"""How much of the input each layer's outputs see, axis by axis (Araujo, Norris & Sim, Distill 2019).

Unlike the recurrence for chains, this holds for any graph: branches give the union interval, upsampling
and transposed convolution are followed position by position, global layers see the whole input.
"""

from convcalc.geometry import AxisMap, Span, union
from convcalc.network import Network, Site

Reach = tuple[Span, ...]
"""One span for each axis of the input; none where the input is flat."""


def reaches(network: Network) -> list[Reach]:
    """The reach of each node, in running order."""
    known: dict[tuple[int, Reach], Reach] = {}
    seen: list[Reach] = []
    for node in network.nodes:
        site, inputs = node.site, node.inputs
        if not inputs:
            seen.append((Span(),) * site.output.rank)
        elif len(inputs) > 1:
            seen.append(_merged(site, [seen[number] for number in inputs]))
        else:
            seen.append(_through(site, seen[inputs[0]], known))
    return seen


def _through(site: Site, reach: Reach, known: dict[tuple[int, Reach], Reach]) -> Reach:
    """The reach after a layer with one input. Equal axes are worked out once."""
    x = site.inputs[0]
    order = site.layer.axes(x)
    if order and len(reach) == len(order):
        reach = tuple(reach[axis] for axis in order if axis < len(reach))
    maps = site.layer.windows(x)
    if not maps:
        return reach
    if len(maps) != len(reach) or not x.size:
        return tuple(maps[0].reach(span, 2) for span in reach)
    return _each_axis(maps, reach, x.size)


def _each_axis(maps: tuple[AxisMap, ...], reach: Reach, size: tuple[int, ...]) -> Reach:
    spans = [maps[0].reach(reach[0], size[0])]
    for k in range(1, len(reach)):
        if maps[k] == maps[0] and reach[k] == reach[0] and size[k] == size[0]:
            spans.append(spans[0])
        else:
            spans.append(maps[k].reach(reach[k], size[k]))
    return tuple(spans)


def _merged(site: Site, branches: list[Reach]) -> Reach:
    """The reach where branches meet. A size of 1 that is broadcast shows its one place everywhere."""
    first = branches[0]
    if all(branch == first for branch in branches) and all(x.size == site.output.size for x in site.inputs):
        return first
    spans = []
    for axis in range(len(first)):
        size = site.output.size[axis] if len(first) == site.output.rank else 1
        each = [_broadcast(site, k, axis, size, branch[axis]) for k, branch in enumerate(branches)]
        spans.append(union(each, size))
    return tuple(spans)


def _broadcast(site: Site, branch: int, axis: int, size: int, span: Span) -> Span:
    x = site.inputs[branch]
    if span.lows and size > 1 and len(x.size) > axis and x.size[axis] == 1:
        return span.unbounded()
    return span
