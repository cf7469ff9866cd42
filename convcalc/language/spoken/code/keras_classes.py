"""The classes of keras.layers: their arguments in order, and which setting each is, written as those of PyTorch are.

`then` is an activation that follows, `data` the order of the channels, `axis` the axis of a norm. * is 1D, 2D and 3D.
"""

from typing import Any

from convcalc.language.spoken.code.torch_classes import RESHAPE, ClassRows
from convcalc.language.spoken.kind_names import CONV, DENSE, DEPTHWISE, FLATTEN, SEPARABLE

_STRIDES = "strides:stride padding:pad data_format:data"
_KEPT = "activation:then use_bias:bias"
_POOL = f"pool_size:kernel {_STRIDES}"
_ALL = "data_format:data keepdims:keep"
_CONV = f"filters kernel_size:kernel {_STRIDES} dilation_rate:dilation"
_DEPTHWISE = "kernel_size:kernel strides:stride padding:pad depth_multiplier:multiplier data_format:data"

CLASSES: ClassRows = {
    "Conv*": (CONV, f"{_CONV} groups {_KEPT}", 2),
    "Convolution*": (CONV, f"{_CONV} groups {_KEPT}", 2),
    "SeparableConv*": (SEPARABLE, f"{_CONV} depth_multiplier:multiplier {_KEPT}", 2),
    "SeparableConvolution*": (SEPARABLE, f"{_CONV} depth_multiplier:multiplier {_KEPT}", 2),
    "DepthwiseConv*": (DEPTHWISE, f"{_DEPTHWISE} dilation_rate:dilation {_KEPT}", 1),
    "Conv*Transpose": ("tconv", f"{_CONV} {_KEPT}", 2),
    "LocallyConnected*": ("local", f"filters kernel_size:kernel {_STRIDES} {_KEPT}", 2),
    "MaxPooling*": ("maxpool", _POOL, 0),
    "MaxPool*": ("maxpool", _POOL, 0),
    "AveragePooling*": ("avgpool", _POOL, 0),
    "AvgPool*": ("avgpool", _POOL, 0),
    "GlobalAveragePooling*": ("gap", _ALL, 0),
    "GlobalAvgPool*": ("gap", _ALL, 0),
    "GlobalMaxPooling*": ("gmp", _ALL, 0),
    "GlobalMaxPool*": ("gmp", _ALL, 0),
    "ZeroPadding*": ("pad", "padding:pad data_format:data", 0),
    "Cropping*": ("crop", "cropping:pad data_format:data", 0),
    "Cropping2D": ("crop", "cropping:pad data_format:data", 1),
    "UpSampling*": ("upsample", "size:factor data_format:data interpolation:mode", 0),
    "Dense": (DENSE, f"units {_KEPT}", 1),
    "BatchNormalization": ("bn", "axis momentum:- epsilon:- center:shift scale", 0),
    "LayerNormalization": ("ln", "axis epsilon:- center:=True scale:=True rms_scaling:=False", 0),
    "GroupNormalization": ("gn", "groups axis epsilon:- center:=True scale:=True", 0),
    "Reshape": (RESHAPE, "target_shape:volume", 1),
    "SpatialDropout*": ("dropout", "rate", 1),
    "Dropout": ("dropout", "rate", 1),
    "AlphaDropout": ("dropout", "rate", 1),
    "GaussianDropout": ("dropout", "rate", 1),
    "Flatten": (FLATTEN, "data_format:data", 0),
    "Activation": ("identity", "activation:then", 1),
    "ReLU": ("relu", "max_value:most negative_slope:- threshold:-", 0),
    "LeakyReLU": ("leaky_relu", "negative_slope:slope alpha:slope", 0),
    "PReLU": ("prelu", "alpha_initializer:- shared_axes:shared_axes", 0),
    "ELU": ("elu", "alpha", 0),
    "Softmax": ("softmax", "axis:-", 0),
    "Rescaling": ("identity", "scale:- offset:-", 0),
    "Normalization": ("identity", "*", 0),
    "Identity": ("identity", "*", 0),
    "ActivityRegularization": ("identity", "*", 0),
    "GaussianNoise": ("identity", "stddev:-", 0),
    "RandomFlip": ("identity", "*", 0),
    "RandomRotation": ("identity", "*", 0),
    "RandomZoom": ("identity", "*", 0),
    "RandomTranslation": ("identity", "*", 0),
    "RandomContrast": ("identity", "*", 0),
    "RandomBrightness": ("identity", "*", 0),
}
ADD = "add"
"""The method that puts a layer at the end of a model."""
BESIDE = frozenset(
    {
        "name", "dtype", "trainable", "seed", "noise_shape", "weights", "input_shape", "input_dim", "batch_input_shape",
        "kernel_initializer", "depthwise_initializer", "pointwise_initializer", "bias_initializer", "beta_initializer",
        "gamma_initializer", "kernel_regularizer", "bias_regularizer", "activity_regularizer", "depthwise_regularizer",
        "pointwise_regularizer", "kernel_constraint", "bias_constraint", "scope", "reuse",
    }
)  # fmt: skip
"""What layers take beside, on which no figure depends; and the shape that goes in."""
OLD = {
    "nb_filter": "filters", "nb_row": "rows", "nb_col": "columns", "filter_length": "kernel", "border_mode": "pad",
    "subsample": "stride", "subsample_length": "stride", "output_dim": "units", "bias": "bias", "dim_ordering": "data",
    "p": "rate", "init": "-", "W_regularizer": "-", "b_regularizer": "-", "input_length": "-",
}  # fmt: skip
"""What arguments were called in Keras 1, and the settings that they are; its kernels have rows and columns apart."""
DEFAULTS: dict[str, dict[str, Any]] = {
    "maxpool": {"kernel": 2},
    "avgpool": {"kernel": 2},
    "pad": {"pad": 1},
    "crop": {"pad": 1},
    "gn": {"groups": 32},
    "upsample": {"factor": 2},
}
"""Keras's own settings of kinds, where a call says nothing."""
