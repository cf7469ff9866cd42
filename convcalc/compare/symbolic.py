"""Stacks of layers whose channels or sides are names: their figures as polynomials, exact.

The figures are computed where the names have values, and the polynomial through these is told; one value more must
agree with it. Sides are taken as multiples of the stack's stride, so that no pixel is left over.
"""

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from math import prod

from convcalc.analysis.analyse import Analysis, analyse
from convcalc.compare.polynomials import SymbolicSum, through
from convcalc.compare.stacks import by_position, layer_words, same_axes, steps_of
from convcalc.document.problems import fail
from convcalc.document.records import NamedTuple
from convcalc.language.chain import network

WIDTH = 720_720
"""What every divisor up to 16 divides: channels are tried at it, twice it and three times it."""
SIDE = 200
"""Sides are tried at so many strides, and one more."""
_WIDTH = re.compile(r"(\d{1,9})|(\d{0,9})\s?\*?\s?([A-Z])(?:/(\d{1,9}))?")
NumberOrName = int | str
"""A number, or the name of one."""


class SymbolicStack(NamedTuple):
    """A stack and its figures, in names."""

    name: str
    analysis: Analysis
    """Where the names have values."""
    params: SymbolicSum
    macs: SymbolicSum
    """Of the input, or of one output position where no input is given."""
    sizes: tuple[tuple[SymbolicSum, ...], ...]
    """The sides after each layer, the input's first; none where no input is given."""
    channels: SymbolicSum
    """Those that come out."""
    stride: int
    """What the sides are multiples of."""

    @property
    def bends(self) -> int:
        """Non-linearities: one after each layer with multiplications."""
        return sum(1 for row in self.analysis.rows if row.cost.macs)


def is_symbolic(layers: Sequence[str], channels: NumberOrName, size: Sequence[NumberOrName] | None) -> bool:
    """Whether a channel or a side has no number."""
    widths = [text.partition(":")[2] for text in layers]
    return any(isinstance(each, str) for each in (channels, *(size or ()))) or any(
        re.search("[A-Z]", each) for each in widths
    )


def symbolic_stacks(
    each: Sequence[Sequence[str]], channels: NumberOrName, size: Sequence[NumberOrName] | None, same: bool
) -> list[SymbolicStack]:
    """The figures of several stacks, along the same axes. Raises SpecError."""
    rank = same_axes(each, len(size) if size else None)
    stride = max(prod(_strides(layers, rank)) for layers in each)
    return [_SymbolicStack(layers, channels, size, same, rank, stride).stack() for layers in each]


def _strides(layers: Sequence[str], rank: int) -> list[int]:
    return [max(steps_of(layer_words(text, "1", True), rank)) for text in layers]


class _SymbolicStack:
    """A stack, computed at values of its names; none twice."""

    def __init__(
        self,
        layers: Sequence[str],
        channels: NumberOrName,
        size: Sequence[NumberOrName] | None,
        same: bool,
        rank: int,
        stride: int,
    ) -> None:
        self.layers = layers
        self.channels = channels
        self.size = size
        self.same = same
        self.rank = rank
        self.stride = stride
        widths = [match[3] for text in layers if (match := _WIDTH.fullmatch(text.partition(":")[2])) and match[3]]
        self.wide = tuple(dict.fromkeys([*([channels] if isinstance(channels, str) else []), *widths]))
        self.long = tuple(dict.fromkeys(each for each in size or () if isinstance(each, str)))
        self.names = (*self.wide, *self.long)
        if both := set(self.wide).intersection(self.long):
            raise fail(f"{min(both)} cannot be both a side and channels")
        widths_tried = [[WIDTH * k for k in (1, 2, 3)]] * len(self.wide)
        sides_tried = [[stride * (SIDE + k) for k in range(rank + 1)] for _ in self.long]
        self.nodes = [*widths_tried, *sides_tried]
        self.made: dict[tuple[int, ...], Analysis] = {}

    def stack(self) -> SymbolicStack:
        """The figures. Raises SpecError where one is no such polynomial."""
        rows = range(len(self.layers) + 1) if self.size else range(0)
        if not self.size:
            by_position(self.at(tuple(each[0] for each in self.nodes)), self.layers)
        return SymbolicStack(
            " ".join(self.layers),
            self.at(tuple(each[0] for each in self.nodes)),
            self.found(lambda each: Fraction(each.total.params)),
            self.found(self.cost),
            tuple(tuple(self.found(partial(_side, k, axis)) for axis in range(self.rank)) for k in rows),
            self.found(lambda each: Fraction(each.rows[-1].node.site.output.channels)),
            self.stride if self.long else 1,
        )

    def found(self, figure: Callable[[Analysis], Fraction]) -> SymbolicSum:
        """A figure as a polynomial. Raises SpecError where it is none."""
        fitted = through(self.names, self.nodes, lambda place: figure(self.at(place)))
        more = tuple(each[0] + 5 * (each[1] - each[0]) for each in self.nodes)
        if fitted.at(dict(zip(self.names, more))) != figure(self.at(more)):
            message = f"{' '.join(self.layers)}: its figures are no polynomial of {', '.join(self.names)}"
            raise fail(message, help="give numbers in the place of names")
        return fitted

    def cost(self, analysis: Analysis) -> Fraction:
        """The MACs; of one output position where no input is given."""
        places = 1 if self.size else analysis.rows[-1].node.site.output.positions
        return Fraction(analysis.total.macs, places)

    def at(self, place: tuple[int, ...]) -> Analysis:
        """The figures where the names have values."""
        if place not in self.made:
            values = dict(zip(self.names, place))
            words = [layer_words(text, self.width(text, values), self.same or not self.size) for text in self.layers]
            sides = [values[each] if isinstance(each, str) else each for each in self.size or ()]
            sides = sides or list(map(prod, zip(*(steps_of(each, self.rank) for each in words), strict=True)))
            channels = values[self.channels] if isinstance(self.channels, str) else self.channels
            self.made[place] = analyse(network("x".join(map(str, (*sides, channels))), words))
        return self.made[place]

    def width(self, text: str, values: dict[str, int]) -> str:
        """The filters of a layer: after its colon a number or `C/4`, or else as many as come in at first."""
        said = text.partition(":")[2]
        if not said:
            return str(values[self.channels] if isinstance(self.channels, str) else self.channels)
        match = _WIDTH.fullmatch(said)
        if match is None:
            raise fail(f"{text!r}: expected filters after ':', not {said!r}", help="as 1x1:64, 1x1:C/4 or 1x1:2C")
        if match[1]:
            return match[1]
        total, over = int(match[2] or 1) * values[match[3]], int(match[4] or 1)
        if over == 0 or total % over:
            raise fail(f"{text!r}: a {over}th of the channels is not taken", help="as 1x1:C/4")
        return str(total // over)


def _side(row: int, axis: int, analysis: Analysis) -> Fraction:
    size = analysis.rows[row].node.site.output.size
    return Fraction(size[axis] if axis < len(size) else 1)
