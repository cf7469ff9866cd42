"""Windows run backwards: transposed convolution. Each input position writes to a window of the output."""

import math
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from convcalc.model.geometry import AXES, Order, Spread, Volume, per_axis
from convcalc.model.layers.base import Fault, Layer, LayerError, Tensor
from convcalc.model.layers.convolution import group_faults
from convcalc.model.layers.fields import (
    AxisSizes,
    Count,
    Dilation,
    FieldError,
    Kernel,
    PerAxis,
    SpreadSides,
    Stride,
    Switch,
)


class TransposedConv(Layer):
    """Transposed convolution: each input position adds a kernel to the output, `stride` apart.

    `pad` takes off both sides; `same` and `valid` are Keras's: `n * stride` positions, and with `valid` as many more
    as the kernel is larger than the stride. `size` is the size that comes out; the output padding follows from it.
    """

    main: ClassVar = ("filters", "kernel")
    letters: ClassVar = {"s": "stride", "p": "pad", "d": "dilation", "g": "groups"}
    flags: ClassVar = {"same": ("pad", "same"), "valid": ("pad", "valid"), "nobias": ("bias", False)}
    spatial = weighted = linear = any_size = any_channels = True
    merges = reorders = in_place = view = normalises = centres = positive = once = False
    keeps = ("inputs",)
    asked = ""
    family = "convolution"

    filters: Count
    kernel: Kernel
    stride: Stride = (1,)
    pad: SpreadSides = ((0, 0),)
    output_pad: Annotated[tuple[int, ...], PerAxis(0)] = (0,)
    size: AxisSizes = ()
    dilation: Dilation = (1,)
    groups: Count = 1
    bias: Switch = True

    @classmethod
    def read(cls, settings: Mapping[str, Any], rank: int, order: Order = Volume) -> dict[str, Any]:
        """The values of all fields; output padding is given only where nothing else says the size that comes out."""
        values = super().read(settings, rank, order)
        said = "size" if values["size"] else "pad" if isinstance(values["pad"], str) else ""
        if said and "output_pad" in settings:
            what = "the size" if said == "size" else f"pad {values['pad']!r}"
            error = FieldError(f"{what} already says what comes out", f"leave out output_pad, or {said}")
            error.field = "output_pad"
            raise error
        return values

    @classmethod
    def reads_apart(cls, settings: Mapping[str, Any]) -> bool:
        """Whether no output padding is said."""
        return "output_pad" not in settings

    def check(self, inputs: tuple[Volume, ...]) -> Iterator[Fault]:
        """Groups must divide; the output padding must be less than the stride or the dilation, the size in reach."""
        yield from group_faults(self.groups, inputs[0].channels, self.filters)
        for extra, stride, dilation in zip(self.output_pad, self.stride, self.dilation):
            if extra >= max(stride, dilation):
                message = f"output padding {extra} must be less than the stride {stride} or the dilation {dilation}"
                yield Fault("output_pad", message)
                return
        if self.size:
            least = tuple(self._least(axis, n) for axis, n in enumerate(inputs[0].size))
            yield from out_of_reach(self.size, least, tuple(n + s - 1 for n, s in zip(least, self.stride)), inputs[0])

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[Spread, ...]:
        """One window an axis, run backwards."""
        return tuple(self._window(axis, n) for axis, n in enumerate(inputs[0].size))

    def _window(self, axis: int, n: int) -> Spread:
        kernel, stride, dilation = self.kernel[axis], self.stride[axis], self.dilation[axis]
        if isinstance(self.pad, str):
            extent, more = dilation * (kernel - 1) + 1, self._size(axis, n) - n * stride
            over, lacking = max(extent - stride - more, 0), max(stride - extent + more, 0)
            return Spread(kernel, stride, dilation, over // 2, over - over // 2, lacking)  # TensorFlow's: the odd after
        window = Spread(kernel, stride, dilation, *self.pad[axis])
        return window._replace(extra=self.size[axis] - window.output(n) if self.size else self.output_pad[axis])

    def _size(self, axis: int, n: int) -> int:
        """The positions that come out where a size or a word says so."""
        stride = self.stride[axis]
        if self.size or self.pad == "same":
            return self.size[axis] if self.size else n * stride
        extent = self.dilation[axis] * (self.kernel[axis] - 1) + 1
        return n * stride + max(extent - stride, 0)

    def _least(self, axis: int, n: int) -> int:
        """The least size that a convolution with these settings would shrink to `n`."""
        if self.pad == "same":
            return (n - 1) * self.stride[axis] + 1
        before, after = (0, 0) if isinstance(self.pad, str) else self.pad[axis]
        return Spread(self.kernel[axis], self.stride[axis], self.dilation[axis], before, after).output(n)

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """`(n - 1) * stride - pads + extent + output padding` positions, or as the size says; a channel a filter."""
        x = inputs[0]
        if self.size or isinstance(self.pad, str):
            return Volume(tuple(self._size(axis, n) for axis, n in enumerate(x.size)), self.filters)
        size = tuple(window.output(n) for window, n in zip(self.windows(inputs), x.size))
        if min(size) < 1:
            raise LayerError(f"the padding takes away all of the output of volume {x}", "pad", "pad less")
        return Volume(size, self.filters)

    def weights(self, inputs: tuple[Volume, ...]) -> tuple[Tensor, ...]:
        """`channels x filters/groups x kernel`, and a bias a filter."""
        kernel = Tensor("weight", (inputs[0].channels, self.filters // self.groups, *self.kernel))
        return (kernel, Tensor("bias", (self.filters,))) if self.bias else (kernel,)

    def macs(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """`kernel * filters/groups` for each *input* number: zeros put between inputs are not multiplied."""
        return inputs[0].elements * (self.filters // self.groups) * math.prod(self.kernel)

    def operations(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """An addition an output number for the bias."""
        return output.elements if self.bias else 0


def out_of_reach(size: tuple[int, ...], least: tuple[int, ...], most: tuple[int, ...], x: Volume) -> Iterator[Fault]:
    """What is wrong with a size that windows run backwards are to fill: it must lie between two others."""
    for axis, wanted, low, high in zip(AXES[x.rank], size, least, most):
        if not low <= wanted <= high:
            reach = "none" if high < 1 else f"only {low}" if low == high else f"{max(1, low)} to {high}"
            message = f"a {axis} of {wanted} cannot come of volume {x}: {reach} can"
            yield Fault("size", message, f"as size: {per_axis(most)}" if min(most) > 0 else "", too_large=wanted > high)
            return
