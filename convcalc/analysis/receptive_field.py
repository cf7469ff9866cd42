"""How much of the input each layer's outputs see, axis by axis (Araujo, Norris & Sim, Distill 2019).

Unlike the recurrence for chains, this holds for any graph: branches give the union interval, upsampling
and transposed convolution are followed position by position, global layers see the whole input.
"""

import math
from collections.abc import Sequence

from convcalc.model.geometry import NOTHING, Anywhere, AxisMap, Everywhere, Span, Volume, Window, union
from convcalc.model.network import Network

MOST_FOLLOWED = 100_000
"""So many positions of a network are followed one by one, of all its layers together: further on there are bounds."""

EVEN = (Window, Everywhere, Anywhere)
"""Axis maps after which all positions see alike, where they did before."""

Reach = tuple[Span, ...]
"""One span for each axis of the input; none where the input is flat."""


def reaches(
    network: Network, start: int | None = None, like: Sequence[Reach] = (), before: Reach | None = None
) -> list[Reach]:
    """What each node sees of one input, in running order: of the node `start`, else of the first.

    Equal layers on equal volumes ask for their windows once. What is seen of another input may be given, in a network
    that is `even`: where both come to the same, so do they from there on. Of a part of a network, `before` is what the
    volume that goes into it sees.
    """
    start = network.inputs[0] if start is None else start
    known: dict[int, tuple[tuple[AxisMap, ...], ...]] = {}
    seen: list[Reach] = []
    first = (Span(),) * network.nodes[start].site.output.rank if before is None else before
    natural, blank = tuple(range(len(first))), (NOTHING,) * len(first)
    turned: dict[int, tuple[int, ...]] = {}
    blind: set[int] = set()
    left = MOST_FOLLOWED // len(network.inputs)
    for number, node in enumerate(network.nodes):
        site, inputs = node.site, node.inputs
        if not inputs:
            seen.append(first if number == start else blank)
            if number != start:
                blind.add(number)
            continue
        sighted = [k for k, source in enumerate(inputs) if source not in blind] if blind else range(len(inputs))
        if not sighted:
            seen.append(blank)
            blind.add(number)
            continue
        if turned and inputs[sighted[0]] in turned:
            turned[number] = turned[inputs[sighted[0]]]
        reads = known.get(id(site))
        if reads is None:
            reads = known[id(site)] = site.layer.reads(site.inputs)
        if like and len(inputs) == 1 and seen[inputs[0]] is like[inputs[0]]:
            seen.append(like[number])
            continue
        if len(inputs) > 1:
            aligned = not turned or len({turned.get(inputs[k], natural) for k in sighted}) == 1
            branches = [
                _through(maps, seen[inputs[k]], site.inputs[k].size) if (maps := reads[k]) else seen[inputs[k]]
                for k in sighted
            ]
            placed = [site.output if reads[k] else site.inputs[k] for k in sighted]
            reach, left = _counted(merged(placed, site.output.size, branches, aligned), left)
            seen.append(like[number] if like and reach == like[number] else reach)
            continue
        maps, x, reach = reads[0], site.inputs[0], seen[inputs[0]]
        if site.layer.reorders and not maps and len(reach) == x.rank:
            order = site.layer.axes(site.inputs)
            reach = tuple([reach[axis] for axis in order])
            turned[number] = tuple([turned.get(inputs[0], natural)[axis] for axis in order])
        if maps:
            reach, left = _counted(_through(maps, reach, x.size), left)
        seen.append(reach)
    return seen


def even(network: Network) -> bool:
    """Whether no position sees otherwise than its neighbours, and every axis lies along its own."""
    sites = {id(node.site): node.site for node in network.nodes if node.inputs}.values()
    maps = [each for site in sites for maps in site.layer.reads(site.inputs) for each in maps]
    return all(isinstance(each, EVEN) for each in maps) and not any(site.layer.reorders for site in sites)


def _counted(reach: Reach, left: int) -> tuple[Reach, int]:
    """A reach and how many positions may still be followed; a bound of it, where it has more."""
    positions = 0
    for span in reach:
        positions += len(span.lows)
    if positions <= len(reach):
        return reach, left
    if positions > left:
        return tuple([span.unbounded() if len(span.lows) > 1 else span for span in reach]), 0
    return reach, left - positions


