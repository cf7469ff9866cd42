"""Operators that move numbers, leave some out, or name their axes anew."""

from collections.abc import Callable
from itertools import accumulate, islice
from typing import Any

from convcalc.exchange.tensors.graph import Operation
from convcalc.exchange.tensors.lookup import embedding
from convcalc.exchange.tensors.reading import GraphReading, Made, UnreadableError
from convcalc.exchange.tensors.reshaping import FLAT, flattened
from convcalc.exchange.tensors.sliding import placed
from convcalc.exchange.tensors.values import BATCH, Placed, standard

MODES = {"nearest": "nearest", "linear": "linear", "cubic": "cubic"}


def transpose(reading: GraphReading, node: Operation) -> Placed:
    """The axes in another order: nothing is computed."""
    x = reading.value(node)
    order = node.attributes.get("perm") or tuple(range(len(x.axes)))[::-1]
    return x._replace(axes=tuple(x.axes[axis] for axis in order))


def flatten(reading: GraphReading, node: Operation) -> Placed:
    """From the first axis on."""
    x = reading.value(node)
    if node.attributes.get("axis", 1) % (len(x.axes) + 1) != 1 or x.axes[0] != BATCH:
        raise UnreadableError
    return flattened(reading, node, x)


def squeeze(reading: GraphReading, node: Operation) -> Placed:
    """Sizes of one left out: all of them, which leaves a flat volume."""
    x = reading.value(node)
    axes = reading.given(node, "axes", 1)
    dims, rank = reading.dims(x), reading.volume(x).rank
    gone = {axis % len(dims) for axis in axes} if axes else {k for k, size in enumerate(dims) if size == 1 and k}
    if {x.axes[k] for k in gone} != set(range(rank)) or any(dims[k] != 1 for k in gone):
        raise UnreadableError
    return flattened(reading, node, x)


def unsqueeze(reading: GraphReading, node: Operation) -> Placed:
    """A flat volume as one with sizes of one."""
    x, axes = reading.value(node), reading.given(node, "axes", 1) or ()
    rank = len(axes)
    if reading.volume(x).size or {axis % (rank + 2) for axis in axes} != set(range(2, rank + 2)) or rank > 3:
        raise UnreadableError
    shape = [*(1,) * rank, reading.volume(x).channels]
    return reading.layer(node, "reshape", {"volume": shape}, (x,), standard(rank))


def mean(reading: GraphReading, node: Operation) -> Placed:
    """Over all positions it is global average pooling; over the channels, their mean."""
    x = reading.value(node)
    axes = reading.given(node, "axes", 1)
    if axes is None:
        raise UnreadableError
    volume, over = reading.volume(x), {reading.axis(x, axis) for axis in axes}
    if over == {volume.rank} and volume.size and node.attributes.get("keepdims", 1):
        return reading.layer(node, "channel_mean", {}, (x,))
    if over != set(range(volume.rank)) or not volume.size:
        raise UnreadableError
    pooled = reading.layer(node, "gap", {}, (x,))
    return pooled if node.attributes.get("keepdims", 1) else flattened(reading, node, pooled)


def whole(kind: str) -> Callable[[GraphReading, Operation], Placed]:
    """Pooling over all positions."""
    return lambda reading, node: reading.layer(node, kind, {}, (placed(reading, node),))


def adaptive(kind: str) -> Callable[[GraphReading, Operation], Placed]:
    """Pooling to a size."""
    return lambda reading, node: reading.layer(
        node, kind, {"size": [*node.attributes["output_size"]]}, (placed(reading, node),)
    )


def channel_shuffle(reading: GraphReading, node: Operation) -> Placed:
    """Groups of channels, mixed."""
    return reading.layer(node, "channel_shuffle", {"groups": node.attributes["groups"]})


