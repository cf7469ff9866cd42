"""How PyTorch's modules and functions are called: their settings in order, with defaults; and how they read inline."""

from typing import Any

from convcalc.document.records import NamedTuple

ASKED = object()
"""In the place of a default: it must be given."""


class TorchForm(NamedTuple):
    """How a layer is written."""

    settings: tuple[tuple[str, Any], ...] = ()
    """The names of its settings in order, each with its default, or ASKED."""
    positional: int = 0
    """So many of them are given without a name."""
    inline: str = ""
    """How it is run where it stands, `{0}` being what it reads and `{name}` a setting; empty where it is a member."""
    sign: str = ""
    """The operator between what it reads, where it is one."""
    is_module: bool = True
    """It can be a member, and a part of nn.Sequential."""
    helper: str = ""
    """The class of helpers that the file needs."""


def module(positional: int = 0, inline: str = "", helper: str = "", **settings: Any) -> TorchForm:
    """A module of PyTorch, or a helper."""
    return TorchForm(tuple(settings.items()), positional, inline, "", True, helper)


def function(inline: str, **settings: Any) -> TorchForm:
    """What is run where it stands."""
    return TorchForm(tuple(settings.items()), 0, inline, "", False)


TorchSettings = dict[str, Any]

_SIZES: TorchSettings = {"in_channels": ASKED, "out_channels": ASKED, "kernel_size": ASKED, "stride": 1, "padding": 0}
_CONV: TorchSettings = {**_SIZES, "dilation": 1, "groups": 1, "bias": True}
_TCONV: TorchSettings = {**_SIZES, "output_padding": 0, "groups": 1, "bias": True, "dilation": 1}
_POOL: TorchSettings = {"kernel_size": ASKED, "stride": None, "padding": 0}
_MAXPOOL: TorchSettings = {**_POOL, "dilation": 1, "return_indices": False, "ceil_mode": False}
_AVGPOOL: TorchSettings = {**_POOL, "ceil_mode": False}
_BN: TorchSettings = {"num_features": ASKED, "eps": 1e-5, "momentum": 0.1, "affine": True}
_LN: TorchSettings = {"normalized_shape": ASKED, "eps": 1e-5, "elementwise_affine": True}
_RECURRENT: TorchSettings = {"input_size": ASKED, "hidden_size": ASKED, "num_layers": 1, "bias": True}
_RECURRENT |= {"batch_first": False, "bidirectional": False}

