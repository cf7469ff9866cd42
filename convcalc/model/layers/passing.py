"""Layers that let their input pass when the network runs: identity, dropout, stochastic depth."""

from typing import ClassVar

from convcalc.model.geometry import Volume
from convcalc.model.layers.base import Layer, Own
from convcalc.model.layers.fields import Rate


class Passing(Layer):
    """The base of these: what goes in comes out."""

    in_place = linear = any_size = any_channels = True
    spatial = merges = reorders = view = weighted = normalises = centres = positive = once = False
    keeps = ()
    asked = ""
    family = "passing"


class Identity(Passing):
    """Nothing: a place to hang a name on."""

    view = True


class Dropout(Passing):
    """Dropout: numbers are zeroed at `rate` in training; nothing happens when the network runs."""

    main: ClassVar = ("rate",)
    once = True

    rate: Rate = 0.5

    def own(self, inputs: tuple[Volume, ...], output: Volume) -> tuple[Own, ...]:
        """A factor for each number (on the CPU; a byte on CUDA)."""
        return (Own("mask", output.elements),) if self.rate else ()

    def idle(self) -> bool:
        """Whether nothing is ever zeroed."""
        return not self.rate


class DropPath(Passing):
    """Stochastic depth: a whole branch is left out at `rate` in training."""

    main: ClassVar = ("rate",)

    rate: Rate = 0.1

    def own(self, inputs: tuple[Volume, ...], output: Volume) -> tuple[Own, ...]:
        """A factor for each example."""
        return (Own("mask", 1),) if self.rate else ()

    def idle(self) -> bool:
        """Whether no branch is ever left out."""
        return not self.rate
