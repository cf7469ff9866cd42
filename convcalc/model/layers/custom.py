"""A layer that convcalc does not know: what its author states of it counts, and nothing is made up."""

from typing import Annotated, ClassVar

from convcalc.model.geometry import Anywhere, Volume
from convcalc.model.layers.base import Layer, Tensor
from convcalc.model.layers.fields import Integer, VolumeShape

UNSTATED = -1
"""In the place of a figure that nobody states."""


class Custom(Layer):
    """A layer of your own: the volume that comes out, and where you state them, its parameters and MACs.

    What is not stated counts as nothing, and the totals say that they leave it out.
    """

    main: ClassVar = ("volume",)
    any_size = any_channels = spatial = merges = reorders = in_place = view = weighted = linear = False
    normalises = centres = positive = once = False
    keeps = ()
    asked = ""

    volume: VolumeShape
    params: Annotated[int, Integer(0)] = UNSTATED
    multiply_accumulates: Annotated[int, Integer(0)] = UNSTATED

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[Anywhere, ...]:
        """Nobody knows: at most the whole input."""
        return (Anywhere(),)

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """As stated."""
        return Volume(self.volume[:-1], self.volume[-1])

    def weights(self, inputs: tuple[Volume, ...]) -> tuple[Tensor, ...]:
        """As many numbers as stated."""
        return (Tensor("weight", (self.params,)),) if self.params > 0 else ()

    def macs(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """As stated."""
        return max(0, self.multiply_accumulates)

    def unstated(self) -> tuple[str, ...]:
        """The figures that are not known of it."""
        stated = {"params": self.params, "macs": self.multiply_accumulates}
        return (*(figure for figure, number in stated.items() if number == UNSTATED), "saved")
