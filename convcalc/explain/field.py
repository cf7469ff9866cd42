"""How a layer's receptive field comes about: from that of the layer before it, or of its branches."""

from collections.abc import Sequence
from functools import lru_cache

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.receptive_field import Reach
from convcalc.document.records import NamedTuple
from convcalc.explain.find import short_names
from convcalc.explain.lines import Line, axis_names
from convcalc.explain.terms import Name
from convcalc.explain.tracing import named, term_of, traced_inputs, traced_layer
from convcalc.model.geometry import (
    Adaptive,
    Anywhere,
    AxisMap,
    Blocks,
    Everywhere,
    Resample,
    Span,
    Spread,
    Window,
    per_axis,
)
from convcalc.model.network import Site

FIELD = "receptive_field"
_READS: dict[type, str] = {
    Window: "positions differ after an upsampling",
    Spread: "output o reads the inputs u with o = u*stride - pad + k*dilation, for a k of the kernel",
    Resample: "an output reads the inputs around its own place",
    Adaptive: "output i of m reads floor(i*n/m) up to ceil((i+1)*n/m) - 1",
    Blocks: "an output reads all of the window that it stands in",
}
"""How the outputs read the input where no formula holds for all of them."""


def field_lines(analysis: Analysis, number: int) -> list[Line]:
    """The lines for one layer: its receptive field, and how far apart its outputs look; of each input that it sees."""
    if len(analysis.sights) == 1:
        return _of_input(analysis, number, 0)
    return [
        line._replace(axes=(analysis.network.nodes[analysis.sights[input].input].path, *line.axes))
        for input in seen_inputs(analysis, number)
        for line in _of_input(analysis, number, input)
    ]


def seen_inputs(analysis: Analysis, number: int) -> list[int]:
    """The inputs that a layer sees something of, counted from 0."""
    each = [sight.reaches[number] for sight in analysis.sights]
    return [input for input, reach in enumerate(each) if any(span.size != 0 for span in reach)]


def _of_input(analysis: Analysis, number: int, input: int) -> list[Line]:
    seen = analysis.sights[input].reaches
    node, reach = analysis.network.nodes[number], seen[number]
    inputs = node.inputs
    if not reach:
        return []
    if node.is_input:
        return [Line(FIELD, None, "1: a pixel sees itself")]
    if not inputs:
        return [Line(FIELD, None, "0: it is learned, and reads nothing")]
    if node.site.layer.indexed:
        words = f"{_size(reach)}: windows that hold a place send their numbers there, if their largest was there"
        return [Line(FIELD, None, words)]
    if len(inputs) > 1:
        return [Line(FIELD, None, _branches(analysis, number, seen))]
    before = seen[inputs[0]]
    if node.site.layer.reorders:
        return [Line(FIELD, None, f"{_size(reach)}, as before, with the axes reordered")]
    axes = axis_names(len(before))
    each = _axes(node.site, before, reach)
    if len(each) > 1 and any(lines != each[0] for lines in each):
        return [line._replace(axes=(axis,)) for axis, lines in zip(axes, each) for line in lines]
    return each[0]


def _axes(site: Site, before: Reach, after: Reach) -> list[list[Line]]:
    """The lines of each axis; equal axes are worked out once."""
    x, maps = site.inputs[0], site.layer.windows(site.inputs)
    known: dict[object, list[Line]] = {}
    each = []
    for axis in range(len(before)):
        key = (maps[axis : axis + 1], x.size[axis : axis + 1], before[axis], after[axis])
        if key not in known:
            known[key] = _axis(site, axis, before[axis], after[axis])
        each.append(known[key])
    return each


class Step(NamedTuple):
    """A layer on the way from the input that changes what is seen."""

    name: str
    layer: str
    lines: tuple[Line, ...]


def field_steps(analysis: Analysis, number: int, input: int = 0) -> list[Step]:
    """The layers from an input to a node that make its receptive field; of branches, the one that reaches furthest."""
    names, seen = short_names(analysis.network), analysis.sights[input].reaches
    steps: list[Step] = []
    while True:
        node, reach = analysis.network.nodes[number], seen[number]
        site, inputs = node.site, node.inputs
        before = seen[inputs[0]] if len(inputs) == 1 else ()
        if reach != before:
            layer = "" if site.is_input else str(site)
            alike = before and [span.stride for span in before] == [span.stride for span in reach]
            lines = [line for line in _of_input(analysis, number, input) if not (alike and line.aspect == "stride")]
            steps.append(Step(names[number], layer, tuple(lines)))
        if not inputs:
            return steps[::-1]
        number = furthest(analysis, number, input)


def furthest(analysis: Analysis, number: int, input: int = 0) -> int:
    """What a layer reads whose own field is the largest: the first of several."""
    seen = analysis.sights[input].reaches
    return max(analysis.network.nodes[number].inputs, key=lambda source: _width(seen[source]))


