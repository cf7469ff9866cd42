"""Layers that join, move, copy or drop numbers, in PyTorch's words."""

from collections.abc import Sequence

from convcalc.exchange.writing.code.words import LayerWords
from convcalc.exchange.writing.pytorch.members import INLINE
from convcalc.exchange.writing.pytorch.place import TorchLayer
from convcalc.exchange.writing.volumes import shape_of
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
    cut = [_positions(before, after, n) for (before, after), n in zip(sides, at.inputs[0].size)]
    index = ", ".join([":", *cut] if at.last else [":", ":", *cut])
    return at.words(f"crop{INLINE}{{0}}[{index}]")


def _positions(before: int, after: int, size: int) -> str:
    """The positions that are left, by where they end from whichever side is nearer."""
    end = size - after
    stop = "" if not after else str(-after) if after <= end else str(end)
    return f"{before or ''}:{stop}"


def pad(at: TorchLayer) -> LayerWords:
    """Zeros around a volume, and before and after its channels."""
    amounts: Sequence[int] = [amount for side in reversed(at.layer.pad) for amount in side]
    if at.layer.channel_pad:
        return LayerWords("pad", (("pad", (*amounts, at.layer.channel_pad, at.layer.channel_pad)),))
    return at.words(f"nn.ZeroPad{at.rank}d", {"padding": amounts})


def reshape(at: TorchLayer) -> LayerWords:
    """The same numbers in another volume; the positions in a row, or out of it, where that is all."""
    before, after = at.inputs[0], at.output
    same = before.channels == after.channels
    if same and before.rank > 1 and after.rank == 1:
        return at.words("tokens" if at.gives_last else "flatten")
    if same and before.rank == 1 and after.rank > 1:
        return LayerWords("unflatten", (("size", after.size),))
    if not after.rank:
        return at.words(f"reshape{INLINE}{{0}}.flatten(1)")
    axes = [*zip(AXES[after.rank], after.size)]
    pairs = [*axes, ("channels", after.channels)] if at.last else [("channels", after.channels), *axes]
    open_ended = 0 if at.last else len(pairs) - 1
    shape = ["-1" if k == open_ended else f"{{{name}}}" for k, (name, _) in enumerate(pairs)]
    inline = f"{{0}}.reshape(len({{0}}), {', '.join(shape)})"
    return at.words(f"reshape{INLINE}{inline}", [pair for k, pair in enumerate(pairs) if k != open_ended])


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
        return at.words("DepthToSpace", {"factor": at.layer.factor})
    return at.words("nn.PixelShuffle", {"upscale_factor": at.layer.factor})


def space_to_depth(at: TorchLayer) -> LayerWords:
    """Blocks of positions moved into channels."""
    if at.rank != 2:
        return at.words("SpaceToDepth", {"factor": at.layer.factor})
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
