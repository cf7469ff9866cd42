"""Learned numbers that no input makes: class tokens, position embeddings, queries, fusion weights."""

from typing import ClassVar

from convcalc.model.geometry import Volume
from convcalc.model.layers.base import Layer, Tensor
from convcalc.model.layers.fields import VolumeShape


class Param(Layer):
    """A learned volume. It reads nothing: add it, multiply by it, or join it to what there is."""

    main: ClassVar = ("volume",)
    takes: ClassVar = ()
    any_size = any_channels = True
    spatial = merges = reorders = in_place = view = weighted = linear = normalises = centres = positive = once = False
    keeps = ()
    asked = ""
    family = "learned"

    volume: VolumeShape

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """The volume that is learned."""
        return Volume(self.volume[:-1], self.volume[-1])

    def weights(self, inputs: tuple[Volume, ...]) -> tuple[Tensor, ...]:
        """All its numbers."""
        return (Tensor("weight", (self.volume[-1], *self.volume[:-1])),)
