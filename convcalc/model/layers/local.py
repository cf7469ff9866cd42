"""Locally connected layers: windows that slide as those of a convolution, with weights of their own at each place."""

import math
from typing import ClassVar

from convcalc.model.geometry import Volume
from convcalc.model.layers.base import Tensor
from convcalc.model.layers.fields import Count, Dilation, Kernel, PadSides, Stride, Switch
from convcalc.model.layers.sliding import Sliding


class Local(Sliding):
    """Locally connected: a convolution that shares nothing, `filters` windows for each output position."""

    main: ClassVar = ("filters", "kernel")
    flags: ClassVar = {**Sliding.flags, "nobias": ("bias", False)}
    weighted = linear = True
    keeps = ("inputs",)
    asked = ""
    family = "convolution"
    groups: ClassVar = 1
    """As many as a convolution without groups."""

    filters: Count
    kernel: Kernel
    stride: Stride = (1,)
    pad: PadSides = ((0, 0),)
    dilation: Dilation = (1,)
    bias: Switch = True

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """As many positions as windows fit; a channel a filter."""
        return Volume(self.slide(inputs), self.filters)

    def weights(self, inputs: tuple[Volume, ...]) -> tuple[Tensor, ...]:
        """`filters x channels x kernel` for each output position, and a bias for each output number."""
        size = self.slide(inputs)
        kernels = Tensor("weight", (*size, self.filters, inputs[0].channels, *self.kernel))
        return (kernels, Tensor("bias", (*size, self.filters))) if self.bias else (kernels,)

    def macs(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """`kernel * channels` for each output number."""
        return output.elements * inputs[0].channels * math.prod(self.kernel)

    def operations(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """An addition an output number for the bias."""
        return output.elements if self.bias else 0
