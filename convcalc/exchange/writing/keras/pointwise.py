"""Activations, norms, scaling and what only lets pass in Keras."""

from collections.abc import Callable
from typing import Any

from convcalc.exchange.writing.keras.place import KerasSpot
from convcalc.exchange.writing.keras.steps import KerasStep, KerasSteps, layer, own

KerasWrite = Callable[[KerasSpot], KerasSteps]
"""A layer as calls, one after another; none where it gives out what it takes in."""


def activation(name: str) -> KerasWrite:
    """One of Keras' by its name."""
    return lambda at: (_activation(name),)


def _activation(name: str) -> KerasStep:
    return layer("Activation", {"activation": name})


def plain(head: str, **settings: Any) -> KerasWrite:
    """A class with fixed settings."""
    return lambda at: (layer(head, **settings),)


def either(name: str, head: str, **settings: Any) -> KerasWrite:
    """A class of its own, or where others stand in its place an activation by its name."""
    return lambda at: (_activation(name),) if at.general else (layer(head, **settings),)


def identity(at: KerasSpot) -> KerasSteps:
    """What comes in; where others stand in its place, an activation."""
    return (_activation("linear"),) if at.general else ()


def leaky_relu(at: KerasSpot) -> KerasSteps:
    """With the slope below zero."""
    return (layer("LeakyReLU", negative_slope=at.layer.slope),)


def elu(at: KerasSpot) -> KerasSteps:
    """With the height below zero."""
    return (layer("ELU", alpha=at.layer.alpha),)


def prelu(at: KerasSpot) -> KerasSteps:
    """A slope a channel, or one: all other axes share it."""
    axes = tuple(range(1, at.x.rank + 1 + at.layer.shared))
    return (layer("PReLU", shared_axes=axes or None, learns=True),)


def dropout(at: KerasSpot) -> KerasSteps:
    """In training."""
    return (layer("Dropout", {"rate": at.layer.rate}),)


def drop_path(at: KerasSpot) -> KerasSteps:
    """In training, of whole examples."""
    return (layer("Dropout", {"rate": at.layer.rate}, noise_shape=(None, *(1,) * (at.output.rank + 1))),)


def bn(at: KerasSpot) -> KerasSteps:
    """Keras' momentum is what is kept, not what is new."""
    norm, kept = at.layer, round(1 - at.layer.momentum, 12)
    on = {"scale": norm.affine and norm.scale, "center": norm.affine and norm.shift}
    return (layer("BatchNormalization", momentum=kept, epsilon=norm.eps, **on, learns=True),)


def ln(at: KerasSpot) -> KerasSteps:
    """Over the channels of each position, or over everything."""
    axis = tuple(range(1, at.x.rank + 2)) if at.layer.over == "all" and at.x.rank else -1
    return (layer("LayerNormalization", axis=axis, **_normed(at)),)


def gn(at: KerasSpot) -> KerasSteps:
    """Over groups of channels."""
    return (layer("GroupNormalization", {"groups": at.layer.groups}, **_normed(at)),)


def instance(at: KerasSpot) -> KerasSteps:
    """Over each channel, which is a group."""
    return (layer("GroupNormalization", {"groups": -1}, **_normed(at)),)


def _normed(at: KerasSpot) -> dict[str, Any]:
    affine = at.layer.affine
    return {"epsilon": at.layer.eps, "center": affine, "scale": affine, "learns": affine}


def grn(at: KerasSpot) -> KerasSteps:
    """By a class of the file's own."""
    return (own("GlobalResponseNorm", {"eps": at.layer.eps}),)


def scale(at: KerasSpot) -> KerasSteps:
    """By a class of the file's own: a factor a channel, and a shift."""
    return (own("Scale", shifts=at.layer.bias),)
