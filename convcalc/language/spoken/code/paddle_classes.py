"""The classes of paddle.nn, written as those of PyTorch are."""

from typing import Any

from convcalc.language.spoken.code.torch_classes import ClassRows
from convcalc.language.spoken.kind_names import CONV, DENSE, FLATTEN

_ATTR = "weight_attr:- bias_attr:bias data_format:data"
_CONV = "in_channels:in out_channels:filters kernel_size:kernel stride padding:pad"
_NORM = "weight_attr:=None bias_attr:=None data_format:data name:-"
_SHIFT = "bias_attr:shift"
_POOL = "kernel_size:kernel stride padding:pad"

CLASSES: ClassRows = {
    "Conv*": (CONV, f"{_CONV} dilation groups padding_mode:- {_ATTR}", 3),
    "Conv*Transpose": ("tconv", f"{_CONV} output_padding:output_pad groups dilation {_ATTR}", 3),
    "MaxPool*": ("maxpool", f"{_POOL} return_mask:- ceil_mode:ceil data_format:data", 1),
    "AvgPool*": ("avgpool", f"{_POOL} ceil_mode:ceil exclusive:- divisor_override:- data_format:data", 1),
    "AvgPool1D": ("avgpool", f"{_POOL} exclusive:- ceil_mode:ceil", 1),
    "AdaptiveAvgPool*": ("adaptive_avgpool", "output_size:size data_format:data", 1),
    "AdaptiveMaxPool*": ("adaptive_maxpool", "output_size:size return_mask:-", 1),
    "BatchNorm*": ("bn", f"num_features:in momentum:- epsilon:- weight_attr:scale {_SHIFT} data_format:data *", 1),
    "BatchNorm": ("bn", f"num_channels:in act:then is_test:- momentum:- epsilon:- param_attr:scale {_SHIFT} *", 1),
    "InstanceNorm*": ("in", f"num_features:in epsilon:- momentum:- {_NORM}", 1),
    "GroupNorm": ("gn", f"num_groups:groups num_channels:in epsilon:- {_NORM}", 2),
    "Linear": (DENSE, "in_features:in out_features:units weight_attr:- bias_attr:bias", 2),
    "Dropout*": ("dropout", "p:rate *", 0),
    "Dropout": ("dropout", "p:rate axis:- mode:-", 0),
    "Flatten": (FLATTEN, "start_axis:start stop_axis:end", 0),
    "Identity": ("identity", "*", 0),
    "LeakyReLU": ("leaky_relu", "negative_slope:slope", 0),
    "PReLU": ("prelu", "num_parameters:many init:-", 0),
    "Swish": ("silu", "", 0),
    "Upsample": ("upsample", "size scale_factor:factor mode align_corners align_mode:-", 0),
    "PixelShuffle": ("pixel_shuffle", "upscale_factor:factor", 1),
    **{name: (kind, "*", 0) for name, kind in {
        "ReLU": "relu", "ReLU6": "relu6", "ELU": "elu", "SELU": "selu", "GELU": "gelu", "SiLU": "silu", "Mish": "mish",
        "Sigmoid": "sigmoid", "Hardsigmoid": "hard_sigmoid", "Hardswish": "hard_swish", "Tanh": "tanh",
        "Softplus": "softplus", "Softmax": "softmax", "LogSoftmax": "log_softmax",
    }.items()},
}  # fmt: skip
DEFAULTS: dict[str, dict[str, Any]] = {"in": {"affine": True}}
