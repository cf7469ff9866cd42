"""Layers that move, copy or drop numbers: pad, crop, slice, shuffles, reshape, permute."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from convcalc.model.geometry import AXES, Anywhere, AxisMap, Layout, Order, Resample, Volume, Window, per_axis
from convcalc.model.layers.base import Fault, Layer, LayerError
from convcalc.model.layers.fields import (
    AxisOrder,
    AxisSizes,
    Count,
    Integer,
    Sides,
    VolumeShape,
)


class Rearranging(Layer):
    """The base of these: numbers are copied, left out or averaged, and none is learned."""

    linear = any_size = any_channels = True
    spatial = merges = reorders = in_place = view = weighted = normalises = centres = positive = once = False
    keeps = ()
    asked = ""
    family = "shape"


class _Shift(Rearranging):
    """The base of pad and crop: a window of one, padded by a positive or negative amount."""

    main: ClassVar = ("pad",)
    spatial = True
    sign: ClassVar = 1

    pad: tuple[tuple[int, int], ...]

    def sides(self, inputs: tuple[Volume, ...]) -> tuple[tuple[int, int], ...]:
        """What is put before and after each axis, or taken off."""
        return self.pad

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[Window, ...]:
        """One position each, moved by what is put before it."""
        return tuple(Window(1, 1, 1, self.sign * before, self.sign * after) for before, after in self.sides(inputs))

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """The size, more or less by both sides."""
        x = inputs[0]
        size = tuple(window.output(n) for window, n in zip(self.windows(inputs), x.size))
        if min(size) < 1:
            raise LayerError(f"nothing is left of volume {x}", "pad", "crop less")
        return Volume(size, x.channels)


class Pad(_Shift):
    """Zeros (or a border) put around a volume, and channels of zeros before and after those that there are."""

    letters: ClassVar = {"c": "channel_pad"}

    pad: Sides
    channel_pad: Annotated[int, Integer(0)] = 0

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """More positions, and twice `channel_pad` channels more."""
        size, channels = super().output(inputs)
        return Volume(size, channels + 2 * self.channel_pad)


class Crop(_Shift):
    """Positions taken off a volume's sides; or down to a size, from the middle, the odd one taken off after."""

    sign = -1
    view = True

    pad: Sides = ()
    size: AxisSizes = ()

    def check(self, inputs: tuple[Volume, ...]) -> Iterator[Fault]:
        """Sides or a size, not both."""
        if self.pad and self.size:
            yield Fault("size", "give what to take off or a size, not both")

    def sides(self, inputs: tuple[Volume, ...]) -> tuple[tuple[int, int], ...]:
        """As given; or half of what is too much before, the rest after."""
        over = (n - m for n, m in zip(inputs[0].size, self.size))
        return self.pad or tuple((more // 2, more - more // 2) for more in over)

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """The size, less both sides, or the size asked for."""
        x = inputs[0]
        if not self.pad and not self.size:
            raise LayerError("crop needs what to take off or a size", help="as 'crop: 1'", names_kind=True)
        if any(m > n for n, m in zip(x.size, self.size)):
            raise LayerError(f"volume {x} is smaller than {per_axis(self.size, always=True)}", "size", "pad it first")
        return super().output(inputs)

    def lies(self, layout: Layout, output: Volume) -> Layout:
        """The positions that are left, where they lie."""
        return layout.part(output)


class Slice(Rearranging):
    """Some of the channels: from `start` up to, not including, `stop`."""

    main: ClassVar = ("start", "stop")
    view = True
    any_channels = False

    start: Annotated[int, Integer(0)]
    stop: Count

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """`stop - start` channels."""
        x = inputs[0]
        if not self.start < self.stop <= x.channels:
            message = f"channels {self.start} to {self.stop} are not part of the {x.channels} there are"
            raise LayerError(message, "stop", too_large=self.stop > x.channels)
        return Volume(x.size, self.stop - self.start)

    def lies(self, layout: Layout, output: Volume) -> Layout:
        """The channels that are left, where they lie."""
        return layout.part(output)


class ChannelShuffle(Rearranging):
    """Channels dealt out across groups, as in ShuffleNet."""

    main: ClassVar = ("groups",)
    any_channels = False

    groups: Count

    def check(self, inputs: tuple[Volume, ...]) -> Iterator[Fault]:
        """Groups must divide the channels."""
        x = inputs[0]
        if x.channels % self.groups:
            yield Fault("groups", f"{self.groups} groups do not divide {x.channels} channels")


class PixelShuffle(Rearranging):
    """Channels moved into space: `factor` times the size, `factor ** axes` times fewer channels."""

    main: ClassVar = ("factor",)
    spatial = True
    any_channels = False

    factor: Count

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[Resample, ...]:
        """`factor` outputs read one input position."""
        return tuple(Resample(n * self.factor) for n in inputs[0].size)

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """As many numbers in a larger, shallower volume."""
        x = inputs[0]
        parts = self.factor**x.rank
        if x.channels % parts:
            raise LayerError(f"{x.channels} channels do not divide into {self.factor}^{x.rank} = {parts}", "factor")
        return Volume(tuple(n * self.factor for n in x.size), x.channels // parts)


class SpaceToDepth(Rearranging):
    """Blocks of positions moved into channels: the opposite of pixel shuffle.

    The receptive field is that of the whole block, which any next convolution reads together.
    """

    main: ClassVar = ("factor",)
    spatial = True
    any_size = False

    factor: Count

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[Window, ...]:
        """A block an output position."""
        return (Window(self.factor, self.factor),) * inputs[0].rank

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """As many numbers in a smaller, deeper volume."""
        x = inputs[0]
        if any(n % self.factor for n in x.size):
            raise LayerError(f"factor {self.factor} does not divide the sizes of {x}", "factor")
        return Volume(tuple(n // self.factor for n in x.size), x.channels * self.factor**x.rank)


class Reshape(Rearranging):
    """The same numbers in another volume. Where sizes change, the receptive field is given as a bound."""

    main: ClassVar = ("volume",)
    in_place = view = True
    any_size = any_channels = False

    volume: VolumeShape

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[AxisMap, ...]:
        """Its own position where the sizes stay, or none are left; else possibly any."""
        return () if self.volume[:-1] in ((), inputs[0].size) else (Anywhere(),)

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """The volume asked for, which must hold as many numbers."""
        x = inputs[0]
        target = type(x)(self.volume[:-1], self.volume[-1])
        if target.elements != x.elements:
            message = f"{target} holds {target.elements} numbers, and volume {x} has {x.elements}"
            raise LayerError(message, "volume")
        return target

    def lies(self, layout: Layout, output: Volume) -> Layout | None:
        """In a row and divided anew, where that takes no copy."""
        return layout.divided(output)


class Permute(Rearranging):
    """Axes in another order, `[width, height, channels]`."""

    main: ClassVar = ("order",)
    reorders = view = True
    any_size = any_channels = False

    order: AxisOrder

    def settings(self, order: Order = Volume) -> str:
        """The axes by name, as a spec lists them: `[width, height, channels]`."""
        names = (*AXES[len(self.order) - 1], "channels")
        return f"[{', '.join(names[axis] for axis in order.outer(self.order))}]"

    def axes(self, inputs: tuple[Volume, ...]) -> tuple[int, ...]:
        """The axes in their new order."""
        return self.order[:-1]

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[AxisMap, ...]:
        """Its own position; where channels become an axis, possibly any."""
        return () if self.order[-1] == inputs[0].rank else (Anywhere(),)

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """The sizes and channels in their new order."""
        x = inputs[0]
        values = (*x.size, x.channels)
        *size, channels = (values[axis] for axis in self.order)
        return Volume(tuple(size), channels)

    def lies(self, layout: Layout, output: Volume) -> Layout:
        """Each axis where it lay, and the channels, which come first in memory and last in the order."""
        *size, channels = ((axis + 1) % len(self.order) for axis in self.order)
        return layout.turned((channels, *size))
