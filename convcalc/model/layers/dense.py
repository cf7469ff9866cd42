"""Flatten and dense: from a volume to a vector, and from a vector to a vector."""

from typing import ClassVar

from convcalc.model.geometry import Everywhere, Layout, Volume
from convcalc.model.layers.base import Layer, LayerError, Tensor
from convcalc.model.layers.fields import Count, Switch


class Flatten(Layer):
    """Flatten: all numbers of a volume in one vector."""

    in_place = view = linear = once = any_size = any_channels = True
    spatial = merges = reorders = weighted = normalises = centres = positive = False
    keeps = ()
    asked = ""
    family = "shape"

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """No axes; a channel a number."""
        return Volume((), inputs[0].elements)

    def lies(self, layout: Layout, output: Volume) -> Layout | None:
        """In a row, where that takes no copy."""
        return layout.divided(output)


class Dense(Layer):
    """Dense (fully connected, linear): each output is a weighted sum of all inputs, with a bias."""

    main: ClassVar = ("units",)
    flags: ClassVar = {"nobias": ("bias", False), "each": ("each", True)}
    weighted = linear = any_size = any_channels = True
    spatial = merges = reorders = in_place = view = normalises = centres = positive = once = False
    keeps = ("factors",)
    asked = ""
    family = "fully connected"

    units: Count
    bias: Switch = True
    each: Switch = False

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[Everywhere, ...]:
        """Everything before it; with `each`, its own position."""
        return () if self.each and inputs[0].size else (Everywhere(),)

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """A vector of `units`; with `each`, one for each position."""
        x = inputs[0]
        if x.size and not self.each:
            help = f"put flatten before it, or write 'dense: {self.units} each' for the channels of each position"
            raise LayerError(f"dense takes a flat volume, not {x}", help=help, names_kind=True)
        return Volume(x.size, self.units)

    def weights(self, inputs: tuple[Volume, ...]) -> tuple[Tensor, ...]:
        """`units x inputs`, and a bias a unit."""
        matrix = Tensor("weight", (self.units, inputs[0].channels))
        return (matrix, Tensor("bias", (self.units,))) if self.bias else (matrix,)

    def learned(self, inputs: tuple[Volume, ...]) -> int:
        """The numbers of all units."""
        return self.units * (inputs[0].channels + self.bias)

    def macs(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """One a weight, for each position."""
        return output.elements * inputs[0].channels

    def operations(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """An addition an output number for the bias."""
        return output.elements if self.bias else 0
