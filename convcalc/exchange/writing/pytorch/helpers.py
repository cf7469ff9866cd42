"""Classes that stand in a generated file where PyTorch has no module for a layer: each as its text."""

from collections.abc import Iterable

from convcalc.exchange.writing.pytorch.window_attention import WINDOW_ATTENTION

PLAIN = {
    "DropPath": '''
class DropPath(nn.Module):
    """Leaves a branch out of some examples in training (stochastic depth)."""

    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training:
            return x
        kept = torch.rand(len(x), *[1] * (x.dim() - 1), device=x.device) >= self.p
        return x * kept / (1 - self.p)
''',
    "Scale": '''
class Scale(nn.Module):
    """A learned factor for each channel, with `rank` axes behind them."""

    def __init__(self, channels, rank=0, bias=False):
        super().__init__()
        shape = (channels, *[1] * rank)
        self.weight = nn.Parameter(torch.ones(shape))
        self.bias = nn.Parameter(torch.zeros(shape)) if bias else None

    def forward(self, x):
        x = x * self.weight
        return x if self.bias is None else x + self.bias
''',
    "GlobalResponseNorm": '''
class GlobalResponseNorm(nn.Module):
    """The strength of each channel over the image by the mean of all (ConvNeXt V2)."""

    def __init__(self, channels, rank=2, eps=1e-6):
        super().__init__()
        self.rank = rank
        self.eps = eps
        shape = (channels, *[1] * rank)
        self.weight = nn.Parameter(torch.zeros(shape))
        self.bias = nn.Parameter(torch.zeros(shape))

    def forward(self, x):
        axes = tuple(range(2, x.dim()) if self.rank else range(1, x.dim() - 1))
        strength = torch.linalg.vector_norm(x, dim=axes, keepdim=True)
        mean = strength.mean(1 if self.rank else -1, keepdim=True)
        return x + x * strength / (mean + self.eps) * self.weight + self.bias
''',
    "DepthToSpace": '''
class DepthToSpace(nn.Module):
    """Channels moved into space, along any number of axes."""

    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        rank = x.dim() - 2
        size = [n * self.factor for n in x.shape[2:]]
        parts = x.unflatten(1, (-1, *[self.factor] * rank))
        axes = [axis for k in range(rank) for axis in (2 + rank + k, 2 + k)]
        return parts.permute(0, 1, *axes).reshape(len(x), -1, *size)
''',
    "SpaceToDepth": '''
class SpaceToDepth(nn.Module):
    """Blocks of positions moved into channels, along any number of axes."""

    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        rank = x.dim() - 2
        for axis in range(rank):
            x = x.unflatten(2 + 2 * axis, (-1, self.factor))
        x = x.permute(0, 1, *range(3, 3 + 2 * rank, 2), *range(2, 2 + 2 * rank, 2))
        return x.flatten(1, 1 + rank)
''',
    "Attention": '''
class Attention(nn.Module):
    """Softmax of queries times keys, times values, in each head."""

    def __init__(self, heads):
        super().__init__()
        self.heads = heads

    def forward(self, *parts):
        parts = parts if len(parts) == 3 else parts[0].chunk(3, -1)
        q, k, v = map(self.split, parts)
        x = F.scaled_dot_product_attention(q, k, v)
        return x.transpose(1, 2).reshape(*parts[0].shape[:-1], -1)

    def split(self, x):
        return x.flatten(1, -2).unflatten(-1, (self.heads, -1)).transpose(1, 2)
''',
    "WindowAttention": WINDOW_ATTENTION,
    "LocallyConnected": '''
class LocallyConnected(nn.Module):
    """A convolution with weights of its own at each of the places that come out."""

    def __init__(
        self,
        in_channels,
        out_channels,
        size,
        kernel_size,
        stride=1,
        pads=0,
        dilation=1,
        bias=True,
    ):
        super().__init__()
        self.size = size
        self.steps = [
            each if isinstance(each, tuple) else (each,) * len(size)
            for each in (kernel_size, stride, dilation)
        ]
        self.pads = pads if isinstance(pads, tuple) else (pads,) * 2 * len(size)
        shape = (*size, out_channels, in_channels, *self.steps[0])
        self.weight = nn.Parameter(torch.randn(shape))
        self.bias = nn.Parameter(torch.zeros(*size, out_channels)) if bias else None

    def forward(self, x):
        x = F.pad(x, self.pads)
        rank = len(self.size)
        for axis, (kernel, stride, dilation) in enumerate(zip(*self.steps)):
            x = x.unfold(2 + axis, dilation * (kernel - 1) + 1, stride)
            x = x[..., ::dilation]
        places = x.flatten(2, 1 + rank).flatten(3)
        weight = self.weight.flatten(0, rank - 1).flatten(3)
        found = torch.einsum("ncpk,pfck->npf", places, weight)
        if self.bias is not None:
            found = found + self.bias.flatten(0, rank - 1)
        return found.transpose(1, 2).unflatten(2, self.size)
''',
    "LSTM": '''
class LSTM(nn.LSTM):
    """The states after all steps."""

    def forward(self, x):
        return super().forward(x)[0]
''',
    "LastLSTM": '''
class LastLSTM(nn.LSTM):
    """The state after the last step."""

    def forward(self, x):
        return super().forward(x)[0][:, -1]
''',
    "GRU": '''
class GRU(nn.GRU):
    """The states after all steps."""

    def forward(self, x):
        return super().forward(x)[0]
''',
    "LastGRU": '''
class LastGRU(nn.GRU):
    """The state after the last step."""

    def forward(self, x):
        return super().forward(x)[0][:, -1]
''',
}
"""By the name of the class."""

