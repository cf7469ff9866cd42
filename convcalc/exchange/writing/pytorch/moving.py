"""Layers that join, move, copy or drop numbers, in PyTorch's words."""

from collections.abc import Sequence

from convcalc.exchange.writing.code.words import LayerWords
from convcalc.exchange.writing.pytorch.members import INLINE
from convcalc.exchange.writing.pytorch.place import TorchLayer, shape_of
from convcalc.model.geometry import AXES


def gap(at: TorchLayer) -> LayerWords:
    """The mean of each channel."""
    return at.words(f"nn.AdaptiveAvgPool{at.rank}d", {"output_size": 1})


def gmp(at: TorchLayer) -> LayerWords:
    """The largest number of each channel."""
    return at.words(f"nn.AdaptiveMaxPool{at.rank}d", {"output_size": 1})


def flatten(at: TorchLayer) -> LayerWords:
    """All numbers in a row; where there is one already, nothing."""
    return at.words("nn.Flatten" if at.rank else "nn.Identity")


def concat(at: TorchLayer) -> LayerWords:
    """Along the channels, or an axis."""
    rank, along = at.output.rank, at.layer.along
    if along == "channels":
        return at.words("cat", {"dim": -1 if at.last and rank else 1})
    return at.words("cat", {"dim": AXES[rank].index(along) + (1 if at.last else 2)})


def channels(at: TorchLayer) -> LayerWords:
    """Some of the channels; from the first, or to the last of them without saying how many there are."""
    start, stop, callee = at.layer.start, at.layer.stop, "slice last" if at.last else "slice"
    if start and stop < at.channels:
        return at.words(callee, {"start": start, "stop": stop})
    return at.words(f"{callee} from", {"start": start}) if start else at.words(f"{callee} to", {"stop": stop})


def crop(at: TorchLayer) -> LayerWords:
    """Positions taken off the sides."""
    sides = at.layer.sides(at.inputs)
    amounts = {amount for side in sides for amount in side}
    if len(amounts) == 1 and 0 not in amounts and not at.last:
        return at.words(f"crop {at.rank}", {"crop": amounts.pop()})
    cut = [f"{before or ''}:{-after if after else ''}" for before, after in sides]
    index = ", ".join([":", *cut] if at.last else [":", ":", *cut])
    return at.words(f"crop{INLINE}{{0}}[{index}]")


def pad(at: TorchLayer) -> LayerWords:
    """Zeros around a volume, and before and after its channels."""
    amounts: Sequence[int] = [amount for side in reversed(at.layer.pad) for amount in side]
    if at.layer.channel_pad:
        return LayerWords("pad", (("pad", (*amounts, at.layer.channel_pad, at.layer.channel_pad)),))
    return at.words(f"nn.ZeroPad{at.rank}d", {"padding": amounts})


def reshape(at: TorchLayer) -> LayerWords:
    """The same numbers in another volume; the positions in a row where that is all."""
    before, after = at.inputs[0], at.output
    if before.rank > 1 and after.rank == 1 and before.channels == after.channels:
        return at.words("tokens" if at.gives_last else "flatten")
    if before.rank == 1 and after.rank > 1 and before.channels == after.channels:
        return LayerWords("unflatten", (("size", after.size),))
    names = ("channels", *AXES[after.rank]) if after.rank else ("channels",)
    shape = [f"{{{name}}}" for name in names]
    inline = f"{{0}}.reshape(len({{0}}), {', '.join([*shape[:-1], '-1'])})" if after.rank else "{0}.flatten(1)"
    return at.words(f"reshape{INLINE}{inline}", [*zip(names, shape_of(after))][:-1])


def permute(at: TorchLayer) -> LayerWords:
    """Axes in another order."""
    rank = at.rank
    *size, channels = (1 if axis == rank else axis + 2 for axis in at.layer.order)
    dims = ", ".join(map(str, (0, channels, *size)))
    return at.words(f"permute{INLINE}{{0}}.permute({dims})")


def channel_shuffle(at: TorchLayer) -> LayerWords:
    """Channels dealt out across groups."""
    return at.words("nn.ChannelShuffle", {"groups": at.layer.groups})


def pixel_shuffle(at: TorchLayer) -> LayerWords:
    """Channels moved into space."""
    if at.rank != 2:
        at.refuse("pixel shuffle of other than two axes")
    return at.words("nn.PixelShuffle", {"upscale_factor": at.layer.factor})


def space_to_depth(at: TorchLayer) -> LayerWords:
    """Blocks of positions moved into channels."""
    if at.rank != 2:
        at.refuse("space to depth of other than two axes")
    return at.words("nn.PixelUnshuffle", {"downscale_factor": at.layer.factor})


def param(at: TorchLayer) -> LayerWords:
    """A learned volume."""
    return LayerWords("nn.Parameter", (("shape", (1, *shape_of(at.output, at.gives_last))),))


def matmul(at: TorchLayer) -> LayerWords:
    """Positions x channels of the first, times those of the second."""
    if any(volume.rank > 1 for volume in at.inputs):
        at.refuse("a product of volumes with more than one axis")
    return at.words("matmul transposed" if at.layer.transposed else "matmul")


def channel_mean(at: TorchLayer) -> LayerWords:
    """The mean of the channels."""
    return at.words("channel_mean", {"dim": -1 if at.last else 1})


def channel_max(at: TorchLayer) -> LayerWords:
    """The largest channel."""
    return at.words("channel_max", {"dim": -1 if at.last else 1})
