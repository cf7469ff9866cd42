"""The layer kinds: what a spec can name, each with the class it is. A family is imported when first used."""

from functools import cache
from importlib import import_module

from convcalc.model.geometry import Volume
from convcalc.model.layers.base import Fault, Field, Layer, LayerError, Tensor

__all__ = ["FIRST_KINDS", "KINDS", "SYNONYMS", "Fault", "Field", "Input", "Layer", "LayerError", "Tensor", "kind"]

KINDS = {
    "conv": "convolution.Conv",
    "depthwise": "convolution.Depthwise",
    "tconv": "transposed.TransposedConv",
    "local": "local.Local",
    "maxpool": "pooling.MaxPool",
    "avgpool": "pooling.AvgPool",
    "adaptive_maxpool": "pooling.AdaptiveMaxPool",
    "adaptive_avgpool": "pooling.AdaptiveAvgPool",
    "gap": "pooling.GlobalAvgPool",
    "gmp": "pooling.GlobalMaxPool",
    "unpool": "unpooling.Unpool",
    "flatten": "dense.Flatten",
    "dense": "dense.Dense",
    "bn": "normalisation.BatchNorm",
    "ln": "normalisation.LayerNorm",
    "gn": "normalisation.GroupNorm",
    "in": "normalisation.InstanceNorm",
    "grn": "normalisation.GlobalResponseNorm",
    "lrn": "normalisation.LocalResponseNorm",
    "scale": "normalisation.Scale",
    "relu": "activation.Relu",
    "relu6": "activation.Relu6",
    "leaky_relu": "activation.LeakyRelu",
    "prelu": "activation.Prelu",
    "elu": "activation.Elu",
    "selu": "activation.Selu",
    "gelu": "activation.Gelu",
    "silu": "activation.Silu",
    "mish": "activation.Mish",
    "sigmoid": "activation.Sigmoid",
    "hard_sigmoid": "activation.HardSigmoid",
    "hard_swish": "activation.HardSwish",
    "tanh": "activation.Tanh",
    "softplus": "activation.Softplus",
    "softmax": "activation.Softmax",
    "log_softmax": "activation.LogSoftmax",
    "identity": "passing.Identity",
    "dropout": "passing.Dropout",
    "drop_path": "passing.DropPath",
    "add": "merging.Add",
    "mul": "merging.Mul",
    "maximum": "merging.Maximum",
    "concat": "merging.Concat",
    "attention": "attention.Attention",
    "matmul": "attention.Matmul",
    "param": "learned.Param",
    "embedding": "recurrent.Embedding",
    "lstm": "recurrent.Lstm",
    "gru": "recurrent.Gru",
    "channel_mean": "channels.ChannelMean",
    "channel_max": "channels.ChannelMax",
    "custom": "custom.Custom",
    "upsample": "upsampling.Upsample",
    "pad": "rearranging.Pad",
    "crop": "rearranging.Crop",
    "slice": "rearranging.Slice",
    "channel_shuffle": "rearranging.ChannelShuffle",
    "pixel_shuffle": "rearranging.PixelShuffle",
    "space_to_depth": "rearranging.SpaceToDepth",
    "reshape": "rearranging.Reshape",
    "permute": "rearranging.Permute",
}

FIRST_KINDS = frozenset({
    "conv", "depthwise", "tconv", "maxpool", "avgpool", "adaptive_maxpool", "adaptive_avgpool", "gap", "gmp", "flatten",
    "dense", "bn", "ln", "gn", "in", "lrn", "scale", "relu", "relu6", "leaky_relu", "prelu", "elu", "selu", "gelu",
    "silu", "mish", "sigmoid", "hard_sigmoid", "hard_swish", "tanh", "softplus", "softmax", "log_softmax", "identity",
    "dropout", "drop_path", "add", "mul", "concat", "upsample", "pad", "crop", "slice", "channel_shuffle",
    "pixel_shuffle", "space_to_depth", "reshape", "permute",
})  # fmt: skip
"""Kinds whose names no block can have. One that came later gives way to a block of its name, which was there first."""

SYNONYMS = {
    "conv1d": "conv", "conv2d": "conv", "conv3d": "conv", "convolution": "conv", "convolution2d": "conv",
    "dwconv": "depthwise", "depthwiseconv2d": "depthwise", "depthwise_conv": "depthwise",
    "convtranspose": "tconv", "conv_transpose": "tconv", "convtranspose2d": "tconv", "deconv": "tconv",
    "transposed_conv": "tconv", "conv2dtranspose": "tconv",
    "pool": "maxpool", "max_pool": "maxpool", "maxpool2d": "maxpool", "maxpooling2d": "maxpool", "max": "maxpool",
    "avg_pool": "avgpool", "averagepooling2d": "avgpool", "avgpool2d": "avgpool", "average_pool": "avgpool",
    "adaptiveavgpool2d": "adaptive_avgpool", "adaptive_avg_pool": "adaptive_avgpool",
    "global_avg_pool": "gap", "globalaveragepooling2d": "gap", "global_average_pooling": "gap",
    "global_max_pool": "gmp", "globalmaxpooling2d": "gmp",
    "maxunpool": "unpool", "max_unpool": "unpool", "maxunpool2d": "unpool", "unpooling": "unpool",
    "maxunpooling2d": "unpool", "linear": "dense", "fc": "dense", "fully_connected": "dense", "inner_product": "dense",
    "batchnorm": "bn", "batch_norm": "bn", "batchnorm2d": "bn", "batchnormalization": "bn",
    "layernorm": "ln", "layer_norm": "ln", "groupnorm": "gn", "group_norm": "gn",
    "instancenorm": "in", "instance_norm": "in", "localresponsenorm": "lrn", "globalresponsenorm": "grn",
    "swish": "silu", "hardswish": "hard_swish", "hswish": "hard_swish", "hardsigmoid": "hard_sigmoid",
    "leakyrelu": "leaky_relu", "logsoftmax": "log_softmax", "stochastic_depth": "drop_path",
    "droppath": "drop_path", "sum": "add", "multiply": "mul", "merge": "add", "cat": "concat",
    "concatenate": "concat", "skip": "identity", "interpolate": "upsample", "resize": "upsample",
    "zeropad": "pad", "zeropadding2d": "pad", "pixelshuffle": "pixel_shuffle", "depth_to_space": "pixel_shuffle",
    "channelshuffle": "channel_shuffle", "layer_scale": "scale", "transpose": "permute", "view": "reshape",
}  # fmt: skip
"""What other tools and people call a kind: offered as a suggestion, never taken silently."""


@cache
def kind(name: str) -> type[Layer]:
    """The class of a kind. Raises KeyError where there is none of that name."""
    module, cls = KINDS[name].split(".")
    found: type[Layer] = getattr(import_module(f"convcalc.model.layers.{module}"), cls)
    return found


class Input(Layer):
    """The volume that a network starts from; not a kind that a spec can name."""

    spatial = merges = reorders = in_place = view = weighted = linear = normalises = centres = positive = once = False
    any_size = any_channels = True
    keeps, asked, family = (), "", "input"

    volume: Volume

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """The volume itself."""
        return self.volume
