"""Layers that move numbers and change none."""

import math
from collections.abc import Sequence

import torch
import torch.nn.functional as F  # noqa: N812
from torch import Tensor

from tests.oracles.networks.drawing import Draw
from tests.oracles.networks.node import UNKNOWN, Layer, of_function

AXES = {1: ["length"], 2: ["height", "width"], 3: ["depth", "height", "width"]}


def flatten(draw: Draw, shape: Sequence[int]) -> Layer:
    return of_function("flatten", {"flatten": None}, (math.prod(shape),), lambda x: x.flatten(1), maps=UNKNOWN)


def reshape(draw: Draw, shape: Sequence[int]) -> Layer:
    """To a sequence. A spec has the channels last, PyTorch first."""
    total = math.prod(shape)
    length = draw.choice([k for k in range(1, min(total, 64) + 1) if total % k == 0])
    channels = total // length
    item = f"{length}x{channels}" if draw.chance(0.5) else [length, channels]

    def run(x: Tensor) -> Tensor:
        return x.movedim(1, -1).reshape(x.shape[0], length, channels).movedim(-1, 1)

    return of_function("reshape", {"reshape": item}, (channels, length), run, maps=UNKNOWN)


def reshape_flat(draw: Draw, shape: Sequence[int]) -> Layer:
    channels = draw.divisor(shape[0])
    length = shape[0] // channels
    item = {"reshape": f"{length}x{channels}"}
    return of_function("reshape", item, (channels, length), lambda x: x.reshape(len(x), channels, length), maps=UNKNOWN)


def permute(draw: Draw, shape: Sequence[int]) -> Layer:
    names = [*AXES[len(shape) - 1], "channels"]
    order = names[:]
    draw.shuffle(order)
    places = [names.index(name) for name in order]
    last = [(*shape[1:], shape[0])[place] for place in places]

    def run(x: Tensor) -> Tensor:
        return x.movedim(1, -1).permute(0, *(1 + place for place in places)).movedim(-1, 1)

    return of_function("permute", {"permute": order}, (last[-1], *last[:-1]), run, maps=UNKNOWN)


def slice_channels(draw: Draw, shape: Sequence[int]) -> Layer:
    start = draw.randint(0, shape[0] - 1)
    stop = draw.randint(start + 1, shape[0])
    item = {"slice": {"start": start, "stop": stop}}
    return of_function("slice", item, (stop - start, *shape[1:]), lambda x: x[:, start:stop])


def channel_shuffle(draw: Draw, shape: Sequence[int]) -> Layer:
    groups = draw.divisor(shape[0])

    def run(x: Tensor) -> Tensor:
        return x.unflatten(1, (groups, -1)).transpose(1, 2).reshape(x.shape)

    return of_function("channel_shuffle", {"channel_shuffle": groups}, shape, run)


def pixel_shuffle(draw: Draw, shape: Sequence[int]) -> Layer | None:
    channels, *size = shape
    rank = len(size)
    factors = [factor for factor in (2, 3) if channels % factor**rank == 0]
    if not factors or math.prod(size) > 700:
        return None
    factor = draw.choice(factors)
    left = channels // factor**rank
    out = [n * factor for n in size]

    def spread(x: Tensor) -> Tensor:
        """The channels of a block, one axis a factor, put beside the places that they go to: a copy, as of images."""
        beside = [place for k in range(rank) for place in (2 + rank + k, 2 + k)]
        blocks = x.reshape(len(x), left, *[factor] * rank, *size).permute(0, 1, *beside)
        return blocks.clone(memory_format=torch.contiguous_format).view(len(x), left, *out)

    run = spread if rank != 2 else lambda x: F.pixel_shuffle(x, factor)
    maps = [[[u // factor] for u in range(m)] for m in out]
    return of_function("pixel_shuffle", {"pixel_shuffle": factor}, (left, *out), run, maps=maps)


def space_to_depth(draw: Draw, shape: Sequence[int]) -> Layer | None:
    channels, *size = shape
    rank = len(size)
    factors = [factor for factor in (2, 3) if all(n % factor == 0 for n in size)]
    if not factors or channels > 40:
        return None
    factor = draw.choice(factors)
    filled, out = channels * factor**rank, [n // factor for n in size]

    def gathered(x: Tensor) -> Tensor:
        """Blocks, one axis a factor, put behind the channels."""
        blocks = [each for n in out for each in (n, factor)]
        inside, outside = [3 + 2 * k for k in range(rank)], [2 + 2 * k for k in range(rank)]
        apart = x.reshape(len(x), channels, *blocks).permute(0, 1, *inside, *outside)
        return apart.clone(memory_format=torch.contiguous_format).view(len(x), filled, *out)

    run = gathered if rank != 2 else lambda x: F.pixel_unshuffle(x, factor)
    maps = [[list(range(u * factor, (u + 1) * factor)) for u in range(m)] for m in out]
    return of_function("space_to_depth", {"space_to_depth": factor}, (filled, *out), run, maps=maps)
