"""Modules of single layers: convolutions of all kinds, pooling, and what joins modules and parts them."""

from typing import Any

from convcalc.exchange.ultralytics.reading import UltralyticsModule, UltralyticsReading


def conv_of(
    reading: UltralyticsReading, module: UltralyticsModule, start: int, filters: int, kernel: int = 1, stride: int = 1,
    groups: int = 1, name: str = "", pad: int | None = None, act: bool = True,
) -> int:  # fmt: skip
    """Convolution, batch norm and, unless it is off, the model's activation; padded by half the kernel or as said."""
    pad = kernel // 2 if pad is None else pad
    settings: dict[str, Any] = {"filters": filters, "kernel": kernel, "bias": False}
    settings |= {"stride": stride} if stride > 1 else {}
    settings |= {"pad": pad} if pad else {}
    settings |= {"groups": groups} if groups > 1 else {}
    end = reading.add(module, "conv", settings, start, name=f"{name}_conv")
    reading.channels[end] = filters
    end = reading.add(module, "bn", {"eps": 0.001}, end, name=f"{name}_bn")
    return reading.add(module, reading.activation, {}, end, name=f"{name}_act") if act else end


def part(reading: UltralyticsReading, module: UltralyticsModule, start: int, first: int, count: int, name: str) -> int:
    """So many channels, from one on."""
    end = reading.add(module, "slice", {"start": first, "stop": first + count}, start, name=name)
    reading.channels[end] = count
    return end


def halves(reading: UltralyticsReading, module: UltralyticsModule, start: int, name: str = "") -> list[int]:
    """The channels in two parts."""
    half = reading.channels[start] // 2
    return [part(reading, module, start, k * half, half, f"{name}_part{k}") for k in range(2)]


def conv(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters, kernel, stride, pad, groups]`."""
    filters, kernel, stride = reading.width(module.whole(0, 1)), module.whole(1, 1), module.whole(2, 1)
    pad = module.whole(3, 0) or (0 if module.args[3:4] == [0] else None)
    return conv_of(reading, module, module.reads[0], filters, kernel, stride, module.whole(4, 1), "", pad)


def transposed(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters, kernel, stride, pad]`: as of PyTorch, with a bias; without the dot, with batch norm and activation."""
    filters, plain = reading.width(module.whole(0, 1)), module.type.startswith("nn.")
    kernel, stride, pad = (module.whole(k, default) for k, default in ((1, 2), (2, 2), (3, 0)))
    settings = {"filters": filters, "kernel": kernel, "stride": stride, "pad": pad, "bias": plain}
    end = reading.add(module, "tconv", settings, module.reads[0], name="" if plain else "_conv")
    reading.channels[end] = filters
    if plain:
        return end
    end = reading.add(module, "bn", {"eps": 0.001}, end, name="_bn")
    return reading.add(module, reading.activation, {}, end, name="_act")


def focus(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters, kernel]`: every second row and column as channels of their own, and a convolution."""
    start = reading.add(module, "space_to_depth", {"factor": 2}, module.reads[0], name="_space")
    reading.channels[start] *= 4
    return conv_of(reading, module, start, reading.width(module.whole(0, 1)), module.whole(1, 1))


def max_pool(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[kernel, stride, pad]`."""
    kernel = module.whole(0, 2)
    settings = {"kernel": kernel, "stride": module.whole(1, kernel), "pad": module.whole(2, 0)}
    return reading.add(module, "maxpool", settings, module.reads[0])


def zero_pad(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[[left, right, top, bottom]]`."""
    sides = module.args[0] if module.args and isinstance(module.args[0], list) else []
    if len(sides) != 4 or not all(type(each) is int and 0 <= each < 1000 for each in sides):
        return reading.unknown(module)
    return reading.add(module, "pad", {"pad": [[sides[2], sides[3]], [sides[0], sides[1]]]}, module.reads[0])


def depthwise(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters, kernel, stride]`, in as many groups as channels and filters allow."""
    from math import gcd

    filters, start = reading.width(module.whole(0, 1)), module.reads[0]
    groups = gcd(reading.channels[start], filters)
    return conv_of(reading, module, start, filters, module.whole(1, 1), module.whole(2, 1), groups)


def join(reading: UltralyticsReading, module: UltralyticsModule, parts: list[int], name: str = "") -> int:
    """Volumes side by side."""
    end = reading.add(module, "concat", {}, *parts, name=name)
    reading.channels[end] = sum(reading.channels[part] for part in parts)
    return end


def sppf(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[filters, kernel, times, shortcut]`: max pooling several times in a row, and all of it joined."""
    filters, start = reading.width(module.whole(0, 1)), module.reads[0]
    first = conv_of(reading, module, start, reading.channels[start] // 2, name="_cv1", act=len(module.args) <= 2)
    end = conv_of(reading, module, pooled_again(reading, module, first, module.whole(2, 3)), filters, name="_cv2")
    if module.truth(3, False) and reading.channels[start] == filters:
        end = reading.add(module, "add", {}, end, start, name="_add")
    return end


def pooled_again(reading: UltralyticsReading, module: UltralyticsModule, first: int, times: int, at: int = 1) -> int:
    """Max pooling, so many times in a row, and all of it joined."""
    parts = [first]
    for k in range(min(times, 100)):
        parts.append(_pooled(reading, module, parts[-1], module.whole(at, 5), f"_pool{k}"))
    return join(reading, module, parts, "_cat")


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


def nothing(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """What comes in."""
    return module.reads[0]


def upsample(reading: UltralyticsReading, module: UltralyticsModule) -> int:
    """`[None, factor, mode]`."""
    return reading.add(module, "upsample", {"factor": module.whole(1, 2)}, module.reads[0])
