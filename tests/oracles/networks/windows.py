"""Layers whose windows slide: convolution, depthwise and transposed convolution, pooling."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812 - as PyTorch's own documentation calls it
from torch import Tensor, nn

from tests.oracles.networks.drawing import Draw, Pads, sides, symmetric
from tests.oracles.networks.node import Layer, Reads, Run, by_rank, of_function, of_module

MOST_OUTPUTS = 6000


class Slide(NamedTuple):
    """A window along each axis."""

    kernel: list[int]
    stride: list[int]
    dilation: list[int]
    pads: Pads = []  # noqa: RUF012 - replaced, never added to

    @property
    def extents(self) -> list[int]:
        return [dilation * (kernel - 1) + 1 for kernel, dilation in zip(self.kernel, self.dilation)]

    def fits(self, size: Sequence[int]) -> bool:
        """Whether one window fits along each axis."""
        room = [n + before + after for n, (before, after) in zip(size, self.pads)]
        return all(n >= extent for n, extent in zip(room, self.extents))

    def same(self, size: Sequence[int]) -> "Slide":
        """With the padding that leaves an output for each stride, the odd place after."""
        pads = []
        for n, stride, extent in zip(size, self.stride, self.extents):
            total = max(0, (math.ceil(n / stride) - 1) * stride + extent - n)
            pads.append((total // 2, total - total // 2))
        return self._replace(pads=pads)

    def reads(self, outputs: Sequence[int]) -> list[Reads]:
        """What each output position reads, axis by axis."""
        return [
            [[u * stride - before + k * dilation for k in range(kernel)] for u in range(count)]
            for count, kernel, stride, dilation, (before, _) in zip(outputs, *self)
        ]


def conv(draw: Draw, shape: Sequence[int], depthwise: bool = False) -> Layer | None:
    channels, *size = shape
    rank = len(size)
    slide, is_same = _slide_of_conv(draw, size)
    if not slide.fits(size):
        return None
    groups, filters = (channels, channels * draw.choice([1, 1, 2, 3])) if depthwise else _groups(draw, channels, 12)
    bias = draw.chance(0.6)
    whole_same = is_same and all(stride == 1 for stride in slide.stride)
    even = symmetric(slide.pads)
    padding: Any = "same" if whole_same else [before for before, _ in slide.pads] if even else 0
    settings = {"stride": slide.stride, "padding": padding, "dilation": slide.dilation}
    module = by_rank(nn, "Conv", rank)(channels, filters, slide.kernel, groups=groups, bias=bias, **settings)
    run = module if whole_same or even else _padded(module, slide.pads)
    out = _shape(run, shape)
    kind = "depthwise" if depthwise else "conv"
    item = _item_of_conv(draw, kind, slide, is_same, filters, groups, bias)
    macs = math.prod(out) * module.weight[0].numel()
    return of_module(kind, {kind: item}, out, module, run=run, linear=run, macs=macs, maps=slide.reads(out[1:]))


def depthwise(draw: Draw, shape: Sequence[int]) -> Layer | None:
    return conv(draw, shape, depthwise=True)


def _slide_of_conv(draw: Draw, size: Sequence[int]) -> tuple[Slide, bool]:
    """Windows, and whether they are padded as `same`."""
    rank = len(size)
    slide = Slide(
        draw.each(rank, lambda: draw.choice([1, 2, 3, 3, 4, 5])),
        draw.each(rank, lambda: draw.choice([1, 1, 1, 2, 3])),
        draw.each(rank, lambda: draw.choice([1, 1, 1, 2, 3]), 0.7),
    )
    if draw.chance(0.25):
        return slide.same(size), True
    return slide._replace(pads=draw.pads(slide.extents)), False


def _groups(draw: Draw, channels: int, most: int) -> tuple[int, int]:
    """Groups that divide the channels, and filters that they divide."""
    groups = draw.divisor(channels) if draw.chance(0.3) else 1
    return groups, groups * draw.randint(1, max(1, most // groups))


def _item_of_conv(draw: Draw, kind: str, slide: Slide, same: bool, filters: int, groups: int, bias: bool) -> Any:
    """The settings as a mapping, or often as a shorthand."""
    is_conv, multiplier = kind == "conv", filters // groups
    item: dict[str, Any] = {"kernel": draw.written(slide.kernel)}
    if is_conv:
        item["filters"] = filters
    elif multiplier > 1 or draw.chance(0.3):
        item["multiplier"] = multiplier
    for name, numbers, share in (("stride", slide.stride, 0.2), ("dilation", slide.dilation, 0.1)):
        if any(number != 1 for number in numbers) or draw.chance(share):
            item[name] = draw.written(numbers)
    if same:
        item["pad"] = "same"
    elif any(map(any, slide.pads)) or draw.chance(0.2):
        item["pad"] = draw.written_pads(slide.pads)
    if is_conv and (groups > 1 or draw.chance(0.1)):
        item["groups"] = groups
    if not bias or draw.chance(0.2):
        item["bias"] = bias
    if draw.chance(0.4) and (same or symmetric(slide.pads)):
        return _shorthand(slide, same, "" if is_conv else multiplier, filters if is_conv else "", groups, bias)
    return item


def _shorthand(slide: Slide, same: bool, multiplier: Any, filters: Any, groups: int, bias: bool) -> str:
    def letter(mark: str, numbers: Sequence[int], left_out: int | None = None) -> str:
        return "" if all(number == left_out for number in numbers) else mark + "x".join(map(str, numbers))

    words = [
        str(filters),
        letter("", slide.kernel),
        letter("s", slide.stride, 1),
        "same" if same else letter("p", [before for before, _ in slide.pads]),
        letter("d", slide.dilation, 1),
        letter("m", [multiplier or 1], 1),
        letter("g", [groups if filters else 1], 1),
        "" if bias else "nobias",
    ]
    return " ".join(filter(None, words))


def tconv(draw: Draw, shape: Sequence[int]) -> Layer | None:
    channels, *size = shape
    rank = len(size)
    slide = Slide(
        draw.each(rank, lambda: draw.choice([1, 2, 3, 4, 5])),
        draw.each(rank, lambda: draw.choice([1, 2, 2, 3])),
        draw.each(rank, lambda: draw.choice([1, 1, 1, 2]), 0.8),
    )
    extra = [
        draw.randint(0, max(stride, dilation) - 1) if draw.chance(0.4) else 0
        for stride, dilation in zip(slide.stride, slide.dilation)
    ]
    slide, word = slide._replace(pads=draw.pads(slide.extents)), ""
    if draw.chance(0.25):
        slide, extra, word = _as_keras(draw, slide)
    groups, filters = _groups(draw, channels, 8)
    bias = draw.chance(0.6)
    full = [
        (n - 1) * stride + extent + more for n, stride, extent, more in zip(size, slide.stride, slide.extents, extra)
    ]
    cut = [slice(before, n - after) for n, (before, after) in zip(full, slide.pads)]
    if any(each.stop <= each.start for each in cut) or math.prod(full) > MOST_OUTPUTS:
        return None
    even = symmetric(slide.pads)
    module = by_rank(nn, "ConvTranspose", rank)(
        channels,
        filters,
        slide.kernel,
        stride=slide.stride,
        padding=[before for before, _ in slide.pads] if even else 0,
        output_padding=extra,
        dilation=slide.dilation,
        groups=groups,
        bias=bias,
    )
    run = module if even else lambda x: module(x)[(..., *cut)]
    wanted = [each.stop - each.start for each in cut]
    sized = even and not word and all(more < stride for more, stride in zip(extra, slide.stride)) and draw.chance(0.3)
    run = (lambda x: module(x, output_size=wanted)) if sized else run
    out = _shape(run, shape)
    item = {"filters": filters, "kernel": draw.written(slide.kernel)} | _of_tconv(draw, slide, extra, groups, bias)
    if word or sized:
        item.pop("output_pad", None)
        item |= {"pad": word} if word else {"size": draw.written(wanted)}
    macs = channels * math.prod(size) * module.weight[0].numel()
    maps = _reads_of_tconv(slide, out[1:])
    return of_module("tconv", {"tconv": item}, out, module, run=run, linear=run, macs=macs, maps=maps)


def _as_keras(draw: Draw, slide: Slide) -> tuple[Slide, list[int], str]:
    """What Keras takes off or adds for a word: its sizes, with TensorFlow's split of what is taken off."""
    word = draw.choice(["same", "valid"])
    over = [extent - stride for extent, stride in zip(slide.extents, slide.stride)]
    pads = [(max(0, each) // 2, -(-max(0, each) // 2)) if word == "same" else (0, 0) for each in over]
    return slide._replace(pads=pads), [max(0, -each) for each in over], word


def _of_tconv(draw: Draw, slide: Slide, extra: list[int], groups: int, bias: bool) -> dict[str, Any]:
    item: dict[str, Any] = {}
    if any(number != 1 for number in slide.stride):
        item["stride"] = draw.written(slide.stride)
    if any(map(any, slide.pads)):
        item["pad"] = draw.written_pads(slide.pads)
    if any(extra):
        item["output_pad"] = draw.written(extra)
    if any(number != 1 for number in slide.dilation):
        item["dilation"] = draw.written(slide.dilation)
    if groups > 1:
        item["groups"] = groups
    if not bias:
        item["bias"] = False
    return item


def _reads_of_tconv(slide: Slide, outputs: Sequence[int]) -> list[Reads]:
    """Output `u` reads each input whose kernel reaches it."""
    return [
        [
            [(u + before - k * dilation) // stride for k in range(kernel) if (u + before - k * dilation) % stride == 0]
            for u in range(count)
        ]
        for count, kernel, stride, dilation, (before, _) in zip(outputs, *slide)
    ]


def maxpool(draw: Draw, shape: Sequence[int]) -> Layer | None:
    return _pool(draw, shape, "maxpool")


def avgpool(draw: Draw, shape: Sequence[int]) -> Layer | None:
    return _pool(draw, shape, "avgpool")


def _pool(draw: Draw, shape: Sequence[int], kind: str) -> Layer | None:
    _, *size = shape
    rank = len(size)
    kernel = draw.each(rank, lambda: draw.choice([1, 2, 2, 3, 3, 4, 5]))
    stride = None if draw.chance(0.3) else draw.each(rank, lambda: draw.choice([1, 2, 2, 3, 4]))
    dilation = draw.each(rank, lambda: draw.choice([1, 1, 2, 3]), 0.8) if kind == "maxpool" else [1] * rank
    slide, pad, ceil, plain = _pads_of_pool(draw, Slide(kernel, stride or kernel, dilation), size)
    if not slide.fits(size):
        return None
    run = _pooled(kind, slide, ceil) if plain else _padded_pool(kind, slide)
    try:
        out = _shape(run, shape)
    except RuntimeError:  # the settings are not those that PyTorch takes
        return None
    item: dict[str, Any] = {"kernel": draw.written(kernel)}
    if stride or draw.chance(0.1):
        item["stride"] = draw.written(slide.stride)
    if any(map(any, slide.pads)) or pad == "same":
        item["pad"] = pad
    if any(number != 1 for number in dilation):
        item["dilation"] = draw.written(dilation)
    if ceil:
        item["ceil"] = True
    linear = _summed(slide, out[1:])
    return of_function(kind, {kind: item}, out, run, linear, maps=slide.reads(out[1:]))


def _pads_of_pool(draw: Draw, slide: Slide, size: Sequence[int]) -> tuple[Slide, Any, bool, bool]:
    """Padded windows, the padding as written, whether to round up, and whether PyTorch can pad them itself."""
    form = draw.random()
    if form < 0.2:
        return slide.same(size), "same", False, False
    reach = [extent - 1 for extent in slide.extents]
    if form < 0.45:
        pads = [(min(before, most), min(after, most)) for (before, after), most in zip(draw.pads(slide.extents), reach)]
        return slide._replace(pads=pads), draw.written_pads(pads), False, False
    halves = [draw.randint(0, kernel // 2) for kernel in slide.kernel]  # of the kernel, as PyTorch demands
    pads = [(min(half, most),) * 2 for half, most in zip(halves, reach)]
    return slide._replace(pads=pads), draw.written_pads(pads), draw.chance(0.6), True


def _pooled(kind: str, slide: Slide, ceil: bool) -> Run:
    pool = by_rank(F, "max_pool" if kind == "maxpool" else "avg_pool", len(slide.kernel))
    dilation = [slide.dilation] if kind == "maxpool" else []
    before = [before for before, _ in slide.pads]
    return lambda x: pool(x, slide.kernel, slide.stride, before, *dilation, ceil_mode=ceil)


def _padded_pool(kind: str, slide: Slide) -> Run:
    value = -1e300 if kind == "maxpool" else 0
    plain = slide._replace(pads=[(0, 0)] * len(slide.kernel))
    pool = _pooled(kind, plain, False)
    return lambda x: pool(F.pad(x, sides(slide.pads), value=value))


def _summed(slide: Slide, outputs: Sequence[int]) -> Run:
    """The sum of what each window reads, for so many outputs."""
    conv = by_rank(F, "conv", len(slide.kernel))
    spans = [(count - 1) * stride + extent for count, stride, extent in zip(outputs, slide.stride, slide.extents)]

    def run(x: Tensor) -> Tensor:
        room = [(before, max(0, span - n - before)) for span, n, (before, _) in zip(spans, x.shape[2:], slide.pads)]
        cut = F.pad(x, sides(room))[(..., *(slice(span) for span in spans))]
        ones = torch.ones(x.shape[1], 1, *slide.kernel)
        return conv(cut, ones, stride=slide.stride, dilation=slide.dilation, groups=x.shape[1])

    return run


def _padded(module: Run, pads: Pads) -> Run:
    return lambda x: module(F.pad(x, sides(pads)))


def _shape(run: Run, shape: Sequence[int]) -> tuple[int, ...]:
    """The shape that comes out, by trying."""
    with torch.no_grad():
        return tuple(run(torch.zeros(1, *shape)).shape[1:])
