"""Layers that lay an axis out in another number of places: interpolation, adaptive and global pooling, padding."""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from tests.oracles.networks.drawing import Draw, sides
from tests.oracles.networks.node import EDGE, WHOLE, Layer, Reads, by_rank, of_function
from tests.oracles.networks.windows import MOST_OUTPUTS


def upsample(draw: Draw, shape: Sequence[int]) -> Layer | None:
    channels, *size = shape
    rank, factor = len(size), None
    item: Any
    if draw.chance(0.5):
        factor = draw.each(rank, lambda: draw.choice([1, 2, 2, 3]))
        out = [n * times for n, times in zip(size, factor)]
        item = {"factor": draw.written(factor)}
    else:
        out = [draw.randint(1, min(40, 2 * n + 2)) for n in size]
        item = {"size": draw.written(out)}
    if math.prod(out) > MOST_OUTPUTS:
        return None
    mode = draw.choice(["nearest", "linear", "linear", "cubic"] if rank == 2 else ["nearest", "linear"])
    aligned = mode != "nearest" and draw.chance(0.4)
    linear = {1: "linear", 2: "bilinear", 3: "trilinear"}[rank]
    name = {"nearest": "nearest", "linear": linear, "cubic": "bicubic"}[mode]
    options: dict[str, Any] = {"mode": name} | ({} if mode == "nearest" else {"align_corners": aligned})
    options |= {"scale_factor": [float(times) for times in factor]} if factor else {"size": out}
    if mode != "nearest" or draw.chance(0.2):
        item["mode"] = draw.choice([mode, name])
    if aligned:
        item["align_corners"] = True
    if factor and list(item) == ["factor"] and draw.chance(0.5):
        item = item["factor"]
    maps = [[interpolated(u, n, m, mode, aligned) for u in range(m)] for n, m in zip(size, out)]
    return of_function(
        "upsample", {"upsample": item}, (channels, *out), lambda x: F.interpolate(x, **options), maps=maps
    )


def interpolated(u: int, n: int, m: int, mode: str, aligned: bool) -> list[int | None]:
    """The inputs that output `u` of `m` is mixed from; those beyond an end stand at the edge."""
    if mode == "nearest":
        return [u * n // m]
    if aligned:
        centre = Fraction(u * (n - 1), m - 1) if m > 1 else Fraction(0)
    else:
        centre = Fraction(2 * u + 1, 2) * Fraction(n, m) - Fraction(1, 2)
    moved = mode == "linear" and centre < 0
    centre = Fraction(0) if moved else centre
    base = math.floor(centre)
    reads = [base] if base == centre else [base, base + 1] if mode == "linear" else [base - 1, base, base + 1, base + 2]
    if moved or any(not 0 <= each < n for each in reads):
        return [EDGE, *(min(max(each, 0), n - 1) for each in reads)]
    return list(reads)


def adaptive_maxpool(draw: Draw, shape: Sequence[int]) -> Layer:
    return _adaptive(draw, shape, "adaptive_maxpool")


def adaptive_avgpool(draw: Draw, shape: Sequence[int]) -> Layer:
    return _adaptive(draw, shape, "adaptive_avgpool")


def _adaptive(draw: Draw, shape: Sequence[int], kind: str) -> Layer:
    channels, *size = shape
    out = [draw.randint(1, n + (3 if draw.chance(0.2) else 0)) for n in size]
    if draw.chance(0.3):
        out = [out[0]] * len(size)
    pool = by_rank(F, "adaptive_max_pool" if kind == "adaptive_maxpool" else "adaptive_avg_pool", len(size))
    mean = by_rank(F, "adaptive_avg_pool", len(size))
    item = draw.written(out) if draw.chance(0.5) else {"size": list(out)}
    maps = [WHOLE if m == 1 and n > 1 else _parts(n, m) for n, m in zip(size, out)]
    shape = (channels, *out)
    return of_function(kind, {kind: item}, shape, lambda x: pool(x, out), lambda x: mean(x, out), maps=maps)


def _parts(n: int, m: int) -> Reads:
    """The cells that each of `m` equal parts touches."""
    return [list(range(u * n // m, -(-(u + 1) * n // m))) for u in range(m)]


def gap(draw: Draw, shape: Sequence[int]) -> Layer:
    return _global(shape, "gap")


def gmp(draw: Draw, shape: Sequence[int]) -> Layer:
    return _global(shape, "gmp")


def _global(shape: Sequence[int], kind: str) -> Layer:
    channels, *size = shape
    axes = tuple(range(2, 2 + len(size)))

    def mean(x: Tensor) -> Tensor:
        return x.mean(axes, keepdim=True)

    def most(x: Tensor) -> Tensor:
        return x.amax(axes, keepdim=True)

    maps = [WHOLE if n > 1 else [[0]] for n in size]
    run = mean if kind == "gap" else most
    return of_function(kind, {kind: None}, (channels, *[1] * len(size)), run, mean, maps=maps)


def pad(draw: Draw, shape: Sequence[int]) -> Layer:
    channels, *size = shape
    pads = [(draw.randint(0, 3), draw.randint(0, 3)) for _ in size]
    if draw.chance(0.5):
        pads = [(before, before) for before, _ in pads]
    out = [n + before + after for n, (before, after) in zip(size, pads)]
    item = draw.written_pads(pads)
    zeros = draw.randint(1, 3) if draw.chance(0.3) else 0
    item = (
        item if not zeros and not isinstance(item, dict) and draw.chance(0.5) else {"pad": item, "channel_pad": zeros}
    )
    maps = [[[u - before] for u in range(m)] for m, (before, _) in zip(out, pads)]
    more = [*sides(pads), zeros, zeros] if zeros else sides(pads)
    return of_function("pad", {"pad": item}, (channels + 2 * zeros, *out), lambda x: F.pad(x, more), maps=maps)


def crop(draw: Draw, shape: Sequence[int]) -> Layer | None:
    channels, *size = shape
    pads = [(draw.randint(0, 2), draw.randint(0, 2)) for _ in size]
    out = [n - before - after for n, (before, after) in zip(size, pads)]
    if min(out) < 1:
        return None
    item = draw.written_pads(pads)
    item = {"pad": item} if isinstance(item, dict) else item
    maps = [[[u + before] for u in range(m)] for m, (before, _) in zip(out, pads)]
    less = [-side for side in sides(pads)]
    return of_function("crop", {"crop": item}, (channels, *out), lambda x: F.pad(x, less), maps=maps)
