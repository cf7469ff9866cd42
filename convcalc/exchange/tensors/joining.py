"""Operators that join volumes, or a volume and learned numbers."""

from collections.abc import Callable

from convcalc.exchange.tensors.activations import each_by_itself, erf
from convcalc.exchange.tensors.graph import Operation
from convcalc.exchange.tensors.reading import GraphReading, Made, UnreadableError
from convcalc.exchange.tensors.values import BATCH, Constant, Placed
from convcalc.model.geometry import AXES, Volume


def joined(kind: str) -> Callable[[GraphReading, Operation], Made]:
    """Two volumes or more of the same axes; learned numbers in the place of one are a layer of their own."""

    def make(reading: GraphReading, node: Operation) -> Made:
        found = [reading.by_name(name) for name in node.inputs]
        volumes = [each for each in found if isinstance(each, Placed)]
        known = [each for each in found if isinstance(each, Constant)]
        if len(volumes) + len(known) < len(node.inputs) or not volumes:
            raise UnreadableError
        if known:
            return _with_numbers(reading, node, kind, volumes, known)
        return reading.layer(node, kind, {}, _like(reading, volumes))

    return make


def _like(reading: GraphReading, volumes: list[Placed]) -> list[Placed]:
    """The volumes, where their dimensions lie along the same axes. Raises UnreadableError."""
    longest = max(volumes, key=lambda each: len(each.axes))
    if any(each.axes != longest.axes for each in volumes):
        raise UnreadableError
    return volumes


def _with_numbers(
    reading: GraphReading, node: Operation, kind: str, volumes: list[Placed], known: list[Constant]
) -> Made:
    if len(volumes) != 1 or len(known) != 1 or kind not in ("add", "mul"):
        raise UnreadableError
    x, numbers = volumes[0], known[0]
    volume = reading.volume(x)
    if numbers.elements == 1 and not numbers.weights:
        return _by_a_number(reading, node, x)
    if not reading.learned(numbers):
        _volume(reading, x, numbers, volume)
        return each_by_itself(reading, node, x)
    if kind == "mul" and _a_channel(reading, x, numbers):
        after = reading.only_reader(node.outputs[0])
        added = after and after.op == "Add" and _other(reading, after)
        if after and added and _a_channel(reading, x, added) and reading.learned(added):
            made = reading.layer(node, "scale", {"bias": True}, (x,))
            reading.take(after, made)
            return []
        return reading.layer(node, "scale", {}, (x,))
    learned = reading.param(node, _volume(reading, x, numbers, volume), x.axes)
    return reading.layer(node, kind, {}, (x, learned))


def _by_a_number(reading: GraphReading, node: Operation, x: Placed) -> Made:
    """Arithmetic with one number, which nobody learned."""
    try:
        return erf(reading, node)
    except UnreadableError:
        return each_by_itself(reading, node, x)


def _other(reading: GraphReading, node: Operation) -> Constant | None:
    """The known numbers that a node of two inputs reads."""
    return next((known for k in (0, 1) if (known := reading.known(node, k))), None)


def _a_channel(reading: GraphReading, x: Placed, numbers: Constant) -> bool:
    """Whether there is a number a channel, and each lies along the channels of a volume."""
    volume, dims = reading.volume(x), numbers.dims
    if numbers.elements != volume.channels or len(dims) > len(x.axes):
        return False
    return all(size == 1 or axis == volume.rank for size, axis in zip(dims[::-1], x.axes[::-1]))


def _volume(reading: GraphReading, x: Placed, numbers: Constant, volume: Volume) -> Volume:
    """Learned numbers as a volume on the axes of another. Raises UnreadableError where they have more."""
    sizes = {**dict.fromkeys(range(volume.rank + 1), 1)}
    if len(numbers.dims) > len(x.axes):
        raise UnreadableError
    for size, axis in zip(numbers.dims[::-1], x.axes[::-1]):
        if axis == BATCH and size != 1:
            raise UnreadableError
        sizes[axis] = size
    return Volume(tuple(sizes[axis] for axis in range(volume.rank)), sizes[volume.rank])


def concat(reading: GraphReading, node: Operation) -> Placed:
    """Side by side along an axis; learned numbers among them are a layer of their own."""
    found = [reading.by_name(name) for name in node.inputs]
    x = next((each for each in found if isinstance(each, Placed)), None)
    if x is None:
        raise UnreadableError
    axis, rank = reading.axis(x, node.attributes["axis"]), reading.volume(x).rank
    volumes = [_branch(reading, node, x, each) for each in found]
    if len(volumes) == 1:
        return x
    settings = {} if axis == rank else {"along": AXES[rank][axis]}
    return reading.layer(node, "concat", settings, _like(reading, volumes))


def _branch(reading: GraphReading, node: Operation, x: Placed, found: Placed | Constant | None) -> Placed:
    """A volume, or learned numbers as one on the axes of `x`."""
    if found is None:
        raise UnreadableError
    if isinstance(found, Placed):
        return found
    if not reading.learned(found):
        raise UnreadableError
    return reading.param(node, _volume(reading, x, found, reading.volume(x)), x.axes)


def difference(reading: GraphReading, node: Operation) -> Made:
    """A difference or a quotient: as many numbers, nothing learned."""
    if _other(reading, node) and _other(reading, node).elements == 1:  # type: ignore[union-attr]
        return _by_a_number(reading, node, reading.value(node))
    raise UnreadableError
