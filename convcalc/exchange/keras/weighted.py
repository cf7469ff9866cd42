"""Classes with weights: convolutions, Dense, norms, PReLU, embeddings and recurrent layers."""

from typing import Any

from convcalc.exchange.keras.config import KerasConfig
from convcalc.exchange.keras.graph import KerasCall
from convcalc.exchange.keras.reading import KerasReading
from convcalc.exchange.translation import At


def axes(config: KerasConfig, key: str) -> Any:
    """A number for each axis; one number where all are alike."""
    found = config.wholes(key)
    alike = found and all(each.value == found[0].value for each in found)
    return found[0] if alike else found


def window(config: KerasConfig) -> dict[str, Any]:
    """The kernel, and what of stride, padding and dilation is said."""
    settings: dict[str, Any] = {"kernel": axes(config, "kernel_size")}
    for key, name in (("strides", "stride"), ("dilation_rate", "dilation")):
        value = axes(config, key)
        if value and not (isinstance(value, At) and value.value == 1):
            settings[name] = value
    return settings | padded(config)


def padded(config: KerasConfig) -> dict[str, Any]:
    """The padding that its word stands for."""
    padding = config.word("padding", "valid")
    if padding.value == "causal":
        reach = config.whole("dilation_rate", 1).value * (config.whole("kernel_size", 1).value - 1)
        return {"pad": {"before": At(reach, padding.position)}}
    if padding.value not in ("same", "valid"):
        config.fault(f"padding: expected same or valid, not {padding.value!r}", padding.position)
    return {"pad": At("same", padding.position)} if padding.value == "same" else {}


def biased(config: KerasConfig) -> dict[str, Any]:
    """No bias, where that is said."""
    bias = config.truth("use_bias", True)
    return {} if bias.value else {"bias": bias}


