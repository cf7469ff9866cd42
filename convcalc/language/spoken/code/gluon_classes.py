"""The classes of MXNet's gluon.nn, written as those of PyTorch are. What is dense flattens by itself."""

from typing import Any

from convcalc.language.spoken.code.torch_classes import ClassRows
from convcalc.language.spoken.kind_names import CONV, DENSE, FLATTEN

_MADE = "weight_initializer:- bias_initializer:-"
_WINDOW = "strides:stride padding:pad"
_CONV = f"channels:filters kernel_size:kernel {_WINDOW}"
_END = f"groups layout:data activation:then use_bias:bias {_MADE} in_channels:in"
_POOL = f"pool_size:kernel {_WINDOW}"

CLASSES: ClassRows = {
    "Conv*": (CONV, f"{_CONV} dilation {_END}", 2),
    "Conv*Transpose": ("tconv", f"{_CONV} output_padding:output_pad dilation {_END}", 2),
    "MaxPool*": ("maxpool", f"{_POOL} layout:data ceil_mode:ceil", 0),
    "AvgPool*": ("avgpool", f"{_POOL} ceil_mode:ceil layout:data count_include_pad:-", 0),
    "GlobalAvgPool*": ("gap", "layout:data", 0),
    "GlobalMaxPool*": ("gmp", "layout:data", 0),
    "Dense": (DENSE, f"units activation:then use_bias:bias flatten:=True dtype:- {_MADE} in_units:in", 1),
    "BatchNorm": ("bn", "axis:=1 momentum:- epsilon:- center:shift scale *", 0),
    "LayerNorm": ("ln", "axis:=-1 epsilon:- center:=True scale:=True *", 0),
    "Dropout": ("dropout", "rate axes:-", 1),
    "Flatten": (FLATTEN, "", 0),
    "Activation": ("identity", "activation:then", 1),
    "LeakyReLU": ("leaky_relu", "alpha:slope", 1),
    "PReLU": ("prelu", "alpha_initializer:- in_channels:many", 0),
    "ELU": ("elu", "alpha", 0),
    "SELU": ("selu", "", 0),
    "GELU": ("gelu", "approximation:-", 0),
    "Swish": ("silu", "beta:-", 0),
    "Identity": ("identity", "*", 0),
    "ReflectionPad2D": ("pad", "padding:pad", 0),
}
DEFAULTS: dict[str, dict[str, Any]] = {"maxpool": {"kernel": 2}, "avgpool": {"kernel": 2}}
