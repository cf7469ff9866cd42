"""Cross-stage modules: a part of the channels goes through blocks, and all is joined. C2f, C3, C3k2, their blocks."""

from collections.abc import Callable
from functools import partial

from convcalc.exchange.ultralytics.blocks import conv_of, halves, join
from convcalc.exchange.ultralytics.reading import UltralyticsModule, UltralyticsReading

InnerBlock = Callable[[UltralyticsReading, UltralyticsModule, int, str], int]
"""A block inside a module: it reads a layer, its layers have a name, and it gives the layer that it ends in."""


def twice(
    reading: UltralyticsReading, module: UltralyticsModule, start: int, name: str, *, filters: int,
    kernels: tuple[int, int], shortcut: bool, within: int, groups: int = 1,
) -> int:  # fmt: skip
    """Two convolutions, and what comes in added where it is as deep."""
    end = conv_of(reading, module, start, within, kernels[0], name=f"{name}_cv1")
    end = conv_of(reading, module, end, filters, kernels[1], groups=groups, name=f"{name}_cv2")
    return added(reading, module, start, end, name) if shortcut else end


def added(reading: UltralyticsReading, module: UltralyticsModule, start: int, end: int, name: str) -> int:
    """What comes in added to what comes out, where it is as deep."""
    if reading.channels[start] != reading.channels[end]:
        return end
    return reading.add(module, "add", {}, start, end, name=f"{name}_add")


def beside(
    reading: UltralyticsReading, module: UltralyticsModule, start: int, name: str, *, filters: int, within: int,
    blocks: int, block: InnerBlock,
) -> int:  # fmt: skip
    """Blocks beside a convolution (C3)."""
    end = conv_of(reading, module, start, within, name=f"{name}_cv1")
    for k in range(blocks):
        end = block(reading, module, end, f"{name}_m{k}")
    other = conv_of(reading, module, start, within, name=f"{name}_cv2")
    return conv_of(reading, module, join(reading, module, [end, other], f"{name}_cat"), filters, name=f"{name}_cv3")


def joined(
    reading: UltralyticsReading, module: UltralyticsModule, *, filters: int, within: int, block: InnerBlock
) -> int:  # fmt: skip
    """Half of the channels goes through blocks, and all that they make is joined (C2f)."""
    parts = halves(reading, module, conv_of(reading, module, module.reads[0], 2 * within, name="_cv1"))
    for k in range(module.repeat):
        parts.append(block(reading, module, parts[-1], f"_m{k}"))
    return conv_of(reading, module, join(reading, module, parts, "_cat"), filters, name="_cv2")


def bottleneck(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters, shortcut]`: YOLOv5's, whose files have anchors, starts with single positions."""
    filters = reading.width(module.whole(0, 1))
    kernels = (1, 3) if "anchors" in reading.data else (3, 3)
    return twice(reading, module, module.reads[0], "", filters=filters, kernels=kernels,
                 shortcut=module.truth(1, True), within=filters // 2)  # fmt: skip


def c2f(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters, shortcut]`."""
    filters = reading.width(module.whole(0, 1))
    half = filters // 2
    block = partial(twice, filters=half, kernels=(3, 3), shortcut=module.truth(1, False), within=half)
    return joined(reading, module, filters=filters, within=half, block=block)


def c3(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters, shortcut]`."""
    filters = reading.width(module.whole(0, 1))
    half = filters // 2
    block = partial(twice, filters=half, kernels=(1, 3), shortcut=module.truth(1, True), within=half)
    return beside(reading, module, module.reads[0], "", filters=filters, within=half, blocks=module.repeat, block=block)


