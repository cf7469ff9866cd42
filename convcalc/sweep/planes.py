"""Where the sides of a chain meet by two sums at once: how many ways fit each other, and each pair by its number.

A way is a point of a plane by its two sums. For each sum of one side, those of the other that go with it lie in a
rectangle: all rectangles are counted in one go over the points, by their second sum, with a tree of partial counts over
the first (Fenwick 1994).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate

from convcalc.document.records import NamedTuple
from convcalc.sweep.keys import SumSpan
from convcalc.sweep.stages import State
from convcalc.sweep.tallies import SparseTally

STRIP = 1000
"""Points that are looked up together where one is looked for."""


class Rectangle(NamedTuple):
    """From the least to the most of both sums, all included."""

    first_least: int
    second_least: int
    first_most: int
    second_most: int

    def corners(self) -> Iterator[tuple[int, int, int]]:
        """The corners below which ways count, or count against it: second and first sum, and which."""
        for second, sign in ((self.second_most, 1), (self.second_least - 1, -1)):
            for first, turn in ((self.first_most, 1), (self.first_least - 1, -1)):
                if first >= 0 and second >= 0:
                    yield second, first, sign * turn


class SumPlane:
    """Ways by two sums, the second in the bits of their keys from `shift` on."""

    def __init__(self, counts: dict[int, int], shift: int) -> None:
        self._counts, self._shift, self._mask = counts, shift, (1 << shift) - 1
        self._keys = sorted(counts)

    def inside(self, rectangles: Sequence[Rectangle]) -> list[int]:
        """How many ways are in each."""
        corners = sorted([(*corner, k) for k, each in enumerate(rectangles) for corner in each.corners()])
        found, keys, reached = [0] * len(rectangles), self._keys, 0
        firsts = sorted({key & self._mask for key in keys})
        rank = {first: k for k, first in enumerate(firsts, 1)}
        tree = PartialCounts(len(firsts))
        for second, first, sign, k in corners:
            while reached < len(keys) and keys[reached] >> self._shift <= second:
                tree.add(rank[keys[reached] & self._mask], self._counts[keys[reached]])
                reached += 1
            found[k] += sign * tree.upto(bisect_right(firsts, first))
        return found

    def way(self, where: Rectangle, number: int) -> tuple[int, int]:
        """The key of a way in a rectangle, by its number there, and its number among those of that key."""
        start = bisect_left(self._keys, where.second_least << self._shift)
        end = bisect_left(self._keys, where.second_most + 1 << self._shift)
        while start < end:
            stop = min(end, (start // STRIP + 1) * STRIP)
            whole = stop - start == STRIP
            ways = self._strips[start // STRIP].between(where) if whole else sum(self._ways(start, stop, where))
            if number < ways:
                break
            number, start = number - ways, stop
        for key, ways in zip(self._keys[start:], self._ways(start, end, where)):
            if number < ways:
                return key, number
            number -= ways
        raise IndexError(number)

    def _ways(self, start: int, stop: int, where: Rectangle) -> Iterator[int]:
        """How many ways of each key are in a rectangle that has its second sum."""
        for key in self._keys[start:stop]:
            yield self._counts[key] if where.first_least <= key & self._mask <= where.first_most else 0

    @cached_property
    def _strips(self) -> "list[SumStrip]":
        keys = self._keys
        return [SumStrip(self._points(keys[k : k + STRIP])) for k in range(0, len(keys), STRIP)]

    def _points(self, keys: Iterable[int]) -> Iterator[tuple[int, int]]:
        return ((key & self._mask, self._counts[key]) for key in keys)


class PartialCounts:
    """Counts by rank from 1 on, of which those up to a rank are added up in few steps."""

    def __init__(self, ranks: int) -> None:
        self._parts = [0] * (ranks + 1)

    def add(self, rank: int, count: int) -> None:
        """More of a rank."""
        parts = self._parts
        while rank < len(parts):
            parts[rank] += count
            rank += rank & -rank

    def upto(self, rank: int) -> int:
        """How many there are up to a rank."""
        parts, count = self._parts, 0
        while rank:
            count += parts[rank]
            rank &= rank - 1
        return count


class SumStrip:
    """Some points by their first sums."""

    def __init__(self, points: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(points)
        self._firsts = [first for first, _ in ordered]
        self._reached = [0, *accumulate([count for _, count in ordered])]

    def between(self, where: Rectangle) -> int:
        """How many ways have a first sum within."""
        low, high = bisect_left(self._firsts, where.first_least), bisect_right(self._firsts, where.first_most)
        return self._reached[max(low, high)] - self._reached[low]


class PlaneJoint:
    """A state where the sides meet: each pair of sums of one side, with those of the other that go with it."""

    def __init__(self, state: State, before: SparseTally, after: SparseTally, span: SumSpan, shift: int) -> None:
        self.state = state
        self._turned = len(after) < len(before)
        fewer, more = (after, before) if self._turned else (before, after)
        self._plane, self._fewer = SumPlane(more.counts, shift), list(fewer.counts.items())
        self._span, self._shift = span, shift
        inside = self._plane.inside([self._around(key) for key, _ in self._fewer])
        self._reached = list(accumulate([ways * count for ways, (_, count) in zip(inside, self._fewer)]))
        self.ways = self._reached[-1]

    def _around(self, key: int) -> Rectangle:
        """What goes with a key."""
        first, second = key & (1 << self._shift) - 1, key >> self._shift
        least, most = self._span
        return Rectangle(max(0, least[0] - first), max(0, least[1] - second), most[0] - first, most[1] - second)

    def pair(self, number: int) -> tuple[tuple[int, int], tuple[int, int]]:
        """The ways before and after the state that a number stands for: by the key of its sums, and a number."""
        k = bisect_right(self._reached, number)
        key, count = self._fewer[k]
        more, fewer = divmod(number - (self._reached[k - 1] if k else 0), count)
        ways = (key, fewer), self._plane.way(self._around(key), more)
        return ways[::-1] if self._turned else ways
