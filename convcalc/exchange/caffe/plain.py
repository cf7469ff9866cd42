"""Types without weights: pooling, activations, what joins, parts and moves blobs."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from convcalc.document.wording import shown
from convcalc.exchange.caffe.layers import CaffeLayer
from convcalc.exchange.caffe.reading import CaffeReading
from convcalc.exchange.caffe.weighted import as_tall, per_axis, window
from convcalc.exchange.translation import At
from convcalc.model.geometry import AXES, Volume

POOLED = {"MAX": ("maxpool", "gmp"), "AVE": ("avgpool", "gap"), "STOCHASTIC": ("avgpool", "gap")}
EACH = {"SUM": "add", "PROD": "mul", "MAX": "maximum"}


def pooling(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """Pooling, whose sizes are rounded up unless it says otherwise."""
    param = layer.param("pooling")
    method = param.word("pool", "MAX")
    if method.value not in POOLED:
        layer.message.fault(f"pool: expected MAX or AVE, not {shown(method.value)}", method.position)
        return reads[0]
    kind, whole = POOLED[method.value]
    if param.truth("global_pooling", False).value:
        return reading.add(layer, whole, {}, reads[0])
    settings = window(param, layer)
    settings.setdefault("stride", 1)
    ceil = param.truth("ceil_mode", True).value and param.word("round_mode", "CEIL").value in ("CEIL", "0")
    x = reading.volume(reads[0])
    if ceil and x and _leaves_a_window_empty(settings, x):
        return reading.unknown(layer, "Pooling with a window on nothing", layer.type.position, *reads)
    return reading.add(layer, kind, settings | ({"ceil": True} if ceil else {}), reads[0])


def _leaves_a_window_empty(settings: dict[str, Any], x: Volume) -> bool:
    """Whether the last window starts behind what there is: Caffe counts it where there is no padding."""
    kernel, stride = (_numbers(settings[key], x.rank) for key in ("kernel", "stride"))
    if "pad" in settings or len(kernel) != x.rank or len(stride) != x.rank or min(stride) < 1:
        return False
    return any(-(-(n - k) // s) * s >= n for n, k, s in zip(x.size, kernel, stride) if n >= k)


def _numbers(value: Any, rank: int) -> list[int]:
    each = value if isinstance(value, list) else [value] * rank
    return [one.value if isinstance(one, At) else one for one in each]


def only(kind: str, **settings: Any) -> Callable[..., int]:
    """A type that is a kind without settings from the file."""

    def make(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
        return reading.add(layer, kind, settings, reads[0])

    return make


def each(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """A type that works on each number alone, and learns nothing."""
    settings = {"op": layer.type, "each": True, "params": 0, "multiply_accumulates": 0}
    return reading.add(layer, "custom", settings, reads[0])


def relu(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """ReLU, leaky where it has a slope."""
    slope = layer.param("relu").decimal("negative_slope", 0)
    if slope.value:
        return reading.add(layer, "leaky_relu", {"slope": slope}, reads[0])
    return reading.add(layer, "relu", {}, reads[0])


def lrn(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """Local response norm."""
    param = layer.param("lrn")
    numbers = {key: param.decimal(key, default) for key, default in (("alpha", 1.0), ("beta", 0.75), ("k", 1.0))}
    return reading.add(layer, "lrn", {"size": param.whole("local_size", 5, 1), **numbers}, reads[0])


def dropout(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """Dropout."""
    return reading.add(layer, "dropout", {"rate": layer.param("dropout").decimal("dropout_ratio", 0.5)}, reads[0])


def eltwise(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """The sum, the product or the largest of several blobs."""
    operation = layer.param("eltwise").word("operation", "SUM")
    kind = EACH.get(operation.value)
    if kind is None:
        layer.message.fault(f"operation: expected SUM, PROD or MAX, not {shown(operation.value)}", operation.position)
        return reads[0]
    return reading.add(layer, kind, {}, *reads) if len(reads) > 1 else reads[0]


def axpy(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """The first blob times the second, and the third: the gate of SENet and what it is added to."""
    if len(reads) != 3:
        return reading.unknown(layer, "Axpy", layer.type.position, *reads)
    gate = as_tall(reading, layer, reads[0], reads[1])
    return reading.add(layer, "add", {}, reading.add(layer, "mul", {}, reads[1], gate, part="_gate"), reads[2])


def concat(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """Several blobs side by side, by default along the channels."""
    param = layer.param("concat")
    axis = param.whole("concat_dim" if param.tokens("concat_dim") else "axis", 1)
    x = reading.volume(reads[0])
    if len(reads) == 1:
        return reads[0]
    if axis.value == 1 or x is None:
        return reading.add(layer, "concat", {}, *reads)
    if not 2 <= axis.value <= 1 + x.rank:
        return reading.unknown(layer, f"Concat along axis {axis.value}", axis.position, *reads)
    return reading.add(layer, "concat", {"along": At(AXES[x.rank][axis.value - 2], axis.position)}, *reads)


def slices(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> list[int]:
    """Parts of the channels: equal ones, or between the points that are given."""
    param, x = layer.param("slice"), reading.volume(reads[0])
    axis = param.whole("slice_dim" if param.tokens("slice_dim") else "axis", 1)
    if axis.value != 1 or x is None:
        return [reading.unknown(layer, f"Slice along axis {axis.value}", axis.position, *reads)]
    count, points = len(layer.tops), param.wholes("slice_point")
    if not points and x.channels % count:
        layer.message.fault(f"{x.channels} channels do not part into {count}", param.position)
    if points and len(points) != count - 1:
        message = f"{len(points)} points part the channels into {len(points) + 1}, and there are {count} tops"
        layer.message.fault(message, points[0].position)
    ends = points or [At(x.channels // count * k, param.position) for k in range(1, count)]
    bounds = [At(0, param.position), *ends, At(x.channels, param.position)]
    return [
        reading.add(layer, "slice", {"start": start, "stop": stop}, reads[0], part=f"_{k}")
        for k, (start, stop) in enumerate(pairwise(bounds))
    ]


def split(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """The same blob under several names."""
    return reads[0]


def flatten(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """A volume without sizes."""
    axis, end = layer.param("flatten").whole("axis", 1), layer.param("flatten").whole("end_axis", -1)
    if (axis.value, end.value) != (1, -1):
        return reading.unknown(layer, "Flatten of some axes", axis.position, *reads)
    return reading.add(layer, "flatten", {}, reads[0])


def reshape(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """The same numbers in another volume: 0 keeps a size, -1 is what is left."""
    param, x = layer.param("reshape"), reading.volume(reads[0])
    dims = param.message("shape").wholes("dim", -1)
    if x is None or len(dims) < 2 or len(dims) > 5 or param.whole("axis", 0).value or param.tokens("num_axes"):
        return reading.unknown(layer, "Reshape", layer.type.position, *reads)
    before = [0, x.channels, *x.size]
    numbers = [before[k] if not dim.value and k < len(before) else dim.value for k, dim in enumerate(dims)][1:]
    known = 1
    for number in numbers:
        known *= number if number > 0 else 1
    whole = [x.elements // known if number == -1 else number for number in numbers]
    volume = [At(number, dim.position) for number, dim in zip(whole, dims[1:])]
    if numbers.count(-1) > 1 or dims[0].value > 1:
        return reading.unknown(layer, "Reshape over examples", dims[0].position, *reads)
    return reading.add(layer, "reshape", {"volume": [*volume[1:], volume[0]]}, reads[0])


def permute(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """Axes in another order, the examples first."""
    order, x = layer.param("permute").wholes("order", 0), reading.volume(reads[0])
    names = {1: "channels", **({k + 2: name for k, name in enumerate(AXES[x.rank])} if x else {})}
    numbers = [each.value for each in order]
    if x is None or sorted(numbers) != list(range(len(names) + 1)) or numbers[0]:
        return reading.unknown(layer, "Permute", layer.type.position, *reads)
    first, *others = [At(names[each.value], each.position) for each in order[1:]]
    return reading.add(layer, "permute", {"order": [*others, first]}, reads[0])


def shuffle(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """Channels dealt out across groups, as in ShuffleNet."""
    return reading.add(
        layer, "channel_shuffle", {"groups": layer.param("shuffle_channel").whole("group", 1, 1)}, *reads
    )


def crop(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """As much of the first blob as the second has, from an offset on."""
    param = layer.param("crop")
    x, *others = (reading.volume(number) for number in reads)
    if x is None or len(others) != 1 or others[0] is None or param.whole("axis", 2).value != 2:
        return reading.unknown(layer, "Crop", layer.type.position, *reads)
    offsets = param.wholes("offset", 0) or [At(0, param.position)]
    each = offsets if len(offsets) == x.rank else offsets[:1] * x.rank
    over = [n - m - offset.value for n, m, offset in zip(x.size, others[0].size, each)]
    if min(over, default=0) < 0:
        layer.message.fault(f"volume {x} is smaller than {others[0]} from there on", each[0].position)
        return reads[0]
    return reading.add(layer, "crop", {"pad": [[one, rest] for one, rest in zip(each, over)]}, reads[0])


def upsample(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """Each position repeated; of a mask of max pooling, as SegNet has it, each number where that was the largest."""
    param = layer.param("upsample")
    if len(reads) == 2:
        return _unpooled(reading, layer, *reads)
    if not param.tokens("scale"):
        return reading.unknown(layer, "Upsample", layer.type.position, *reads)
    return reading.add(layer, "upsample", {"factor": per_axis(param, "scale", "scale_h", "scale_w", 1, 1)}, reads[0])


def _unpooled(reading: CaffeReading, layer: CaffeLayer, start: int, mask: int) -> int:
    """What comes out is as large as what the pooling layer takes that the mask is of."""
    translation = reading.translation
    end = reading.add(layer, "unpool", {"of": translation.name(mask)}, start)
    pooled = [reading.volume(number) for number in translation.reads[mask]]
    x = reading.volume(start)
    if pooled and pooled[0] and x:
        translation.volumes[end] = Volume(pooled[0].size, x.channels)
    return end


def interp(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """Linear interpolation to a size, or by a whole factor between the corners."""
    param, x = layer.param("interp"), reading.volume(reads[0])
    size = [param.whole("height", 0, 1), param.whole("width", 0, 1)]
    zoom, shrink = param.whole("zoom_factor", 1, 1), param.whole("shrink_factor", 1, 1)
    if x is None or shrink.value != 1 or param.tokens("pad_beg") or param.tokens("pad_end"):
        return reading.unknown(layer, "Interp", layer.type.position, *reads)
    if not param.tokens("height"):
        size = [At(n + (n - 1) * (zoom.value - 1), zoom.position) for n in x.size]
    settings: dict[str, Any] = {"size": size, "mode": "linear", "align_corners": True}
    return reading.add(layer, "upsample", settings, reads[0])
