"""How much of the input each layer's outputs see, axis by axis (Araujo, Norris & Sim, Distill 2019).

Unlike the recurrence for chains, this holds for any graph: branches give the union interval, upsampling
and transposed convolution are followed position by position, global layers see the whole input.
"""

import math
from collections.abc import Sequence
from operator import attrgetter, itemgetter

from convcalc.model.geometry import NOTHING, AxisMap, Span, Volume, Window, slid, union
from convcalc.model.layers import Layer
from convcalc.model.network import Network, Node, Site

MOST_FOLLOWED = 100_000
"""So many positions of a network are followed one by one, of all its layers together: further on there are bounds."""

_STEPS = itemgetter(0, 1, 2, 3)
_LOWS = attrgetter("lows")

Reach = tuple[Span, ...]
"""One span for each axis of the input; none where the input is flat."""


class Like:
    """What is seen of another input of the same network, by each node, and where each was read last."""

    def __init__(self, network: Network, seen: Sequence[Reach]) -> None:
        self.seen = seen
        self.last = list(range(len(network.nodes)))
        for number, inputs in enumerate(network.sources):
            for source in inputs:
                self.last[source] = number


def reaches(
    network: Network, start: int | None = None, like: Like | None = None, before: Reach | None = None
) -> list[Reach]:
    """What each node sees of one input, in running order: of the node `start`, else of the first.

    Equal layers on equal volumes ask for their windows once. What is seen of another input may be given, in a network
    that is `even`: where both come to the same, so do they from there on, and nothing more is looked at once no volume
    is still read that they see otherwise. Of a part of a network, `before` is what the
    volume that goes into it sees.
    """
    start = network.inputs[0] if start is None else start
    first = (Span(),) * network.nodes[start].site.output.rank if before is None else before
    walk = _FieldWalk(start, first, like, MOST_FOLLOWED // len(network.inputs))
    seen, plain, apart = walk.seen, not like, start
    slides = network.each([_slide_of(layer, inputs) for layer, inputs, _ in network.at_work])
    for number, (sources, slide) in enumerate(zip(network.sources, slides)):
        if plain and slide:
            reach = seen[sources[0]]
            rank, stride, back, ahead = slide
            if len(reach) == rank and reach.count(reach[0]) == rank and len(reach[0].lows) == 1:
                seen.append((slid(reach[0], stride, back, ahead),) * rank)
                continue
        elif plain and slide is not None:
            seen.append(seen[sources[0]])
            continue
        elif like and number > apart and len(like.seen[0]) == len(first):
            return [*seen, *like.seen[number:]]
        seen.append(walk.look(number, network.nodes[number]))
        plain = not (walk.blind or walk.turned or like)
        if like and seen[number] is not like.seen[number]:
            apart = max(apart, like.last[number])
    return seen


def _slide_of(layer: Layer, inputs: tuple[Volume, ...]) -> tuple[int, ...] | None:
    """On how many axes equal windows run, and how they slide; nothing where each position reads its own.

    None where it is otherwise, and more has to be looked at.
    """
    if len(inputs) != 1:
        return None
    if layer.pointwise:
        return ()
    maps = layer.windows(inputs)
    if not maps or type(maps[0]) is not Window or maps.count(maps[0]) != len(maps):
        return None
    kernel, stride, dilation, before = _STEPS(maps[0])
    return (len(maps), stride, before, dilation * (kernel - 1) - before) if kernel > 1 or stride > 1 or before else ()


class _FieldStep:
    """How a layer at work looks at what comes in."""

    __slots__ = ("alike", "maps", "reads", "size")

    def __init__(self, site: Site) -> None:
        _, layer, inputs, _ = site
        self.reads = reads = layer.reads(inputs)
        """The windows over each input."""
        self.maps, self.size = maps, size = (reads[0], inputs[0].size) if inputs else ((), ())
        """The windows over the first input, and its size."""
        self.alike = bool(maps and size) and maps.count(maps[0]) == len(maps) and size.count(size[0]) == len(size)
        """Equal windows run along axes of one size."""


class _FieldWalk:
    """What the nodes that were gone through see of an input."""

    def __init__(self, start: int, first: Reach, like: Like | None, left: int) -> None:
        self.start, self.first, self.like = start, first, like.seen if like else ()
        self.steps: dict[int, _FieldStep] = {}
        """How sites look at what comes in, by identity."""
        self.levels: dict[int, bool] = {}
        """Whether volumes meet level at a site, by identity."""
        self.left = left
        """How many positions may still be followed."""
        self.seen: list[Reach] = []
        self.blind: set[int] = set()
        """The nodes that no path leads to."""
        self.turned: dict[int, tuple[int, ...]] = {}
        """Along which axes of the input those of a node lie, where some are turned."""

    def look(self, number: int, node: Node) -> Reach:
        """What a node sees, whatever its place is."""
        inputs, seen, like = node.inputs, self.seen, self.like
        if len(inputs) > 1 and not (self.blind or self.turned or like) and self._level(node.site):
            return self._met([seen[source] for source in inputs], node.site.output.size)
        step = self.steps.get(id(node.site))
        if step is None:
            step = self.steps[id(node.site)] = _FieldStep(node.site)
        if number == self.start:
            return self.first
        sighted = [k for k, source in enumerate(inputs) if source not in self.blind]
        if not sighted:
            self.blind.add(number)
            return (NOTHING,) * len(self.first)
        source = inputs[sighted[0]]
        if source in self.turned:
            self.turned[number] = self.turned[source]
        if len(inputs) > 1:
            reach = self._meeting(node, step.reads, sighted)
            return like[number] if like and reach == like[number] else reach
        if like and seen[source] is like[source]:
            return like[number]
        if step.maps:
            return self.through(step, seen[source])
        return self._turned(number, node.site, source) if node.site.layer.reorders else seen[source]

    def _level(self, site: Site) -> bool:
        """Whether volumes of one size meet, as many axes as the input has, and each position at its own."""
        found = self.levels.get(id(site))
        if found is None:
            _, layer, inputs, output = site
            size = output.size
            found = len(size) == len(self.first) and [size] * len(inputs) == [x.size for x in inputs]
            found = self.levels[id(site)] = found and (layer.pointwise or not any(layer.reads(inputs)))
        return found

    def through(self, step: _FieldStep, reach: Reach) -> Reach:
        """What is seen through windows. Equal axes are worked out once."""
        maps, rank = step.maps, len(reach)
        if not step.alike or len(maps) != rank or reach.count(reach[0]) != rank:
            return self.counted(_through(maps, reach, step.size))
        span = maps[0].reach(reach[0], step.size[0])
        return (span,) * rank if len(span.lows) < 2 else self.counted((span,) * rank)

    def _met(self, branches: list[Reach], size: tuple[int, ...]) -> Reach:
        """What is seen where volumes of one size meet. Equal axes are worked out once."""
        axes = list(zip(*branches))
        if not axes or axes.count(axes[0]) != len(axes) or size.count(size[0]) != len(axes):
            return self.counted(tuple(map(union, axes, size)))
        span = union(axes[0], size[0])
        return (span,) * len(axes) if len(span.lows) < 2 else self.counted((span,) * len(axes))

    def _turned(self, number: int, site: Site, source: int) -> Reach:
        """What is seen where axes change places."""
        reach, order = self.seen[source], site.layer.axes(site.inputs)
        if len(reach) != site.inputs[0].rank:
            return reach
        natural = tuple(range(len(reach)))
        self.turned[number] = tuple([self.turned.get(source, natural)[axis] for axis in order])
        return tuple([reach[axis] for axis in order])

    def _meeting(self, node: Node, reads: tuple[tuple[AxisMap, ...], ...], sighted: list[int]) -> Reach:
        """What is seen where several volumes meet, of which some see the input."""
        site, inputs, seen = node.site, node.inputs, self.seen
        natural = tuple(range(len(self.first)))
        aligned = not self.turned or len({self.turned.get(inputs[k], natural) for k in sighted}) == 1
        branches, placed = [], []
        for k in sighted:
            x, reach, maps = site.inputs[k], seen[inputs[k]], reads[k]
            branches.append(_through(maps, reach, x.size) if maps else reach)
            placed.append(site.output if maps else x)
        return self.counted(merged(placed, site.output.size, branches, aligned))

    def counted(self, reach: Reach) -> Reach:
        """A reach whose positions are followed; a bound of it, where they are too many."""
        positions = sum(map(len, map(_LOWS, reach)))
        if positions <= len(reach):
            return reach
        self.left -= positions
        if self.left >= 0:
            return reach
        self.left = 0
        return tuple([span.unbounded() if len(span.lows) > 1 else span for span in reach])


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
    """The reach after a layer with one input."""
    if len(maps) != len(reach) or not size:
        return tuple([maps[0].reach(span, 2) for span in reach])
    return tuple([each.reach(span, n) for each, span, n in zip(maps, reach, size)])


def merged(inputs: list[Volume], size: tuple[int, ...], branches: list[Reach], aligned: bool) -> Reach:
    """The reach where volumes meet; a bound where their axes do not lie along the same axes of the input."""
    first = branches[0]
    if not aligned:
        return tuple([span.unbounded() for span in first])
    if len(first) != len(size):
        return tuple(map(_flat, zip(*branches, strict=True)))
    for x in inputs:
        if x.size != size:
            each_axis = enumerate(zip(*branches, strict=True))
            return tuple([_joined(inputs, size, axis, spans) for axis, spans in each_axis])
    return tuple(map(union, zip(*branches, strict=True), size))


def _flat(spans: tuple[Span, ...]) -> Span:
    """What a number of a flat vector sees: a bound where branches differ, as their places are mixed."""
    local = {span for span in spans if span.lows}
    return spans[0].unbounded() if len(local) > 1 else union(spans, 1)


def _joined(inputs: list[Volume], size: tuple[int, ...], axis: int, spans: tuple[Span, ...]) -> Span:
    """The union along one axis. A size of 1 that is broadcast shows its one place everywhere: a bound."""
    shown = [bool(span.lows) and x.size[axis] < size[axis] for x, span in zip(inputs, spans)]
    joined = union([span.everywhere() if alone else span for alone, span in zip(shown, spans)], size[axis])
    return joined._replace(exact=False) if any(shown) else joined
