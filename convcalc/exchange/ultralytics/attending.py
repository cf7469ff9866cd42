"""Modules that attend, or may: PSA and C2PSA of YOLOv10 and later, C3k2, and A2C2f of YOLO12, in areas."""

from functools import partial
from typing import Any

from convcalc.exchange.ultralytics.blocks import conv_of, halves, join, part
from convcalc.exchange.ultralytics.csp import InnerBlock, added, c3k, joined, twice
from convcalc.exchange.ultralytics.reading import UltralyticsModule, UltralyticsReading

HEAD = 64
"""Channels of a head of PSA; those of an area's head are half as many."""

LARGE = ("m", "l", "x")
"""The scales in which C3k2 has blocks of blocks."""


def _parted(
    reading: UltralyticsReading, module: UltralyticsModule, start: int, name: str, counts: tuple[int, int, int]
) -> list[int]:
    """Queries, keys and values. The filters of a head lie together in Ultralytics; that changes their order alone."""
    end = conv_of(reading, module, start, sum(counts), name=f"{name}_qkv", act=False)
    firsts = (0, counts[0], counts[0] + counts[1])
    names = zip(firsts, counts, ("queries", "keys", "values"))
    return [part(reading, module, end, first, count, f"{name}_{word}") for first, count, word in names]


def _attended(reading: UltralyticsReading, module: UltralyticsModule, start: int, name: str, heads: int) -> int:
    """Attention over all positions, with keys half as deep as values, and a depthwise convolution of the values."""
    width = reading.channels[start]
    keys = width // heads // 2 * heads
    parts = _parted(reading, module, start, name, (keys, keys, width))
    end = reading.add(module, "attention", {"heads": heads}, *parts, name=f"{name}_attention")
    return _projected(reading, module, parts[2], end, name, 3)


def _projected(
    reading: UltralyticsReading, module: UltralyticsModule, values: int, end: int, name: str, kernel: int
) -> int:
    width = reading.channels[values]
    reading.channels[end] = width
    places = conv_of(reading, module, values, width, kernel, groups=width, name=f"{name}_pe", act=False)
    end = reading.add(module, "add", {}, end, places, name=f"{name}_places")
    return conv_of(reading, module, end, width, name=f"{name}_proj", act=False)


def _fed(
    reading: UltralyticsReading, module: UltralyticsModule, start: int, name: str, within: int
) -> int:  # fmt: skip
    """Two convolutions, and what comes in added."""
    end = conv_of(reading, module, start, within, name=f"{name}_0")
    end = conv_of(reading, module, end, reading.channels[start], name=f"{name}_1", act=False)
    return added(reading, module, start, end, name)


def _block(reading: UltralyticsReading, module: UltralyticsModule, start: int, name: str) -> int:
    """Attention and two convolutions, each with what comes in added (PSABlock)."""
    width = reading.channels[start]
    end = _attended(reading, module, start, f"{name}_attn", max(width // HEAD, 1))
    end = added(reading, module, start, end, f"{name}_attn")
    return _fed(reading, module, end, f"{name}_ffn", 2 * width)


def _attending(
    reading: UltralyticsReading, module: UltralyticsModule, start: int, name: str, *, before: InnerBlock
) -> int:
    """A block, and one with attention."""
    return _block(reading, module, before(reading, module, start, f"{name}_0"), f"{name}_1")


def psa(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters]`: half of the channels attends (PSA); with repeats, several times (C2PSA)."""
    start = module.reads[0]
    width = reading.channels[start]
    kept, end = halves(reading, module, conv_of(reading, module, start, width // 2 * 2, name="_cv1"))
    for k in range(module.repeat if module.type == "C2PSA" else 1):
        end = _block(reading, module, end, f"_m{k}")
    return conv_of(reading, module, join(reading, module, [kept, end], "_cat"), width, name="_cv2")


def c3k2(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters, deep, part, attends]`: C2f whose blocks are C3k where it is deep, or attend."""
    reading.old_head = False
    filters = reading.width(module.whole(0, 1))
    within = int(filters * module.decimal(2, 0.5))
    small: InnerBlock = partial(twice, filters=within, kernels=(3, 3), shortcut=True, within=within // 2)
    block = c3k(within, True) if module.truth(1, False) or reading.scale.letter in LARGE else small
    if module.truth(3, False):
        block = partial(_attending, before=small)
    return joined(reading, module, filters=filters, within=within, block=block)


# Areas


def a2c2f(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters, attends, areas]`: blocks that attend in areas, or C3k, and all that they make joined."""
    reading.old_head = False
    filters, large = reading.width(module.whole(0, 1)), reading.scale.letter in ("l", "x")
    within, attends = filters // 2, module.truth(1, True)
    block = partial(_twice_in_areas, areas=module.whole(2, 1), ratio=1.2 if large else 2.0)
    parts = [conv_of(reading, module, module.reads[0], within, name="_cv1")]
    for k in range(module.repeat):
        chosen: InnerBlock = block if attends else c3k(within, True)
        parts.append(chosen(reading, module, parts[-1], f"_m{k}"))
    end = conv_of(reading, module, join(reading, module, parts, "_cat"), filters, name="_cv2")
    if not (attends and large):
        return end
    return added(reading, module, module.reads[0], reading.add(module, "scale", {}, end, name="_gamma"), "")


def _twice_in_areas(
    reading: UltralyticsReading, module: UltralyticsModule, start: int, name: str, *, areas: int, ratio: float
) -> int:
    width = reading.channels[start]
    for k in range(2):
        end = added(reading, module, start, _in_areas(reading, module, start, f"{name}_{k}", areas), f"{name}_{k}_attn")
        start = _fed(reading, module, end, f"{name}_{k}_mlp", int(width * ratio))
    return start


def _in_areas(reading: UltralyticsReading, module: UltralyticsModule, start: int, name: str, areas: int) -> int:
    """Attention inside of each of so many areas, of whole rows one after another."""
    width = reading.channels[start]
    parts = _parted(reading, module, start, f"{name}_attn", (width, width, width))
    settings: dict[str, Any] = {"heads": max(1, width // (HEAD // 2))}
    x = reading.translation.volumes[start]
    if areas > 1 and x and x.size[0] % areas:
        end = _in_rows(reading, module, parts, f"{name}_attn", settings, areas)
    else:
        settings |= {"window": [f"x.height // {areas}", "x.width"]} if areas > 1 else {}
        settings |= {"window": [x.size[0] // areas, x.size[1]]} if areas > 1 and x else {}
        end = reading.add(module, "attention", settings, *parts, name=f"{name}_attn_attention")
    return _projected(reading, module, parts[2], end, f"{name}_attn", 7)


def _in_rows(
    reading: UltralyticsReading, module: UltralyticsModule, parts: list[int], name: str, settings: dict[str, Any],
    areas: int,
) -> int:  # fmt: skip
    """Where areas end amid rows: all positions one after another, and as they were again."""
    x = reading.translation.volumes[parts[0]]
    assert x is not None
    rows = [reading.add(module, "reshape", {"volume": [x.positions, x.channels]}, each, name=f"{name}_rows{k}")
            for k, each in enumerate(parts)]  # fmt: skip
    settings = settings | {"window": x.positions // areas}
    end = reading.add(module, "attention", settings, *rows, name=f"{name}_attention")
    return reading.add(module, "reshape", {"volume": [*x.size, x.channels]}, end, name=f"{name}_places")
