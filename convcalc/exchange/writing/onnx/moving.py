"""Layers that join, move, copy or drop numbers as operations of ONNX."""

from convcalc.exchange.writing.onnx.graph import single
from convcalc.exchange.writing.onnx.place import OnnxLayer
from convcalc.exchange.writing.volumes import divides_channels, shape_of
from convcalc.model.geometry import AXES


def merged(kind: str, several: str = ""):  # type: ignore[no-untyped-def]
    """An operation of two volumes, for as many as there are: `several` where ONNX has one, else one after another."""

    def write(at: OnnxLayer) -> str:
        total = at.x
        if len(at.reads) == 1:
            return at.last("Identity", at.x)
        if several and len(at.reads) > 2:
            return at.last(several, *at.reads)
        for other in at.reads[1:-1]:
            total = at.op(kind, total, other)
        return at.last(kind, total, at.reads[-1])

    return write


def concat(at: OnnxLayer) -> str:
    """Along the channels, or an axis."""
    along = at.layer.along
    axis = 1 if along == "channels" else 2 + AXES[at.output.rank].index(along)
    return at.last("Concat", *at.reads, axis=axis)


def flatten(at: OnnxLayer) -> str:
    """All numbers in a row."""
    return at.reshape(at.x, at.output.channels, last=True)


def reshape(at: OnnxLayer) -> str:
    """The same numbers in another volume: where they leave their channels, in the order in which the spec writes it."""
    before, after = at.inputs[0], at.output
    if not divides_channels(before, after):
        return at.reshape(at.x, *shape_of(after), last=True)
    x = at.channels_last(at.x, before.rank)
    if not after.rank:
        return at.reshape(x, after.channels, last=True)
    return at.channels_back(at.reshape(x, *after.size, after.channels), after.rank)


def permute(at: OnnxLayer) -> str:
    """Axes in another order; convcalc's have the channels last."""
    rank = at.inputs[0].rank
    *size, channels = (1 if axis == rank else axis + 2 for axis in at.layer.order)
    return at.transpose(at.x, 0, channels, *size, last=True)


def pad(at: OnnxLayer) -> str:
    """Zeros around a volume, and before and after its channels."""
    sides, more = at.layer.pad, at.layer.channel_pad
    before, after = [0, more, *(side[0] for side in sides)], [0, more, *(side[1] for side in sides)]
    return at.last("Pad", at.x, at.ints(*before, *after))


def crop(at: OnnxLayer) -> str:
    """Positions taken off the sides."""
    sides, size = at.layer.sides(at.inputs), at.output.size
    starts = [side[0] for side in sides]
    ends = [start + n for start, n in zip(starts, size, strict=True)]
    return at.last("Slice", at.x, at.ints(*starts), at.ints(*ends), at.ints(*range(2, 2 + len(size))))


def channels(at: OnnxLayer) -> str:
    """Some of the channels."""
    return at.last("Slice", at.x, at.ints(at.layer.start), at.ints(at.layer.stop), at.ints(1))


def channel_shuffle(at: OnnxLayer) -> str:
    """Channels dealt out across groups."""
    count, size, groups = at.inputs[0].channels, at.inputs[0].size, at.layer.groups
    dealt = at.reshape(at.x, groups, count // groups, *size)
    turned = at.transpose(dealt, 0, 2, 1, *range(3, 3 + len(size)))
    return at.reshape(turned, count, *size, last=True)


def pixel_shuffle(at: OnnxLayer) -> str:
    """Channels moved into space, in PyTorch's order."""
    rank, size, factor = at.inputs[0].rank, at.inputs[0].size, at.layer.factor
    split = at.reshape(at.x, at.output.channels, *(factor,) * rank, *size)
    axes = [axis for k in range(rank) for axis in (2 + rank + k, 2 + k)]
    return at.reshape(at.transpose(split, 0, 1, *axes), *shape_of(at.output), last=True)


def space_to_depth(at: OnnxLayer) -> str:
    """Blocks of positions moved into channels, in PyTorch's order."""
    rank, factor = at.inputs[0].rank, at.layer.factor
    parts = [n for size in at.output.size for n in (size, factor)]
    split = at.reshape(at.x, at.inputs[0].channels, *parts)
    turned = at.transpose(split, 0, 1, *range(3, 3 + 2 * rank, 2), *range(2, 2 + 2 * rank, 2))
    return at.reshape(turned, *shape_of(at.output), last=True)


def upsample(at: OnnxLayer) -> str:
    """Interpolation to the size that comes out."""
    rank, layer, before = at.inputs[0].rank, at.layer, at.inputs[0].size
    where = "align_corners" if layer.align_corners else "half_pixel" if layer.mode != "nearest" else "asymmetric"
    settings = {"mode": layer.mode, "coordinate_transformation_mode": where}
    if layer.mode == "nearest":
        settings["nearest_mode"] = "floor"
    factors = [m / n for n, m in zip(before, at.output.size, strict=True)]
    if all(int(n * single(factor)) == m for n, m, factor in zip(before, at.output.size, factors, strict=True)):
        return at.last("Resize", at.x, "", at.graph.list_of_reals([1.0, 1.0, *factors]), **settings)
    return at.last("Resize", at.x, "", "", at.ints(*at.output.size), axes=tuple(range(2, 2 + rank)), **settings)


def channel_mean(at: OnnxLayer) -> str:
    """The mean of the channels."""
    return at.last("ReduceMean", at.x, at.ints(1), keepdims=1)


def channel_max(at: OnnxLayer) -> str:
    """The largest channel."""
    return at.last("ReduceMax", at.x, at.ints(1), keepdims=1)


def param(at: OnnxLayer) -> str:
    """A learned volume, for each example."""
    shape = shape_of(at.output)
    count = at.op("Shape", at.first, start=0, end=1)
    return at.last("Expand", at.weight("weight", shape=[1, *shape]), at.op("Concat", count, at.ints(*shape), axis=0))
