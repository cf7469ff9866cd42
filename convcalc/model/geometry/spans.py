"""What output positions see of the input along one axis, and what they see together where branches meet."""

import math
from collections.abc import Sequence
from operator import sub

from convcalc.document.records import NamedTuple, record

LONGEST_PERIOD = 2048
"""Where positions repeat their pattern less often than this, a receptive field is given as a bound."""
FARTHEST = 10**18
"""So is one whose stride or size is beyond this: a thousand strides of 2 have 300 digits."""


class Span(NamedTuple):
    """What the positions of one axis see of the input's same axis.

    Positions repeat their pattern: with `period = len(lows)`, output `u = q * period + k` sees the input
    positions `q * advance + lows[k]` to `q * advance + highs[k]`, not clipped to the image. Nearly always
    the period is 1; upsampling makes it longer. No lows at all: nothing is seen but the whole input.
    """

    advance: int = 1
    lows: tuple[float, ...] = (0,)
    highs: tuple[float, ...] = (0,)
    whole: bool = False
    """Some path reaches the whole input along this axis: a global pool, a dense layer, a gate."""
    exact: bool = True
    """False where the figures are an upper bound."""

    @property
    def size(self) -> int | None:
        """The receptive field of the position that sees most; None where it is the whole input."""
        lows, highs = self.lows, self.highs
        if not lows:
            return None
        widest = highs[0] - lows[0] if len(lows) == 1 else max(map(sub, highs, lows))
        return int(max(0, widest + 1))

    @property
    def stride(self) -> int | str | None:
        """Input positions between neighbouring outputs; after upsampling a fraction, as `'1/2'`."""
        if not self.lows:
            return None
        shared = math.gcd(self.advance, len(self.lows))
        above, below = self.advance // shared, len(self.lows) // shared
        return f"{above}/{below}" if below > 1 else above

    @property
    def padding(self) -> int | None:
        """How far the first output reaches out before the input."""
        return None if not self.lows or self.lows[0] == math.inf else -int(self.lows[0])

    @property
    def figures(self) -> tuple[int | None, int | str | None, int | None]:
        """Size, stride and padding at once: in half of the time, where each position sees as much."""
        advance, lows, highs, _, _ = self
        if len(lows) != 1 or lows[0] == math.inf:
            return self.size, self.stride, self.padding
        return int(max(0, highs[0] - lows[0] + 1)), advance, -int(lows[0])

    def sees(self, position: int) -> tuple[float, float]:
        """The first and last input position that an output position sees, not clipped."""
        turn, phase = divmod(position, len(self.lows))
        return turn * self.advance + self.lows[phase], turn * self.advance + self.highs[phase]

    def everywhere(self, local: bool = False) -> "Span":
        """The span of a layer that sees the whole axis, beside its own place where `local`."""
        return self._replace(whole=True) if local else Span(1, (), (), True)

    def unbounded(self) -> "Span":
        """The span given up as a bound: at most the whole input."""
        return Span(1, (), (), True, False)


NOTHING = Span(1, (math.inf,), (-math.inf,))
"""What learned numbers see that no input makes."""


class Taps(NamedTuple):
    """Which inputs each output of an axis reads: output `q * len(reads) + k` reads `q * advance + reads[k]`."""

    advance: int
    reads: tuple[tuple[int, ...], ...]

    def compose(self, span: Span) -> Span:
        """What the outputs see through inputs that see `span`."""
        if not span.lows:
            return span
        period = len(span.lows)
        turns = period // math.gcd(period, self.advance)
        length = len(self.reads) * turns
        if length * max(map(len, self.reads)) > 16 * LONGEST_PERIOD or length > LONGEST_PERIOD:
            return span.unbounded()
        lows: list[float] = []
        highs: list[float] = []
        for turn in range(turns):
            for reads in self.reads:
                seen = [span.sees(turn * self.advance + read) for read in reads]
                lows.append(min((low for low, _ in seen), default=math.inf))
                highs.append(max((high for _, high in seen), default=-math.inf))
        advance = self.advance * turns // period * span.advance
        if max(advance, max(highs) - min(lows)) > FARTHEST:
            return span.unbounded()
        return _shortest(Span(advance, tuple(lows), tuple(highs), span.whole, span.exact))


def _shortest(span: Span) -> Span:
    """The same span with the shortest period that tells it."""
    period = len(span.lows)
    for shorter in range(1, period // 2 + 1):
        step, rest = divmod(span.advance * shorter, period)
        if rest or period % shorter:
            continue
        if all(
            span.lows[k] == span.lows[k - shorter] + step and span.highs[k] == span.highs[k - shorter] + step
            for k in range(shorter, period)
        ):
            return span._replace(advance=step, lows=span.lows[:shorter], highs=span.highs[:shorter])
    return span


def union(spans: Sequence[Span], size: int) -> Span:
    """What a position of `size` sees where branches meet: the union interval, exact where their strides agree."""
    joined, *others = spans
    for span in others:
        if span is not joined and span != joined:
            joined = _union(joined, span, size)
    return joined


def _union(one: Span, other: Span, size: int) -> Span:
    step, lows, highs, one_whole, one_exact = one
    advance, starts, stops, other_whole, other_exact = other
    whole, exact = one_whole or other_whole, one_exact and other_exact
    if len(lows) == len(starts) == 1 and step == advance:
        low, high = lows if lows <= starts else starts, highs if highs >= stops else stops
        return record(Span, (step, low, high, whole, exact))
    if not lows or not starts:
        bound = [span for span in (one, other) if not span.lows and not span.exact]
        return bound[0] if bound else (other if starts else one)._replace(whole=whole, exact=exact)
    if one.advance * len(other.lows) != other.advance * len(one.lows):
        return _widened(one, other, size)
    period = math.lcm(len(one.lows), len(other.lows))
    if period > LONGEST_PERIOD:
        return one.unbounded()
    ends = [(one.sees(k), other.sees(k)) for k in range(period)]
    lows = tuple(min(a[0], b[0]) for a, b in ends)
    highs = tuple(max(a[1], b[1]) for a, b in ends)
    advance = one.advance * period // len(one.lows)
    return _shortest(Span(advance, lows, highs, whole, exact))


def _widened(one: Span, other: Span, size: int) -> Span:
    """A bound where strides differ: the first span, wide enough to hold the second at every position."""
    if size > LONGEST_PERIOD:
        return one.unbounded()
    turn = math.lcm(len(one.lows), len(other.lows))  # between places so far apart, the distance grows evenly
    places = (*range(turn), *range(size - turn, size)) if 2 * turn < size else range(size)
    pairs = [(a, b) for a, b in ((one.sees(k), other.sees(k)) for k in places) if b[0] <= b[1]]
    left = max([0, *(a[0] - b[0] for a, b in pairs)])
    right = max([0, *(b[1] - a[1] for a, b in pairs)])
    if math.inf in (left, right):
        return one.unbounded()
    lows, highs = tuple(low - left for low in one.lows), tuple(high + right for high in one.highs)
    return Span(one.advance, lows, highs, one.whole or other.whole, exact=False)
