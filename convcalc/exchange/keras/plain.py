"""Classes without weights: pooling, activations, what joins, resizes and moves volumes."""

from collections.abc import Callable
from typing import Any

from convcalc.exchange.keras.config import KerasConfig
from convcalc.exchange.keras.graph import KerasCall
from convcalc.exchange.keras.reading import PLAIN, KerasReading
from convcalc.exchange.keras.weighted import axes, padded
from convcalc.exchange.translation import At
from convcalc.model.geometry import AXES


def only(kind: str, **settings: Any) -> Callable[..., int]:
    """A class that is a kind without settings from the file."""

    def make(reading: KerasReading, call: KerasCall, *reads: int) -> int:
        return reading.add(call.layer, kind, settings, reads[0])

    return make


def each(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """A class that works on each number alone, and learns nothing."""
    return reading.each(call.layer, call.layer.type.value, reads[0])


def pool(kind: str) -> Callable[..., int]:
    """Pooling of a kind over a sliding window."""

    def make(reading: KerasReading, call: KerasCall, *reads: int) -> int:
        config = call.layer.config
        stride = {"stride": axes(config, "strides")} if config.has("strides") else {}
        settings = {"kernel": axes(config, "pool_size"), **stride, **padded(config)}
        return reading.add(call.layer, kind, settings, reads[0])

    return make


def whole(kind: str) -> Callable[..., int]:
    """Pooling of a kind over all positions: a flat volume, unless it keeps its axes."""

    def make(reading: KerasReading, call: KerasCall, *reads: int) -> int:
        end = reading.add(call.layer, kind, {}, reads[0])
        return end if call.layer.config.truth("keepdims", False).value else reading.flat(call.layer, end)

    return make


def activation(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """The activation that is named."""
    if call.layer.config.word("activation", "").value in PLAIN:
        return reading.add(call.layer, "identity", {}, reads[0])
    return reading.activated(call.layer, reads[0], part="")


def relu(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """ReLU, with a bound of 6, or a slope."""
    config = call.layer.config
    slope = config.decimal("negative_slope", 0)
    if slope.value:
        return reading.add(call.layer, "leaky_relu", {"slope": slope}, reads[0])
    six = config.has("max_value") and config.decimal("max_value", 6).value == 6
    return reading.add(call.layer, "relu6" if six else "relu", {}, reads[0])


def leaky_relu(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """Leaky ReLU."""
    config = call.layer.config
    slope = config.decimal("alpha" if config.has("alpha") else "negative_slope", 0.3)
    return reading.add(call.layer, "leaky_relu", {"slope": slope}, reads[0])


def dropout(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """Dropout."""
    return reading.add(call.layer, "dropout", {"rate": call.layer.config.decimal("rate", 0.5)}, reads[0])


def drop_path(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """Stochastic depth."""
    return reading.add(call.layer, "drop_path", {"rate": call.layer.config.decimal("drop_path_rate", 0)}, reads[0])


def joined(kind: str) -> Callable[..., int]:
    """Several volumes, number by number."""

    def make(reading: KerasReading, call: KerasCall, *reads: int) -> int:
        return reading.add(call.layer, kind, {}, *reads) if len(reads) > 1 else reads[0]

    return make


def concatenate(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """Several volumes side by side."""
    axis, x = call.layer.config.whole("axis", -1, -10), reading.volume(reads[0])
    number = axis.value if x is None or axis.value > 0 else axis.value + x.rank + 2
    if len(reads) < 2:
        return reads[0]
    if x is None or number == x.rank + 1:
        return reading.add(call.layer, "concat", {}, *reads)
    if not 1 <= number <= x.rank:
        return reading.unknown(call, f"Concatenate along axis {axis.value}", axis.position, *reads)
    return reading.add(call.layer, "concat", {"along": At(AXES[x.rank][number - 1], axis.position)}, *reads)


def shifted(kind: str) -> Callable[..., int]:
    """Positions put around a volume, or taken off its sides."""

    def make(reading: KerasReading, call: KerasCall, *reads: int) -> int:
        x = reading.volume(reads[0])
        key = "padding" if kind == "pad" else "cropping"
        pad = _sides(call.layer.config, key, x.rank if x else 2)
        return reading.add(call.layer, kind, {"pad": pad}, reads[0])

    return make


def _sides(config: KerasConfig, key: str, rank: int) -> Any:
    """How many positions before and after each axis: pairs, one number for each, or one for all."""
    value, where = config.data.get(key), config.where(key)
    if isinstance(value, list) and any(isinstance(each, list) for each in value):
        return At(value, where)
    numbers = config.wholes(key, 0)
    if len(numbers) < 2:
        return numbers[0] if numbers else At(1, where)
    return [numbers] if rank == 1 else [[number, number] for number in numbers]


def upsampling(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """Interpolation by a factor."""
    config = call.layer.config
    mode = config.word("interpolation", "nearest")
    modes = {"nearest": "nearest", "bilinear": "linear", "bicubic": "cubic"}
    if mode.value not in modes:
        return reading.unknown(call, f"UpSampling2D by {mode.value}", mode.position, *reads)
    settings = {"factor": axes(config, "size") or 2, "mode": At(modes[mode.value], mode.position)}
    return reading.add(call.layer, "upsample", settings, reads[0])


def resizing(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """Interpolation to a size."""
    config = call.layer.config
    size = [config.whole("height", 1), config.whole("width", 1)]
    return reading.add(call.layer, "upsample", {"size": size, "mode": "linear"}, reads[0])


def flatten(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """A volume without sizes."""
    return reading.add(call.layer, "flatten", {}, reads[0])


def reshape(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """The same numbers in another volume; -1 is what is left."""
    config, x = call.layer.config, reading.volume(reads[0])
    target = config.wholes("target_shape", -1)
    known = 1
    for each in target:
        known *= each.value if each.value > 0 else 1
    if x is None or not 1 <= len(target) <= 4 or sum(each.value == -1 for each in target) > 1:
        return reading.unknown(call, "Reshape", call.layer.type.position, *reads)
    volume = [At(x.elements // known, each.position) if each.value == -1 else each for each in target]
    return reading.add(call.layer, "reshape", {"volume": volume}, reads[0])


def permute(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """Axes in another order."""
    dims, x = call.layer.config.wholes("dims"), reading.volume(reads[0])
    names = (*AXES[x.rank], "channels") if x else ()
    if sorted(each.value for each in dims) != list(range(1, len(names) + 1)):
        return reading.unknown(call, "Permute", call.layer.type.position, *reads)
    order = [At(names[each.value - 1], each.position) for each in dims]
    return reading.add(call.layer, "permute", {"order": order}, reads[0])
