"""A network as an ONNX model: a layer an operation or a few, the names as in the spec."""

from convcalc.analysis.cost import costs
from convcalc.document.problems import fail
from convcalc.exchange.writing.onnx.graph import OnnxGraph
from convcalc.exchange.writing.onnx.kinds import KINDS
from convcalc.exchange.writing.onnx.place import OnnxLayer, OnnxSurroundings
from convcalc.exchange.writing.volumes import shape_of
from convcalc.model.layers.base import LayerError
from convcalc.model.network import Network
from convcalc.version import __version__

LARGEST = 2**31
"""Bytes: protocol buffers have no larger message."""


def written(network: Network, filled: bool = False) -> bytes:
    """The model; weights are zeros and ones, made when it runs, or `filled` into the file.

    Raises SpecError where a layer cannot be said in ONNX, with its name, and where weights fill no file.
    """
    if filled:
        _check_room(network)
    graph = OnnxGraph(filled)
    around, nodes, ends = OnnxSurroundings(network), network.nodes, set(network.ends)
    for path in around.paths:
        graph.free(path)
    names: list[str] = []
    for number, reads in enumerate(network.sources):
        if nodes[number].is_input:
            names.append(around.paths[number])
            continue
        name = _named(OnnxLayer(graph, around, number, [names[read] for read in reads]))
        names.append(name)
        if number not in ends:
            graph.declare(name, shape_of(nodes[number].site.output))
    inputs = {around.paths[number]: shape_of(nodes[number].site.output) for number in network.inputs}
    outputs = {names[number]: shape_of(nodes[number].site.output) for number in network.ends}
    return graph.model(network.name, inputs, outputs, __version__)


def _check_room(network: Network) -> None:
    """Raises SpecError where weights are more than a file of ONNX holds."""
    size = sum(4 * (cost.params + cost.buffers) for cost in costs(network))
    if size > LARGEST:
        message = f"the weights of {network.name} are {size:,} bytes, and a file of ONNX holds at most {LARGEST:,}"
        raise fail(message, help="leave --weights out: they are made when it runs then")


def _named(spot: OnnxLayer) -> str:
    """Add a layer; gives the name of what comes out of it."""
    node = spot.node
    try:
        if node.site.kind not in KINDS:
            spot.refuse(f"a layer of kind {node.site.kind}")
        return KINDS[node.site.kind](spot)
    except LayerError as error:
        place = node.origin.place if node.origin else None
        raise fail(f"{node.path}: ONNX cannot say it: {error.fault.message}", place) from error
