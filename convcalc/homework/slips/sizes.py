"""Slips in the size of what comes out of a sliding window. They follow through to all that depends on it."""

# ruff: noqa: D102  (what each method is for stands once, in the base)

from typing import Any, ClassVar

from convcalc.homework.slips.base import CONVS, POOLS, SIZES, SLIDING, Slip, formula, padded
from convcalc.model.geometry import AxisMap, Volume, Window


class _SizeSlip(Slip):
    """The base of these: `moved` bends each window, or `slide` the sizes that come of them."""

    kinds: ClassVar[tuple[str, ...]] = SLIDING
    touches: ClassVar[tuple[str, ...]] = SIZES

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[AxisMap, ...]:
        """The windows, bent."""
        return tuple(self.moved(each) if isinstance(each, Window) else each for each in super().windows(inputs))

    def moved(self, window: Window) -> Window:
        """One window, bent."""
        return window

    def slide(self, inputs: tuple[Volume, ...]) -> tuple[int, ...]:
        """The sizes, bent."""
        sizes: tuple[int, ...] = super().slide(inputs)  # type: ignore[misc]
        return sizes

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        """The right formula."""
        return formula(layer.windows(inputs)[0], inputs[0].size[0])


class PadOnce(_SizeSlip):
    """Padding added on one side."""

    code, title = "pad-once", "padding counted once"
    kinds = (*SLIDING, "pad")

    def moved(self, window: Window) -> Window:
        return super().moved(window)._replace(after=0)

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        window, n = layer.windows(inputs)[0], inputs[0].size[0]
        return f"the padding is added on both sides: {padded(window, n)}, not {n} + {window.before}"


class PadIgnored(_SizeSlip):
    """No padding: the kernel subtracted from the bare size."""

    code, title = "pad-ignored", "padding ignored"
    kinds = (*SLIDING, "pad")

    def moved(self, window: Window) -> Window:
        return super().moved(window)._replace(before=0, after=0)

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        window, n = layer.windows(inputs)[0], inputs[0].size[0]
        return f"the padding comes first: {padded(window, n)} = {n + window.before + window.after}, not {n}"


class PlusOneForgotten(_SizeSlip):
    """Steps counted, not places."""

    code, title = "plus-one-forgotten", "the +1 forgotten"

    def slide(self, inputs: tuple[Volume, ...]) -> tuple[int, ...]:
        return tuple(size - 1 for size in super().slide(inputs))

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return f"the first place counts too: {formula(layer.windows(inputs)[0], inputs[0].size[0])}"


