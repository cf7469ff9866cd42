"""One layer's figures with their formulas: volume, parameters, MACs, memory and receptive field."""

from collections.abc import Iterator, Sequence
from typing import Any

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.cost import COUNTED, Cost, costs, is_bias
from convcalc.analysis.memory import DTYPES, INDEX
from convcalc.explain.field import FIELD, branch_names, field_lines
from convcalc.explain.lines import Aspect, Explanation, Line, Rest, axis_names, merged, merged_rests
from convcalc.explain.saving import UNSTATED, saved_line
from convcalc.explain.sharers import shared_with
from convcalc.explain.terms import Name, Number
from convcalc.explain.tracing import named, term_of, traced_inputs, traced_layer
from convcalc.model.chain import chain_of
from convcalc.model.geometry import Spread, Volume, Window
from convcalc.model.layers import Layer
from convcalc.model.layers.sliding import Sliding
from convcalc.model.layers.transposed import TransposedConv
from convcalc.model.network import Node, Site


def explain_layer(analysis: Analysis, number: int) -> Explanation:
    """Every figure of a node, from the formulas of its own kind."""
    node = analysis.rows[number].node
    site = node.site
    own, seen = own_lines(analysis, number), field_lines(analysis, number)
    if site.is_input:
        return Explanation(node.path, "input", str(site.output), (*own, *seen))
    traced = _traced(site, branch_names(analysis, number))
    kept = saved_line(analysis, number, traced._replace(output=_named_output(traced)))
    change = f"{', '.join(map(str, site.inputs))} -> {site.output}"
    return Explanation(node.path, str(site), change, (*own, kept, *seen))


def own_lines(analysis: Analysis, number: int) -> tuple[Line | Rest, ...]:
    """The figures of a node that hang on no others: all but what it sees, and what it keeps for the backward pass."""
    node = analysis.rows[number].node
    if node.site.is_input:
        return (Line("output", None, f"{node.site.output}, as given"),)
    traced = _traced(node.site, branch_names(analysis, number))
    costs = _costs(analysis, number, traced)
    return (*_volume(node.site, traced), *costs, _memory(analysis, number, traced))


def figure_lines(analysis: Analysis, number: int, figure: str) -> list[Line | Rest]:
    """The lines of a node about one figure: the others, most of the work, are not looked at."""
    site = analysis.rows[number].node.site
    if figure == FIELD:
        return [*field_lines(analysis, number)]
    if site.is_input or figure == "saved":
        return [*explain_layer(analysis, number).of(figure)]
    traced = _traced(site, branch_names(analysis, number))
    if figure == "output":
        return _volume(site, traced)
    if figure == "memory":
        return [_memory(analysis, number, traced)]
    return [line for line in _costs(analysis, number, traced, (figure,)) if line.figure == figure]


def explain_count(analysis: Analysis, number: int, name: str) -> Line:
    """What a layer counts of a quantity that its explanation may leave out: neurons, connections, weights, biases."""
    node = analysis.rows[number].node
    return _counted(node, _traced(node.site, branch_names(analysis, number)), name)


def _counted(node: Node, traced: Site, name: str) -> Line:
    if node.shares is not None and name in ("weights", "biases"):
        return Line(name, None, "0: they are shared")
    return _count(name, COUNTED[name](traced._replace(output=_named_output(traced))), _NONE[name])


_NONE = {
    "flops": "it computes nothing", "neurons": "those of conv, dense and recurrent layers are counted",
    "connections": "nothing is multiplied by weights", "unshared": "nothing is learned",
    "weights": "nothing is learned", "biases": "nothing is added",
}  # fmt: skip
"""Why there are none of what is counted."""


def _traced(site: Site, branches: list[str]) -> Site:
    """The same layer at work on numbers that remember their formulas."""
    inputs = traced_inputs(site.inputs, ["channels"] * 2 if site.layer.indexed else branches)
    layer = traced_layer(site.layer, site.inputs)
    return Site(site.kind, layer, inputs, layer.output(inputs))


# Volume


