"""The classes and functions of flax.linen, written as those of PyTorch are; what follows a call is another call."""

from typing import Any

from convcalc.language.spoken.code.torch_classes import ClassRows
from convcalc.language.spoken.kind_names import CONV, DENSE

_MADE = "dtype:- param_dtype:- precision:- kernel_init:- bias_init:- scale_init:-"
_NORM = f"use_running_average:- momentum:- epsilon:- axis use_bias:shift use_scale:scale axis_name:- {_MADE}"
_CONV = "features:filters kernel_size:kernel strides:stride padding:pad input_dilation:-"
_POOL = "inputs:- window_shape:kernel strides:stride padding:pad"

CLASSES: ClassRows = {
    "Conv": (CONV, f"{_CONV} kernel_dilation:dilation feature_group_count:groups use_bias:bias mask:- {_MADE}", 2),
    "ConvTranspose": ("tconv", f"{_CONV} kernel_dilation:dilation use_bias:bias mask:- {_MADE}", 2),
    "Dense": (DENSE, f"features:units use_bias:bias {_MADE}", 1),
    "BatchNorm": ("bn", _NORM, 0),
    "LayerNorm": ("ln", f"epsilon:- use_bias:shift use_scale:scale {_MADE}", 0),
    "GroupNorm": ("gn", f"num_groups:groups group_size:many epsilon:- use_bias:shift use_scale:scale {_MADE}", 0),
    "Dropout": ("dropout", "rate broadcast_dims:- deterministic:-", 1),
}
FUNCTIONS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "linen.max_pool": ("MaxPooling2D", _POOL, {"stride": 1}),
    "linen.avg_pool": ("AveragePooling2D", f"{_POOL} count_include_pad:-", {"stride": 1}),
}
"""The class of Keras that does the same, the arguments, and what holds where a call says nothing."""
DEFAULTS: dict[str, dict[str, Any]] = {CONV: {"pad": "same"}, "tconv": {"pad": "same"}, "gn": {"groups": 32}}
