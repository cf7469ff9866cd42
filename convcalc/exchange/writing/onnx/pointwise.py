"""Activations, norms and scaling as operations of ONNX."""

from collections.abc import Callable
from typing import Any

from convcalc.exchange.writing.onnx.place import OnnxLayer

Write = Callable[[OnnxLayer], str]
"""Adds a layer to its graph, and gives the name of what comes out."""


def plain(kind: str, **settings: Any) -> Write:
    """An operation that takes one volume and has fixed settings."""
    return lambda at: at.last(kind, at.x, **settings)


def relu6(at: OnnxLayer) -> str:
    """Clipped between 0 and 6."""
    return at.last("Clip", at.x, at.graph.reals([], 0.0), at.graph.reals([], 6.0))


def silu(at: OnnxLayer) -> str:
    """A number times its sigmoid."""
    return at.last("Mul", at.x, at.op("Sigmoid", at.x))


def leaky_relu(at: OnnxLayer) -> str:
    """With the slope below zero."""
    return at.last("LeakyRelu", at.x, alpha=float(at.layer.slope))


def elu(at: OnnxLayer) -> str:
    """With the height below zero."""
    return at.last("Elu", at.x, alpha=float(at.layer.alpha))


def prelu(at: OnnxLayer) -> str:
    """A slope a channel, or one."""
    count = 1 if at.layer.shared else at.inputs[0].channels
    return at.last("PRelu", at.x, at.weight("slope", shape=[count, *(1,) * at.inputs[0].rank]))


def bn(at: OnnxLayer) -> str:
    """By the running statistics."""
    channels = [at.inputs[0].channels]
    names = (("weight", 1.0), ("bias", 0.0), ("running_mean", 0.0), ("running_var", 1.0))
    tensors = [at.weight(name, value) if at.has(name) else at.graph.reals(channels, value) for name, value in names]
    return at.last("BatchNormalization", at.x, *tensors, epsilon=float(at.layer.eps), momentum=1 - at.layer.momentum)


def ln(at: OnnxLayer) -> str:
    """Over the channels of each position, or over everything."""
    rank, eps = at.inputs[0].rank, float(at.layer.eps)
    if at.layer.over == "all" or not rank:
        shape = [at.inputs[0].channels, *at.inputs[0].size]
        return at.last("LayerNormalization", at.x, *_affine(at, shape), axis=1, epsilon=eps)
    normed = at.op(
        "LayerNormalization", at.channels_last(at.x, rank), *_affine(at, [at.inputs[0].channels]), axis=-1, epsilon=eps
    )
    return at.channels_back(normed, rank)


def gn(at: OnnxLayer) -> str:
    """Over groups of channels."""
    scale_and_shift = _affine(at, [at.inputs[0].channels])
    return at.last(
        "GroupNormalization", at.x, *scale_and_shift, num_groups=at.layer.groups, epsilon=float(at.layer.eps)
    )


def instance(at: OnnxLayer) -> str:
    """Over each channel."""
    return at.last("InstanceNormalization", at.x, *_affine(at, [at.inputs[0].channels]), epsilon=float(at.layer.eps))


def _affine(at: OnnxLayer, shape: list[int]) -> tuple[str, str]:
    """The learned factors and shifts, or ones and zeros."""
    if at.has("weight"):
        return at.weight("weight", 1.0), at.weight("bias")
    return at.graph.reals(shape, 1.0), at.graph.reals(shape, 0.0)


def grn(at: OnnxLayer) -> str:
    """The strength of each channel over the image, by the mean of all (Woo et al. 2023)."""
    rank = at.inputs[0].rank
    axes = at.ints(*range(2, rank + 2))
    strength = at.op("ReduceL2", at.x, axes, keepdims=1)
    mean = at.op("ReduceMean", strength, at.ints(1), keepdims=1)
    share = at.op("Div", strength, at.op("Add", mean, at.graph.reals([], float(at.layer.eps))))
    shape = [1, at.inputs[0].channels, *(1,) * rank]
    scaled = at.op("Mul", at.op("Mul", at.x, share), at.weight("weight", shape=shape))
    return at.last("Add", at.op("Add", scaled, at.weight("bias", shape=shape)), at.x)


def lrn(at: OnnxLayer) -> str:
    """By the neighbours among the channels."""
    layer = at.layer
    return at.last("LRN", at.x, size=layer.size, alpha=float(layer.alpha), beta=float(layer.beta), bias=float(layer.k))


def scale(at: OnnxLayer) -> str:
    """A factor a channel, and a shift."""
    shape = [1, at.inputs[0].channels, *(1,) * at.inputs[0].rank]
    factor = at.weight("weight", 1.0, shape)
    if not at.has("bias"):
        return at.last("Mul", at.x, factor)
    return at.last("Add", at.op("Mul", at.x, factor), at.weight("bias", shape=shape))
