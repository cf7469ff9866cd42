"""The summary as JSON: exact integers, every layer, and a version of its shape."""

from typing import Any

from convcalc.analysis.analyse import Analysis, Row
from convcalc.analysis.cost import flops, products, unstated
from convcalc.analysis.receptive_field import Reach
from convcalc.language.notes import notes_on
from convcalc.model.geometry import name_of
from convcalc.render.formats import Options
from convcalc.render.markup import json_text

TAKES = ("full", "exact")
"""It has every layer and every digit."""
SCHEMA_VERSION = 2


def render(analysis: Analysis, options: Options) -> str:
    """The whole analysis as text."""
    return json_text(to_dict(analysis))


def to_dict(analysis: Analysis) -> dict[str, Any]:
    """The whole analysis as plain values."""
    network, memory, total = analysis.network, analysis.memory, analysis.total
    nodes = network.nodes
    return {
        "schema_version": SCHEMA_VERSION,
        "name": network.name,
        "order": name_of(type(network.input)),
        "input": list(network.input.numbers),
        "output": list(nodes[network.output].site.output.numbers),
        "outputs": [_output(analysis, k) for k in range(len(network.outputs))],
        "notes": [{"message": note.message, "help": note.help} for note in notes_on(network)],
        "complete": not unstated(network, "params") and not unstated(network, "macs"),
        "total": {
            "params": total.params,
            "buffers": total.buffers,
            "macs": total.macs,
            "macs_of_products": products(network),
            "flops": sum(flops(row.node.site) for row in analysis.rows),
            "receptive_field": reach(analysis.reach),
        },
        "memory": {
            "dtype": memory.dtype,
            "batch": memory.batch,
            "weights": memory.weights,
            "input": memory.input(analysis.network),
            "outputs": memory.outputs,
            "outputs_in_place": memory.stored,
            "peak": memory.peak,
            "peak_at": nodes[memory.peak_at].path,
            "peak_alive": [nodes[number].path for number in memory.peak_alive],
            "saved": sum(memory.saved),
            "training": memory.training,
        },
        "layers": [layer(row, analysis) for row in analysis.rows],
    }


def _output(analysis: Analysis, k: int) -> dict[str, Any]:
    """One output by its name, the layer that it comes from, and what it sees."""
    output = analysis.network.outputs[k]
    node = analysis.network.nodes[output.number]
    return {
        "name": output.name,
        "layer": node.path,
        "volume": list(node.site.output.numbers),
        "receptive_field": reach(analysis.fields[k]),
    }


def layer(row: Row, analysis: Analysis) -> dict[str, Any]:
    """One layer as plain values."""
    site = row.node.site
    return {
        "name": row.node.path,
        "kind": site.kind,
        "settings": site.settings,
        "inputs": [analysis.network.nodes[number].path for number in row.node.inputs],
        "output": list(site.output.numbers),
        "weights": {tensor.name: list(tensor.shape) for tensor in row.node.weights},
        "params": row.cost.params,
        "buffers": row.cost.buffers,
        "macs": row.cost.macs,
        "flops": flops(site),
        "bytes": 0 if row.node.is_input else row.bytes,
        "saved": row.saved,
        "receptive_field": reach(row.reach),
    }


def reach(spans: Reach) -> list[dict[str, Any]]:
    """A receptive field, axis by axis."""
    return [
        {"size": span.size, "stride": span.stride, "padding": span.padding, "whole": span.whole, "exact": span.exact}
        for span in spans
    ]
