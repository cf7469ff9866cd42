"""Nodes that are not understood: layers with the volume that the file states; where it states none, figures stop."""

import math
from collections.abc import Iterator

from convcalc.exchange.tensors.graph import Operation
from convcalc.exchange.tensors.reading import GraphReading, multiplies, shape_of
from convcalc.exchange.tensors.values import BATCH, Constant, Placed, standard
from convcalc.model.geometry import Volume
from convcalc.model.layers.custom import Custom

MOST_AXES = 4
"""Of a volume, its channels among them."""
_NOWHERE = 100
"""The axis of what lies along none."""
MOVING = frozenset((
    "ArgMax", "Stack", "Pow", "Unbind",
    "Add", "And", "Cast", "Clip", "Concat", "CumSum", "Div", "Equal", "Erf", "Exp", "Expand", "Flatten", "Gather",
    "GatherElements", "GatherND", "Greater", "Identity", "Less", "Log", "Max", "Min", "Mul", "Neg", "Not", "Or",
    "Pad", "Pow", "Range", "Reciprocal", "ReduceL2", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceSum", "Reshape",
    "ScatterElements", "ScatterND", "Slice", "Softmax", "Split", "Sqrt", "Squeeze", "Sub", "Tile", "TopK",
    "Transpose", "Unsqueeze", "Where",
))  # fmt: skip
"""Operators that learn nothing and multiply by no weights, whatever they read."""


class StoppedError(Exception):
    """The figures stop here: the spec tells why."""


def _stated(reading: GraphReading, name: str) -> tuple[Volume, tuple[int, ...]] | None:
    """The volume that the file states of a value, and its axes; None where it leaves sizes open."""
    dims = reading.model.stated.get(name, ())
    sizes = tuple(size for size in dims if isinstance(size, int) and size > 0)
    batch = next(iter(reading.model.inputs.values()), (1,))[0]
    if dims and dims[0] == batch and len(dims) > 1:
        return _one_example(sizes[isinstance(batch, int) :]) if len(sizes) >= len(dims) - 1 else None
    if not dims or len(sizes) < len(dims):
        return None
    return _without_examples(sizes)


def opaque(reading: GraphReading, node: Operation) -> Iterator[tuple[str, Placed]]:
    """A node that is not understood, with the volumes that the file states of what comes out."""
    found = [reading.by_name(name) for name in dict.fromkeys(node.inputs) if name]
    reads = [each for each in found if isinstance(each, Placed)][: Custom.takes[-1]]
    if multiplies(node, found) and all(_stated(reading, name) for name in filter(reading.used, node.outputs)):
        reads = [Placed(0, ())]  # a layer reads something: this one is put beside the first input
    if not reads:
        reading.take_as_stated(node)
        return
    for name in filter(reading.used, node.outputs):
        stated = _stated(reading, name)
        if stated is None:
            reading.layer(node, "custom", {"op": node.op}, reads)
            raise StoppedError
        volume, axes = stated
        settings = {
            "op": node.op,
            "volume": shape_of(volume),
            "params": _learned(reading, node),
            **_products(reading, node, volume),
        }
        yield name, reading.layer(node, "custom", settings, reads, axes, _called(node))


def _learned(reading: GraphReading, node: Operation) -> int:
    """How many numbers an operation learned: those of its weights that no layer before has counted."""
    found = [known.weights for k in range(len(node.inputs)) if (known := reading.known(node, k))]
    new = frozenset().union(*found) - reading.counted
    reading.count(new)
    return sum(math.prod(reading.model.weights[name]) for name in new)


def _products(reading: GraphReading, node: Operation, volume: Volume) -> dict[str, int]:
    """The MACs of an operation, where they are certain: it only moves numbers, or it is a product."""
    if node.op in MOVING:
        return {"multiply_accumulates": 0}
    dims = [_sizes(reading, node, k) for k in range(len(node.inputs))]
    if node.op == "MatMul" and len(dims) == 2:
        return {"multiply_accumulates": elements(volume) * dims[0][-1]}
    if node.op == "Conv" and len(dims) > 1:
        return {"multiply_accumulates": elements(volume) * math.prod(dims[1][1:])}
    if node.op == "Gemm" and len(dims) > 1:
        return {"multiply_accumulates": elements(volume) * dims[1][1 if node.attributes.get("transB") else 0]}
    if node.op == "Attention" and len(dims) > 2:
        return {"multiply_accumulates": (math.prod(dims[0]) + elements(volume)) * dims[1][-2]}
    return {}


def _sizes(reading: GraphReading, node: Operation, k: int) -> tuple[int, ...]:
    """The sizes of what a node reads there."""
    found, stated = reading.found(node, k), reading.model.stated.get(node.inputs[k], ())
    if stated and all(isinstance(size, int) for size in stated):
        return stated  # type: ignore[return-value]
    return () if found is None else found.dims if isinstance(found, Constant) else reading.dims(found)


def _called(node: Operation) -> str:
    return node.name.strip("/").replace("/", ".") or node.op.lower()


def _one_example(sizes: tuple[int, ...]) -> tuple[Volume, tuple[int, ...]] | None:
    """The volume of so many sizes after that of examples. Of tokens the channels are last, else they are first."""
    if not sizes:
        return None
    if len(sizes) > MOST_AXES:
        return _collapsed(sizes, (BATCH,))
    if len(sizes) < 3:
        return Volume(sizes[:-1], sizes[-1]), (BATCH, *range(len(sizes)))
    return Volume(sizes[1:], sizes[0]), standard(len(sizes) - 1)


def _without_examples(sizes: tuple[int, ...]) -> tuple[Volume, tuple[int, ...]]:
    if len(sizes) > MOST_AXES:
        return _collapsed(sizes, ())
    return Volume(sizes[:-1], sizes[-1]), tuple(range(len(sizes)))


def _collapsed(sizes: tuple[int, ...], before: tuple[int, ...]) -> tuple[Volume, tuple[int, ...]]:
    """More axes than a volume has: as many numbers, in a row. Nothing can be said of what lies along an axis."""
    return Volume((), math.prod(sizes)), (*before, *range(_NOWHERE, _NOWHERE + len(sizes)))


def elements(volume: Volume) -> int:
    """How many numbers a volume holds."""
    return volume.positions * volume.channels