def branch_names(analysis: Analysis, number: int) -> list[str]:
    """What the inputs of a merging layer are called: their branches, or the layers themselves."""
    nodes = analysis.network.nodes
    node = nodes[number]
    names = []
    for source in node.inputs:
        inner = next((scope for scope in nodes[source].scope.chain if scope.parent is node.scope), None)
        names.append(inner.label if inner else nodes[source].label)
    if node.origin and len(node.origin.branch_names) == len(names):
        names = list(node.origin.branch_names)
    return names


def _branches(analysis: Analysis, number: int, seen: Sequence[Reach]) -> str:
    names = branch_names(analysis, number)
    reaches = [seen[source] for source in analysis.network.nodes[number].inputs]
    each = [f"{name} {_size(reach)}" for name, reach in zip(names, reaches)]
    sizes = [_width(reach) for reach in reaches]
    text = f"{_size(seen[number])}, the union of {', '.join(each[:-1])} and {each[-1]}"
    best = [name for name, size in zip(names, sizes) if size == max(sizes)]
    most = " and ".join(filter(None, [", ".join(best[:-1]), best[-1]]))
    bound = "" if all(span.exact for span in seen[number]) else "; it is a bound, as they do not lie alike"
    if len(best) == len(names):
        return f"{text}: all reach equally far{bound}"
    return f"{text}: {most} reach{'es' if len(best) == 1 else ''} furthest{bound}"


def _axis(site: Site, axis: int, before: Span, after: Span) -> list[Line]:
    x = site.inputs[0]
    maps = site.layer.windows(site.inputs)
    if not before.lows:
        return [Line(FIELD, None, f"{_span(after)}, as before")]
    if not maps:
        return [Line(FIELD, None, f"{_span(after)}, as before: each output reads its own position")]
    at = maps[axis] if len(maps) == x.rank else maps[0]
    if isinstance(at, Window) and len(before.lows) == 1 and len(maps) == x.rank and before.size and after.lows:
        return _window(site, axis, before, after)
    return [Line(FIELD, None, _told(at, after))]


def _told(at: AxisMap, after: Span) -> str:
    if isinstance(at, Everywhere) and at.local and after.lows:
        own = _span(after._replace(whole=False))
        return f"{own} for its own position, as before; its statistics are taken over the whole input"
    if isinstance(at, Everywhere) and after.lows:
        return f"{_span(after)}, as before: there is one position only"
    if not after.lows:
        if after.exact and not isinstance(at, Anywhere):
            return "the whole input: each output reads every position"
        if isinstance(at, Anywhere):
            return "at most the whole input: positions are laid out anew"
        return "at most the whole input: positions are too many, or too far apart, to be followed one by one"
    if not after.size:
        return f"{_span(after)}: the outputs see none of the input"
    return f"{_span(after)}, that of the output that sees most: {_READS[type(at)]}"


def _window(site: Site, axis: int, before: Span, after: Span) -> list[Line]:
    """`r_before + (kernel - 1) * stride_before`, and `stride_before * stride`: the window's own arithmetic.

    The window is asked for a field that starts at 0 and ends before `r_before`, so that its ends tell its size.
    """
    window = _traced_windows(site)[axis]
    assert isinstance(window, Window) and before.size is not None
    start = Span(named("stride_before", before.advance), (0,), (named("r_before", before.size),))
    seen = window._replace(before=0, after=0).reach(start, site.inputs[0].size[axis])
    low, high = seen.lows[0], seen.highs[0]
    assert isinstance(low, int) and isinstance(high, int)
    words = "" if after.exact else "at most"
    if after.whole:
        words = f"{words} for its own position; by another way it sees the whole input".lstrip()
    size, apart = term_of(high - low), term_of(seen.advance)
    if isinstance(size, Name) and isinstance(apart, Name):
        return [Line(FIELD, None, f"{_span(after)}, as before: each output reads one position")]
    return [Line(FIELD, size, words), Line(FIELD, apart, "", "stride")]


@lru_cache(maxsize=100)
def _traced_windows(site: Site) -> tuple[AxisMap, ...]:
    return traced_layer(site.layer, site.inputs).windows(traced_inputs(site.inputs))


def _span(span: Span) -> str:
    """What is seen, as the table says it: `7+all` where gates or statistics also see the whole input."""
    bound = "" if span.exact else "at most "
    if span.size is None:
        return f"{bound}the whole input"
    return f"{bound}{span.size}" + ("+all" if span.whole else "")


def _size(reach: tuple[Span, ...]) -> str:
    return per_axis(map(_span, reach))


def _width(reach: tuple[Span, ...]) -> float:
    """How much a reach sees, to compare; the whole input is most."""
    return max(float("inf") if span.size is None else span.size for span in reach)
