"""YOLOv9's modules: convolutions of two kernels that are summed, aggregated in layers, and auxiliary branches."""

from functools import partial
from typing import Any

from convcalc.exchange.ultralytics.blocks import conv_of, halves, join, part, pooled_again
from convcalc.exchange.ultralytics.csp import added, beside
from convcalc.exchange.ultralytics.reading import LARGEST, UltralyticsModule, UltralyticsReading


def _summed(reading: UltralyticsReading, module: UltralyticsModule, start: int, name: str) -> int:
    """Kernels of 3 and 1 side by side, and their sum; then a convolution, and what comes in added."""
    width = reading.channels[start]
    ends = [
        conv_of(reading, module, start, width, kernel, name=f"{name}_{kernel}x{kernel}", act=False) for kernel in (3, 1)
    ]
    end = reading.add(module, "add", {}, *ends, name=f"{name}_sum")
    end = reading.add(module, reading.activation, {}, end, name=f"{name}_act")
    end = conv_of(reading, module, end, width, 3, name=f"{name}_cv2")
    return added(reading, module, start, end, name)


def aggregated(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters, split, within, blocks]`: RepNCSPELAN4."""
    filters, split, within, blocks = _widths(reading, module)
    half = within // 2
    parts = halves(reading, module, conv_of(reading, module, module.reads[0], split, name="_cv1"))
    for name in ("_cv2", "_cv3"):
        csp = partial(beside, filters=within, within=half, blocks=blocks, block=_summed)
        end = csp(reading, module, parts[-1], f"{name}_0")
        parts.append(conv_of(reading, module, end, within, 3, name=f"{name}_1"))
    return conv_of(reading, module, join(reading, module, parts, "_cat"), filters, name="_cv4")


def aggregated_small(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters, split, within]`: ELAN1."""
    filters, split, within, _ = _widths(reading, module)
    parts = halves(reading, module, conv_of(reading, module, module.reads[0], split, name="_cv1"))
    for name in ("_cv2", "_cv3"):
        parts.append(conv_of(reading, module, parts[-1], within, 3, name=name))
    return conv_of(reading, module, join(reading, module, parts, "_cat"), filters, name="_cv4")


def _widths(reading: UltralyticsReading, module: UltralyticsModule) -> tuple[int, int, int, int]:
    return reading.width(module.whole(0, 1)), module.whole(1, 1), module.whole(2, 1), min(module.whole(3, 1), 100)


def down_by_halves(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters]`: half of the channels by convolution, half by pooling (ADown)."""
    half = reading.width(module.whole(0, 1)) // 2
    one, other = halves(reading, module, _averaged(reading, module))
    one = conv_of(reading, module, one, half, 3, 2, name="_cv1")
    other = reading.add(module, "maxpool", {"kernel": 3, "stride": 2, "pad": 1}, other, name="_pool")
    return join(reading, module, [one, conv_of(reading, module, other, half, name="_cv2")], "_cat")


def down(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters]`: averages, then a convolution (AConv)."""
    return conv_of(reading, module, _averaged(reading, module), reading.width(module.whole(0, 1)), 3, 2)


def _averaged(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    return reading.add(module, "avgpool", {"kernel": 2, "stride": 1}, module.reads[0], name="_average")


def pooled_and_joined(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters, within, kernel]`: SPPELAN."""
    first = conv_of(reading, module, module.reads[0], module.whole(1, 1), name="_cv1")
    end = pooled_again(reading, module, first, 3, at=2)
    return conv_of(reading, module, end, reading.width(module.whole(0, 1)), name="_cv5")


# Auxiliary branches


def several(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[[filters, ...]]`: a convolution whose filters are those of several volumes (CBLinear)."""
    found: Any = module.args[0] if module.args else None
    if not isinstance(found, list) or not all(type(each) is int and 0 < each < LARGEST for each in found):
        return reading.unknown(module)
    end = reading.add(module, "conv", {"filters": sum(found), "kernel": 1}, module.reads[0])
    reading.channels[end], reading.split[end] = sum(found), found
    return end


def fused(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[[which, ...]]`: one of the volumes of each, made as large as the last, and their sum (CBFuse)."""
    which: Any = module.args[0] if module.args else None
    last = reading.translation.volumes[module.reads[-1]]
    if not isinstance(which, list) or len(which) != len(module.reads) - 1 or last is None:
        return reading.unknown(module)
    ends = [module.reads[-1]]
    for k, (start, each) in enumerate(zip(module.reads, which)):
        counts = reading.split.get(start, [])
        if type(each) is not int or not 0 <= each < len(counts):
            return reading.unknown(module)
        end = part(reading, module, start, sum(counts[:each]), counts[each], f"_part{k}")
        ends.append(reading.add(module, "upsample", {"size": [*last.size]}, end, name=f"_up{k}"))
    return reading.add(module, "add", {}, *ends)
