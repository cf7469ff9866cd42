"""Volumes, windows and what an output position sees. Pure integer arithmetic: no layers, no YAML.

Sources of the formulas: Dumoulin & Visin, A guide to convolution arithmetic (2016), for output sizes;
Araujo, Norris & Sim, Computing receptive fields (Distill 2019), for size, stride and padding, here
carried on to layers that treat output positions differently (upsampling, transposed convolution).
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

LONGEST_PERIOD = 2048
"""Where positions repeat their pattern less often than this, a receptive field is given as a bound."""
FARTHEST = 10**18
"""So is one whose stride or size is beyond this: a thousand strides of 2 have 300 digits."""


class Volume(NamedTuple):
    """The shape of one example: a size per axis, and channels. No axes: a flat vector.

    >>> str(Volume((224, 224), 3)), Volume((7, 7), 512).elements, str(Volume((), 4096))
    ('224x224x3', 25088, '4096')
    """

    size: tuple[int, ...]
    channels: int

    def __str__(self) -> str:
        return "x".join(map(str, (*self.size, self.channels)))

    @property
    def rank(self) -> int:
        """How many axes: 2 for an image, 0 for a flat vector."""
        return len(self.size)

    @property
    def positions(self) -> int:
        """How many places the axes span: 50,176 for 224x224."""
        return math.prod(self.size)

    @property
    def elements(self) -> int:
        """How many numbers: positions times channels."""
        return math.prod(self.size) * self.channels

    @property
    def width(self) -> int | None:
        """The last axis of two or three."""
        return self.size[-1] if len(self.size) > 1 else None

    @property
    def height(self) -> int | None:
        """The last axis but one."""
        return self.size[-2] if len(self.size) > 1 else None

    @property
    def depth(self) -> int | None:
        """The first axis of three."""
        return self.size[-3] if len(self.size) > 2 else None

    @property
    def length(self) -> int | None:
        """The only axis of one."""
        return self.size[0] if len(self.size) == 1 else None


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
        if not self.lows:
            return None
        return int(max(0, *(high - low + 1 for low, high in zip(self.lows, self.highs, strict=True))))

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


class Window(NamedTuple):
    """A window that slides along one axis: convolution and pooling; with kernel 1 also padding and cropping.

    >>> Window(5, 1, 1, 2, 2).output(32), Window(11, 4).output(227), Window(3, 2, 1, 1, 1).output(112)
    (32, 55, 56)
    """

    kernel: int
    stride: int = 1
    dilation: int = 1
    before: int = 0
    after: int = 0
    ceil: bool = False

    @property
    def extent(self) -> int:
        """How far the window reaches: kernel 3 with dilation 2 spans 5."""
        return self.dilation * (self.kernel - 1) + 1

    def output(self, size: int) -> int:
        """How many windows fit; 0 or less where none does (Dumoulin & Visin 2016, relationship 6).

        With `ceil`, a last window that is only partly filled counts too, where it starts inside the
        input or the padding before it.
        """
        room = size + self.before + self.after - self.extent
        if not self.ceil:
            return room // self.stride + 1
        return min(-(-room // self.stride), (size + self.before - 1) // self.stride) + 1

    def reach(self, span: Span, size: int) -> Span:
        """What an output sees: `r + (extent - 1) * S` wide, `S * stride` apart, from `P + before * S`."""
        if len(span.lows) == 1:
            step = span.advance
            low = span.lows[0] - self.before * step
            high = span.highs[0] + (self.extent - 1 - self.before) * step
            if step * self.stride > FARTHEST or high - low > FARTHEST:
                return span.unbounded()
            return Span(step * self.stride, (low,), (high,), span.whole, span.exact)
        period = len(span.lows)
        first = range(min(self.kernel, period))
        last = range(max(self.kernel - period, len(first)), self.kernel)
        reads = tuple(k * self.dilation - self.before for k in (*first, *last))
        return Taps(self.stride, (reads,)).compose(span)


class Spread(NamedTuple):
    """A window run backwards: transposed convolution. Output `o` reads `u` where `o = u*stride - before + k*dilation`.

    >>> Spread(2, 2).output(2), Spread(3, 2, 1, 1, 1, extra=1).output(4)
    (4, 8)
    """

    kernel: int
    stride: int = 1
    dilation: int = 1
    before: int = 0
    after: int = 0
    extra: int = 0

    def output(self, size: int) -> int:
        """`(n - 1) * stride - pads + extent + output padding` (Dumoulin & Visin 2016, relationship 14)."""
        extent = self.dilation * (self.kernel - 1) + 1
        return (size - 1) * self.stride - self.before - self.after + extent + self.extra

    def reach(self, span: Span, size: int) -> Span:
        """What an output sees, for each of the `stride` kinds of output position."""
        if self.stride * self.kernel > 16 * LONGEST_PERIOD:
            return span.unbounded()
        reads = tuple(tuple(self._reads(output, size)) for output in range(self.stride))
        return Taps(1, reads).compose(span)

    def _reads(self, output: int, size: int) -> Iterable[int]:
        for k in range(self.kernel):
            position, rest = divmod(output + self.before - k * self.dilation, self.stride)
            if rest == 0:
                yield position


class Resample(NamedTuple):
    """Interpolation to `out` positions: nearest, linear or cubic, by half pixels or with aligned corners."""

    out: int
    mode: str = "nearest"
    align_corners: bool = False

    def output(self, size: int) -> int:
        """As asked for."""
        return self.out

    def reach(self, span: Span, size: int) -> Span:
        """What an output sees: the nearest input, or the two or four around it."""
        if self.align_corners and self.mode != "nearest" and self.out > 1:
            up, down = size - 1, self.out - 1
        else:
            up, down = size, self.out
        shared = math.gcd(up, down)
        if down // shared > LONGEST_PERIOD:
            return span.unbounded()
        reads = tuple(self._reads(output, size) for output in range(down // shared))
        return Taps(up // shared, reads).compose(span)

    def _reads(self, output: int, size: int) -> tuple[int, ...]:
        if self.mode == "nearest":
            return (output * size // self.out,)
        if self.align_corners:
            base, rest = divmod(output * (size - 1), max(1, self.out - 1))
        else:
            base, rest = divmod((2 * output + 1) * size - self.out, 2 * self.out)
        if not rest:
            return (base,)
        return (base, base + 1) if self.mode == "linear" else (base - 1, base, base + 1, base + 2)


class Adaptive(NamedTuple):
    """Adaptive pooling: output `i` of `m` covers `floor(i*n/m)` to `ceil((i+1)*n/m) - 1`."""

    out: int

    def output(self, size: int) -> int:
        """As asked for."""
        return self.out

    def reach(self, span: Span, size: int) -> Span:
        """What an output sees; one output sees the whole axis."""
        if self.out == 1 and size > 1:
            return span.everywhere()
        shared = math.gcd(size, self.out)
        if self.out // shared > LONGEST_PERIOD:
            return span.unbounded()
        reads = tuple(self._ends(output, size) for output in range(self.out // shared))
        widest = max(last - first for first, last in reads) + 1
        if len(span.lows) > 1 and widest > 2:
            if widest * len(reads) > 16 * LONGEST_PERIOD:
                return span.unbounded()
            reads = tuple(tuple(range(first, last + 1)) for first, last in reads)
        return Taps(size // shared, reads).compose(span)

    def _ends(self, output: int, size: int) -> tuple[int, ...]:
        return output * size // self.out, -(-(output + 1) * size // self.out) - 1


class Everywhere(NamedTuple):
    """An axis seen whole: global pooling and dense layers, or with `local` statistics taken over the image."""

    local: bool = False

    def output(self, size: int) -> int:
        """One position, or as many as before where each keeps its own place."""
        return size if self.local else 1

    def reach(self, span: Span, size: int) -> Span:
        """The whole input, beside the position's own place where `local`."""
        return span.everywhere(self.local) if size > 1 else span


