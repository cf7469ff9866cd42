"""Layers that join, move, copy or drop numbers in Keras, where they lie channels last."""

from convcalc.exchange.writing.keras.place import KerasSpot
from convcalc.exchange.writing.keras.pointwise import KerasWrite
from convcalc.exchange.writing.keras.sliding import padding
from convcalc.exchange.writing.keras.steps import KerasStep, KerasSteps, channels, function, layer, per_axis, sides
from convcalc.model.geometry import AXES, ChannelsFirst


def merged(head: str) -> KerasWrite:
    """Several volumes, number by number; one alone is what comes out."""
    return lambda at: (layer(head),) if len(at.inputs) > 1 else ()


def concat(at: KerasSpot) -> KerasSteps:
    """Along the channels, or an axis."""
    if len(at.inputs) < 2:
        return ()
    along = at.layer.along
    return (layer("Concatenate", axis=-1 if along == "channels" else 1 + AXES[at.x.rank].index(along)),)


def flatten(at: KerasSpot) -> KerasSteps:
    """All numbers in a row, the channels first where their order is seen; what has one position may be so already."""
    if not at.x.rank or at.flattened:
        return ()
    return (layer("Flatten"),) if at.weighed or at.x.positions == 1 else (_first(at.x.rank), layer("Flatten"))


def _first(rank: int) -> KerasStep:
    """The channels before all axes."""
    return layer("Permute", {"order": (rank + 1, *range(1, rank + 1))})


def reshape(at: KerasSpot) -> KerasSteps:
    """The same numbers in another volume, in the order in which the spec writes volumes."""
    x, output = at.x, at.output
    if not isinstance(output, ChannelsFirst) or x.channels == output.channels:
        return (layer("Reshape", {"volume": _open(at)}),)
    before = (_first(x.rank),) if x.rank else ()
    after = (layer("Permute", {"order": (*range(2, output.rank + 2), 1)}),) if output.rank else ()
    return *before, layer("Reshape", {"volume": (output.channels, *output.size)}), *after


def _open(at: KerasSpot) -> tuple[int, ...]:
    """A volume for Keras; the positions, where they become an axis, are what is left."""
    size = at.output.size
    if at.x.rank and size and (len(size) == 1 or size[0] == at.x.positions):
        size = (-1, *size[1:])
    return (*size, at.output.channels)


def permute(at: KerasSpot) -> KerasSteps:
    """Axes in another order, the channels among them."""
    return (layer("Permute", {"order": tuple([axis + 1 for axis in at.layer.order])}),)


def pad(at: KerasSpot) -> KerasSteps:
    """Zeros around a volume, and before and after its channels."""
    pads, more = at.layer.pad, at.layer.channel_pad
    if more:
        return (function("ops.pad", {"pad": ((0, 0), *pads, (more, more))}),)
    return (padding(at, pads),) if any(map(any, pads)) else ()


def crop(at: KerasSpot) -> KerasSteps:
    """Positions taken off the sides."""
    taken = at.layer.sides(at.inputs)
    return (layer(at.of_rank("Cropping{}"), {"crop": sides(taken)}),) if any(map(any, taken)) else ()


def some_channels(at: KerasSpot) -> KerasSteps:
    """Some of the channels."""
    return (channels(at.layer.start, at.layer.stop),)


def channel_shuffle(at: KerasSpot) -> KerasSteps:
    """Channels dealt out across groups."""
    return (function("channel_shuffle", {"groups": at.layer.groups}),)


def pixel_shuffle(at: KerasSpot) -> KerasSteps:
    """Channels moved into space, in PyTorch's order."""
    return (function("pixel_shuffle", {"factor": at.layer.factor}),)


def space_to_depth(at: KerasSpot) -> KerasSteps:
    """Blocks of positions moved into channels, in PyTorch's order."""
    return (function("space_to_depth", {"factor": at.layer.factor}),)


def channel_mean(at: KerasSpot) -> KerasSteps:
    """The mean of the channels."""
    return (function("ops.mean", {}, over=-1, keepdims=True),)


def channel_max(at: KerasSpot) -> KerasSteps:
    """The largest channel."""
    return (function("ops.max", {}, over=-1, keepdims=True),)


def lrn(at: KerasSpot) -> KerasSteps:
    """By the neighbours among the channels."""
    norm = at.layer
    return (function("local_response_norm", {"size": norm.size}, alpha=norm.alpha, beta=norm.beta, k=norm.k),)


def upsample(at: KerasSpot) -> KerasSteps:
    """Interpolation by whole factors, or by lines to a size."""
    before, after, mode = at.x.size, at.output.size, at.layer.mode
    steps = [each.scale if each.scale[0] else (n, m) for n, m, each in zip(before, after, at.layer.windows(at.inputs))]
    if any(n * up != m * down for n, m, (down, up) in zip(before, after, steps, strict=True)):
        at.refuse("interpolation by a factor that does not give a whole size")
    if before == after:
        return ()
    whole = all(m % n == 0 for n, m in zip(before, after, strict=True))
    factor = {"factor": per_axis([m // n for n, m in zip(before, after, strict=True)])}
    if mode == "nearest":
        return (layer(at.of_rank("UpSampling{}"), factor) if whole else function("nearest", {"size": after}),)
    if mode == "cubic" or at.layer.align_corners or at.x.rank != 2:
        at.refuse(f"{mode} interpolation{_how(at)}")
    if whole:
        return (layer("UpSampling2D", factor, interpolation="bilinear"),)
    return (function("ops.image.resize", {"size": after}, interpolation="bilinear"),)


def _how(at: KerasSpot) -> str:
    if at.layer.align_corners:
        return " with aligned corners"
    return f" over {at.x.rank} axes" if at.x.rank != 2 else ", whose weights are others there"
