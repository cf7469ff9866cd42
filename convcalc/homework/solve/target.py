"""What is aimed at: an output, a count of parameters, a receptive field. Knows how far off a result is."""

import math
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from convcalc.analysis import amounts
from convcalc.analysis.truth import Sizes
from convcalc.document.problems import fail
from convcalc.document.records import NamedTuple
from convcalc.language.spoken.phrases import UNKNOWN
from convcalc.model.geometry import Order, Volume
from convcalc.model.layers.fields import FieldError

_SIGN = re.compile(r"\s*(<=|>=|<|>|=)\s*")


SIZE, CHANNELS = "size", "channels"
REFUSALS = ("refused", "wide")
Miss = tuple[Any, ...]
"""A way to miss a target: what, where, and on which side of it."""


class Range(NamedTuple):
    """The least and the most that a figure may be."""

    low: Fraction | float
    high: Fraction | float

    def gap(self, figure: int | None) -> float:
        """How far a figure lies outside; the whole input (None) is more than any number."""
        if figure is None:
            return 0 if self.high == math.inf else math.inf
        return float(max(0, self.low - figure, figure - self.high))

    def side(self, figure: int | None) -> int:
        """1 for a figure above, -1 for one below, 0 for one within."""
        if figure is None:
            return int(self.high < math.inf)
        return (figure > self.high) - (figure < self.low)


class Target(NamedTuple):
    """What a chain of layers must come to; what is None may be anything."""

    output: tuple[int | None, ...] | None = None
    """The sizes and channels, or the sizes alone."""
    params: Range | None = None
    field: Range | None = None

    def sizes(self, rank: int) -> tuple[int | None, ...]:
        """What is asked of each axis of an output of `rank` axes."""
        return (self.output or ())[:rank] if self.output and len(self.output) in (rank, rank + 1) else (None,) * rank

    def misses(self, output: Volume, channels: bool = True) -> Iterator[Miss]:
        """The sizes of an output that are wrong, and its channels; first of all, that it has other axes."""
        if self.output and len(self.output) not in (output.rank, output.rank + 1):
            yield "rank", output.rank, 0
            return
        for axis, (n, m) in enumerate(zip(output.size, self.output or ())):
            if m is not None and n != m:
                yield SIZE, axis, 1 if n > m else -1
        wanted = self.output[-1] if channels and self.output and len(self.output) > output.rank else None
        if wanted is not None and output.channels != wanted:
            yield CHANNELS, 0, 1 if output.channels > wanted else -1

    def field_misses(self, field: tuple[int | None, ...]) -> Iterator[Miss]:
        """The axes whose receptive field is wrong."""
        for axis, size in enumerate(field):
            if self.field and (side := self.field.side(size)):
                yield "field", axis, side


def read_range(text: str, option: str) -> Range:
    """A number, `34.9K` (right to half a unit of its last digit), or a bound: `<10k`, `>=5`, `{max: 10k}`.

    Raises SpecError.
    """
    try:
        if text.strip().startswith("{"):
            return _bound(text, option)
        sign = _SIGN.match(text)
        answer = amounts.read(text[sign.end() :] if sign else text)
        number = answer.number
        if isinstance(answer.value, Sizes):
            number = None if answer.value.one is None else Fraction(answer.value.one)
        if number is None:
            raise FieldError(f"expected a number, not {text.strip()!r}", "as 760, 34.9K, '<10k' or '{max: 10k}'")
    except FieldError as error:
        raise fail(f"{option}: {error.message}", help=error.help) from None
    return _signed(sign[1] if sign else "", number, answer.half)


def _signed(sign: str, number: Fraction, half: Fraction) -> Range:
    if sign in ("<", "<="):
        return Range(-math.inf, number - 1 if sign == "<" else number)
    if sign in (">", ">="):
        return Range(number + 1 if sign == ">" else number, math.inf)
    return Range(number - half, number + half)


def _bound(text: str, option: str) -> Range:
    from convcalc.document.source import parse

    data: Any = parse(option, text).data
    bound = amounts.read_bound(data if isinstance(data, dict) else {})
    ends = (end.number if end else None for end in (bound.least, bound.most))
    low, high = ends
    return Range(-math.inf if low is None else low, math.inf if high is None else high)


def read_output(values: list[Any] | None, text: str, order: Order = Volume, rank: int = 2) -> tuple[int | None, ...]:
    """An output as it was said, for an input of `rank` axes; `?` is anything. Raises SpecError."""
    if values is None:
        raise fail(f"--output: expected a volume, not {text!r}", help="as 32x32x10, or 32x32x? for any channels")
    values = order.inner(values) if len(values) > rank else values
    return tuple(None if value == UNKNOWN else value for value in values)