class Anywhere(NamedTuple):
    """An axis whose positions are laid out anew: at most the whole input, and no nearer."""

    def reach(self, span: Span, size: int) -> Span:
        """A bound, unless the whole input is seen already."""
        return span.unbounded() if span.lows else span


AxisMap = Window | Spread | Resample | Adaptive | Everywhere | Anywhere


def union(spans: Sequence[Span], size: int) -> Span:
    """What a position of `size` sees where branches meet: the union interval, exact where their strides agree."""
    joined = spans[0]
    for span in spans[1:]:
        if span != joined:
            joined = _union(joined, span, size)
    return joined


def _union(one: Span, other: Span, size: int) -> Span:
    whole, exact = one.whole or other.whole, one.exact and other.exact
    if not one.lows or not other.lows:
        bound = [span for span in (one, other) if not span.lows and not span.exact]
        return bound[0] if bound else (other if other.lows else one)._replace(whole=whole, exact=exact)
    if len(one.lows) == len(other.lows) == 1 and one.advance == other.advance:
        low, high = min(one.lows[0], other.lows[0]), max(one.highs[0], other.highs[0])
        return Span(one.advance, (low,), (high,), whole, exact)
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
    pairs = [(a, b) for a, b in ((one.sees(k), other.sees(k)) for k in range(size)) if b[0] <= b[1]]
    left = max([0, *(a[0] - b[0] for a, b in pairs)])
    right = max([0, *(b[1] - a[1] for a, b in pairs)])
    if math.inf in (left, right):
        return one.unbounded()
    lows, highs = tuple(low - left for low in one.lows), tuple(high + right for high in one.highs)
    return Span(one.advance, lows, highs, one.whole or other.whole, exact=False)
