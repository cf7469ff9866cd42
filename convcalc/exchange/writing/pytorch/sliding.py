"""Convolution, pooling and their like in PyTorch's words."""

from convcalc.exchange.writing.code.words import LayerWords
from convcalc.exchange.writing.pytorch.place import TorchLayer, plain
from convcalc.model.geometry import Spread, Window


def conv(at: TorchLayer) -> LayerWords:
    """Convolution; a helper where what is padded before and after differs."""
    return _conv(at, at.layer.filters, at.layer.groups)


def depthwise(at: TorchLayer) -> LayerWords:
    """A group a channel."""
    return _conv(at, at.output.channels, at.channels)


def _conv(at: TorchLayer, filters: int, groups: int) -> LayerWords:
    windows, layer = at.layer.windows(at.inputs), at.layer
    settings = {"in_channels": at.channels, "out_channels": filters, "kernel_size": layer.kernel}
    settings |= {"stride": layer.stride, "padding": 0, "dilation": layer.dilation, "groups": groups, "bias": layer.bias}
    return _padded(at, f"Conv{at.rank}d", settings, windows)


def _padded(at: TorchLayer, name: str, settings: dict[str, object], windows: tuple[Window, ...]) -> LayerWords:
    if even(windows):
        return at.words(f"nn.{name}", {**settings, "padding": tuple([each.before for each in windows])})
    return at.words(f"Padded{name}", {**settings, "padding": 0, "pads": sides(windows)})


def even(windows: tuple[Window, ...] | tuple[Spread, ...]) -> bool:
    """Whether as much stands before as after."""
    return all(each.before == each.after for each in windows)


def sides(windows: tuple[Window, ...] | tuple[Spread, ...]) -> tuple[int, ...]:
    """What is padded before and after, the last axis first, as F.pad takes it."""
    pairs = [(each.before, each.after) for each in windows]
    return tuple([amount for pair in reversed(pairs) for amount in pair])


def tconv(at: TorchLayer) -> LayerWords:
    """Transposed convolution; a helper where what is taken off before and after differs."""
    windows, layer = at.layer.windows(at.inputs), at.layer
    if any(each.extra >= max(each.stride, each.dilation) for each in windows):
        at.refuse("a transposed convolution whose output is padded by as much as its stride")
    settings = {"in_channels": at.channels, "out_channels": layer.filters, "kernel_size": layer.kernel}
    settings |= {"stride": layer.stride, "padding": 0, "output_padding": tuple([each.extra for each in windows])}
    settings |= {"groups": layer.groups, "bias": layer.bias, "dilation": layer.dilation}
    if even(windows):
        settings["padding"] = tuple([each.before for each in windows])
        return at.words(f"nn.ConvTranspose{at.rank}d", settings)
    return at.words(f"CroppedConvTranspose{at.rank}d", {**settings, "crop": sides(windows)})


def maxpool(at: TorchLayer) -> LayerWords:
    """Max pooling, what is padded being less than any number."""
    return _pool(at, "MaxPool", {"dilation": at.layer.dilation, "return_indices": at.indexed})


def avgpool(at: TorchLayer) -> LayerWords:
    """Average pooling, the padding counted."""
    if any(each.dilation > 1 for each in at.layer.windows(at.inputs)):
        at.refuse("average pooling with dilation")
    return _pool(at, "AvgPool", {})


def _pool(at: TorchLayer, name: str, more: dict[str, object]) -> LayerWords:
    windows, layer = at.layer.windows(at.inputs), at.layer
    stride = None if layer.stride in ((), layer.kernel) else layer.stride
    settings = {"kernel_size": layer.kernel, "stride": stride, "padding": 0, **more, "ceil_mode": layer.ceil}
    if even(windows) and all(2 * each.before <= each.kernel for each in windows):
        return at.words(f"nn.{name}{at.rank}d", {**settings, "padding": tuple([each.before for each in windows])})
    return at.words(f"Padded{name}{at.rank}d", {**settings, "pads": sides(windows)})


def adaptive_avgpool(at: TorchLayer) -> LayerWords:
    """To a size."""
    return at.words(f"nn.AdaptiveAvgPool{at.rank}d", {"output_size": at.output.size})


def adaptive_maxpool(at: TorchLayer) -> LayerWords:
    """To a size."""
    return at.words(f"nn.AdaptiveMaxPool{at.rank}d", {"output_size": at.output.size})


def unpool(at: TorchLayer) -> LayerWords:
    """Back to where the indices of a max pooling layer point."""
    windows = at.layer.of.windows
    if any(each.dilation > 1 for each in windows) or not even(windows):
        at.refuse("unpooling of windows with dilation, or padded unevenly")
    kernel, stride = (tuple([getattr(each, name) for each in windows]) for name in ("kernel", "stride"))
    padding = tuple([each.before for each in windows])
    settings = {"kernel_size": kernel, "stride": None if stride == kernel else stride, "padding": padding}
    if all(_unpooled(each, n) == m for each, n, m in zip(windows, at.inputs[0].size, at.output.size)):
        return at.words(f"nn.MaxUnpool{at.rank}d", settings)
    return at.words(f"nn.MaxUnpool{at.rank}d", {**settings, "output_size": at.output.size})


def _unpooled(window: Window, size: int) -> int:
    return (size - 1) * window.stride - 2 * window.before + window.kernel


def local(at: TorchLayer) -> LayerWords:
    """Windows with weights of their own at each place."""
    layer, windows = at.layer, at.layer.windows(at.inputs)
    settings = {"in_channels": at.channels, "out_channels": layer.filters, "size": at.output.size}
    settings |= {"kernel_size": layer.kernel, "stride": layer.stride, "pads": sides(windows)}
    settings |= {"dilation": layer.dilation, "bias": layer.bias}
    return at.words("LocallyConnected", [(name, tuple(v) if name == "size" else v) for name, v in settings.items()])


def upsample(at: TorchLayer) -> LayerWords:
    """Interpolation by a factor, or to the size that comes out."""
    layer = at.layer
    modes = {"nearest": "nearest", "linear": ("linear", "bilinear", "trilinear")[at.rank - 1], "cubic": "bicubic"}
    if layer.mode == "cubic" and at.rank != 2:
        at.refuse("cubic interpolation of other than two axes")
    align = None if layer.mode == "nearest" else layer.align_corners
    settings = {"size": None, "scale_factor": None, "mode": modes[layer.mode], "align_corners": align}
    if not layer.factor:
        return at.words("nn.Upsample", {**settings, "size": at.output.size})
    factors = tuple([each if isinstance(each, int) else each.above / each.below for each in layer.factor])
    if any(int(n * factor) != m for n, factor, m in zip(at.inputs[0].size, factors, at.output.size)):
        at.refuse("interpolation whose size is not rounded down")
    return at.words("nn.Upsample", {**settings, "scale_factor": plain(factors)})
