"""What a slip is: one known way to get a figure wrong, with its code, its name and why it is wrong.

A `Slip` bends the formulas of layers: it is mixed in before a layer's own class, so that `super()` is the
right formula, or that of another slip. A `Reading` misreads a figure that may be right: its unit, its parts.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, ClassVar

from convcalc.analysis.amounts import Answer, Truth
from convcalc.analysis.ask import Ask
from convcalc.model.geometry import Volume, Window
from convcalc.model.layers import Layer
from convcalc.model.quantities import QUANTITIES

CONVS = ("conv", "depthwise")
POOLS = ("maxpool", "avgpool")
SLIDING = CONVS + POOLS
WEIGHTED = (*CONVS, "tconv", "dense")
SIZES = tuple(name for name, row in QUANTITIES.items() if row.sized)
"""What follows from a volume: the parameters do through a dense layer."""


class Slip(Layer):
    """A layer as somebody gets it wrong."""

    code: ClassVar[str]
    title: ClassVar[str]
    kinds: ClassVar[tuple[str, ...]]
    """The layer kinds that it can happen to."""
    touches: ClassVar[tuple[str, ...]]
    """The quantities that come out wrong."""
    pairs: ClassVar[bool] = True
    """It is common enough to be looked for together with another."""
    alone: ClassVar[bool] = True
    """It can happen in one layer of many; else it is a wrong way for all of them."""

    filters: int
    units: int
    groups: int
    kernel: tuple[int, ...]
    stride: tuple[int, ...]

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        """What is right for this layer and its input, in a sentence with its numbers."""
        raise NotImplementedError


class Reading:
    """A figure as somebody reads or adds it up wrong."""

    code: ClassVar[str]
    title: ClassVar[str]
    touches: ClassVar[tuple[str, ...]]

    @staticmethod
    def values(ask: Ask, figure: Truth, answer: Answer) -> Iterator[tuple[Truth, str]]:
        """The wrong values, each with what is right in a sentence."""
        raise NotImplementedError


def bend(layer: Layer, slips: tuple[type[Layer], ...], **more: Any) -> Layer:
    """A layer with the formulas of slips before its own, and more settings where they need any."""
    cls: Any = type(layer)
    return _bent(cls, slips)(**vars(layer), **more)


@cache
def _bent(cls: Any, slips: Any) -> type[Layer]:
    return type(cls.__name__, (*slips, cls), {"__doc__": cls.__doc__, "__module__": __name__})


def formula(window: Window, size: int) -> str:
    """The output size of a window with its numbers put in.

    >>> formula(Window(5, 1, 1, 2, 2), 32)
    '(32 + 2*2 - 5)/1 + 1 = 32'
    """
    room = size + window.before + window.after - window.extent
    rest = room % window.stride
    rounded = "" if not rest else ", rounded up" if window.ceil else ", rounded down"
    return f"({padded(window, size)} - {window.extent})/{window.stride} + 1 = {window.output(size)}{rounded}"


def padded(window: Window, size: int) -> str:
    """A padded size, as a sum: `32 + 2*2`."""
    if window.before == window.after:
        return f"{size} + 2*{window.before}" if window.before else str(size)
    return f"{size} + {window.before} + {window.after}"


def square(kernel: tuple[int, ...]) -> str:
    """A kernel as a product: `5*5`."""
    return "*".join(map(str, kernel))