def _volume(site: Site, traced: Site) -> list[Line | Rest]:
    output, terms = traced.output, [*map(term_of, traced.output.size), term_of(traced.output.channels)]
    if all(x == site.output for x in site.inputs) and all(isinstance(term, Name) for term in terms):
        return [Line("output", None, f"{site.output}, as before")]
    if not output.size:
        return [_size(output.channels, traced, "numbers")]
    axes = axis_names(output.rank)
    sizes = merged(axes, [_size(n, traced, "size", (axis,)) for axis, n in zip(axes, output.size)])
    return [
        *_same_padding(site, traced),
        *sizes,
        *_taken_off(site, traced),
        *rests(site),
        *_gaps(site),
        _size(output.channels, traced, "channels"),
    ]


def _size(number: int, traced: Site, aspect: Aspect, axes: tuple[str, ...] = ()) -> Line:
    """A size with its formula; where it is the input's, that is said."""
    term = term_of(number)
    if isinstance(term, Number):
        words = f"as before {traced.layer.settings()}" if traced.layer.indexed else "whatever the input"
        return Line("output", None, f"{int(number):,}, {words}", aspect, axes)
    if any(term in map(term_of, (*x.size, x.channels)) for x in traced.inputs):
        return Line("output", None, f"{int(number):,}, as before", aspect, axes)
    return Line("output", term, "", aspect, axes)


def _same_padding(site: Site, traced: Site) -> list[Line]:
    """How much `same` pads, which the size is then worked out from."""
    if not isinstance(site.layer, Sliding) or site.layer.pad != "same":
        return []
    asked: Layer = type(site.layer)(**{**traced.layer.__dict__, "pad": "same"})
    axes = axis_names(site.output.rank)
    lines = []
    for axis, window, real in zip(axes, asked.windows(traced.inputs), site.layer.windows(site.inputs)):
        assert isinstance(window, Window) and isinstance(real, Window)
        term = term_of(window.before + window.after)
        words = f"{real.before} before, {real.after} after"
        none = isinstance(term, Number)
        lines.append(Line("output", None if none else term, "0: none is needed" if none else words, "padding", (axis,)))
    return merged(axes, lines)


def _taken_off(site: Site, traced: Site) -> list[Line]:
    """What a transposed convolution takes off or adds, where its size is what is said."""
    if not isinstance(site.layer, TransposedConv) or not (site.layer.size or isinstance(site.layer.pad, str)):
        return []
    axes, lines = axis_names(site.output.rank), []
    for axis, window, real in zip(axes, traced.layer.windows(traced.inputs), site.layer.windows(site.inputs)):
        assert isinstance(window, Spread) and isinstance(real, Spread)
        if real.extra:
            lines.append(Line("output", term_of(window.extra), "added after", "padding", (axis,)))
        elif isinstance(site.layer.pad, str) and real.before + real.after:
            words = f"{real.before} taken off before, {real.after} after"
            lines.append(Line("output", term_of(window.before + window.after), words, "padding", (axis,)))
    return merged(axes, lines) if len(lines) == len(axes) else lines


def rests(site: Site) -> list[Rest]:
    """Divisions by the stride that do not come out: once where the axes agree."""
    if not isinstance(site.layer, Sliding) or not site.inputs[0].size:
        return []
    inputs = traced_inputs(site.inputs)
    windows = traced_layer(site.layer, site.inputs).windows(inputs)
    each = [
        _rest(window, plain, n) for window, plain, n in zip(windows, site.layer.windows(site.inputs), inputs[0].size)
    ]
    return merged_rests(axis_names(inputs[0].rank), each)


def _gaps(site: Site) -> list[Line]:
    """Pixels that lie between windows which are further apart than they are wide."""
    maps = site.layer.windows(site.inputs) if site.inputs and site.inputs[0].size else ()
    wide = [window for window in maps if isinstance(window, Window) and window.stride > window.extent]
    if not wide:
        return []
    window = wide[0]
    words = f"windows are {window.extent} wide and {window.stride} apart: pixels between are not read"
    return [Line("output", None, words, "gaps")]


def _rest(window: Any, plain: Window, size: int) -> Rest | None:
    room = size + window.before + window.after - window.extent
    rest = int(room) % plain.stride
    if not rest:
        return None
    return Rest(term_of(room), term_of(window.stride), _left_over(plain, int(size), rest))


