"""Convolution, pooling, dense layers and their like as operations of ONNX."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from convcalc.exchange.writing.onnx.place import OnnxLayer
from convcalc.model.geometry import Spread, Window

MOST_KEPT = 1_000
"""So many windows are kept as they are said: most are those of the layers before."""


def conv(at: OnnxLayer) -> str:
    """Convolution, grouped or not."""
    return at.last("Conv", at.x, *at.weights(), **_window(at), group=at.layer.groups)


def depthwise(at: OnnxLayer) -> str:
    """A group a channel."""
    return at.last("Conv", at.x, *at.weights(), **_window(at), group=at.inputs[0].channels)


def tconv(at: OnnxLayer) -> str:
    """Transposed convolution, with what is put at the end of its output."""
    windows = at.layer.windows(at.inputs)
    return at.last(
        "ConvTranspose", at.x, *at.weights(),
        kernel_shape=tuple(at.layer.kernel), strides=tuple([each.stride for each in windows]),
        dilations=tuple([each.dilation for each in windows]), pads=_pads(windows),
        output_padding=tuple([each.extra for each in windows]), group=at.layer.groups,
    )  # fmt: skip


def maxpool(at: OnnxLayer) -> str:
    """Max pooling; where windows hang over the end, with as much padding, which is never the largest."""
    outputs = [at.path, f"{at.path}/indices"][: 1 + at.indexed]
    return at.last_of("MaxPool", [at.x], outputs, **_window(at, filled=True))


def avgpool(at: OnnxLayer) -> str:
    """Average pooling, the padding counted as PyTorch does."""
    if any(each.dilation > 1 for each in at.layer.windows(at.inputs)):
        at.refuse("average pooling with dilation")
    window = {key: sides for key, sides in _window(at).items() if key != "dilations"}
    return at.last("AveragePool", at.x, **window, ceil_mode=int(at.layer.ceil), count_include_pad=1)


def unpool(at: OnnxLayer) -> str:
    """Back to where the indices of a max pooling layer point."""
    windows, indices = at.layer.of.windows, f"{at.reads[1]}/indices"
    kernel, strides = tuple([each.kernel for each in windows]), tuple([each.stride for each in windows])
    size = at.op("Concat", _examples(at), at.ints(at.output.channels, *at.output.size), axis=0)
    return at.last("MaxUnpool", at.x, indices, size, kernel_shape=kernel, strides=strides, pads=_pads(windows))


def adaptive_avgpool(at: OnnxLayer) -> str:
    """To a size that divides the input's."""
    return _adaptive(at, "AveragePool", "GlobalAveragePool")


def adaptive_maxpool(at: OnnxLayer) -> str:
    """To a size that divides the input's."""
    return _adaptive(at, "MaxPool", "GlobalMaxPool")


def gap(at: OnnxLayer) -> str:
    """The mean of each channel."""
    return at.last("GlobalAveragePool", at.x)


def gmp(at: OnnxLayer) -> str:
    """The largest number of each channel."""
    return at.last("GlobalMaxPool", at.x)


def dense(at: OnnxLayer) -> str:
    """A product with a matrix; at each position where there are any."""
    rank = at.inputs[0].rank
    if not rank:
        return at.last("Gemm", at.x, *at.weights(), transB=1)
    product = at.op("MatMul", at.channels_last(at.x, rank), at.transpose(at.weight("weight"), 1, 0))
    if at.has("bias"):
        product = at.op("Add", product, at.weight("bias"))
    return at.channels_back(product, rank)


def _adaptive(at: OnnxLayer, kind: str, whole: str) -> str:
    before, after = at.inputs[0].size, at.output.size
    if all(size == 1 for size in after):
        return at.last(whole, at.x)
    if any(n % m for n, m in zip(before, after, strict=True)):
        at.refuse(f"adaptive pooling from {at.inputs[0]} to {at.output}: its windows differ in size")
    kernel = tuple([n // m for n, m in zip(before, after, strict=True)])
    return at.last(kind, at.x, kernel_shape=kernel, strides=kernel)


def _window(at: OnnxLayer, filled: bool = False) -> Mapping[str, tuple[int, ...]]:
    """How it slides; `filled` where windows that hang over the end are written as padding."""
    windows = at.layer.windows(at.inputs)
    if filled:
        reach = [(m - 1) * each.stride + each.extent - each.before for m, each in zip(at.output.size, windows)]
        windows = [
            each._replace(after=max(far - n, 0)) if each.ceil else each
            for far, n, each in zip(reach, at.inputs[0].size, windows)
        ]
    return _slid(*windows)


@lru_cache(MOST_KEPT)
def _slid(*windows: Window) -> Mapping[str, tuple[int, ...]]:
    """How windows slide, as the settings of an operation."""
    return {
        "kernel_shape": tuple([each.kernel for each in windows]),
        "strides": tuple([each.stride for each in windows]),
        "pads": _pads(windows),
        "dilations": tuple([each.dilation for each in windows]),
    }


def _pads(windows: Sequence[Window | Spread]) -> tuple[int, ...]:
    """The padding before each axis, and then after each."""
    return (*[each.before for each in windows], *[each.after for each in windows])


def _examples(at: OnnxLayer) -> str:
    """How many examples there are, as a list of one number."""
    return at.op("Shape", at.first, start=0, end=1)
