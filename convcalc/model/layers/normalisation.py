"""Normalisation and scaling, channel by channel. Batch norm's running statistics are buffers, not weights."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from convcalc.document.records import record
from convcalc.model.geometry import Everywhere, Volume
from convcalc.model.layers.base import Fault, Layer, Own, Tensor
from convcalc.model.layers.fields import Choice, Coefficient, Count, Switch


def _affine(shape: tuple[int, ...], affine: bool) -> tuple[Tensor, ...]:
    return (Tensor("weight", shape), Tensor("bias", shape)) if affine else ()


class Norm(Layer):
    """The base of the norms: a scale and a shift a number, when they run."""

    normalises = once = any_size = any_channels = True
    spatial = merges = reorders = in_place = view = weighted = linear = centres = positive = False
    keeps = ("inputs",)
    asked = ""
    family = "norm"

    affine: bool

    def weights(self, inputs: tuple[Volume, ...]) -> tuple[Tensor, ...]:
        """A weight and a bias a channel."""
        return _affine((inputs[0].channels,), self.affine)

    def operations(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """A multiplication and an addition a number."""
        return 2 * output.elements

    def means(self, inputs: tuple[Volume, ...]) -> int:
        """How many means are taken of one example: none where those of training are used."""
        return 0

    def own(self, inputs: tuple[Volume, ...], output: Volume) -> tuple[Own, ...]:
        """The means, and as many inverse deviations."""
        return (Own("means and deviations", 2 * self.means(inputs), 4),)


class BatchNorm(Norm):
    """Batch norm: 2C parameters, and 2C running statistics beside them."""

    linear = centres = True
    asked = "batch norm"

    flags: ClassVar = {"noscale": ("scale", False), "noshift": ("shift", False)}

    affine: Switch = True
    scale: Switch = True
    shift: Switch = True
    eps: Coefficient = 1e-5
    momentum: Coefficient = 0.1

    def weights(self, inputs: tuple[Volume, ...]) -> tuple[Tensor, ...]:
        """A weight and a bias a channel, or one of them alone."""
        scale, shift = _affine((inputs[0].channels,), True)
        return (scale,) * (self.affine and self.scale) + (shift,) * (self.affine and self.shift)

    def learned(self, inputs: tuple[Volume, ...]) -> int:
        """The numbers of all channels."""
        return inputs[0].channels * self.affine * (self.scale + self.shift)

    def buffers(self, inputs: tuple[Volume, ...]) -> tuple[Tensor, ...]:
        """The running mean and variance of each channel. A framework's step counter is not counted."""
        shape = (inputs[0].channels,)
        return record(Tensor, ("running_mean", shape)), record(Tensor, ("running_var", shape))

    def own(self, inputs: tuple[Volume, ...], output: Volume) -> tuple[Own, ...]:
        """The mean and inverse deviation of each channel, over the whole batch."""
        return (Own("means and deviations", 2 * inputs[0].channels, 4, once=True),)


class LayerNorm(Norm):
    """Layer norm over the channels of each position, or over the whole volume."""

    main: ClassVar = ("over",)

    over: Annotated[str, Choice("channels", "all")] = "channels"
    affine: Switch = True
    eps: Coefficient = 1e-5

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[Everywhere, ...]:
        """Over the whole volume, the statistics see the whole image; over channels, only in a flat vector."""
        x = inputs[0]
        return (Everywhere(local=True),) * max(1, x.rank) if self.over == "all" or not x.size else ()

    def weights(self, inputs: tuple[Volume, ...]) -> tuple[Tensor, ...]:
        """A weight and a bias for each number that is normalised together."""
        x = inputs[0]
        return _affine((*x.size, x.channels) if self.over == "all" else (x.channels,), self.affine)

    def means(self, inputs: tuple[Volume, ...]) -> int:
        """One for each position, or one in all."""
        return 1 if self.over == "all" else inputs[0].positions


