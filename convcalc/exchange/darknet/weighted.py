"""Sections with weights: convolutional, deconvolutional, local and connected."""

from typing import Any

from convcalc.exchange.darknet.cfg import Section
from convcalc.exchange.darknet.reading import DarknetReading
from convcalc.exchange.translation import At


def steps(section: Section, default: int) -> Any:
    """The stride, or one for each axis."""
    both = section.whole("stride", default)
    each = [section.whole(key, -1) for key in ("stride_y", "stride_x")]
    return [one if one.value > 0 else both for one in each] if any(one.value > 0 for one in each) else both


def _pad(section: Section, size: At) -> At:
    """Half the kernel where `pad` says so, else `padding`."""
    pad, padding = section.whole("pad", 0), section.whole("padding", 0)
    return At(size.value // 2, pad.position) if pad.value else padding


def convolutional(reading: DarknetReading, section: Section) -> int:
    """Convolution, batch norm where asked for, and an activation."""
    antialiasing = section.whole("antialiasing", 0)
    if antialiasing.value:
        return reading.unknown(section, "convolutional with antialiasing", antialiasing.position)
    return convolved(reading, section, reading.last, section.whole("filters", 1), steps(section, 1))


def convolved(reading: DarknetReading, section: Section, start: int, filters: At, steps: Any) -> int:
    """A convolution with what comes after it, on the output of a layer."""
    size = section.whole("size", 1)
    dilation, pad = section.whole("dilation", 1), _pad(section, size)
    spread = dilation.value if size.value > 1 else 1
    normed = section.whole("batch_normalize", 0)
    settings = {
        "filters": filters,
        "kernel": size,
        "stride": steps,
        "pad": At(pad.value * spread, pad.position),
        **({"dilation": dilation} if spread > 1 else {}),
        **({"groups": section.whole("groups", 1)} if "groups" in section.options else {}),
        **({"bias": At(False, normed.position)} if normed.value else {}),
    }
    owners = _owners(reading, section)
    start = reading.spatial(section, start)
    end = _weighted(reading, section, "conv", settings, start, owners)
    if normed.value:
        end = _weighted(reading, section, "bn", {}, end, owners)
    return reading.activated(section, end, "logistic")


def _owners(reading: DarknetReading, section: Section) -> list[At]:
    """The layers whose weights a convolution uses, where `share_index` names a section."""
    if "share_index" not in section.options:
        return []
    share = section.whole("share_index", 0)
    index = share.value if share.value >= 0 else len(reading.ends) + share.value
    if index not in reading.convolutions:
        section.fault(f"share_index: there is no convolution in section {index} above this one", share.position)
    return [At(number, share.position) for number in reading.convolutions.get(index, ())]


def _weighted(
    reading: DarknetReading, section: Section, kind: str, settings: dict[str, Any], start: int, owners: list[At]
) -> int:
    """A layer with weights, which are those of the first of some others where there are any."""
    weights = owners.pop(0) if owners else None
    end = reading.translation.layer(kind, settings, (start,), reading.name(kind), section.position, weights)
    reading.convolutions.setdefault(len(reading.ends), []).append(weights.value if weights else end)
    return end


def deconvolutional(reading: DarknetReading, section: Section) -> int:
    """Transposed convolution, batch norm where asked for, and an activation (pjreddie/darknet)."""
    size, normed = section.whole("size", 1), section.whole("batch_normalize", 0)
    settings = {
        "filters": section.whole("filters", 1),
        "kernel": size,
        "stride": section.whole("stride", 1),
        "pad": _pad(section, size),
        **({"bias": At(False, normed.position)} if normed.value else {}),
    }
    end = reading.add(section, "tconv", settings, reading.spatial(section, reading.last))
    end = reading.add(section, "bn", {}, end) if normed.value else end
    return reading.activated(section, end, "logistic")


def local(reading: DarknetReading, section: Section) -> int:
    """A convolution whose weights are different at each position, and an activation."""
    size = section.whole("size", 1)
    settings = {
        "filters": section.whole("filters", 1),
        "kernel": size,
        "stride": section.whole("stride", 1),
        "pad": _pad(section, size),
    }
    end = reading.add(section, "local", settings, reading.spatial(section, reading.last))
    return reading.activated(section, end, "logistic")


def connected(reading: DarknetReading, section: Section) -> int:
    """A dense layer."""
    return joined(reading, section, reading.last, section.whole("output", 1))


def joined(reading: DarknetReading, section: Section, start: int, units: At) -> int:
    """A dense layer on the output of another, batch norm where asked for, and an activation."""
    normed = section.whole("batch_normalize", 0)
    settings = {"units": units, **({"bias": At(False, normed.position)} if normed.value else {})}
    end = reading.add(section, "dense", settings, reading.flat(section, start))
    end = reading.add(section, "bn", {}, end) if normed.value else end
    return reading.activated(section, end, "logistic")
