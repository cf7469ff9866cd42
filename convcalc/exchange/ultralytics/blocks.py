"""The modules of a backbone: Conv, Bottleneck, C2f, C3, SPPF, and what joins them."""

from typing import Any

from convcalc.exchange.ultralytics.reading import UltralyticsModule, UltralyticsReading


def conv_of(
    reading: UltralyticsReading, module: UltralyticsModule, start: int, filters: int, kernel: int = 1, stride: int = 1,
    groups: int = 1, name: str = "", pad: int | None = None,
) -> int:  # fmt: skip
    """Convolution, batch norm and the model's activation; padded by half the kernel, unless that is said."""
    pad = kernel // 2 if pad is None else pad
    settings: dict[str, Any] = {"filters": filters, "kernel": kernel, "bias": False}
    settings |= {"stride": stride} if stride > 1 else {}
    settings |= {"pad": pad} if pad else {}
    settings |= {"groups": groups} if groups > 1 else {}
    end = reading.add(module, "conv", settings, start, name=f"{name}_conv")
    reading.channels[end] = filters
    end = reading.add(module, "bn", {"eps": 0.001}, end, name=f"{name}_bn")
    return reading.add(module, reading.activation, {}, end, name=f"{name}_act")


def conv(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters, kernel, stride, pad, groups]`."""
    filters, kernel, stride = reading.width(module.whole(0, 1)), module.whole(1, 1), module.whole(2, 1)
    pad = module.whole(3, 0) or (0 if module.args[3:4] == [0] else None)
    return conv_of(reading, module, module.reads[0], filters, kernel, stride, module.whole(4, 1), "", pad)


def depthwise(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters, kernel, stride]`, in as many groups as channels and filters allow."""
    from math import gcd

    filters, start = reading.width(module.whole(0, 1)), module.reads[0]
    groups = gcd(reading.channels[start], filters)
    return conv_of(reading, module, start, filters, module.whole(1, 1), module.whole(2, 1), groups)


def twice(
    reading: UltralyticsReading, module: UltralyticsModule, start: int, filters: int, kernels: tuple[int, int],
    shortcut: bool, within: int, name: str = "",
) -> int:  # fmt: skip
    """Two convolutions, and what comes in added where it is as deep."""
    end = conv_of(reading, module, start, within, kernels[0], name=f"{name}_cv1")
    end = conv_of(reading, module, end, filters, kernels[1], name=f"{name}_cv2")
    if shortcut and reading.channels[start] == filters:
        end = reading.add(module, "add", {}, start, end, name=f"{name}_add")
    return end


def _flag(module: UltralyticsModule, k: int, default: bool) -> bool:
    value = module.args[k] if k < len(module.args) else default
    return value if isinstance(value, bool) else default


def bottleneck(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters, shortcut]`."""
    filters = reading.width(module.whole(0, 1))
    kernels = (3, 3) if "scales" in reading.data else (1, 3)
    return twice(reading, module, module.reads[0], filters, kernels, _flag(module, 1, True), filters // 2)


def c2f(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters, shortcut]`: half of the channels goes through bottlenecks, and all that they make is joined."""
    filters = reading.width(module.whole(0, 1))
    half = filters // 2
    end = conv_of(reading, module, module.reads[0], 2 * half, name="_cv1")
    parts = []
    for k in range(2):
        parts.append(reading.add(module, "slice", {"start": k * half, "stop": (k + 1) * half}, end, name=f"_part{k}"))
        reading.channels[parts[-1]] = half
    for k in range(module.repeat):
        shortcut = _flag(module, 1, False)
        parts.append(twice(reading, module, parts[-1], half, (3, 3), shortcut, half, f"_m{k}"))
    joined = join(reading, module, parts, "_cat")
    return conv_of(reading, module, joined, filters, name="_cv2")


def c3(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters, shortcut]`: bottlenecks beside a convolution."""
    filters, start = reading.width(module.whole(0, 1)), module.reads[0]
    half = filters // 2
    end = conv_of(reading, module, start, half, name="_cv1")
    for k in range(module.repeat):
        end = twice(reading, module, end, half, (1, 3), _flag(module, 1, True), half, f"_m{k}")
    beside = conv_of(reading, module, start, half, name="_cv2")
    return conv_of(reading, module, join(reading, module, [end, beside], "_cat"), filters, name="_cv3")


def join(reading: UltralyticsReading, module: UltralyticsModule, parts: list[int], name: str = "") -> int:
    """Volumes side by side."""
    end = reading.add(module, "concat", {}, *parts, name=name)
    reading.channels[end] = sum(reading.channels[part] for part in parts)
    return end


def sppf(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters, kernel]`: max pooling three times in a row, and all of it joined."""
    filters, start = reading.width(module.whole(0, 1)), module.reads[0]
    parts = [conv_of(reading, module, start, reading.channels[start] // 2, name="_cv1")]
    for k in range(3):
        parts.append(_pooled(reading, module, parts[-1], module.whole(1, 5), f"_pool{k}"))
    return conv_of(reading, module, join(reading, module, parts, "_cat"), filters, name="_cv2")


def spp(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters, [kernels]]`: max pooling over windows of several sizes, side by side."""
    filters, start = reading.width(module.whole(0, 1)), module.reads[0]
    kernels = module.args[1] if len(module.args) > 1 and isinstance(module.args[1], list) else [5, 9, 13]
    first = conv_of(reading, module, start, reading.channels[start] // 2, name="_cv1")
    sizes = [each for each in kernels if isinstance(each, int) and not isinstance(each, bool)]
    parts = [first, *(_pooled(reading, module, first, each, f"_pool{k}") for k, each in enumerate(sizes))]
    return conv_of(reading, module, join(reading, module, parts, "_cat"), filters, name="_cv2")


def _pooled(reading: UltralyticsReading, module: UltralyticsModule, start: int, kernel: int, name: str) -> int:
    settings = {"kernel": kernel, "stride": 1, "pad": kernel // 2}
    return reading.add(module, "maxpool", settings, start, name=name)


def concat(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """Several modules side by side."""
    return join(reading, module, list(module.reads)) if len(module.reads) > 1 else module.reads[0]


def upsample(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[None, factor, mode]`."""
    return reading.add(module, "upsample", {"factor": module.whole(1, 2)}, module.reads[0])
