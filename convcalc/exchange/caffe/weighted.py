"""Types with weights: Convolution, Deconvolution, InnerProduct, norms and scales, PReLU, Bias."""

from typing import Any

from convcalc.exchange.caffe.layers import CaffeLayer
from convcalc.exchange.caffe.prototxt import Message
from convcalc.exchange.caffe.reading import CaffeReading
from convcalc.exchange.translation import At


def per_axis(param: Message, plain: str, tall: str, wide: str, default: int, least: int) -> Any:
    """A number, one for each axis, or a height and a width, under the names that Caffe has for them."""
    if param.tokens(tall) or param.tokens(wide):
        return [param.whole(tall, default, least), param.whole(wide, default, least)]
    numbers = param.wholes(plain, least)
    return numbers if len(numbers) > 1 else numbers[0] if numbers else default


def window(param: Message, layer: CaffeLayer) -> dict[str, Any]:
    """The kernel, and what of stride, padding and dilation is not 1 or 0."""
    kernel = per_axis(param, "kernel_size", "kernel_h", "kernel_w", 0, 1)
    if kernel == 0:
        layer.message.fault(f"{layer.type.value} needs kernel_size", param.position)
    more = {
        "stride": per_axis(param, "stride", "stride_h", "stride_w", 1, 1),
        "pad": per_axis(param, "pad", "pad_h", "pad_w", 0, 0),
        "dilation": per_axis(param, "dilation", "", "", 1, 1),
    }
    usual = {"stride": 1, "pad": 0, "dilation": 1}
    return {"kernel": kernel, **{key: value for key, value in more.items() if value != usual[key]}}


def convolved(reading: CaffeReading, layer: CaffeLayer, start: int, kind: str, alone: bool) -> int:
    """A convolution of a kind; `alone` where each channel is a group."""
    param, x = layer.param("convolution"), reading.volume(start)
    settings = {"filters": filters(layer, param), **window(param, layer)}
    if param.tokens("group"):
        settings["groups"] = param.whole("group", 1, 1)
    elif alone and x:
        settings["groups"] = x.channels
    return reading.weighted(layer, kind, settings | biased(param), start)


def filters(layer: CaffeLayer, param: Message) -> At:
    """How many filters there are."""
    if not param.tokens("num_output"):
        layer.message.fault(f"{layer.type.value} needs num_output", param.position)
    return param.whole("num_output", 1, 1)


def biased(param: Message) -> dict[str, Any]:
    """No bias, where that is said."""
    bias = param.truth("bias_term", True)
    return {} if bias.value else {"bias": bias}


def convolution(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """Convolution."""
    return convolved(reading, layer, reads[0], "conv", alone=False)


def depthwise(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """Convolution of each channel by itself, under the names of those who added it."""
    return convolved(reading, layer, reads[0], "conv", alone=True)


def deconvolution(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """Transposed convolution."""
    return convolved(reading, layer, reads[0], "tconv", alone=False)


def inner_product(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """A dense layer of all that comes in."""
    param = layer.param("inner_product")
    axis = param.whole("axis", 1)
    if axis.value != 1:
        return reading.unknown(layer, f"InnerProduct of axis {axis.value}", axis.position, *reads)
    settings = {"units": filters(layer, param), **biased(param)}
    return reading.weighted(layer, "dense", settings, reading.flat(layer, reads[0]))


def batch_norm(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """Statistics alone: scale and shift are a layer of their own, Scale."""
    affine = At(False, layer.type.position)
    return reading.weighted(layer, "bn", {"affine": affine}, reads[0])


def bn(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """Batch norm with scale and shift, as SegNet has it."""
    return reading.weighted(layer, "bn", {}, reads[0])


def scale(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """A learned factor a channel, and a shift; of two blobs, their product."""
    param = layer.param("scale")
    bias = param.truth("bias_term", False)
    if len(reads) > 1:
        if bias.value:
            return reading.unknown(layer, "Scale of two blobs with bias_term", bias.position, *reads)
        return reading.add(layer, "mul", {}, reads[0], as_tall(reading, layer, reads[1], reads[0]))
    for key in ("axis", "num_axes"):
        if param.whole(key, 1).value != 1:
            return stated(reading, layer, f"Scale with {key}", param.whole(key, 1), reads[0])
    return reading.weighted(layer, "scale", {"bias": bias} if bias.value else {}, reads[0])


def bias(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """A learned number a channel, added; of two blobs, their sum."""
    if len(reads) > 1:
        return reading.add(layer, "add", {}, reads[0], as_tall(reading, layer, reads[1], reads[0]))
    x = reading.volume(reads[0])
    one = [*[1 for _ in x.size], x.channels] if x else [1]
    return reading.add(layer, "add", {}, reads[0], reading.add(layer, "param", {"volume": one}, part="_bias"))


def as_tall(reading: CaffeReading, layer: CaffeLayer, number: int, other: int) -> int:
    """A flat volume with as many axes as another, each of size one."""
    x, y = reading.volume(number), reading.volume(other)
    if x is None or y is None or x.size or not y.size:
        return number
    return reading.add(layer, "reshape", {"volume": [*[1 for _ in y.size], x.channels]}, number, part="_tall")


def stated(reading: CaffeReading, layer: CaffeLayer, what: str, at: At, start: int) -> int:
    """A layer of which only the volume is known, which is that of what comes in."""
    x = reading.volume(start)
    if x is None:
        return reading.unknown(layer, what, at.position, start)
    settings = {"volume": [*x.size, x.channels], "op": At(what, at.position)}
    return reading.add(layer, "custom", settings, start)


def prelu(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """A learned slope a channel, or one in all."""
    shared = layer.param("prelu").truth("channel_shared", False)
    return reading.weighted(layer, "prelu", {"shared": shared} if shared.value else {}, reads[0])


def normalize(reading: CaffeReading, layer: CaffeLayer, *reads: int) -> int:
    """SSD's norm of each position, of which a learned factor a channel is what counts; or one in all."""
    shared = layer.param("norm").truth("channel_shared", True)
    if shared.value:
        return stated(reading, layer, "Normalize with channel_shared", shared, reads[0])
    return reading.weighted(layer, "scale", {}, reads[0])
