"""The classes and functions of flax.linen, written as those of PyTorch are; what follows a call is another call."""

from typing import Any

from convcalc.language.spoken.code.torch_classes import ClassRows
from convcalc.language.spoken.kind_names import CONV, DENSE

_MADE = "dtype:- param_dtype:- precision:- kernel_init:- bias_init:- scale_init:-"
_TYPES = "dtype:- param_dtype:-"
_NORM = f"use_running_average:- axis momentum:- epsilon:- {_TYPES} use_bias:shift use_scale:scale axis_name:- {_MADE}"
_OWN_NORM = f"epsilon:- {_TYPES} use_bias:=True use_scale:=True {_MADE}"
_CONV = "features:filters kernel_size:kernel strides:stride padding:pad"
_DILATED = "input_dilation:=1 kernel_dilation:dilation feature_group_count:groups"
_POOL = "inputs:- window_shape:kernel strides:stride padding:pad"

CLASSES: ClassRows = {
    "Conv": (CONV, f"{_CONV} {_DILATED} use_bias:bias mask:=None {_MADE}", 2),
    "ConvTranspose": ("tconv", f"{_CONV} kernel_dilation:dilation use_bias:bias mask:=None {_MADE}", 2),
    "Dense": (DENSE, f"features:units use_bias:bias {_MADE}", 1),
    "BatchNorm": ("bn", _NORM, 0),
    "LayerNorm": ("ln", _OWN_NORM, 0),
    "GroupNorm": ("gn", f"num_groups:groups group_size:=None {_OWN_NORM}", 0),
    "Dropout": ("dropout", "rate broadcast_dims:- deterministic:-", 1),
}
FUNCTIONS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "linen.max_pool": ("MaxPooling2D", _POOL, {"stride": 1}),
    "linen.avg_pool": ("AveragePooling2D", f"{_POOL} count_include_pad:-", {"stride": 1}),
}
"""The class of Keras that does the same, the arguments, and what holds where a call says nothing."""
DEFAULTS: dict[str, dict[str, Any]] = {CONV: {"pad": "same"}, "tconv": {"pad": "same"}, "gn": {"groups": 32}}
