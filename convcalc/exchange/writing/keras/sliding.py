"""Convolutions in Keras, whose own `same` has more padding at the end: other padding is a layer before them."""

from collections.abc import Sequence
from typing import Any

from convcalc.exchange.writing.keras.place import KerasSpot
from convcalc.exchange.writing.keras.steps import KerasStep, KerasSteps, layer, per_axis, sides
from convcalc.model.geometry import Window


def conv(at: KerasSpot) -> KerasSteps:
    """Convolution, grouped or not."""
    return _slid(at, "Conv{}", {"filters": at.layer.filters}, groups=at.layer.groups)


def depthwise(at: KerasSpot) -> KerasSteps:
    """A group a channel: a class of its own for one and two axes whose strides agree, which it asks for."""
    count = at.layer.multiplier
    if at.x.rank > 2 or len({*at.layer.stride}) > 1:
        return _slid(at, "Conv{}", {"filters": at.x.channels * count}, groups=at.x.channels)
    return _slid(at, "DepthwiseConv{}", {}, depth_multiplier=count)


def _slid(at: KerasSpot, head: str, by: dict[str, int], **more: int) -> KerasSteps:
    """The padding that is not Keras' own, and the layer."""
    windows = at.layer.windows(at.inputs)
    pads = [(each.before, each.after) for each in windows]
    padded = any(map(any, pads))
    by |= {"kernel": per_axis(at.layer.kernel)}
    settings = {"strides": per_axis([each.stride for each in windows])}
    settings |= dilations(at, windows) | more | {"use_bias": at.layer.bias}
    if at.layer.pad == "same" or (padded and not at.general and all(map(is_same, windows))):
        return (layer(at.of_rank(head), by, padding="same", **settings, learns=True),)
    made = layer(at.of_rank(head), by, **settings, learns=True)
    return (padding(at, pads)._replace(optional=at.general), made) if padded or at.general else (made,)


def dilations(at: KerasSpot, windows: Sequence[Any]) -> dict[str, Any]:
    """The dilation of kernels that are not single positions."""
    found = [each.dilation if each.kernel > 1 else 1 for each in windows]
    if max(found) > 1 and max(each.stride for each in windows) > 1:
        at.refuse("a convolution with a stride and a dilation")
    return {"dilation_rate": per_axis(found)}


def is_same(window: Window) -> bool:
    """Whether Keras' `same` is this padding for volumes of all sizes."""
    more = window.extent - 1
    whole = window.stride == 1 and (window.before, window.after) == (more // 2, more - more // 2)
    return whole or (window.extent == 1 and not window.before and not window.after)


def padding(at: KerasSpot, pads: Sequence[tuple[int, int]]) -> KerasStep:
    """Zeros before and after each axis."""
    return layer(at.of_rank("ZeroPadding{}"), {"pad": sides(pads)})


def dense(at: KerasSpot) -> KerasSteps:
    """Of the channels, at each position where there are any."""
    return (layer("Dense", {"units": at.layer.units}, use_bias=at.layer.bias, learns=True),)


# Transposed


def tconv(at: KerasSpot) -> KerasSteps:
    """Transposed convolution: `same` or whole, and what is too much is taken off."""
    if at.layer.groups > 1:
        at.refuse("a transposed convolution in groups")
    windows = at.layer.windows(at.inputs)
    more, after = _spread(at, windows)
    by = {"filters": at.layer.filters, "kernel": per_axis([each.kernel for each in windows])}
    settings = {"strides": per_axis([each.stride for each in windows])} | more | dilations(at, windows)
    made = layer(at.of_rank("Conv{}Transpose"), by, **settings, use_bias=at.layer.bias, learns=True)
    return made, *after


def _spread(at: KerasSpot, windows: Sequence[Any]) -> tuple[dict[str, Any], KerasSteps]:
    """What says how much comes out, and what is taken off behind it."""
    lacking = [each.extra - each.after for each in windows]
    over = [each.dilation * (each.kernel - 1) + 1 - each.stride for each in windows]
    if all(each.before == 0 and lack == max(0, -more) for each, lack, more in zip(windows, lacking, over, strict=True)):
        return {}, ()
    if all(_is_same_spread(*each) for each in zip(windows, lacking, over, strict=True)):
        return {"padding": "same"}, ()
    extra = [max(0, lack) for lack in lacking]
    if any(more and more >= each.stride for each, more in zip(windows, extra, strict=True)):
        at.refuse("output padding as large as the stride")
    crop = [(each.before, max(0, -lack)) for each, lack in zip(windows, lacking, strict=True)]
    said = {"output_padding": per_axis(extra)} if any(extra) or min(over) < 0 else {}
    return said, (layer(at.of_rank("Cropping{}"), {"crop": sides(crop)}),) if any(map(any, crop)) else ()


def _is_same_spread(window: Any, lacking: int, over: int) -> bool:
    """Whether Keras' `same` takes off as much, for volumes of all sizes."""
    return over >= 0 and (window.before, -lacking) == (over // 2, over - over // 2)