def _left_over(window: Window, size: int, rest: int) -> str:
    """What becomes of the positions after the last whole window."""
    if window.ceil:
        if window.output(size) > (size + window.before + window.after - window.extent) // window.stride + 1:
            return f"the last window is only filled in part; it lacks {window.stride - rest}"
        return "a last window would start in the padding: it is not counted"
    pixels, padding = max(0, rest - window.after), min(rest, window.after)
    parts = [f"the last {pixels} pixel{'s' if pixels > 1 else ''}"] if pixels else []
    if padding:
        parts.append(
            f"{padding} of the padding after {'it' if pixels == 1 else 'them' if pixels else 'the last pixel'}"
        )
    return f"{' and '.join(parts)} {'is' if rest == 1 else 'are'} not used"


# Parameters, MACs and memory

UNSTATED_MACS, UNSTATED_FLOPS = (Line(figure, None, UNSTATED) for figure in ("macs", "flops"))


COUNTS = ("flops", "neurons", "connections", "weights", "biases")
"""What is counted beside parameters, buffers and MACs."""


def _costs(analysis: Analysis, number: int, traced: Site, counts: Sequence[str] = COUNTS) -> Iterator[Line]:
    """What a node holds and does, with some of the `counts`."""
    node = analysis.network.nodes[number]
    _, cost = costs(chain_of([traced._replace(output=_named_output(traced))]))
    yield from _held(analysis, number, traced, cost, counts)
    unstated = "macs" in node.site.layer.unstated()
    yield UNSTATED_MACS if unstated else _count("macs", cost.macs, "those of conv and dense layers are counted")
    if "flops" in counts:
        yield UNSTATED_FLOPS if unstated else _counted(node, traced, "flops")
    if node.site.layer.weighted:
        yield from (_counted(node, traced, name) for name in ("neurons", "connections") if name in counts)


def _memory(analysis: Analysis, number: int, traced: Site) -> Line:
    """The bytes of the output; of a view, in whose memory it lies."""
    memory, network = analysis.memory, analysis.network
    holder = memory.homes[number]
    if holder != number:
        return Line("memory", None, f"0: its numbers are those of {network.nodes[holder].path}, where they lie")
    width, batch = named("bytes", DTYPES[memory.dtype]), named("batch", memory.batch) if memory.batch > 1 else 1
    examples = f", batch {memory.batch}" if memory.batch > 1 else ""
    elements, words = _named_output(traced).elements, f"of {memory.dtype}{examples}"
    if memory.sizes[number] > elements * width * batch:
        return Line("memory", term_of(elements * (width + INDEX) * batch), f"{words}, and indices of 8 bytes")
    return Line("memory", term_of(elements * width * batch), words)


def _held(analysis: Analysis, number: int, traced: Site, cost: Cost, counts: Sequence[str]) -> Iterator[Line]:
    """The parameters and buffers; of a node that shares another's, whose they are, and of that who shares them."""
    node = analysis.network.nodes[number]
    if node.shares is not None:
        own = sum(tensor.elements for tensor in node.weights)
        kept = f", but for its own {' and '.join(node.own)}" if own else ""
        words = f"{own:,}: its weights are those of {analysis.network.nodes[node.shares].path}{kept}"
        yield Line("params", None, words)
        return
    learned = _count("params", cost.params, "nothing is learned")
    if "params" in node.site.layer.unstated():
        learned = Line("params", None, UNSTATED)
    frozen = ["frozen: training leaves them as they are"] if node.frozen else []
    said = [*frozen, *filter(None, [shared_with(analysis.network, number)])]
    yield learned._replace(words="; ".join(said)) if said and learned.term is not None else learned
    if any(map(is_bias, node.weights)):
        yield from (_counted(node, traced, name) for name in ("weights", "biases") if name in counts)
    if cost.buffers:
        yield Line("buffers", term_of(cost.buffers), "running statistics, not learned")


def _count(figure: str, number: int, none: str) -> Line:
    term = term_of(number)
    if isinstance(term, Number):
        return Line(figure, None, f"{term.value:,}, whatever the input" if term.value else f"0: {none}")
    return Line(figure, term)


def _named_output(site: Site) -> Volume:
    """The output by names of its own, so that costs need not spell its sizes out."""
    size = tuple(_own(n, f"out_{axis}") for n, axis in zip(site.output.size, axis_names(site.output.rank)))
    channels = site.output.channels
    if len(site.inputs) > 1:
        return Volume(size, named("out_channels", channels))
    return Volume(size, _own(channels, "out_channels" if size else "outputs"))


def _own(number: int, symbol: str) -> int:
    return number if isinstance(term_of(number), Name) else named(symbol, int(number))
