"""How each axis of an output reads the input: windows that slide, spread, resample, adapt, or see everything.

Each has one formula for its output size and one for what it sees.
"""

import math
from collections.abc import Iterable

from convcalc.document.records import NamedTuple, record
from convcalc.model.geometry.spans import FARTHEST, LONGEST_PERIOD, Span, Taps


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

    @property
    def stays(self) -> bool:
        """Whether each position reads its own."""
        return self.kernel == self.stride == 1 and self.before == 0

    def output(self, size: int) -> int:
        """How many windows fit; 0 or less where none does (Dumoulin & Visin 2016, relationship 6).

        With `ceil`, a last window that is only partly filled counts too, where it starts inside the
        input or the padding before it.
        """
        kernel, stride, dilation, before, after, ceil = self
        room = size + before + after - dilation * (kernel - 1) - 1  # beyond the extent of one
        if not ceil:
            return room // stride + 1
        return min(-(-room // stride), (size + before - 1) // stride) + 1

    def reads(self, place: int, size: int) -> Iterable[int]:
        """The input positions that an output position reads, those beyond the input too."""
        first = place * self.stride - self.before
        return range(first, first + self.extent, self.dilation)

    def reach(self, span: Span, size: int) -> Span:
        """What an output sees: `r + (extent - 1) * S` wide, `S * stride` apart, from `P + before * S`."""
        kernel, stride, dilation, before, _, _ = self
        if kernel == stride == 1 and before == 0:  # it stays
            return span
        period = len(span.lows)
        if period == 1:
            return slid(span, stride, before, dilation * (kernel - 1) - before)
        first = range(min(kernel, period))
        last = range(max(kernel - period, len(first)), kernel)
        reads = tuple(k * dilation - before for k in (*first, *last))
        return Taps(stride, (reads,)).compose(span)


def slid(span: Span, stride: int, before: int, after: int) -> Span:
    """What is seen through windows so far apart, by positions that all saw alike."""
    step, lows, highs, whole, exact = span
    low, high = lows[0] - before * step, highs[0] + after * step
    step *= stride
    if step > FARTHEST or high - low > FARTHEST:
        return span.unbounded()
    return record(Span, (step, (low,), (high,), whole, exact))


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

    def reads(self, place: int, size: int) -> Iterable[int]:
        """The input positions that write to an output position."""
        return self._reads(place, size)

    def reach(self, span: Span, size: int) -> Span:
        """What an output sees, for each of the `stride` kinds of output position."""
        if self.stride * self.kernel > 16 * LONGEST_PERIOD:
            return span.unbounded()
        if not span.lows:
            return span
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
    scale: tuple[int, int] = (0, 0)
    """Input positions to so many output positions, where these are not all that there are."""

    def output(self, size: int) -> int:
        """As asked for."""
        return self.out

    def reads(self, place: int, size: int) -> Iterable[int]:
        """The nearest input, or the two or four around it."""
        return self._reads(place, *self._steps(size))

    def _steps(self, size: int) -> tuple[int, int]:
        if self.align_corners and self.mode != "nearest" and self.out > 1:
            return size - 1, self.out - 1
        return self.scale if self.scale[0] else (size, self.out)

    def reach(self, span: Span, size: int) -> Span:
        """What an output sees: the nearest input, or the two or four around it."""
        up, down = self._steps(size)
        shared = math.gcd(up, down)
        if down // shared > LONGEST_PERIOD:
            return span.unbounded()
        if not span.lows:
            return span
        reads = tuple(self._reads(output, up, down) for output in range(down // shared))
        return Taps(up // shared, reads).compose(span)

    def _reads(self, output: int, up: int, down: int) -> tuple[int, ...]:
        if self.mode == "nearest":
            return (output * up // down,)
        if self.align_corners:
            base, rest = divmod(output * up, down)
        else:
            base, rest = divmod((2 * output + 1) * up - down, 2 * down)
        if not rest:
            return (base,)
        return (base, base + 1) if self.mode == "linear" else (base - 1, base, base + 1, base + 2)


class Adaptive(NamedTuple):
    """Adaptive pooling: output `i` of `m` covers `floor(i*n/m)` to `ceil((i+1)*n/m) - 1`."""

    out: int

    def output(self, size: int) -> int:
        """As asked for."""
        return self.out

    def reads(self, place: int, size: int) -> Iterable[int]:
        """The input positions of its part."""
        first, last = self._ends(place, size)
        return range(first, last + 1)

    def reach(self, span: Span, size: int) -> Span:
        """What an output sees; one output sees the whole axis."""
        if self.out == 1 and size > 1:
            return span.everywhere()
        shared = math.gcd(size, self.out)
        if self.out // shared > LONGEST_PERIOD:
            return span.unbounded()
        if not span.lows:
            return span
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

    def reads(self, place: int, size: int) -> Iterable[int]:
        """All positions; where `local` its own, beside the statistics of all."""
        return (place,) if self.local else range(size)

    def reach(self, span: Span, size: int) -> Span:
        """The whole input, beside the position's own place where `local`."""
        return span.everywhere(self.local) if size > 1 else span


class Anywhere(NamedTuple):
    """An axis whose positions are laid out anew: at most the whole input, and no nearer."""

    def reads(self, place: int, size: int) -> Iterable[int]:
        """At most all positions."""
        return range(size)

    def reach(self, span: Span, size: int) -> Span:
        """A bound, unless the whole input is seen already."""
        return span.unbounded() if span.lows else span


class Blocks(NamedTuple):
    """Windows that tile an axis, moved by `shift`: each position reads all of its own window."""

    side: int
    shift: int = 0

    def output(self, size: int) -> int:
        """As many positions as before."""
        return size

    def reads(self, place: int, size: int) -> Iterable[int]:
        """The places of the window that it stands in."""
        start = self._start(place)
        return range(start, start + self.side)

    def _start(self, place: int) -> int:
        first = -(-self.shift % self.side)
        return first + (place - first) // self.side * self.side

    def reach(self, span: Span, size: int) -> Span:
        """What an output sees: the places of its window, for each place in it."""
        if self.side >= size:
            return span.everywhere()
        if self.side > LONGEST_PERIOD:
            return span.unbounded()
        if not span.lows:
            return span
        starts = list(map(self._start, range(self.side)))
        places = range(self.side) if len(span.lows) > 1 else (0, self.side - 1)
        inner = {start: tuple([start + place for place in places]) for start in set(starts)}
        return Taps(self.side, tuple([inner[start] for start in starts])).compose(span)


AxisMap = Window | Spread | Resample | Adaptive | Blocks | Everywhere | Anywhere