FORMS: dict[str, TorchForm] = {
    "nn.Flatten": module(inline="{0}.flatten(1)"),
    "nn.Linear": module(2, in_features=ASKED, out_features=ASKED, bias=True),
    "nn.LayerNorm": module(1, **_LN),
    "nn.GroupNorm": module(2, num_groups=ASKED, num_channels=ASKED, eps=1e-5, affine=True),
    "nn.LocalResponseNorm": module(1, size=ASKED, alpha=1e-4, beta=0.75, k=1.0),
    "nn.ReLU": module(inline="F.relu({0})"),
    "nn.ReLU6": module(inline="F.relu6({0})"),
    "nn.LeakyReLU": module(1, inline="F.leaky_relu({0}, {negative_slope})", negative_slope=0.01),
    "nn.PReLU": module(1, num_parameters=1),
    "nn.ELU": module(1, inline="F.elu({0}, {alpha})", alpha=1.0),
    "nn.SELU": module(inline="F.selu({0})"),
    "nn.GELU": module(inline="F.gelu({0})"),
    "nn.SiLU": module(inline="F.silu({0})"),
    "nn.Mish": module(inline="F.mish({0})"),
    "nn.Sigmoid": module(inline="torch.sigmoid({0})"),
    "nn.Hardsigmoid": module(inline="F.hardsigmoid({0})"),
    "nn.Hardswish": module(inline="F.hardswish({0})"),
    "nn.Tanh": module(inline="torch.tanh({0})"),
    "nn.Softplus": module(inline="F.softplus({0})"),
    "nn.Softmax": module(1, inline="F.softmax({0}, {dim})", dim=ASKED),
    "nn.LogSoftmax": module(1, inline="F.log_softmax({0}, {dim})", dim=ASKED),
    "nn.Identity": module(inline="{0}"),
    "nn.Dropout": module(1, p=0.5),
    "DropPath": module(1, helper="DropPath", p=ASKED),
    "nn.ChannelShuffle": module(1, groups=ASKED),
    "nn.PixelShuffle": module(1, upscale_factor=ASKED),
    "nn.PixelUnshuffle": module(1, downscale_factor=ASKED),
    "DepthToSpace": module(1, helper="DepthToSpace", factor=ASKED),
    "SpaceToDepth": module(1, helper="SpaceToDepth", factor=ASKED),
    "nn.Upsample": module(size=None, scale_factor=None, mode="nearest", align_corners=None),
    "nn.Embedding": module(2, num_embeddings=ASKED, embedding_dim=ASKED),
    "LSTM": module(2, helper="LSTM", **_RECURRENT),
    "GRU": module(2, helper="GRU", **_RECURRENT),
    "LastLSTM": module(2, helper="LastLSTM", **_RECURRENT),
    "LastGRU": module(2, helper="LastGRU", **_RECURRENT),
    "GlobalResponseNorm": module(2, helper="GlobalResponseNorm", channels=ASKED, rank=2, eps=1e-6),
    "Scale": module(2, helper="Scale", channels=ASKED, rank=0, bias=False),
    "Attention": module(1, helper="Attention", heads=ASKED),
    "WindowAttention": module(2, helper="WindowAttention", heads=ASKED, window=ASKED, shift=None, relative=False),
    "LocallyConnected": module(
        3, helper="LocallyConnected", in_channels=ASKED, out_channels=ASKED, size=ASKED, kernel_size=ASKED, stride=1,
        pads=ASKED, dilation=1, bias=True,
    ),
    "nn.Parameter": module(shape=ASKED),
    "add": TorchForm(sign="+", is_module=False),
    "mul": TorchForm(sign="*", is_module=False),
    "maximum": function("torch.maximum({0}, {1})"),
    "cat": function("torch.cat([{all}], {dim})", dim=ASKED),
    "slice": function("{0}[:, {start}:{stop}]", start=ASKED, stop=ASKED),
    "slice to": function("{0}[:, :{stop}]", stop=ASKED),
    "slice from": function("{0}[:, {start}:]", start=ASKED),
    "slice last": function("{0}[..., {start}:{stop}]", start=ASKED, stop=ASKED),
    "slice last to": function("{0}[..., :{stop}]", stop=ASKED),
    "slice last from": function("{0}[..., {start}:]", start=ASKED),
    "crop 1": function("{0}[:, :, {crop}:-{crop}]", crop=ASKED),
    "crop 2": function("{0}[:, :, {crop}:-{crop}, {crop}:-{crop}]", crop=ASKED),
    "crop 3": function("{0}[:, :, {crop}:-{crop}, {crop}:-{crop}, {crop}:-{crop}]", crop=ASKED),
    "pad": function("F.pad({0}, {pad})", pad=ASKED),
    "flatten": function("{0}.flatten(2)"),
    "tokens": function("{0}.flatten(2).transpose(1, 2)"),
    "unflatten": function("{0}.unflatten(2, {size})", size=ASKED),
    "channel_mean": function("{0}.mean({dim}, keepdim=True)", dim=ASKED),
    "channel_max": function("{0}.amax({dim}, keepdim=True)", dim=ASKED),
    "matmul": function("{0} @ {1}"),
    "matmul transposed": function("{0} @ {1}.mT"),
}  # fmt: skip
"""Each by what it is called, but for those whose names hold the number of axes."""

for rank in (1, 2, 3):
    FORMS |= {
        f"nn.Conv{rank}d": module(5, **_CONV),
        f"PaddedConv{rank}d": module(3, helper=f"PaddedConv{rank}d", **_CONV, pads=ASKED),
        f"nn.ConvTranspose{rank}d": module(5, **_TCONV),
        f"CroppedConvTranspose{rank}d": module(3, helper=f"CroppedConvTranspose{rank}d", **_TCONV, crop=ASKED),
        f"nn.MaxPool{rank}d": module(3, **_MAXPOOL),
        f"PaddedMaxPool{rank}d": module(3, helper=f"PaddedMaxPool{rank}d", **_MAXPOOL, pads=ASKED),
        f"nn.AvgPool{rank}d": module(3, **_AVGPOOL),
        f"PaddedAvgPool{rank}d": module(3, helper=f"PaddedAvgPool{rank}d", **_AVGPOOL, pads=ASKED),
        f"nn.AdaptiveAvgPool{rank}d": module(1, output_size=ASKED),
        f"nn.AdaptiveMaxPool{rank}d": module(1, output_size=ASKED),
        f"nn.ZeroPad{rank}d": module(1, padding=ASKED),
        f"nn.MaxUnpool{rank}d": module(3, **_POOL),
        f"nn.BatchNorm{rank}d": module(1, **_BN),
        f"LayerNorm{rank}d": module(1, helper=f"LayerNorm{rank}d", **_LN),
        f"ScaledBatchNorm{rank}d": module(1, helper=f"ScaledBatchNorm{rank}d", **_BN),
        f"ShiftedBatchNorm{rank}d": module(1, helper=f"ShiftedBatchNorm{rank}d", **_BN),
        f"FrozenBatchNorm{rank}d": module(1, helper=f"FrozenBatchNorm{rank}d", **_BN),
        f"nn.InstanceNorm{rank}d": module(1, num_features=ASKED, eps=1e-5, affine=False),
    }
