"""What a slip is: one known way to get a figure wrong, with its code, its name and why it is wrong.

A `Slip` bends the formulas of layers: each of its formulas is given what the layer itself says, which may be
bent by another slip. A `Misreading` misreads a figure that may be right: its unit, its parts.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from convcalc.analysis.amounts import Answer
from convcalc.analysis.ask import Ask
from convcalc.analysis.truth import Truth
from convcalc.document.records import NamedTuple
from convcalc.model.geometry import Volume, Window
from convcalc.model.layers import Layer
from convcalc.model.layers.sliding import Sliding
from convcalc.model.quantities import QUANTITIES

SIZED = tuple(name for name, row in QUANTITIES.items() if row.sized)
"""What follows from a volume: the parameters do through a dense layer."""

Inputs = tuple[Volume, ...]
WrongValues = Iterator[tuple[Truth, str]]
"""WrongValues values, each with what is right in a sentence."""
Kinds = Callable[[type[Layer]], bool]
Formula = Callable[..., Any]


class Slip(NamedTuple):
    """A layer as somebody gets it wrong."""

    order: int
    """Its place among all slips, the commonest first."""
    code: str
    title: str
    """What is done wrong; `{layer}` is the layer that it is done to."""
    on: Kinds
    """The layer kinds that it can happen to."""
    touches: tuple[str, ...]
    """The quantities that come out wrong."""
    formulas: tuple[tuple[str, Formula], ...]
    """The methods that are bent: each is given a function for what is right, the layer, and what the method takes."""
    why: Callable[[Any, Inputs], str]
    """What is right for a layer and its inputs, in a sentence with its numbers."""
    form_of: str = ""
    """The code of a slip that gives the same in most cases, and is then the one to name."""
    pairs: bool = True
    """It is common enough to be looked for together with another."""
    alone: bool = True
    """It can happen in one layer of many; else it is a wrong way for all of them."""
    sure: bool = False
    """It is told however round a number is."""
    rare: bool = False
    """It is told only where a number of chance would hardly be given by one as likely, with all its digits, too."""
    about: str = ""
    """What is done wrong in another way by others, which cannot be made together with it."""


class Misreading(NamedTuple):
    """A figure as somebody reads or adds it up wrong."""

    order: int
    code: str
    title: str
    touches: tuple[str, ...]
    values: Callable[[Ask, Any, Answer], Iterable[tuple[Truth, str]]]
    """The wrong values for a question, its right figure and the answer, each with what is right in a sentence."""
    of: type = int
    """What the right figure must be."""
    pairs: bool = False
    """It goes together with a slip in a layer."""
    sure: bool = False
    """It is told however round a number is: it is in print, or the unit says it."""
    rare: bool = False
    """It is told only where a number of chance would hardly be given by one as likely, with all its digits, too."""

    def wrong(self, ask: Ask, figure: Truth, answer: Answer) -> Iterable[tuple[Truth, str]]:
        """The wrong values, where the quantity and the figure are ones that are misread so."""
        fits = ask.quantity in self.touches and isinstance(figure, self.of)
        return self.values(ask, figure, answer) if fits else ()


def of(*classes: type[Layer]) -> Kinds:
    """The kinds of some classes."""
    return lambda cls: issubclass(cls, classes)


def sliding(cls: type[Layer]) -> bool:
    """The kinds with a sliding window."""
    return issubclass(cls, Sliding)


def weighted(cls: type[Layer]) -> bool:
    """The kinds with weights that inputs are multiplied by."""
    return cls.weighted


def convolving(cls: type[Layer]) -> bool:
    """The kinds whose weights slide over the input."""
    return cls.weighted and issubclass(cls, Sliding)


def filtered(cls: type[Layer]) -> bool:
    """The kinds that are given a number of filters."""
    return "filters" in cls.fields


def pooling(cls: type[Layer]) -> bool:
    """The kinds with a sliding window and no weights."""
    return not cls.weighted and issubclass(cls, Sliding)


def bend(layer: Layer, slips: tuple[Slip, ...]) -> Layer:
    """A layer with the formulas of slips before its own."""
    cls: Any = type(layer)
    bent: Layer = _bent(cls, slips)(**vars(layer))
    return bent


@cache
def _bent(cls: Any, slips: Any) -> Any:
    for slip in reversed(slips):
        methods = {name: _method(getattr(cls, name), formula) for name, formula in slip.formulas}
        if "weights" in methods:
            methods["learned"] = Layer.learned  # what it learns is counted by these weights
        cls = type(cls.__name__, (cls,), {"__doc__": cls.__doc__, "__module__": __name__, **methods})
    return cls


def _method(right: Formula, formula: Formula) -> Formula:
    def method(self: Layer, *given: Any) -> Any:
        return formula(lambda: right(self, *given), self, *given)

    return method


def formula(window: Window, size: int) -> str:
    """The output size of a window with its numbers put in.

    >>> formula(Window(5, 1, 1, 2, 2), 32)
    '(32 + 2*2 - 5)/1 + 1 = 32'
    """
    room, count = size + window.before + window.after - window.extent, window.output(size)
    if window.ceil and count < -(-room // window.stride) + 1:
        starts = size + window.before - 1
        down = ", rounded down" if starts % window.stride else ""
        text = f"({size} + {window.before} - 1)/{window.stride} + 1 = {count}{down}"
        return f"{text}: a window further on would start in the padding"
    up = "up" if window.ceil else "down"
    rounded = f", rounded {up}" if room % window.stride else ""
    return f"({padded(window, size)} - {window.extent})/{window.stride} + 1 = {count}{rounded}"


def padded(window: Window, size: int) -> str:
    """A padded size, as a sum: `32 + 2*2`."""
    if window.before == window.after:
        return f"{size} + 2*{window.before}" if window.before else str(size)
    return f"{size} + {window.before} + {window.after}"


def square(kernel: tuple[int, ...]) -> str:
    """A kernel as a product: `5*5`."""
    return "*".join(map(str, kernel))