RANKED = {
    "LayerNorm": '''
class LayerNorm{rank}d(nn.LayerNorm):
    """Layer norm over the channels, which come first."""

    def forward(self, x):
        return super().forward(x.movedim(1, -1)).movedim(-1, 1)
''',
    "PaddedConv": '''
class PaddedConv{rank}d(nn.Conv{rank}d):
    """A convolution with other padding before than after."""

    def __init__(self, *sizes, pads, **settings):
        super().__init__(*sizes, **settings)
        self.pads = pads

    def forward(self, x):
        return super().forward(F.pad(x, self.pads))
''',
    "CroppedConvTranspose": '''
class CroppedConvTranspose{rank}d(nn.ConvTranspose{rank}d):
    """A transposed convolution that is cropped by more before than after, or less."""

    def __init__(self, *sizes, crop, **settings):
        super().__init__(*sizes, **settings)
        self.crop = [-amount for amount in crop]

    def forward(self, x):
        return F.pad(super().forward(x), self.crop)
''',
    "PaddedMaxPool": '''
class PaddedMaxPool{rank}d(nn.MaxPool{rank}d):
    """Max pooling with padding that PyTorch's own does not take."""

    def __init__(self, *sizes, pads, **settings):
        super().__init__(*sizes, **settings)
        self.pads = pads if isinstance(pads, tuple) else (pads,) * {sides}

    def forward(self, x):
        return super().forward(F.pad(x, self.pads, value=-torch.inf))
''',
    "PaddedAvgPool": '''
class PaddedAvgPool{rank}d(nn.AvgPool{rank}d):
    """Average pooling with padding that PyTorch's own does not take; it counts."""

    def __init__(self, *sizes, pads, **settings):
        super().__init__(*sizes, **settings)
        self.pads = pads if isinstance(pads, tuple) else (pads,) * {sides}

    def forward(self, x):
        return super().forward(F.pad(x, self.pads))
''',
    "ScaledBatchNorm": '''
class ScaledBatchNorm{rank}d(nn.BatchNorm{rank}d):
    """Batch norm that scales, and does not shift."""

    def __init__(self, *sizes, **settings):
        super().__init__(*sizes, **settings)
        self.register_parameter("bias", None)
''',
    "ShiftedBatchNorm": '''
class ShiftedBatchNorm{rank}d(nn.BatchNorm{rank}d):
    """Batch norm that shifts, and does not scale."""

    def __init__(self, *sizes, **settings):
        super().__init__(*sizes, **settings)
        self.register_parameter("weight", None)
''',
    "FrozenBatchNorm": '''
class FrozenBatchNorm{rank}d(nn.BatchNorm{rank}d):
    """Batch norm by its running statistics, in training too."""

    def forward(self, x):
        mean, var = self.running_mean, self.running_var
        return F.batch_norm(x, mean, var, self.weight, self.bias, eps=self.eps)
''',
}
"""By the name of the class without its number of axes."""


def helper_texts(names: Iterable[str]) -> list[str]:
    """The texts of classes, each once, in the order of the table."""
    wanted = set(names)
    found = [text for name, text in PLAIN.items() if name in wanted]
    for name, text in RANKED.items():
        for rank in (1, 2, 3):
            if f"{name}{rank}d" in wanted:
                found.append(text.replace("{rank}", str(rank)).replace("{sides}", str(2 * rank)))
    return [text.strip() for text in found]
