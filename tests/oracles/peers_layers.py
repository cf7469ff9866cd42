"""The small networks of tests/support/peers_layers.py in PyTorch, layer by layer as their readings say."""

from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.nn import functional


class _By(nn.Module):
    """Modules, and what is done with them."""

    def __init__(self, done: Callable[..., Any], *modules: nn.Module) -> None:
        super().__init__()
        self.done = done
        self.each = nn.ModuleList(modules)

    def forward(self, x: Any) -> Any:
        return self.done(x, *self.each)


class _Attention(nn.Module):
    """Attention of three heads over 24 channels: with PyTorch's function, or written out."""

    def __init__(self, written: bool) -> None:
        super().__init__()
        self.written = written
        self.qkv, self.out = nn.Linear(24, 72), nn.Linear(24, 24)

    def forward(self, x: Any) -> Any:
        batch, length, width = x.shape
        q, k, v = self.qkv(x).reshape(batch, length, 3, 3, width // 3).permute(2, 0, 3, 1, 4).unbind(0)
        if self.written:
            y = ((q @ k.transpose(-2, -1)) * (width // 3) ** -0.5).softmax(dim=-1) @ v
        else:
            y = functional.scaled_dot_product_attention(q, k, v)
        return self.out(y.transpose(1, 2).reshape(batch, length, width))


class _Responses(nn.Module):
    """ConvNeXt V2's global response norm, channels last."""

    def __init__(self) -> None:
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(1, 1, 1, 4)), nn.Parameter(torch.ones(1, 1, 1, 4))

    def forward(self, x: Any) -> Any:
        strengths = torch.norm(x, p=2, dim=(1, 2), keepdim=True)
        return self.weight * (x * (strengths / (strengths.mean(dim=-1, keepdim=True) + 1e-6))) + self.bias + x


class _Scale(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.gamma, self.conv = nn.Parameter(torch.ones(4, 1, 1)), nn.Conv2d(4, 4, 1)

    def forward(self, x: Any) -> Any:
        return self.gamma * self.conv(x)


def _squared(x: Any) -> Any:
    return x @ x.transpose(-1, -2)


def _conv(filters: int = 6) -> nn.Module:
    return nn.Conv2d(3, filters, 3, padding=1, bias=False)


def _after(*modules: nn.Module) -> nn.Module:
    return nn.Sequential(_conv(), *modules)


def _first(module: nn.Module) -> nn.Module:
    return _By(lambda x, each: each(x)[0], module)


def _shared() -> nn.Module:
    conv = nn.Conv2d(3, 3, 3, padding=1)
    return nn.Sequential(conv, nn.ReLU(), conv)


_NETWORKS: dict[str, Callable[[], nn.Module]] = {
    "tconv": lambda: nn.Sequential(nn.ConvTranspose2d(8, 6, 3, 2, 1, 1)),
    "tconv_nobias": lambda: nn.Sequential(nn.ConvTranspose2d(8, 6, 4, 2, 1, bias=False)),
    "tconv_groups": lambda: nn.Sequential(nn.ConvTranspose2d(8, 6, 3, 2, 1, 1, groups=2)),
    "tconv1d": lambda: nn.Sequential(nn.ConvTranspose1d(8, 6, 4, 2, 1)),
    "tconv3d": lambda: nn.Sequential(nn.ConvTranspose3d(8, 6, 2, 2)),
    "conv1d": lambda: nn.Sequential(nn.Conv1d(8, 6, 3, dilation=2)),
    "conv3d": lambda: nn.Sequential(
        nn.Conv3d(8, 6, 3, padding=1), nn.BatchNorm3d(6), nn.ReLU(), nn.MaxPool3d(2), nn.AvgPool3d(2)
    ),
    "lstm": lambda: _first(nn.LSTM(12, 20, batch_first=True)),
    "lstm2": lambda: _first(nn.LSTM(12, 20, 2, batch_first=True, bidirectional=True)),
    "gru": lambda: _first(nn.GRU(12, 20, batch_first=True)),
    "embedding": lambda: nn.Sequential(nn.Embedding(30, 12), nn.Linear(12, 10)),
    "mha": lambda: _By(
        lambda x, attention: attention(x, x, x, need_weights=False)[0], nn.MultiheadAttention(24, 3, batch_first=True)
    ),
    "sdpa": lambda: _Attention(written=False),
    "plain": lambda: _Attention(written=True),
    "matmul": lambda: _By(lambda x, dense: _squared(dense(x)), nn.Linear(12, 10, bias=False)),
    "up_nearest": lambda: _after(nn.Upsample(scale_factor=2)),
    "up_bilinear": lambda: _after(nn.Upsample(scale_factor=2, mode="bilinear")),
    "up_bicubic": lambda: _after(nn.Upsample(scale_factor=2, mode="bicubic")),
    "up_f_nearest": lambda: _By(lambda x, conv: functional.interpolate(conv(x), scale_factor=2), _conv()),
    "up_f_bilinear_size": lambda: _By(
        lambda x, conv: functional.interpolate(conv(x), size=(20, 24), mode="bilinear"), _conv()
    ),
    "softmax": lambda: _after(nn.Softmax(dim=1)),
    "softmax_f": lambda: _By(lambda x, conv: functional.softmax(conv(x), dim=1), _conv()),
    "log_softmax": lambda: _after(nn.LogSoftmax(dim=1)),
    "ln": lambda: nn.Sequential(nn.Linear(12, 10, bias=False), nn.LayerNorm(10)),
    "gn": lambda: _after(nn.GroupNorm(3, 6)),
    "in": lambda: _after(nn.InstanceNorm2d(6, affine=True)),
    "in_noaffine": lambda: _after(nn.InstanceNorm2d(6)),
    "bn": lambda: _after(nn.BatchNorm2d(6)),
    "bn1d": lambda: nn.Sequential(nn.Flatten(), nn.Linear(12, 10, bias=False), nn.BatchNorm1d(10)),
    "lrn": lambda: _after(nn.LocalResponseNorm(5)),
    "dense_each": lambda: nn.Sequential(nn.Linear(12, 10)),
    "dense_each2": lambda: nn.Sequential(nn.Linear(12, 10)),
    "pixel_shuffle": lambda: nn.Sequential(_conv(8), nn.PixelShuffle(2)),
    "maxpool_ceil": lambda: _after(nn.MaxPool2d(3, 2, ceil_mode=True)),
    "avgpool_pad": lambda: _after(nn.AvgPool2d((3, 2), 2, padding=1)),
    "gmp": lambda: _after(nn.AdaptiveMaxPool2d(1)),
    "gap": lambda: _after(nn.AdaptiveAvgPool2d(1)),
    "aap": lambda: _after(nn.AdaptiveAvgPool2d((3, 5))),
    "amp": lambda: _after(nn.AdaptiveMaxPool2d((3, 5))),
    "scale": _Scale,
    "grn": lambda: nn.Sequential(nn.Linear(4, 4, bias=False), _Responses()),
    "cat": lambda: _By(lambda x, conv: torch.cat([conv(x), x], 1), _conv()),
    "add": lambda: _By(lambda x, conv: conv(x) + x, _conv(3)),
    "mul": lambda: _By(lambda x, conv: conv(x) * x, _conv(3)),
    "slice": lambda: _By(lambda x, conv: conv(x)[:, 1:3], _conv()),
    "flatten": lambda: _after(nn.Flatten()),
    "shared": _shared,
    "prelu": lambda: _after(nn.PReLU(6)),
}
_ALONE: dict[str, Callable[[], nn.Module]] = {
    "relu": nn.ReLU, "relu6": nn.ReLU6, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "silu": nn.SiLU, "gelu": nn.GELU,
    "elu": nn.ELU, "leaky_relu": nn.LeakyReLU, "hard_swish": nn.Hardswish, "hard_sigmoid": nn.Hardsigmoid,
    "mish": nn.Mish, "softplus": nn.Softplus, "selu": nn.SELU, "dropout": nn.Dropout,
}  # fmt: skip
_LAST = ("ln", "matmul", "dense_each", "dense_each2", "grn", "lstm", "lstm2", "gru", "mha", "sdpa", "plain")
"""Those that take channels last, as PyTorch's dense and recurrent layers do."""


def parts(name: str) -> tuple[Callable[[], nn.Module], Any]:
    """What makes a small network, and what goes into it."""
    from tests.support.peers_layers import LAYERS

    make = _NETWORKS.get(name) or (lambda: _after(_ALONE[name]()))
    sizes = [int(each) for each in LAYERS[name][0].split("x")]
    if name == "embedding":
        return lambda: make().eval(), torch.zeros(1, sizes[0], dtype=torch.long)
    if name not in _LAST:
        sizes = [*sizes[-1:], *sizes[:-1]]
    return lambda: make().eval(), torch.zeros(1, *sizes)