class GroupNorm(Norm):
    """Group norm: statistics over the image, for each group of channels."""

    main: ClassVar = ("groups",)
    any_channels = False

    groups: Count
    affine: Switch = True
    eps: Coefficient = 1e-5

    def check(self, inputs: tuple[Volume, ...]) -> Iterator[Fault]:
        """Groups must divide the channels."""
        x = inputs[0]
        if x.channels % self.groups:
            yield Fault("groups", f"{self.groups} groups do not divide {x.channels} channels")

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[Everywhere, ...]:
        """The statistics see the whole image."""
        return (Everywhere(local=True),) * max(1, inputs[0].rank)

    def means(self, inputs: tuple[Volume, ...]) -> int:
        """One for each group."""
        return self.groups


class InstanceNorm(Norm):
    """Instance norm: statistics over the image, channel by channel; weights only when asked for."""

    centres = True
    keeps = ("row",)

    affine: Switch = False
    eps: Coefficient = 1e-5

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[Everywhere, ...]:
        """The statistics see the whole image."""
        return (Everywhere(local=True),) * max(1, inputs[0].rank)

    def means(self, inputs: tuple[Volume, ...]) -> int:
        """One for each channel."""
        return inputs[0].channels

    def own(self, inputs: tuple[Volume, ...], output: Volume) -> tuple[Own, ...]:
        """The means, as many inverse deviations, and where there are weights, those of each example."""
        return (Own("means and deviations", (2 + self.affine) * self.means(inputs), 4),)


class GlobalResponseNorm(Norm):
    """Global response norm: each channel times its strength over the image by the mean of all, and added to the input.

    As in ConvNeXt V2 (Woo et al. 2023): what is added is scaled and shifted, with 2C parameters.
    """

    once = False
    asked = ""
    affine = True

    eps: Coefficient = 1e-6

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[Everywhere, ...]:
        """The strengths see the whole image."""
        return (Everywhere(local=True),) * max(1, inputs[0].rank)

    def operations(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """Two multiplications and two additions a number."""
        return 4 * output.elements

    def own(self, inputs: tuple[Volume, ...], output: Volume) -> tuple[Own, ...]:
        """What is scaled, the strength and share of each channel, and the mean strength."""
        return Own("input times shares", output.elements), Own("strengths", 2 * output.channels + 1)


class LocalResponseNorm(Layer):
    """Local response norm: each number is divided by its neighbours in `size` channels."""

    main: ClassVar = ("size",)
    any_size = any_channels = True
    spatial = merges = reorders = in_place = view = weighted = linear = normalises = centres = positive = once = False
    keeps = ("inputs",)
    asked = ""
    family = "norm"

    size: Count = 5
    alpha: Coefficient = 1e-4
    beta: Coefficient = 0.75
    k: Coefficient = 1.0

    def operations(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """A square, a sum over `size`, a power and a division a number."""
        return output.elements * (self.size + 3)

    def own(self, inputs: tuple[Volume, ...], output: Volume) -> tuple[Own, ...]:
        """The squares, with `size - 1` channels of zeros about them; the sums, and their powers."""
        x = inputs[0]
        return Own("squares", x.positions * (x.channels + self.size - 1)), Own("sums and powers", 2 * x.elements)


class Scale(Layer):
    """A learned factor for each channel (layer scale), and a shift when asked for."""

    linear = any_size = any_channels = True
    spatial = merges = reorders = in_place = view = weighted = normalises = centres = positive = once = False
    keeps = ("factors",)
    asked = ""
    family = "norm"

    bias: Switch = False

    def weights(self, inputs: tuple[Volume, ...]) -> tuple[Tensor, ...]:
        """A weight a channel, and a bias where asked for."""
        return _affine((inputs[0].channels,), True)[: 1 + self.bias]

    def operations(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """A multiplication a number, and an addition for the bias."""
        return output.elements * (1 + self.bias)
