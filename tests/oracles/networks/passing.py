"""Layers that keep their input's shape, norms and activations, and the dense layer."""

import math
from collections.abc import Callable, Sequence

import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

from tests.oracles.networks.drawing import Draw
from tests.oracles.networks.node import LOCAL, UNKNOWN, WHOLE, Layer, Maps, by_rank, of_function, of_module, same

ACTIVATIONS = {
    "relu": F.relu, "relu6": F.relu6, "leaky_relu": F.leaky_relu, "elu": F.elu, "selu": F.selu, "gelu": F.gelu,
    "silu": F.silu, "mish": F.mish, "sigmoid": torch.sigmoid, "hard_sigmoid": F.hardsigmoid,
    "hard_swish": F.hardswish, "tanh": torch.tanh, "softplus": F.softplus,
}  # fmt: skip


def dense(draw: Draw, shape: Sequence[int]) -> Layer:
    units, bias = draw.randint(1, 12), draw.chance(0.6)
    module = nn.Linear(shape[0], units, bias=bias)
    item = {"units": units, "bias": bias} if draw.chance(0.5) else f"{units}" + ("" if bias else " nobias")
    macs = module.weight.numel()
    return of_module("dense", {"dense": item}, (units,), module, linear=module, macs=macs, maps=WHOLE)


def activation(draw: Draw, shape: Sequence[int]) -> Layer:
    kind = draw.choice(list(ACTIVATIONS))
    return of_function(kind, kind if draw.chance(0.5) else {kind: None}, shape, ACTIVATIONS[kind], same)


def prelu(draw: Draw, shape: Sequence[int]) -> Layer:
    shared = draw.chance(0.5)
    return of_module("prelu", {"prelu": {"shared": shared}}, shape, nn.PReLU(1 if shared else shape[0]))


def softmax(draw: Draw, shape: Sequence[int]) -> Layer:
    maps = None if shape[1:] else UNKNOWN
    return of_function("softmax", {"softmax": None}, shape, lambda x: F.softmax(x, 1), same, maps=maps)


def log_softmax(draw: Draw, shape: Sequence[int]) -> Layer:
    return of_function("log_softmax", {"log_softmax": None}, shape, lambda x: F.log_softmax(x, 1), same)


def passed_on(kind: str, value: float | None) -> Callable[[Draw, Sequence[int]], Layer]:
    """A kind that does nothing to an example."""
    item = kind if value is None else {kind: value}
    return lambda draw, shape: of_function(kind, item, shape, same)


def bn(draw: Draw, shape: Sequence[int]) -> Layer:
    affine = draw.chance(0.7)
    module = by_rank(nn, "BatchNorm", len(shape) - 1)(shape[0], affine=affine)
    return of_module("bn", {"bn": None if affine else {"affine": False}}, shape, module)


def bn_flat(draw: Draw, shape: Sequence[int]) -> Layer:
    return of_module("bn", {"bn": None}, shape, nn.BatchNorm1d(shape[0]))


def instance_norm(draw: Draw, shape: Sequence[int]) -> Layer:
    affine = draw.chance(0.5)
    module = by_rank(nn, "InstanceNorm", len(shape) - 1)(shape[0], affine=affine)
    run = module if math.prod(shape[1:]) > 1 else same
    return of_module("in", {"in": {"affine": affine}}, shape, module, run=run, maps=_statistics(shape))


def gn(draw: Draw, shape: Sequence[int]) -> Layer:
    groups, affine = draw.divisor(shape[0]), draw.chance(0.7)
    module = nn.GroupNorm(groups, shape[0], affine=affine)
    return of_module("gn", {"gn": {"groups": groups, "affine": affine}}, shape, module, maps=_statistics(shape))


def ln(draw: Draw, shape: Sequence[int]) -> Layer:
    over_all, affine = draw.chance(0.4), draw.chance(0.7)
    module = nn.LayerNorm(tuple(shape) if over_all else shape[0], elementwise_affine=affine)
    run = module if over_all else lambda x: module(x.movedim(1, -1)).movedim(-1, 1)
    item = {"ln": {"over": "all" if over_all else "channels", "affine": affine}}
    return of_module("ln", item, shape, module, run=run, maps=_statistics(shape) if over_all else None)


def ln_flat(draw: Draw, shape: Sequence[int]) -> Layer:
    return of_module("ln", {"ln": None}, shape, nn.LayerNorm(shape[0]), maps=UNKNOWN)


def _statistics(shape: Sequence[int]) -> Maps:
    """Each position keeps its place, and sees the mean of all."""
    return [LOCAL if n > 1 else None for n in shape[1:]]


def lrn(draw: Draw, shape: Sequence[int]) -> Layer:
    size = draw.randint(1, 6)
    return of_function("lrn", {"lrn": size}, shape, nn.LocalResponseNorm(size), same)


class ResponseNorm(nn.Module):
    """Global response norm as in ConvNeXt V2, with all that its gradient keeps behind layers that learn."""

    def __init__(self, channels: int, rank: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels, *[1] * rank))
        self.bias = nn.Parameter(torch.zeros(channels, *[1] * rank))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x if x.requires_grad or not self.training else x.detach().requires_grad_()
        strength = x.norm(p=2, dim=tuple(range(2, x.dim())), keepdim=True)
        return x + torch.addcmul(self.bias, self.weight, x * (strength / (strength.mean(1, keepdim=True) + 1e-6)))


def grn(draw: Draw, shape: Sequence[int]) -> Layer:
    return of_module("grn", {"grn": None}, shape, ResponseNorm(shape[0], len(shape) - 1), maps=_statistics(shape))


def scale(draw: Draw, shape: Sequence[int]) -> Layer:
    bias = draw.chance(0.5)
    return of_function("scale", {"scale": {"bias": bias}}, shape, lambda x: x * 1.5, params=shape[0] * (1 + bias))


identity, dropout, drop_path = passed_on("identity", None), passed_on("dropout", None), passed_on("drop_path", 0.1)
dropout_flat = passed_on("dropout", 0.3)
