"""Convolution and depthwise convolution. MACs count the weights each output position uses."""

import math
from collections.abc import Iterator
from typing import ClassVar

from convcalc.model.geometry import Volume
from convcalc.model.layers.base import Fault, Tensor
from convcalc.model.layers.fields import Count, Dilation, Kernel, PadSides, Stride, Switch
from convcalc.model.layers.sliding import Sliding


def group_faults(groups: int, channels: int, filters: int) -> Iterator[Fault]:
    """What is wrong with a number of groups: it must divide the channels and the filters."""
    for count, what in ((channels, "input channels"), (filters, "filters")):
        if count % groups:
            help = _divisors(math.gcd(channels, filters))
            yield Fault("groups", f"{groups} groups do not divide {count} {what}", help)
            return


def _divisors(number: int) -> str:
    fits = [str(k) for k in range(1, min(number, 1000) + 1) if number % k == 0]
    return "groups can be " + ", ".join(fits if len(fits) <= 12 else [*fits[:11], "..."])


class Conv(Sliding):
    """Convolution: `filters` windows of kernel x channels, each with a bias."""

    main: ClassVar = ("filters", "kernel")
    letters: ClassVar = {**Sliding.letters, "g": "groups"}
    flags: ClassVar = {**Sliding.flags, "nobias": ("bias", False)}
    weighted = linear = True
    keeps = ("inputs",)
    asked = ""
    family = "convolution"

    filters: Count
    kernel: Kernel
    stride: Stride = (1,)
    pad: PadSides = ((0, 0),)
    dilation: Dilation = (1,)
    groups: Count = 1
    bias: Switch = True

    def check(self, inputs: tuple[Volume, ...]) -> Iterator[Fault]:
        """Groups must divide the channels and the filters."""
        return group_faults(self.groups, inputs[0].channels, self.filters) if self.groups > 1 else iter(())

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """As many positions as windows fit; a channel a filter."""
        return Volume(self.slide(inputs), self.filters)

    def weights(self, inputs: tuple[Volume, ...]) -> tuple[Tensor, ...]:
        """`filters x channels/groups x kernel`, and a bias a filter."""
        kernel = Tensor("weight", (self.filters, inputs[0].channels // self.groups, *self.kernel))
        return (kernel, Tensor("bias", (self.filters,))) if self.bias else (kernel,)

    def learned(self, inputs: tuple[Volume, ...]) -> int:
        """The numbers of all filters."""
        return self.filters * (inputs[0].channels // self.groups * math.prod(self.kernel) + self.bias)

    def macs(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """`kernel * channels/groups` for each output number."""
        size, channels = output
        return math.prod(size) * channels * (inputs[0].channels // self.groups) * math.prod(self.kernel)

    def operations(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """An addition an output number for the bias."""
        return output.elements if self.bias else 0


class Depthwise(Sliding):
    """Depthwise convolution: each channel has `multiplier` filters of its own."""

    main: ClassVar = ("kernel",)
    letters: ClassVar = {**Sliding.letters, "m": "multiplier"}
    flags: ClassVar = {**Sliding.flags, "nobias": ("bias", False)}
    weighted = linear = True
    keeps = ("inputs",)
    asked = ""
    family = "convolution"

    kernel: Kernel
    stride: Stride = (1,)
    pad: PadSides = ((0, 0),)
    dilation: Dilation = (1,)
    multiplier: Count = 1
    bias: Switch = True

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """As many positions as windows fit; `multiplier` channels a channel."""
        return Volume(self.slide(inputs), inputs[0].channels * self.multiplier)

    def weights(self, inputs: tuple[Volume, ...]) -> tuple[Tensor, ...]:
        """`channels*multiplier x 1 x kernel`, and a bias a filter."""
        filters = inputs[0].channels * self.multiplier
        kernel = Tensor("weight", (filters, 1, *self.kernel))
        return (kernel, Tensor("bias", (filters,))) if self.bias else (kernel,)

    def macs(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """`kernel` for each output number."""
        return output.elements * math.prod(self.kernel)

    def operations(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """An addition an output number for the bias."""
        return output.elements if self.bias else 0