def c2(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters, shortcut]`: half of the channels through bottlenecks, and joined with the other half."""
    filters = reading.width(module.whole(0, 1))
    half = filters // 2
    start = conv_of(reading, module, module.reads[0], 2 * half, name="_cv1")
    end, other = halves(reading, module, start)
    for k in range(module.repeat):
        end = twice(reading, module, end, f"_m{k}", filters=half, kernels=(3, 3), shortcut=module.truth(1, True),
                    within=half)  # fmt: skip
    return conv_of(reading, module, join(reading, module, [end, other], "_cat"), filters, name="_cv2")


def c3k(width: int, shortcut: bool) -> InnerBlock:
    """C3 of two blocks with larger kernels, as deep as what it takes."""
    half = width // 2
    block = partial(twice, filters=half, kernels=(3, 3), shortcut=shortcut, within=half)
    return partial(beside, filters=width, within=half, blocks=2, block=block)


def c2f_inverted(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters, shortcut, large]`: C2f of inverted blocks (YOLOv10)."""
    reading.old_head = False
    filters = reading.width(module.whole(0, 1))
    block = partial(_inverted, shortcut=module.truth(1, False), large=module.truth(2, False))
    return joined(reading, module, filters=filters, within=filters // 2, block=block)


def _inverted(
    reading: UltralyticsReading, module: UltralyticsModule, start: int, name: str, *, shortcut: bool, large: bool
) -> int:  # fmt: skip
    """Depthwise, to twice the channels, depthwise, back, depthwise (CIB)."""
    width = reading.channels[start]
    end = conv_of(reading, module, start, width, 3, groups=width, name=f"{name}_0")
    end = conv_of(reading, module, end, 2 * width, name=f"{name}_1")
    if large:
        end = _two_kernels(reading, module, end, f"{name}_2")
    else:
        end = conv_of(reading, module, end, 2 * width, 3, groups=2 * width, name=f"{name}_2")
    end = conv_of(reading, module, end, width, name=f"{name}_3")
    end = conv_of(reading, module, end, width, 3, groups=width, name=f"{name}_4")
    return added(reading, module, start, end, name) if shortcut else end


def _two_kernels(reading: UltralyticsReading, module: UltralyticsModule, start: int, name: str) -> int:
    """Depthwise with kernels of 7 and 3 side by side, and their sum."""
    width = reading.channels[start]
    ends = [
        conv_of(reading, module, start, width, kernel, groups=width, name=f"{name}_{kernel}x{kernel}", act=False)
        for kernel in (7, 3)
    ]
    return reading.add(
        module, "silu", {}, reading.add(module, "add", {}, *ends, name=f"{name}_sum"), name=f"{name}_act"
    )


def scaled_down(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters, kernel, stride]`: to other channels, then depthwise to a smaller size (SCDown)."""
    filters = reading.width(module.whole(0, 1))
    end = conv_of(reading, module, module.reads[0], filters, name="_cv1")
    kernel, stride = module.whole(1, 3), module.whole(2, 2)
    return conv_of(reading, module, end, filters, kernel, stride, filters, "_cv2", act=False)


# Ghosts: half of the channels made of the other half


def ghost_conv(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters, kernel, stride]`."""
    filters, kernel, stride = reading.width(module.whole(0, 1)), module.whole(1, 1), module.whole(2, 1)
    return _ghost(reading, module, module.reads[0], "", filters, kernel, stride)


def _ghost(
    reading: UltralyticsReading, module: UltralyticsModule, start: int, name: str, filters: int, kernel: int = 1,
    stride: int = 1, act: bool = True,
) -> int:  # fmt: skip
    half = filters // 2
    end = conv_of(reading, module, start, half, kernel, stride, name=f"{name}_cv1", act=act)
    cheap = conv_of(reading, module, end, half, 5, groups=half, name=f"{name}_cv2", act=act)
    return join(reading, module, [end, cheap], f"{name}_cat")


def _ghosts(reading: UltralyticsReading, module: UltralyticsModule, start: int, name: str) -> int:
    """Two of them, and what comes in added."""
    width = reading.channels[start]
    end = _ghost(reading, module, start, f"{name}_0", width // 2)
    end = _ghost(reading, module, end, f"{name}_1", width, act=False)
    return added(reading, module, start, end, name)


def c3_ghost(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters]`: C3 of ghosts."""
    filters, start = reading.width(module.whole(0, 1)), module.reads[0]
    return beside(reading, module, start, "", filters=filters, within=filters // 2, blocks=module.repeat, block=_ghosts)
