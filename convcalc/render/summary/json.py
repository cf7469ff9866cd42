"""The summary as JSON: exact integers, every layer, and a version of its shape."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.cost import counted, products, unstated
from convcalc.analysis.receptive_field import Reach
from convcalc.language.notes import notes_on
from convcalc.model.geometry import Span, name_of
from convcalc.model.layers import Tensor
from convcalc.model.network import Site
from convcalc.render import numbers
from convcalc.render.as_json import JsonRows, Rows, json_parts, json_row, json_word
from convcalc.render.formats import Options
from convcalc.render.summary.outline import written

TAKES = ("full", "exact")
"""It has every layer and every digit."""
SCHEMA_VERSION = 2
RATIO = ("integer", "text", "null")
"""A whole number, or a fraction as 1/16; null where there is none."""
AXES = [{"size": ("integer", "null"), "stride": RATIO, "padding": RATIO, "whole": "boolean", "exact": "boolean"}]
FIELD = (AXES, {"*": AXES})
"""A receptive field, axis by axis; of several inputs, each by its name."""
NOTES = [{"message": "text", "help": "text"}]
VOLUME = ["integer"]
COUNT = ("integer", "null")
"""A count; null where the layer is one of unknown cost."""
LAYER = {
    "name": "text", "kind": "text", "settings": "text", "inputs": ["text"], "output": VOLUME, "weights": {"*": VOLUME},
    "shares": ("text", "null"), "params": COUNT, "frozen": "boolean", "buffers": "integer", "macs": COUNT,
    "flops": COUNT, "bytes": "integer", "saved": "integer", "receptive_field": FIELD,
}  # fmt: skip
SHAPE = {
    "schema_version": "integer", "name": "text", "order": "text", "input": VOLUME,
    "inputs": [{"name": "text", "volume": VOLUME}], "output": VOLUME,
    "outputs": [{"name": "text", "layer": "text", "volume": VOLUME, "receptive_field": FIELD}],
    "notes": NOTES, "complete": "boolean",
    "total": {
        "params": "integer", "trainable": "integer", "buffers": "integer", "macs": "integer",
        "macs_of_batch": "integer", "macs_of_products": "integer", "flops": "integer", "receptive_field": FIELD,
    },
    "memory": {
        "dtype": "text", "batch": "integer", "in_place": "boolean", "weights": "integer", "input": "integer",
        "outputs": "integer", "outputs_in_place": "integer", "peak": "integer", "peak_at": "text",
        "peak_alive": ["text"], "prediction": "integer", "saved": "integer", "training": {"*": "integer"},
        "step": ("null", {
            "optimizer": "text", "precision": "text", "weights": "integer", "weights_copy": "integer",
            "gradients": "integer", "state": "integer", "saved": "integer", "total": "integer", "peak": "integer",
            "peak_at": "text", "peak_pass": "text",
            "again": ("null", {"block": "text", "calls": "integer", "macs": "integer", "saved_without": "integer"}),
        }),
    },
    "roofline": ("null", {
        "device": "text", "peak": "number", "bandwidth": "number", "at_least_ps": "integer",
        "layers": [{
            "name": "text", "flops": "integer", "bytes_moved": "integer", "bound": ("text", "null"),
            "at_least_ps": "integer",
        }],
    }),
    "layers": [LAYER],
}  # fmt: skip


def parts(analysis: Analysis, options: Options) -> Iterator[str]:
    """The whole analysis as text, some lines at a time: a layer takes one."""
    flops = counted(analysis.network, "flops")
    return json_parts(_totals(analysis, flops, iter) | {"layers": JsonRows(_lines(analysis, flops))})


def to_dict(analysis: Analysis) -> dict[str, Any]:
    """The whole analysis as plain values."""
    flops = counted(analysis.network, "flops")
    layers = [layer(number, analysis, each) for number, each in enumerate(flops)]
    return _totals(analysis, flops, list) | {"layers": layers}


def _totals(analysis: Analysis, flops: Sequence[int], rows: Rows) -> dict[str, Any]:
    """All but the layers; what may be many as `rows` of them."""
    network, memory, total = analysis.network, analysis.memory, analysis.total
    nodes = network.nodes
    return {
        "schema_version": SCHEMA_VERSION,
        "name": network.name,
        "order": name_of(type(network.input)),
        "input": list(network.input.numbers),
        "inputs": rows(
            {"name": nodes[number].path, "volume": list(nodes[number].site.output.numbers)} for number in network.inputs
        ),
        "output": list(nodes[network.output].site.output.numbers),
        "outputs": rows(_output(analysis, k) for k in range(len(network.outputs))),
        "notes": [{"message": note.message, "help": note.help} for note in notes_on(network)],
        "complete": not unstated(network, "params") and not unstated(network, "macs"),
        "total": {
            "params": total.params,
            "trainable": sum(cost.params for node, cost in zip(nodes, analysis.rows.costs) if not node.frozen),
            "buffers": total.buffers,
            "macs": total.macs,
            "macs_of_batch": memory.batch * total.macs,
            "macs_of_products": products(network),
            "flops": sum(flops),
            "receptive_field": by_input(analysis, [each.fields[0] for each in analysis.sights]),
        },
        "memory": {
            "dtype": memory.dtype,
            "batch": memory.batch,
            "in_place": memory.in_place,
            "weights": memory.weights,
            "input": memory.input(analysis.network),
            "outputs": memory.outputs,
            "outputs_in_place": memory.stored,
            "peak": memory.peak,
            "peak_at": nodes[memory.peak_at].path,
            "peak_alive": [nodes[number].path for number in memory.peak_alive],
            "prediction": memory.prediction,
            "saved": sum(memory.saved),
            "training": memory.training,
            "step": _step(analysis),
        },
        "roofline": _roofline(analysis, rows),
    }


def _output(analysis: Analysis, k: int) -> dict[str, Any]:
    """One output by its name, the layer that it comes from, and what it sees."""
    output = analysis.network.outputs[k]
    node = analysis.network.nodes[output.number]
    return {
        "name": output.name,
        "layer": node.path,
        "volume": list(node.site.output.numbers),
        "receptive_field": by_input(analysis, [each.fields[k] for each in analysis.sights]),
    }


def by_input(analysis: Analysis, reaches: Sequence[Reach]) -> Any:
    """A receptive field; of several inputs, each by its name."""
    if len(reaches) == 1:
        return reach(reaches[0])
    names = [analysis.network.nodes[each.input].path for each in analysis.sights]
    return {name: reach(each) for name, each in zip(names, reaches, strict=True)}


def _step(analysis: Analysis) -> dict[str, Any] | None:
    """A step of training, where one was asked for."""
    step, nodes = analysis.step, analysis.network.nodes
    if step is None:
        return None
    again = step.again
    return {
        "optimizer": step.plan.optimizer,
        "precision": step.plan.precision or analysis.memory.dtype,
        "weights": step.weights,
        "weights_copy": step.copy,
        "gradients": step.gradients,
        "state": step.state,
        "saved": step.saved,
        "total": step.total,
        "peak": step.peak,
        "peak_at": nodes[step.peak_at].path,
        "peak_pass": step.peak_pass,
        "again": again
        and {
            "block": again.block,
            "calls": len(again.calls),
            "macs": again.macs,
            "saved_without": again.without,
        },
    }


def _roofline(analysis: Analysis, rows: Rows) -> dict[str, Any] | None:
    """The least times on a device, in picoseconds rounded down, where one was named."""
    roofline = analysis.roofline
    if roofline is None:
        return None
    times = [int(roofline.seconds(number) * 10**12) for number in range(len(analysis.rows))]
    bounds = [("compute" if roofline.computing(k) else "memory") if time else None for k, time in enumerate(times)]
    return {
        "device": roofline.device,
        "peak": roofline.peak,
        "bandwidth": roofline.bandwidth,
        "at_least_ps": int(roofline.total(range(len(times))) * 10**12),
        "layers": rows(
            {"name": row.node.path, "flops": flops, "bytes_moved": moved, "bound": bound, "at_least_ps": time}
            for row, (flops, moved), bound, time in zip(analysis.rows, roofline.traffic, bounds, times, strict=True)
        ),
    }


def layer(number: int, analysis: Analysis, flops: int) -> dict[str, Any]:
    """One layer as plain values."""
    row, nodes = analysis.rows[number], analysis.network.nodes
    node, site = row.node, row.node.site
    unstated = site.layer.unstated()
    return {
        "name": node.path,
        "kind": site.kind,
        "settings": site.settings,
        "inputs": [nodes[number].path for number in node.inputs],
        "output": list(site.output.numbers),
        "weights": {tensor.name: list(tensor.shape) for tensor in node.weights},
        "shares": None if node.shares is None else nodes[node.shares].path,
        "params": None if "params" in unstated else row.cost.params,
        "frozen": node.frozen,
        "buffers": row.cost.buffers,
        "macs": None if "macs" in unstated else row.cost.macs,
        "flops": None if "macs" in unstated else flops,
        "bytes": 0 if node.is_input else row.bytes,
        "saved": row.saved,
        "receptive_field": by_input(analysis, [each.reaches[number] for each in analysis.sights]),
    }


def _lines(analysis: Analysis, flops: Sequence[int]) -> Iterator[str]:
    """The layers as JSON, a line each, from what `layer` tells of one: a mapping for each takes four times as long."""
    network, rows, memory, sights = analysis.network, analysis.rows, analysis.memory, analysis.sights
    names = list(map(json_word, network.paths))
    columns = zip(network.nodes, names, network.each(_told(network.sites)), rows.costs, memory.sizes, memory.saved)
    repeats, known = 2 * len(network.sites) < len(names), dict[tuple[int, ...], str]()
    last, field = None, ""
    for number, (node, name, told, cost, size, saved) in enumerate(columns):
        work, output, weights, unstated, is_input = told
        _, _, _, sources, _, owner, _, frozen = node
        inputs = names[sources[0]] if len(sources) == 1 else ", ".join([names[source] for source in sources])
        key = (id(told), size, saved, frozen) if repeats and owner is None else ()
        figures = known.get(key)
        if figures is None:
            shares = "null"
            if owner is not None:
                shares, weights = names[owner], _tensors(node.weights)
            params = "null" if "params" in unstated else cost.params
            worked = ("null", "null") if "macs" in unstated else (cost.macs, flops[number])
            taken = 0 if is_input else size
            each = (output, weights, shares, params, _TRUTH[frozen], cost.buffers, *worked, taken, saved)
            figures = _FIGURES % each
            if key:
                known[key] = figures
        if len(sights) > 1:
            field = json_row(by_input(analysis, [each.reaches[number] for each in sights]))
        elif (reach := sights[0].reaches[number]) is not last:  # most layers see what those before them do
            last, field = reach, _field(reach)
        yield f'{{"name": {name}, {work}, "inputs": [{inputs}], {figures}, "receptive_field": {field}}}'


ToldSite = tuple[str, str, str, tuple[str, ...], bool]


def _told(sites: Sequence[Site]) -> Iterator[ToldSite]:
    """What each layer at work tells as JSON, which of its figures nobody states, and whether it is an input."""
    volumes = numbers.volumes([site.output for site in sites])
    for site, settings, volume in zip(sites, written(sites), volumes):
        layer = site.layer
        output, weights = f"[{volume.replace('x', ', ')}]", _tensors(layer.weights(site.inputs))
        work = f'"kind": {json_word(site.kind)}, "settings": {json_word(settings)}'
        yield work, output, weights, layer.unstated(), site.is_input


def _tensors(tensors: Sequence[Tensor]) -> str:
    return "{" + ", ".join([f"{json_word(name)}: {list(shape)}" for name, shape in tensors]) + "}"


def _field(spans: Reach) -> str:
    each: list[str] = []
    for span in spans:
        each.append(each[0] if each and span is spans[0] else _axis(span))
    return f"[{', '.join(each)}]"


def _axis(span: Span) -> str:
    """One axis as JSON: `json_row` of it takes four times as long, and there may be one a layer."""
    size, stride, padding = span.figures
    if type(stride) is int and size is not None and padding is not None:
        return _AXIS % (size, stride, padding, _TRUTH[span.whole], _TRUTH[span.exact])
    return json_row(reach((span,))[0])


def _form(keys: Iterable[str]) -> str:
    return "{" + ", ".join([f'"{key}": %s' for key in keys]) + "}"


_FIGURES = _form(list(LAYER)[4:-1])[1:-1]
"""Those of a layer, from its output on: of equal ones they are written once, where most are."""
_AXIS = _form(AXES[0])
_TRUTH = ("false", "true")


def reach(spans: Reach) -> list[dict[str, Any]]:
    """A receptive field, axis by axis."""
    return [dict(zip(AXES[0], (*span.figures, span.whole, span.exact), strict=True)) for span in spans]
