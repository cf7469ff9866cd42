"""Sections without weights: pooling, routes, shortcuts, gates, and what moves numbers about."""

from typing import Any

from convcalc.document.wording import shown
from convcalc.exchange.darknet.cfg import Section
from convcalc.exchange.darknet.reading import DarknetReading
from convcalc.exchange.darknet.weighted import steps
from convcalc.exchange.translation import At


def maxpool(reading: DarknetReading, section: Section) -> int:
    """Max pooling, padded by the kernel less one in all where nothing is said, the odd one after."""
    for key in ("maxpool_depth", "antialiasing"):
        if section.whole(key, 0).value:
            return reading.unknown(section, f"maxpool with {key}", section.place(key))
    return _pooled(reading, section, "maxpool")


def local_avgpool(reading: DarknetReading, section: Section) -> int:
    """Average pooling over a sliding window, padded as max pooling."""
    return _pooled(reading, section, "avgpool")


def _pooled(reading: DarknetReading, section: Section, kind: str) -> int:
    stride = section.whole("stride", 1)
    size = section.whole("size", stride.value)
    padding = section.whole("padding", size.value - 1)
    sides = {"before": padding.value // 2, "after": padding.value - padding.value // 2}
    settings = {"kernel": size, "stride": steps(section, 1), "pad": At(sides, padding.position)}
    return reading.add(section, kind, settings, reading.spatial(section, reading.last))


def avgpool(reading: DarknetReading, section: Section) -> int:
    """The mean of each channel."""
    return reading.add(section, "gap", {}, reading.spatial(section, reading.last))


def route(reading: DarknetReading, section: Section) -> int:
    """What other sections end in, one after another along the channels, or one of several equal parts of each."""
    parts = [_part(reading, section, end) for end in reading.referred(section, "layers")]
    if len(parts) == 1:
        return parts[0]
    return reading.translation.layer("concat", {}, parts, reading.name("route"), section.place("layers"))


def _part(reading: DarknetReading, section: Section, end: int) -> int:
    groups, group = section.whole("groups", 1), section.whole("group_id", 0)
    x = reading.volume(end)
    if groups.value == 1 or x is None:
        return end
    if not 0 <= group.value < groups.value:
        section.fault(f"group_id: there is no group {group.value} of {groups.value}", group.position)
        return end
    if x.channels % groups.value:
        section.fault(f"groups: {groups.value} groups do not divide {x.channels} channels", groups.position)
        return end
    each = x.channels // groups.value
    settings = {"start": At(group.value * each, group.position), "stop": At((group.value + 1) * each, groups.position)}
    return reading.translation.layer("slice", settings, (end,), reading.name("group"), section.place("groups"))


def shortcut(reading: DarknetReading, section: Section) -> int:
    """The sum with what other sections end in, each weighted where `weights_type` says so, and an activation."""
    ends = [reading.last, *reading.referred(section, "from")]
    kind = section.word("weights_type", "none")
    if kind.value in ("per_feature", "per_layer"):
        ends = [_scaled(reading, section, end, k) for k, end in enumerate(ends)]
    elif kind.value in ("per_channel",):
        ends = [reading.add(section, "scale", {}, end, name=f"scale{k}_") for k, end in enumerate(ends)]
    elif kind.value != "none":
        section.fault(
            f"weights_type: expected none, per_feature or per_channel, not {shown(kind.value)}", kind.position
        )
    total, *others = ends
    for other in others:
        total = _added(reading, section, total, other)
    return reading.activated(section, total, "linear")


def _scaled(reading: DarknetReading, section: Section, end: int, k: int) -> int:
    """A volume times one learned number."""
    one = reading.add(section, "param", {"volume": [1, 1, 1]}, name=f"weight{k}_")
    return reading.add(section, "mul", {}, end, one, name=f"weighted{k}_")


def _added(reading: DarknetReading, section: Section, end: int, other: int) -> int:
    """The sum of two volumes, which is as large as the first.

    Of one that is k times as high and wide, every k-th position is added, as in pjreddie/darknet; of different
    channels, those that both have.
    """
    other = _sampled(reading, section, end, other)
    x, y = reading.volume(end), reading.volume(other)
    if x is None or y is None or x.size != y.size or x.channels == y.channels:
        return _sum(reading, section, end, other)
    if y.channels > x.channels:
        return _sum(reading, section, end, _channels(reading, section, other, 0, x.channels, "clipped"))
    both = _sum(reading, section, _channels(reading, section, end, 0, y.channels, "first"), other)
    rest = _channels(reading, section, end, y.channels, x.channels, "rest")
    return reading.translation.layer("concat", {}, (both, rest), reading.name("joined"), section.place("from"))


def _sampled(reading: DarknetReading, section: Section, end: int, other: int) -> int:
    """Every k-th position of a volume that is k times as high and wide as another; else the volume."""
    x, y = reading.volume(end), reading.volume(other)
    if x is None or y is None or not x.size or not y.size or x.size == y.size:
        return other
    factor = y.size[0] // x.size[0]
    if factor < 2 or y.size != tuple(factor * n for n in x.size):
        return other
    settings = {"kernel": 1, "stride": At(factor, section.place("from"))}
    return reading.add(section, "avgpool", settings, other, name="sampled")


def _sum(reading: DarknetReading, section: Section, end: int, other: int) -> int:
    return reading.translation.layer("add", {}, (end, other), reading.name("shortcut"), section.place("from"))


def _channels(reading: DarknetReading, section: Section, end: int, start: int, stop: int, name: str) -> int:
    return reading.add(section, "slice", {"start": start, "stop": stop}, end, name=name)


def gated(reading: DarknetReading, section: Section) -> int:
    """What another section ends in, times what comes before, and an activation: scale_channels and sam."""
    other, *more = reading.referred(section, "from")
    if more:
        section.fault("from: expected one section", section.place("from"))
    settings: dict[str, Any] = {}
    reads = (other, reading.last)
    end = reading.translation.layer("mul", settings, reads, reading.name(section.kind), section.place("from"))
    return reading.activated(section, end, "linear")


def upsample(reading: DarknetReading, section: Section) -> int:
    """Each position repeated; with a negative stride, which makes the volume smaller, unknown."""
    stride = section.whole("stride", 2)
    if stride.value < 0:
        return reading.unknown(section, "upsample with a negative stride", stride.position)
    return reading.add(section, "upsample", {"factor": stride}, reading.spatial(section, reading.last))


def reorg(reading: DarknetReading, section: Section) -> int:
    """Blocks of positions moved into channels, or back."""
    for key in ("flatten", "extra"):
        if section.whole(key, 0).value:
            return reading.unknown(section, f"{section.kind} with {key}", section.place(key))
    kind = "pixel_shuffle" if section.whole("reverse", 0).value else "space_to_depth"
    settings = {"factor": section.whole("stride", 1)}
    return reading.add(section, kind, settings, reading.spatial(section, reading.last), name=section.kind)


def crop(reading: DarknetReading, section: Section) -> int:
    """A part of the image, from its middle."""
    size: list[Any] = [section.whole("crop_height", 1), section.whole("crop_width", 1)]
    return reading.add(section, "crop", {"size": size}, reading.spatial(section, reading.last))


def dropout(reading: DarknetReading, section: Section) -> int:
    """Dropout."""
    return reading.add(section, "dropout", {"rate": section.decimal("probability", 0.5)}, reading.last)


def activation(reading: DarknetReading, section: Section) -> int:
    """An activation alone."""
    return reading.activated(section, reading.last, "linear")


def softmax(reading: DarknetReading, section: Section) -> int:
    """Softmax."""
    return reading.add(section, "softmax", {}, reading.last)


def batchnorm(reading: DarknetReading, section: Section) -> int:
    """Batch norm."""
    return reading.add(section, "bn", {}, reading.last)


def normalization(reading: DarknetReading, section: Section) -> int:
    """Local response norm."""
    numbers = {"alpha": section.decimal("alpha", 0.0001), "beta": section.decimal("beta", 0.75)}
    settings = {"size": section.whole("size", 5), **numbers, "k": section.decimal("kappa", 1)}
    return reading.add(section, "lrn", settings, reading.last)


def cost(reading: DarknetReading, section: Section) -> int:
    """What is learned from, and no part of what runs."""
    return reading.last


def output(reading: DarknetReading, section: Section) -> int:
    """What the network is for: numbers that are read as boxes and classes, with nothing learned in it."""
    end = reading.add(section, "identity", {}, reading.last, name=section.kind)
    reading.outputs.append((reading.name(section.kind), end))
    return end