def fields_of(network: Network, seen: Sequence[Reach]) -> tuple[Reach, ...]:
    """What is said of each output."""
    if len(network.outputs) == 1:
        return (field_of(network, seen, network.output),)
    placed: list[Reach | None] = []
    for number, node in enumerate(network.nodes):
        if node.inputs and passes(network, seen, number):
            before = [reach for source in node.inputs if (reach := placed[source]) is not None]
            placed.append(max(before, key=width_of, default=None))
        else:
            placed.append(seen[number] if node.inputs else None)
    return tuple([placed[end] or seen[end] for end in network.ends])


def field_of(network: Network, seen: Sequence[Reach], output: int) -> Reach:
    """What is said of an output: the reach of the last volume that still has places, on the way to it.

    That is the volume before global pooling and dense layers; of several such, the one that sees most. Where
    no layer comes before them, it is what the output itself sees.
    """
    last = _last_placed(network, seen, output)
    return max((seen[number] for number in last), key=width_of, default=seen[output])


def _last_placed(network: Network, seen: Sequence[Reach], output: int) -> list[int]:
    """The nodes that are passed on to an output by layers that look at no places, or at all of them."""
    found: list[int] = []
    todo, known = [output], {output}
    for number in todo:
        node = network.nodes[number]
        if not node.inputs:
            continue
        if passes(network, seen, number):
            todo += [source for source in dict.fromkeys(node.inputs) if source not in known]
            known.update(node.inputs)
        else:
            found.append(number)
    return found


def passes(network: Network, seen: Sequence[Reach], number: int) -> bool:
    """Whether a layer looks at no places, or at all of them: what it is passed is what is said of it."""
    node, reach = network.nodes[number], seen[number]
    if node.site.output.positions != 1:
        return False
    if reach == seen[node.inputs[0]]:
        return True
    given_up = len(node.inputs) == 1 and not all(span.exact for span in reach)
    return not (given_up or any(span.lows for span in reach))


def width_of(reach: Reach) -> float:
    """How much a reach sees, to compare; the whole input is most."""
    return max((math.inf if span.size is None else span.size for span in reach), default=0)


def _through(maps: tuple[AxisMap, ...], reach: Reach, size: tuple[int, ...]) -> Reach:
    """The reach after a layer with one input. Equal axes are worked out once."""
    if len(maps) != len(reach) or not size:
        return tuple(maps[0].reach(span, 2) for span in reach)
    return _each_axis(maps, reach, size)


def _each_axis(maps: tuple[AxisMap, ...], reach: Reach, size: tuple[int, ...]) -> Reach:
    spans = [maps[0].reach(reach[0], size[0])]
    for k in range(1, len(reach)):
        if maps[k] == maps[0] and reach[k] == reach[0] and size[k] == size[0]:
            spans.append(spans[0])
        else:
            spans.append(maps[k].reach(reach[k], size[k]))
    return tuple(spans)


def merged(inputs: list[Volume], size: tuple[int, ...], branches: list[Reach], aligned: bool) -> Reach:
    """The reach where volumes meet; a bound where their axes do not lie along the same axes of the input."""
    first = branches[0]
    if not aligned:
        return tuple([span.unbounded() for span in first])
    each_axis = list(zip(*branches, strict=True))
    if len(first) != len(size):
        return tuple(map(_flat, each_axis))
    if any(x.size != size for x in inputs):
        return tuple([_joined(inputs, size, axis, spans) for axis, spans in enumerate(each_axis)])
    joined: list[Span] = []
    for axis, spans in enumerate(each_axis):
        equal = axis and spans == each_axis[0] and size[axis] == size[0]
        joined.append(joined[0] if equal else union(spans, size[axis]))
    return tuple(joined)


def _flat(spans: tuple[Span, ...]) -> Span:
    """What a number of a flat vector sees: a bound where branches differ, as their places are mixed."""
    local = {span for span in spans if span.lows}
    return spans[0].unbounded() if len(local) > 1 else union(spans, 1)


def _joined(inputs: list[Volume], size: tuple[int, ...], axis: int, spans: tuple[Span, ...]) -> Span:
    """The union along one axis. A size of 1 that is broadcast shows its one place everywhere: a bound."""
    shown = [bool(span.lows) and x.size[axis] < size[axis] for x, span in zip(inputs, spans)]
    joined = union([span.everywhere() if alone else span for alone, span in zip(shown, spans)], size[axis])
    return joined._replace(exact=False) if any(shown) else joined