def conv(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """Convolution, and an activation."""
    layer, config = call.layer, call.layer.config
    groups = config.whole("groups", 1)
    more = {"groups": groups} if groups.value > 1 else {}
    settings = {"filters": config.whole("filters", 1), **window(config), **more, **biased(config)}
    return reading.activated(layer, reading.add(layer, "conv", settings, reads[0], owned=True))


def depthwise(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """Depthwise convolution, and an activation."""
    layer, config = call.layer, call.layer.config
    settings = window(config) | _multiplied(config) | biased(config)
    return reading.activated(layer, reading.add(layer, "depthwise", settings, reads[0], owned=True))


def _multiplied(config: KerasConfig) -> dict[str, Any]:
    multiplier = config.whole("depth_multiplier", 1)
    return {"multiplier": multiplier} if multiplier.value > 1 else {}


def separable(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """Depthwise convolution, one of single positions over its channels, and an activation."""
    layer, config = call.layer, call.layer.config
    settings = window(config) | _multiplied(config) | {"bias": False}
    end = reading.add(layer, "depthwise", settings, reads[0], part="_depthwise", owned=True)
    pointwise = {"filters": config.whole("filters", 1), "kernel": 1, **biased(config)}
    return reading.activated(layer, reading.add(layer, "conv", pointwise, end, owned=True))


def transposed(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """Transposed convolution, and an activation."""
    layer, config = call.layer, call.layer.config
    if config.has("output_padding"):
        return reading.unknown(call, f"{layer.type.value} with output_padding", config.where("output_padding"), *reads)
    pad = At(config.word("padding", "valid").value, config.where("padding"))
    settings = {"filters": config.whole("filters", 1), **window(config), "pad": pad, **biased(config)}
    return reading.activated(layer, reading.add(layer, "tconv", settings, reads[0], owned=True))


def dense(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """A dense layer of the channels of each position, and an activation."""
    layer, x = call.layer, reading.volume(reads[0])
    settings = {"units": layer.config.whole("units", 1), **biased(layer.config)}
    settings |= {"each": True} if x and x.size else {}
    return reading.activated(layer, reading.add(layer, "dense", settings, reads[0], owned=True))


def last_axis(reading: KerasReading, call: KerasCall, start: int) -> bool:
    """Whether a norm runs along the channels."""
    axis, x = call.layer.config.wholes("axis", -10), reading.volume(start)
    return len(axis) < 2 and (not axis or x is None or axis[0].value in (-1, x.rank + 1))


def batch_norm(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """Batch norm, with a scale and a shift where they are on."""
    layer, config = call.layer, call.layer.config
    if not last_axis(reading, call, reads[0]):
        return reading.each(layer, "BatchNormalization along another axis", reads[0], None)
    scale, shift = config.truth("scale", True), config.truth("center", True)
    settings = {
        **({} if scale.value else {"scale": scale}),
        **({} if shift.value else {"shift": shift}),
        "eps": config.decimal("epsilon", 0.001),
    }
    return reading.add(layer, "bn", settings, reads[0], owned=True)


def layer_norm(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """Layer norm along the channels."""
    layer, config = call.layer, call.layer.config
    both = config.truth("scale", True).value, config.truth("center", True).value
    if not last_axis(reading, call, reads[0]) or both[0] != both[1]:
        return reading.each(layer, "LayerNormalization along other axes, or with one of its weights", reads[0], None)
    settings = {"eps": config.decimal("epsilon", 0.001), **({} if both[0] else {"affine": False})}
    return reading.add(layer, "ln", settings, reads[0], owned=True)


def group_norm(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """Group norm; with -1 groups, one for each channel."""
    layer, config, x = call.layer, call.layer.config, reading.volume(reads[0])
    both = config.truth("scale", True).value, config.truth("center", True).value
    groups = config.whole("groups", 32, -1)
    if not last_axis(reading, call, reads[0]) or both[0] != both[1] or x is None:
        return reading.each(layer, "GroupNormalization along another axis, or with one of its weights", reads[0], None)
    count = At(x.channels if groups.value == -1 else groups.value, groups.position)
    return reading.add(layer, "gn", {"groups": count, **({} if both[0] else {"affine": False})}, reads[0], owned=True)


def normalization(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """A mean and a variance a channel that the layer has seen, or that its configuration states."""
    if call.layer.config.has("mean"):
        return reading.each(call.layer, "Normalization", reads[0])
    if not last_axis(reading, call, reads[0]):
        return reading.each(call.layer, "Normalization along another axis", reads[0], None)
    return reading.add(call.layer, "bn", {"affine": False}, reads[0], owned=True)


def prelu(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """A learned slope for each number, or for each channel where all other axes share it."""
    shared, x = call.layer.config.wholes("shared_axes"), reading.volume(reads[0])
    axes = {each.value for each in shared}
    if x is None or axes >= set(range(1, x.rank + 1)):
        settings = {"shared": True} if x and x.rank + 1 in axes else {}
        return reading.add(call.layer, "prelu", settings, reads[0], owned=True)
    numbers = [n for k, n in enumerate((*x.size, x.channels), 1) if k not in axes]
    params = 1
    for number in numbers:
        params *= number
    return reading.each(call.layer, "PReLU", reads[0], params)


def embedding(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """Learned vectors, looked up."""
    config = call.layer.config
    settings = {"words": config.whole("input_dim", 1), "dim": config.whole("output_dim", 1)}
    return reading.add(call.layer, "embedding", settings, reads[0], owned=True)


def lstm(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """Long short-term memory, with one bias a gate."""
    return recurrent(reading, call, "lstm", call.layer.config, {}, *reads)


def gru(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """Gated recurrent unit; with `reset_after`, with two biases a gate."""
    return recurrent(reading, call, "gru", call.layer.config, {}, *reads)


def both_ways(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """A recurrent layer in both directions, side by side."""
    inner = call.layer.config.inner("layer")
    kind = {"LSTM": "lstm", "GRU": "gru"}.get(inner.word("class_name", "").value)
    mode = call.layer.config.word("merge_mode", "concat")
    if kind is None or mode.value != "concat":
        return reading.unknown(call, "Bidirectional", call.layer.type.position, *reads)
    return recurrent(reading, call, kind, inner.inner("config"), {"both": True}, *reads)


def recurrent(
    reading: KerasReading, call: KerasCall, kind: str, config: KerasConfig, more: dict[str, Any], *reads: int
) -> int:
    """A recurrent layer; its last state alone, unless it returns sequences."""
    if config.truth("return_state", False).value:
        return reading.unknown(call, f"{call.layer.type.value} with return_state", call.layer.type.position, *reads)
    two = kind == "gru" and config.truth("reset_after", True).value
    settings = {
        "hidden": config.whole("units", 1),
        **({} if config.truth("return_sequences", False).value else {"last": True}),
        **biased(config),
        **({} if two else {"two_biases": False}),
        **more,
    }
    return reading.add(call.layer, kind, settings, reads[0], owned=True)


def layer_scale(reading: KerasReading, call: KerasCall, *reads: int) -> int:
    """A learned factor a channel, of ConvNeXt."""
    return reading.add(call.layer, "scale", {}, reads[0], owned=True)
