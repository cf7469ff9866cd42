"""A graph as a spec: its operations in order, each as the layer that it is."""

from collections.abc import Iterable

from convcalc.document.foreign import Foreign
from convcalc.document.places import Position
from convcalc.document.wording import printable
from convcalc.exchange.tensors.attention import with_attention
from convcalc.exchange.tensors.graph import Dims, Operation, TensorGraph
from convcalc.exchange.tensors.opaque import StoppedError, opaque
from convcalc.exchange.tensors.operators import OPERATORS
from convcalc.exchange.tensors.reading import GraphReading, UnreadableError
from convcalc.exchange.tensors.values import BATCH, Placed, standard
from convcalc.exchange.translation import Translation

START = Position(1, 1)
_NOT_AS_USUAL = (UnreadableError, LookupError, TypeError, ValueError, ArithmeticError, AttributeError)
"""What comes of attributes that are not as the operator has them."""


def translate(source: Foreign, graph: TensorGraph) -> None:
    """Make the data of a spec of a graph, and a listing of its operations to point into. Raises SpecError."""
    source.tool = graph.tool
    _finish(read(source, graph))


def read(source: Foreign, graph: TensorGraph) -> GraphReading:
    """The layers of a graph's operations, and what is known of its values. Raises SpecError."""
    graph = with_attention(graph)
    source.text = "\n".join(map(listed, graph.nodes))
    reading = GraphReading(graph if not source.given else graph._replace(stated={}), Translation(source))
    for name, dims in graph.inputs.items():
        _input(reading, name, dims)
    if None not in reading.translation.volumes:
        _operations(reading)
    return reading


def _operations(reading: GraphReading) -> None:
    waiting = [node for node in reading.model.nodes if not reading.try_folding(node)]
    try:
        for node in waiting:
            _read(reading, node)
    except StoppedError:
        pass  # what comes out there is not known, which the layer says


def listed(node: Operation) -> str:
    """An operation as it is quoted: `Conv 'layer1.0.conv1'`."""
    return printable(f"{node.op} {node.name!r}" if node.name else f"{node.op} to {', '.join(node.outputs)}")


def _input(reading: GraphReading, name: str, dims: Dims) -> None:
    """What goes in, its channels last; nothing is said of it where sizes are left open."""
    sizes = [size for size in dims[1:] if isinstance(size, int) and size > 0]
    whole = sizes and len(sizes) == len(dims) - 1
    own = name if len(reading.model.inputs) > 1 else "input"
    number = reading.translation.input(own, [*sizes[1:], sizes[0]] if whole else None, START)
    volume = reading.translation.volumes[number]
    rank = volume.rank if volume else 0
    reading.values[name] = Placed(number, standard(rank) if rank else (BATCH, 0))


def _read(reading: GraphReading, node: Operation) -> None:
    """What comes out of a node: numbers, a layer, or what the file states of one that is not understood."""
    if id(node) in reading.done:
        return
    for name, value in _made(reading, node):
        reading.values[name] = value
        if isinstance(value, Placed):
            _held(reading, node, name, value)


def _made(reading: GraphReading, node: Operation) -> Iterable[tuple[str, Placed]]:
    if reading.try_folding(node):
        return ()
    if make := OPERATORS.get(node.op):
        try:
            made = make(reading, node)
            return zip(node.outputs, made if isinstance(made, list) else [made])
        except _NOT_AS_USUAL:
            pass
    for part in node.parts:
        _read(reading, part)
    return () if node.parts else opaque(reading, node)


def _held(reading: GraphReading, node: Operation, name: str, value: Placed) -> None:
    """Tell where the file states another volume than the one that comes out."""
    stated, volume = reading.model.stated.get(name, ()), reading.translation.volumes[value.number]
    if volume is None or len(stated) != len(value.axes) or max(value.axes) > volume.rank:
        return
    found = reading.dims(value)
    pairs = zip(found, stated, value.axes)
    if any(isinstance(size, int) and axis != BATCH and size != each for each, size, axis in pairs):
        sides = "x".join(map(str, found)), "x".join(map(str, stated))
        reading.translation.fault(
            f"{node.op}: {sides[0]} comes out, and the file states {sides[1]}", reading.position(node)
        )
        raise StoppedError


def _finish(reading: GraphReading) -> None:
    """The spec is whole: what comes out is what the file says."""
    model, translation = reading.model, reading.translation
    if len(translation.volumes) == max(1, len(model.inputs)):
        translation.layer("identity", {}, [0], "identity", START)
    ends = [(name, found) for name in model.outputs if isinstance(found := reading.by_name(name), Placed)]
    if len(ends) > 1:
        for name, end in ends:
            translation.head(name, end.number)
        translation.finish("")
        return
    translation.finish("", ends[0][1].number if ends else None)
