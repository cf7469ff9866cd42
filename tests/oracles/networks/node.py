"""A layer three times: as a spec writes it, as PyTorch runs it, and what it reads of its input."""

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

Run = Callable[..., Tensor]
Reads = list[list[int | None]]
"""For each position of an axis the positions of the input that it reads, which may lie outside."""

EDGE = None
"""Among what a position reads: a place outside that was moved to the edge, so that the least and most are not known."""
WHOLE, LOCAL = "whole", "local"
"""In the place of an axis's reads: each position reads all of it; all of it, and still has a place of its own."""
UNKNOWN, JOINED = "unknown", "joined"
"""In the place of all axes' reads: places are laid out anew; several inputs are read place by place."""

Maps = Sequence[Reads | str | None] | str | None
"""How each axis is read; None where each position reads its own."""


class Layer(NamedTuple):
    """One layer, not yet in a network. A shape has the channels first and no batch, as in PyTorch."""

    kind: str
    item: Any
    """As a spec writes it."""
    shape: tuple[int, ...]
    run: Run
    linear: Run
    """Reads the same places, all of them with a weight, so that a gradient reaches each."""
    maps: Maps = None
    params: int = 0
    buffers: int = 0
    macs: int = 0


class Node(NamedTuple):
    """A layer in its network."""

    layer: Layer
    inputs: tuple[int, ...]

    @property
    def size(self) -> tuple[int, ...]:
        return self.layer.shape[1:]

    @property
    def bytes(self) -> int:
        return 4 * math.prod(self.layer.shape)


def same(x: Tensor) -> Tensor:
    return x


def of_module(kind: str, item: Any, shape: Sequence[int], module: nn.Module, **more: Any) -> Layer:
    """A layer whose learned numbers are those of a module. They are set to what no gradient cancels."""
    with torch.no_grad():
        for each in module.parameters():
            each.copy_(torch.rand_like(each) + 0.5)
            each.div_(max(1, each[0].numel() if each.dim() > 1 else 1))
    module.eval()
    learned = sum(each.numel() for each in module.parameters())
    kept = sum(each.numel() for each in module.buffers() if each.dim())
    more = {"run": module, "linear": same, **more}
    return Layer(kind, item, tuple(shape), params=learned, buffers=kept, **more)


def of_function(kind: str, item: Any, shape: Sequence[int], run: Run, linear: Run | None = None, **more: Any) -> Layer:
    """A layer that learns nothing."""
    return Layer(kind, item, tuple(shape), run, linear or run, **more)


def by_rank(home: Any, name: str, rank: int) -> Any:
    """PyTorch's name for so many axes: `Conv2d`, `max_pool1d`."""
    return getattr(home, f"{name}{rank}d")