def split(reading: GraphReading, node: Operation) -> Made:
    """Slices of the channels, one after another."""
    x = reading.value(node)
    volume = reading.volume(x)
    if reading.axis(x, node.attributes.get("axis", 0)) != volume.rank:
        raise UnreadableError
    count = len(node.outputs)
    part = -(-volume.channels // count)
    sizes = reading.given(node, "split", 1) or tuple(min(part, volume.channels - k * part) for k in range(count))
    ends = list(islice(accumulate(sizes), count))
    if ends[-1] != volume.channels:
        raise UnreadableError
    return [
        reading.layer(node, "slice", {"start": end - size, "stop": end}, (x,)) if reading.used(name) else x
        for name, size, end in zip(node.outputs, sizes, ends)
    ]


def slice(reading: GraphReading, node: Operation) -> Placed:
    """A part of the channels, or of the positions; without steps."""
    x = reading.value(node)
    starts, ends = reading.given(node, "starts", 1), reading.given(node, "ends", 2)
    axes, steps = reading.given(node, "axes", 3), reading.given(node, "steps", 4)
    if starts is None or ends is None or any(step != 1 for step in steps or ()):
        raise UnreadableError
    dims, volume = reading.dims(x), reading.volume(x)
    cut: dict[int, tuple[int, int]] = {}
    for k, axis in enumerate(axes or range(len(starts))):
        size = dims[axis]
        first, last = (max(0, min(size, each + size if each < 0 else each)) for each in (starts[k], ends[k]))
        if (first, last) != (0, size):
            cut[reading.axis(x, axis)] = (first, last)
    if not cut:
        return x
    if volume.rank in cut:
        first, last = cut.pop(volume.rank)
        x = reading.layer(node, "slice", {"start": first, "stop": last}, (x,))
    if not cut:
        return x
    sides = [[cut[axis][0], volume.size[axis] - cut[axis][1]] if axis in cut else [0, 0] for axis in range(volume.rank)]
    return reading.layer(node, "crop", {"pad": sides}, (x,))


def gather(reading: GraphReading, node: Operation) -> Placed:
    """One of the positions in a row, such as that of a class token; or rows of a table."""
    if reading.known(node, 0):
        return embedding(reading, node)
    x, index = reading.value(node), reading.known(node, 1)
    if index is None or index.dims or not index.numbers or x.axes != (BATCH, 0, 1):
        raise UnreadableError
    if reading.axis(x, node.attributes.get("axis", 0)) != 0:
        raise UnreadableError
    size = reading.dims(x)[1]
    first = index.numbers[0] % size
    one = reading.layer(node, "crop", {"pad": [[first, size - 1 - first]]}, (x,))
    return reading.layer(node, "flatten", {}, (one,), FLAT)


def pad(reading: GraphReading, node: Operation) -> Placed:
    """Of the positions, or of the channels."""
    x = placed(reading, node)
    pads = reading.given(node, "pads", 1)
    rank = reading.volume(x).rank
    if pads is None or len(pads) != 2 * (rank + 2) or pads[0] or pads[rank + 2] or pads[1] != pads[rank + 3]:
        raise UnreadableError
    sides = [[pads[k + 2], pads[k + rank + 4]] for k in range(rank)]
    if pads[1] > 0 and not any(map(any, sides)):
        return reading.layer(node, "pad", {"pad": 0, "channel_pad": pads[1]}, (x,))
    if pads[1]:
        raise UnreadableError
    if not any(map(any, sides)):
        return x
    if all(each >= 0 for side in sides for each in side):
        return reading.layer(node, "pad", {"pad": sides}, (x,))
    if all(each <= 0 for side in sides for each in side):
        return reading.layer(node, "crop", {"pad": [[-each for each in side] for side in sides]}, (x,))
    raise UnreadableError


def resize(reading: GraphReading, node: Operation) -> Placed:
    """To a size, or by factors."""
    x = placed(reading, node)
    volume = reading.volume(x)
    old = node.op == "Upsample"
    scales = reading.given(node, "scales", 1 if old else 2)
    sizes = None if old else reading.given(node, "sizes", 3)
    mode = MODES.get(node.attributes.get("mode", "nearest"))
    if mode is None or not (scales or sizes) or "axes" in node.attributes:
        raise UnreadableError
    settings: dict[str, Any] = {"mode": mode} if mode != "nearest" else {}
    if node.attributes.get("coordinate_transformation_mode") == "align_corners" and mode != "nearest":
        settings["align_corners"] = True
    factors = (scales or ())[2:]
    if not sizes and len(set(factors)) == 1 and factors[0] == int(factors[0]):
        return reading.layer(node, "upsample", {"factor": int(factors[0]), **settings}, (x,))
    after = sizes[2:] if sizes else (int(size * scale) for size, scale in zip(volume.size, factors))
    return reading.layer(node, "upsample", {"size": [*after], **settings}, (x,))


def depth_to_space(reading: GraphReading, node: Operation) -> Placed:
    """Channels become positions."""
    if node.attributes.get("mode", "DCR") != "CRD" and reading.volume(reading.value(node)).rank != 2:
        raise UnreadableError
    return reading.layer(node, "pixel_shuffle", {"factor": node.attributes["blocksize"]}, (placed(reading, node),))


def space_to_depth(reading: GraphReading, node: Operation) -> Placed:
    """Positions become channels."""
    return reading.layer(node, "space_to_depth", {"factor": node.attributes["blocksize"]}, (placed(reading, node),))
