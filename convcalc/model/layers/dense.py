"""Flatten and dense: from a volume to a vector, and from a vector to a vector."""

from typing import ClassVar

from convcalc.model.geometry import Everywhere, Volume
from convcalc.model.layers.base import Layer, LayerError, Tensor
from convcalc.model.layers.fields import Count, Switch


class Flatten(Layer):
    """Flatten: all numbers of a volume in one vector."""

    in_place = linear = once = any_size = any_channels = True
    spatial = merges = reorders = weighted = normalises = centres = positive = False
    asked = ""

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """No axes; a channel a number."""
        return Volume((), inputs[0].elements)


class Dense(Layer):
    """Dense (fully connected, linear): each output is a weighted sum of all inputs, with a bias."""

    main: ClassVar = ("units",)
    flags: ClassVar = {"nobias": ("bias", False)}
    weighted = linear = any_size = any_channels = True
    spatial = merges = reorders = in_place = normalises = centres = positive = once = False
    asked = ""

    units: Count
    bias: Switch = True

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[Everywhere, ...]:
        """Everything before it."""
        return (Everywhere(),)

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """A vector of `units`."""
        x = inputs[0]
        if x.size:
            help = "put flatten before it, or use conv with kernel 1 for the same weights at each position"
            raise LayerError(f"dense takes a flat volume, not {x}", help=help, names_kind=True)
        return Volume((), self.units)

    def weights(self, inputs: tuple[Volume, ...]) -> tuple[Tensor, ...]:
        """`units x inputs`, and a bias a unit."""
        matrix = Tensor("weight", (self.units, inputs[0].channels))
        return (matrix, Tensor("bias", (self.units,))) if self.bias else (matrix,)

    def macs(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """One a weight."""
        return self.units * inputs[0].channels

    def operations(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """An addition a unit for the bias."""
        return self.units if self.bias else 0
