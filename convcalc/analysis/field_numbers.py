"""The numbers of a receptive field: its size and stride, and padding, start and centre of the first output's.

Araujo, Norris & Sim (Distill 2019) number the pixels from 0, so that the middle of the first is 0: `field_centre`.
Dang Ha The Hien (2017) puts it at 0.5: `field_start`, the start of his table n, j, r, start.
"""

import math
from collections.abc import Callable
from fractions import Fraction

from convcalc.analysis.receptive_field import Reach
from convcalc.analysis.truth import WHOLE_INPUT, Places, Sizes, WholeInput
from convcalc.model.geometry import Span

NOTHING = WholeInput("nothing of the input")


def _start(span: Span) -> Fraction:
    """The middle of what the first output sees, where the first pixel reaches from 0 to 1."""
    low, high = span.sees(0)
    return Fraction(int(low) + int(high) + 1, 2)


NUMBERS: dict[str, tuple[type[Sizes], Callable[[Span], Fraction]]] = {
    "field_stride": (Sizes, lambda span: Fraction(span.advance, len(span.lows))),
    "field_padding": (Places, lambda span: Fraction(-int(span.lows[0]))),
    "field_start": (Places, _start),
    "field_centre": (Places, lambda span: _start(span) - Fraction(1, 2)),
}
"""What each is of an axis, and as what it is written."""


def field_number(name: str, reach: Reach) -> Sizes | WholeInput:
    """A number of a field along each axis; where an axis is seen whole, or nothing of it, there is none."""
    if not reach or not all(span.lows for span in reach):
        return WHOLE_INPUT
    if any(span.lows[0] == math.inf for span in reach):
        return NOTHING
    kind, number = NUMBERS[name]
    return kind(tuple(_plain(number(span)) for span in reach))


def field_figure(name: str, reach: Reach, size: tuple[int, ...]) -> Sizes | WholeInput:
    """A number of a receptive field on an input of a size, of each axis."""
    if name != "receptive_field":
        return field_number(name, reach)
    if all(span.size is None for span in reach):
        return WHOLE_INPUT
    return Sizes(tuple(n if span.size is None else span.size for span, n in zip(reach, size)))


def _plain(number: Fraction) -> int | Fraction:
    return int(number) if number.denominator == 1 else number
