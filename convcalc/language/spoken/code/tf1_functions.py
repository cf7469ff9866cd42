"""Functions of a tensor of TensorFlow 1: `tf.layers`, `tf.nn` and `slim`, by the end of their dotted names.

The rows are the class of Keras that does the same, the arguments as `torch_classes` writes them, and what holds where a
call says nothing; `then` is an activation, `shape` that of all weights: height, width, channels and filters.
"""

from typing import Any

_CONV = "inputs:- filters kernel_size:kernel strides:stride padding:pad data_format:data"
_KEPT = "activation:then use_bias:bias"
_POOL = "inputs:- pool_size:kernel strides:stride padding:pad data_format:data"
_NN_POOL = "value:- ksize:kernel strides:stride padding:pad data_format:data input:-"
_SLIM = "inputs:- num_outputs:filters kernel_size:kernel stride padding:pad data_format:data rate:dilation"
_SLIM_POOL = "inputs:- kernel_size:kernel stride padding:pad"
_ACTIVE = {"then": "relu"}

FUNCTIONS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "layers.conv*": ("Conv*", f"{_CONV} dilation_rate:dilation {_KEPT}", {}),
    "layers.conv*_transpose": ("Conv*Transpose", f"{_CONV} {_KEPT}", {}),
    "layers.separable_conv*": (
        "SeparableConv*", f"{_CONV} dilation_rate:dilation depth_multiplier:multiplier {_KEPT}", {}
    ),
    "layers.max_pooling*": ("MaxPooling*", _POOL, {}),
    "layers.average_pooling*": ("AveragePooling*", _POOL, {}),
    "layers.dense": ("Dense", f"inputs:- units {_KEPT}", {}),
    "layers.flatten": ("Flatten", "inputs:-", {}),
    "layers.dropout": ("Dropout", "inputs:- rate training:-", {}),
    "layers.batch_normalization": (
        "BatchNormalization", "inputs:- axis momentum:- epsilon:- center:shift scale training:-", {}
    ),
    "nn.conv2d": (
        "Conv2D", "input:- filter:shape strides:stride padding:pad data_format:data dilations:dilation filters:shape",
        {"bias": False},
    ),
    "nn.max_pool": ("MaxPooling2D", _NN_POOL, {}),
    "nn.max_pool2d": ("MaxPooling2D", _NN_POOL, {}),
    "nn.avg_pool": ("AveragePooling2D", _NN_POOL, {}),
    "nn.avg_pool2d": ("AveragePooling2D", _NN_POOL, {}),
    "slim.conv*": ("Conv*", f"{_SLIM} activation_fn:then", {"pad": "same", **_ACTIVE}),
    "slim.max_pool2d": ("MaxPooling2D", _SLIM_POOL, {"stride": 2}),
    "slim.avg_pool2d": ("AveragePooling2D", _SLIM_POOL, {"stride": 2}),
    "slim.fully_connected": ("Dense", "inputs:- num_outputs:units activation_fn:then", _ACTIVE),
    "slim.batch_norm": (
        "BatchNormalization", "inputs:- decay:- center:shift scale epsilon:- activation_fn:then *", {"scale": False}
    ),
    "slim.flatten": ("Flatten", "inputs:-", {}),
    "slim.dropout": ("Dropout", "inputs:- keep_prob:-", {}),
}  # fmt: skip
VARIABLES = ("Variable", "get_variable", "weight_variable", "truncated_normal", "random_normal")
"""What makes weights of a shape."""