class PlusOneInside(PlusOneForgotten):
    """The +1 added before dividing by the stride."""

    code, title = "plus-one-inside", "the +1 put inside the division"
    pairs = False

    def slide(self, inputs: tuple[Volume, ...]) -> tuple[int, ...]:
        rooms = [(window, n + window.before + window.after - window.extent) for window, n in _pairs(self, inputs)]
        return tuple((room + 1) // window.stride for window, room in rooms)

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return f"divide first, then add 1: {formula(layer.windows(inputs)[0], inputs[0].size[0])}"


class StrideIgnored(_SizeSlip):
    """Stride 1."""

    code, title = "stride-ignored", "stride ignored"

    def moved(self, window: Window) -> Window:
        return super().moved(window)._replace(stride=1)

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        window = layer.windows(inputs)[0]
        return f"the window moves by {window.stride}: {formula(window, inputs[0].size[0])}"


class StrideIsKernel(_SizeSlip):
    """The window moved by its own width."""

    code, title = "stride-is-kernel", "the kernel taken for the stride"
    kinds = POOLS

    def moved(self, window: Window) -> Window:
        return super().moved(window)._replace(stride=window.kernel)

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        window = layer.windows(inputs)[0]
        return (
            f"the windows overlap: stride {window.stride}, kernel {window.kernel}; {formula(window, inputs[0].size[0])}"
        )


class SameAssumed(_SizeSlip):
    """The size kept, or divided by the stride and rounded up."""

    code, title = "same-assumed", "padding assumed that keeps the size"
    pairs = False

    def slide(self, inputs: tuple[Volume, ...]) -> tuple[int, ...]:
        return tuple(-(-n // window.stride) for window, n in _pairs(self, inputs))

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        window, n = layer.windows(inputs)[0], inputs[0].size[0]
        return f"with padding {window.before} it is {formula(window, n)}"


class OnlyStride(SameAssumed):
    """The size divided by the stride, and rounded down."""

    code, title = "only-stride", "size divided by the stride alone"

    def slide(self, inputs: tuple[Volume, ...]) -> tuple[int, ...]:
        return tuple(n // window.stride for window, n in _pairs(self, inputs))


class KernelIgnored(_SizeSlip):
    """The kernel not subtracted."""

    code, title = "kernel-not-subtracted", "kernel not subtracted"
    pairs = False

    def slide(self, inputs: tuple[Volume, ...]) -> tuple[int, ...]:
        return tuple((n + window.before + window.after - 1) // window.stride + 1 for window, n in _pairs(self, inputs))

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return f"the window has to fit inside: {formula(layer.windows(inputs)[0], inputs[0].size[0])}"


class CeilForFloor(_SizeSlip):
    """A place counted that is only partly there."""

    code, title = "ceil-for-floor", "rounded up in the place of down"

    def slide(self, inputs: tuple[Volume, ...]) -> tuple[int, ...]:
        if any(window.ceil for window, _ in _pairs(self, inputs)):
            return super().slide(inputs)
        return tuple(_rounded_up(window, n) for window, n in _pairs(self, inputs))


class FloorForCeil(_SizeSlip):
    """A place left out that is only partly there."""

    code, title = "floor-for-ceil", "rounded down in the place of up"
    kinds = POOLS

    def moved(self, window: Window) -> Window:
        return super().moved(window)._replace(ceil=False)


class ClipForgotten(_SizeSlip):
    """A last window counted that lies in the padding."""

    code, title = "clip-forgotten", "a last window counted that starts outside"
    kinds = POOLS

    def slide(self, inputs: tuple[Volume, ...]) -> tuple[int, ...]:
        if not all(window.ceil for window, _ in _pairs(self, inputs)):
            return super().slide(inputs)
        return tuple(_rounded_up(window, n) for window, n in _pairs(self, inputs))

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        window, n = layer.windows(inputs)[0], inputs[0].size[0]
        start = window.output(n) * window.stride
        return (
            f"a window that would start at {start} begins beyond the {n + window.before} places of the input and "
            f"the padding before it: it does not count"
        )


class DilationIgnored(_SizeSlip):
    """The window taken to be as wide as its kernel."""

    code, title = "dilation-ignored", "dilation ignored"
    touches = (*SIZES, "receptive_field")

    def moved(self, window: Window) -> Window:
        return super().moved(window)._replace(dilation=1)

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        window = layer.windows(inputs)[0]
        return f"the window is {window.dilation}*({window.kernel} - 1) + 1 = {window.extent} wide, not {window.kernel}"


class DilationTimesKernel(_SizeSlip):
    """The window taken to be kernel times dilation wide."""

    code, title = "dilation-times-kernel", "dilation multiplied by the kernel"
    touches = (*SIZES, "receptive_field")
    kinds = CONVS

    def moved(self, window: Window) -> Window:
        window = super().moved(window)
        return window._replace(kernel=window.dilation * window.kernel, dilation=1)

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        window = layer.windows(inputs)[0]
        wide = window.dilation * window.kernel
        return f"the window is {window.dilation}*({window.kernel} - 1) + 1 = {window.extent} wide, not {wide}"


def _pairs(layer: Any, inputs: tuple[Volume, ...]) -> list[tuple[Window, int]]:
    return list(zip(layer.windows(inputs), inputs[0].size))


def _rounded_up(window: Window, size: int) -> int:
    return -(-(size + window.before + window.after - window.extent) // window.stride) + 1
