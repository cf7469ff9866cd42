"""Questions of quizzes worked out by plain loops: windows tried one by one, weights and products added up.

Nothing here shares a formula with convcalc; layers are read from their words by patterns of its own.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple


class HandLayer(NamedTuple):
    """A layer as its words say it."""

    kind: str
    filters: int
    kernel: list[int]
    stride: list[int]
    pad: list[int]
    dilation: list[int]
    groups: int
    bias: bool
    named: str
    """`same` or `valid`."""


class Counts(NamedTuple):
    """What layers come to."""

    size: list[int]
    channels: int
    params: int
    macs: int
    flops: int
    numbers: int
    """That all of them put out."""


def read(words: str, rank: int) -> HandLayer:
    """A layer from its words: `conv 8 3x3 s2 p1 d2 g4 nobias`."""
    kind, *rest = words.split()
    plain = [word for word in rest if re.fullmatch(r"\d+(x\d+)*", word)]
    filters = int(plain.pop(0)) if kind in ("conv", "tconv", "dense") else 0
    kernel = axes(plain[0], rank) if plain else []
    marks = {word[0]: axes(word[1:], rank) for word in rest if re.fullmatch(r"[spdg]\d+(x\d+)*", word)}
    ones = [1] * rank
    stride = marks.get("s", kernel if kind in ("maxpool", "avgpool") else ones)
    named = next((word for word in rest if word in ("same", "valid")), "")
    pad, groups = marks.get("p", [0] * rank), marks.get("g", [1])[0]
    return HandLayer(kind, filters, kernel, stride, pad, marks.get("d", ones), groups, "nobias" not in rest, named)


def axes(text: str, rank: int) -> list[int]:
    """Numbers for all axes."""
    found = [int(each) for each in text.split("x")]
    return found * rank if len(found) == 1 else found


def axis_starts(n: int, kernel: int, stride: int, before: int, after: int, dilation: int) -> list[int]:
    """Where windows start on an axis that is padded: every start is tried, and dropped where the window reaches out."""
    inside = range(-before, n + after)
    return [
        start
        for start in range(-before, n + after, stride)
        if all(start + k * dilation in inside for k in range(kernel))
    ]


def same_starts(n: int, stride: int) -> list[int]:
    """Windows of 'same': one at each stride-th pixel, whatever the kernel is."""
    return [pixel for pixel in range(n) if pixel % stride == 0]


def spread(n: int, kernel: int, stride: int, pad: int) -> list[int]:
    """The places that a transposed convolution writes to, those cut off by the padding left out."""
    written = {place * stride + k for place in range(n) for k in range(kernel)}
    last = max(written)
    return [place for place in range(last + 1) if pad <= place <= last - pad]


def work_out(volume: str, layers: tuple[str, ...]) -> Counts:
    """Layers on a volume, one after the other."""
    *size, channels = map(int, volume.split("x"))
    counts = Counts(size, channels, 0, 0, 0, 0)
    for words in layers:
        counts = step(counts, read(words, len(counts.size)))
    return counts


def step(before: Counts, layer: HandLayer) -> Counts:
    """One layer."""
    size, channels, params, macs, flops, numbers = before
    if layer.kind == "flatten":
        count = counted(1, *size, channels)
        return Counts([], count, params, macs, flops, numbers + count)
    if layer.kind == "bn":
        return before._replace(params=params + channels + channels, numbers=numbers + elements(size, channels))
    after = list(sizes(size, layer))
    filters = layer.filters or channels
    outputs = elements(after, filters)
    if layer.kind in ("maxpool", "avgpool"):
        return Counts(after, channels, params, macs, flops, numbers + elements(after, channels))
    if layer.kind == "dense":
        weights = counted(1, channels, filters)
        bias = filters if layer.bias else 0
        return Counts(
            [], filters, params + weights + bias, macs + weights, flops + 2 * weights + bias, numbers + filters
        )
    depth = 1 if layer.kind == "depthwise" else channels // layer.groups
    filter_weights = counted(1, *layer.kernel, depth)
    bias = filters if layer.bias else 0
    products = counted(filter_weights, *after, filters)
    return Counts(
        after,
        filters,
        params + counted(filter_weights, filters) + bias,
        macs + products,
        flops + products + products + (outputs if layer.bias else 0),
        numbers + outputs,
    )


def counted(each: int, *sides: int) -> int:
    """What a box with such sides holds, if each of its places holds so much: places, rows and sheets are added up."""
    for side in sides:
        each = sum(each for _ in range(side))
    return each


def elements(size: list[int], channels: int) -> int:
    """How many numbers a volume has."""
    count = channels
    for each in size:
        count *= each
    return count


def sizes(size: list[int], layer: HandLayer) -> Iterator[int]:
    """The size that comes out, of each axis."""
    for n, kernel, stride, pad, dilation in zip(size, layer.kernel, layer.stride, layer.pad, layer.dilation):
        if layer.kind == "tconv":
            yield len(spread(n, kernel, stride, pad))
        elif layer.named == "same":
            yield len(same_starts(n, stride))
        else:
            yield len(axis_starts(n, kernel, stride, pad, pad, dilation))


def field(layers: tuple[str, ...]) -> int:
    """How many pixels lead to one output of an endless image, followed back from it."""
    pixels = {0}
    for words in reversed(layers):
        layer = read(words, 1)
        kernel, stride, dilation = layer.kernel[0], layer.stride[0], layer.dilation[0]
        pixels = {pixel * stride + k * dilation for pixel in pixels for k in range(kernel)}
    return max(pixels) - min(pixels) + 1


def repeats(volume: str, words: str, until: str) -> int:
    """How many of a layer it takes, one after another, until a figure is reached."""
    goal = int(re.search(r"\d+", until)[0])  # type: ignore[index]
    size, layer, count = int(volume.partition("x")[0]), read(words, 1), 0
    while (field((words,) * count) if "field" in until else size) != goal:
        size, count = len(axis_starts(size, layer.kernel[0], 1, 0, 0, 1)), count + 1
    return count


def missing(volume: str, words: str, until: str) -> int:
    """The number in the place of ? that gives a volume with nothing left over: every one is tried."""
    goal = until.partition(": ")[2]
    found = []
    for number in range(64):
        layer = read(words.replace("?", str(number)), 2)
        n = int(volume.partition("x")[0])
        if layer.kernel[0] < 1 or layer.stride[0] < 1:
            continue
        starts = axis_starts(n, layer.kernel[0], layer.stride[0], layer.pad[0], layer.pad[0], 1)
        whole = bool(starts) and starts[-1] + layer.kernel[0] == n + layer.pad[0]
        if whole and f"{len(starts)}x{len(starts)}x{layer.filters}" == goal:
            found.append(number)
    assert len(found) == 1, (volume, words, until, found)
    return found[0]


def saving(volume: str, layers: tuple[str, ...], against: tuple[str, ...], quantity: str) -> int:
    """What layers have less than others, or how many times less, counted one by one; a ratio comes out whole."""
    how, _, what = quantity.partition("_")
    less, more = (work_out(volume, each)._asdict()[what] for each in (layers, against))
    if how == "fewer":
        return more - less
    times = next(count for count in range(1, more + 1) if count * less >= more)
    assert times * less == more
    return times


def most_together(volume: str, layers: tuple[str, ...]) -> int:
    """The most numbers that the input and the output of a layer have together."""
    found = []
    for k in range(len(layers)):
        before, after = work_out(volume, layers[:k]), work_out(volume, layers[: k + 1])
        found.append(elements(before.size, before.channels) + elements(after.size, after.channels))
    return max(found)
