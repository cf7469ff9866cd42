"""Pooling: over a sliding window, to a given size, and over everything. No weights, no MACs."""

import math
from collections.abc import Iterator
from typing import ClassVar

from convcalc.model.geometry import Adaptive, Everywhere, Volume
from convcalc.model.layers.base import Fault, Keeps, Layer, Own
from convcalc.model.layers.fields import AxisSizes, Dilation, Kernel, PadSides, Stride, Switch
from convcalc.model.layers.sliding import Sliding


class Pool(Sliding):
    """The base of pooling over a sliding window."""

    main: ClassVar = ("kernel",)
    flags: ClassVar = {**Sliding.flags, "ceil": ("ceil", True)}
    weighted = False
    keeps = ("inputs",)
    family = "pooling"

    def steps(self) -> tuple[int, ...]:
        """The stride, which is the kernel where none is given."""
        return self.stride or self.kernel

    def check(self, inputs: tuple[Volume, ...]) -> Iterator[Fault]:
        """No window may lie in the padding alone."""
        for window in self.windows(inputs):
            if max(window.before, window.after) >= window.extent:
                message = f"a window {window.extent} wide would lie in the padding of {window.before} alone"
                yield Fault("pad", message, f"pad at most {window.extent // 2}")
                return

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """As many positions as windows fit; the channels stay."""
        return Volume(self.slide(inputs), inputs[0].channels)

    def operations(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """One for each number in each window."""
        return output.elements * math.prod(self.kernel)


class MaxPool(Pool):
    """Max pooling: the largest number in each window, channel by channel."""

    linear = False
    asked = "max pooling"

    kernel: Kernel
    stride: Stride = ()
    pad: PadSides = ((0, 0),)
    dilation: Dilation = (1,)
    ceil: Switch = False

    def own(self, inputs: tuple[Volume, ...], output: Volume) -> tuple[Own, ...]:
        """Where each output came from."""
        return (Own("indices", output.elements, 8),)


class AvgPool(Pool):
    """Average pooling: the mean of each window, channel by channel."""

    linear = True
    asked = "average pooling"

    kernel: Kernel
    stride: Stride = ()
    pad: PadSides = ((0, 0),)
    dilation: Dilation = (1,)
    ceil: Switch = False


class AdaptivePool(Layer):
    """The base of pooling to a given size."""

    main: ClassVar = ("size",)
    spatial = any_size = any_channels = True
    merges = reorders = in_place = view = weighted = normalises = centres = positive = once = False
    keeps = ("inputs",)
    asked = ""
    family = "pooling"

    size: AxisSizes

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[Adaptive, ...]:
        """Output `i` of `m` covers `floor(i*n/m)` up to `ceil((i+1)*n/m)`."""
        return tuple(map(Adaptive, self.size))

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """The size asked for; the channels stay."""
        return Volume(self.size, inputs[0].channels)

    def operations(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """One for each number of the input; windows that overlap are counted once."""
        return inputs[0].elements


class AdaptiveMaxPool(AdaptivePool):
    """Adaptive max pooling: the largest number of each part, whatever the input's size."""

    linear = False

    def own(self, inputs: tuple[Volume, ...], output: Volume) -> tuple[Own, ...]:
        """Where each output came from."""
        return (Own("indices", output.elements, 8),)


class AdaptiveAvgPool(AdaptivePool):
    """Adaptive average pooling: the mean of each part, whatever the input's size."""

    linear = True

    def saves(self) -> Keeps:
        """Its input; nothing where it is pooled to one position."""
        return self.keeps if max(self.size) > 1 else ()


class GlobalPool(Layer):
    """The base of pooling over all positions."""

    spatial = once = any_size = any_channels = True
    merges = reorders = in_place = view = weighted = normalises = centres = positive = False
    asked = ""
    family = "pooling"

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[Everywhere, ...]:
        """Every axis whole."""
        return (Everywhere(),) * inputs[0].rank

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """One position; the channels stay."""
        x = inputs[0]
        return Volume((1,) * x.rank, x.channels)

    def operations(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """One for each number of the input."""
        return inputs[0].elements


class GlobalAvgPool(GlobalPool):
    """Global average pooling: the mean of each channel."""

    linear = True
    keeps = ()


class GlobalMaxPool(GlobalPool):
    """Global max pooling: the largest number of each channel."""

    linear = False
    keeps = ("inputs",)

    def own(self, inputs: tuple[Volume, ...], output: Volume) -> tuple[Own, ...]:
        """Where each output came from."""
        return (Own("indices", output.elements, 8),)
