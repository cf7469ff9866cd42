"""Pooling in Keras: its own `same` looks at no padding, and averages without it."""

from collections.abc import Sequence
from typing import Any

from convcalc.exchange.writing.code.words import Verbatim
from convcalc.exchange.writing.keras.place import KerasSpot
from convcalc.exchange.writing.keras.sliding import is_same, padding
from convcalc.exchange.writing.keras.steps import KerasStep, KerasSteps, function, layer, per_axis
from convcalc.model.geometry import Window

Pads = Sequence[tuple[int, int]]
NOTHING = float("-inf")
"""What is never the largest."""


def maxpool(at: KerasSpot) -> KerasSteps:
    """Max pooling. Padding is never the largest number: zeros are not, where none is below them."""
    windows = _windows(at)
    pads = [(each.before, max(each.after, _over(each, n))) for each, n in zip(windows, at.x.size, strict=True)]
    pads = [(before, after) if any((before, after)) else (0, 0) for before, after in pads]
    if not any(map(any, pads)):
        return (_pool(at, "MaxPooling{}", windows),)
    if at.layer.pad == "same" or _as_same(at, windows, pads):
        return (_pool(at, "MaxPooling{}", windows, padding="same"),)
    before = padding(at, pads) if at.positive else _bottomless(pads)
    return before, _pool(at, "MaxPooling{}", windows)


def _bottomless(pads: Pads) -> KerasStep:
    return function("ops.pad", {"pad": ((0, 0), *pads, (0, 0))}, constant_values=NOTHING)


def avgpool(at: KerasSpot) -> KerasSteps:
    """Average pooling, of which padding is a part, as in PyTorch."""
    windows = _windows(at)
    pads = [(each.before, each.after) for each in windows]
    over = [_over(each, n) - each.after for each, n in zip(windows, at.x.size, strict=True)]
    if max(over) > 0:
        at.refuse("average pooling whose last windows hang over the end")
    before = (padding(at, pads),) if any(map(any, pads)) else ()
    return *before, _pool(at, "AveragePooling{}", windows)


def _windows(at: KerasSpot) -> tuple[Window, ...]:
    windows: tuple[Window, ...] = at.layer.windows(at.inputs)
    if any(each.dilation > 1 and each.kernel > 1 for each in windows):
        at.refuse("pooling with dilation")
    return windows


def _pool(at: KerasSpot, head: str, windows: Sequence[Window], **more: Any) -> KerasStep:
    """The layer; the stride is the kernel where none is given."""
    kernel, stride = ([getattr(each, name) for each in windows] for name in ("kernel", "stride"))
    return layer(at.of_rank(head), {"kernel": per_axis(kernel)}, strides=per_axis(stride), **more)


def _over(window: Window, size: int) -> int:
    """How far the last window reaches over the end of the input, where windows may be partly filled."""
    if not window.ceil:
        return 0
    return (window.output(size) - 1) * window.stride + window.extent - window.before - size


def _as_same(at: KerasSpot, windows: Sequence[Window], pads: Pads) -> bool:
    """Whether Keras' `same` is this padding: for all sizes, or where windows hang over the end, for this one."""
    if all(is_same(each._replace(before=before, after=after)) for each, (before, after) in zip(windows, pads)):
        return True
    if not at.layer.ceil or any(each.before or each.after for each in windows):
        return False
    sizes = zip(at.x.size, windows, at.output.size, pads, strict=True)
    return all(_same(n, each) == pad and -(-n // each.stride) == m for n, each, m, pad in sizes)


def _same(size: int, window: Window) -> tuple[int, int]:
    """The padding of Keras' `same`."""
    total = max(0, (-(-size // window.stride) - 1) * window.stride + window.extent - size)
    return total // 2, total - total // 2


def gap(at: KerasSpot) -> KerasSteps:
    """The mean of each channel."""
    return (_whole(at, "GlobalAveragePooling{}"),)


def gmp(at: KerasSpot) -> KerasSteps:
    """The largest number of each channel."""
    return (_whole(at, "GlobalMaxPooling{}"),)


def _whole(at: KerasSpot, head: str) -> KerasStep:
    return layer(at.of_rank(head), keepdims=not at.flattened)


def adaptive_avgpool(at: KerasSpot) -> KerasSteps:
    """To a size."""
    return _adaptive(at, "GlobalAveragePooling{}", "AveragePooling{}", "ops.mean")


def adaptive_maxpool(at: KerasSpot) -> KerasSteps:
    """To a size."""
    return _adaptive(at, "GlobalMaxPooling{}", "MaxPooling{}", "ops.max")


def _adaptive(at: KerasSpot, whole: str, even: str, pool: str) -> KerasSteps:
    """All of it, windows that tile it, or windows that differ in size."""
    before, after = at.x.size, at.output.size
    if before == after:
        return ()
    if all(size == 1 for size in after):
        return (_whole(at, whole),)
    if any(n % m for n, m in zip(before, after, strict=True)):
        return (function("adaptive_pool", {"size": after}, pool=Verbatim(pool)),)
    kernel = per_axis([n // m for n, m in zip(before, after, strict=True)])
    return (layer(at.of_rank(even), {"kernel": kernel}, strides=kernel),)
