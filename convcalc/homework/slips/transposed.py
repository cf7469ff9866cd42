"""Slips in transposed convolution: its output's size, and its multiply-accumulates."""

# ruff: noqa: D102  (what each method is for stands once, in the base)

import math
from typing import Any, ClassVar

from convcalc.homework.slips.base import SIZES, Slip
from convcalc.model.geometry import AxisMap, Spread, Volume, Window


class _TransposedSlip(Slip):
    """The base of these: `spread` bends each window."""

    kinds = ("tconv",)
    touches: ClassVar[tuple[str, ...]] = SIZES

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[AxisMap, ...]:
        """The windows, bent."""
        return tuple(self.spread(each) if isinstance(each, Spread) else each for each in super().windows(inputs))

    def spread(self, window: Spread) -> Spread:
        """One window, bent."""
        return window

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        """The right formula."""
        return _transposed(layer, inputs)


class TransposedAsConv(_TransposedSlip):
    """The formula of convolution."""

    code, title = "tconv-as-conv", "a transposed convolution taken for a convolution"

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        spreads: list[Any] = list(super().windows(inputs))
        windows = [Window(each.kernel, each.stride, each.dilation, each.before, each.after) for each in spreads]
        return Volume(tuple(window.output(n) for window, n in zip(windows, inputs[0].size)), self.filters)

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return f"it makes the volume larger: {_transposed(layer, inputs)}"


class TransposedKernelIgnored(_TransposedSlip):
    """The size times the stride."""

    code, title = "tconv-only-stride", "size multiplied by the stride alone"

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        return Volume(tuple(n * stride for n, stride in zip(inputs[0].size, self.stride)), self.filters)


class TransposedPadAdded(_TransposedSlip):
    """Padding added, though it is taken off."""

    code, title = "tconv-pad-added", "padding added to a transposed convolution's output"

    def spread(self, window: Spread) -> Spread:
        return super().spread(window)._replace(before=-window.before, after=-window.after)

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return f"its padding is taken off the output: {_transposed(layer, inputs)}"


class OutputPadIgnored(_TransposedSlip):
    """The output padding left out."""

    code, title = "output-pad-ignored", "output padding ignored"

    def spread(self, window: Spread) -> Spread:
        return super().spread(window)._replace(extra=0)

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return f"the output padding is added at the end: {_transposed(layer, inputs)}"


class TransposedByOutput(Slip):
    """A kernel for each output number."""

    code, title = "tconv-by-output", "a transposed convolution's MACs counted by its output"
    kinds = ("tconv",)
    touches = ("macs", "flops")

    def macs(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        return output.elements * (inputs[0].channels // self.groups) * math.prod(self.kernel)

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        x = inputs[0]
        each = layer.filters // layer.groups * math.prod(layer.kernel)
        return f"each of the {x.elements:,} input numbers is multiplied {each} times: {x.elements * each:,}"


def _transposed(layer: Any, inputs: tuple[Volume, ...]) -> str:
    window, n = layer.windows(inputs)[0], inputs[0].size[0]
    extent = window.dilation * (window.kernel - 1) + 1
    pads = f" - {window.before} - {window.after}" if window.before or window.after else ""
    extra = f" + {window.extra}" if window.extra else ""
    return f"({n} - 1)*{window.stride}{pads} + {extent}{extra} = {window.output(n)}"
