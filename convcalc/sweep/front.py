"""The points that no other is better than in everything that is to be small, or large; and the best by one thing."""

from bisect import bisect_left, insort
from collections.abc import Sequence
from functools import reduce
from itertools import islice, takewhile
from operator import and_
from typing import Any

from convcalc.document.records import NamedTuple
from convcalc.sweep.evaluating import Figured
from convcalc.sweep.gauges import Gauge, Plain
from convcalc.sweep.wheres import Objective

Signed = tuple[Plain, ...]
"""The figures of the objectives, less being better in each."""

FEW = 100
"""So many points are as quickly held against the front one by one."""
RIVALS = 32
"""Points that stand, and as many of those that come, that all of an array are held against before."""


class RankedPoint(NamedTuple):
    """A point that stands: its number, which is its index in the space, and its figures."""

    number: int
    figures: Figured
    alike: int = 0
    """How many points after it have the same figures in all objectives."""


class Keys:
    """The figures of objectives among those that are asked for, less being better."""

    def __init__(self, objectives: Sequence[Objective], gauges: Sequence[Gauge]) -> None:
        self.objectives = objectives
        self._each = [(gauges.index(each.gauge), -1 if each.most else 1) for each in objectives]

    def of(self, figures: Figured) -> Signed:
        """Those of a point."""
        return tuple([figures[k] * sign for k, sign in self._each])

    def of_many(self, columns: Sequence[Any]) -> list[Any]:
        """Those of many, an array for each objective; nothing where they are no arrays of numbers."""
        found = [columns[k] for k, _ in self._each] if columns else []
        if not all(hasattr(each, "dtype") and each.dtype.kind in "if" for each in found):
            return []
        return [each * sign for each, (_, sign) in zip(found, self._each)]


class Front:
    """The front of Pareto: points of which no other is as good in every objective and better in one.

    Of points that are equal in all objectives the first stands, with how many are like it.
    """

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._known: list[Signed] = []
        self._points: dict[Signed, RankedPoint] = {}

    def add(self, index: int, figures: Figured) -> None:
        """A further point, of a larger index than those before."""
        key = self._keys.of(figures)
        if key in self._points:
            known = self._points[key]
            self._points[key] = known._replace(alike=known.alike + 1)
        elif not (self._under(key) if len(key) == 2 else self._beaten(key)):
            for other in self._behind(key) if len(key) == 2 else [each for each in self._known if _beats(key, each)]:
                self._known.remove(other)
                del self._points[other]
            insort(self._known, key) if len(key) == 2 else self._known.append(key)
            self._points[key] = RankedPoint(index, figures)

    def among(self, columns: Sequence[Any]) -> Any:
        """The places of the points that may stand, of arrays of figures: others are beaten by some; None for all."""
        keys = self._keys.of_many(columns)
        if not keys or len(keys[0]) <= FEW:
            return None
        import numpy as np

        places, scores = np.arange(len(keys[0])), sum(key / (1.0 + abs(key).max()) for key in keys)
        known = self._known[:: 1 + len(self._known) // RIVALS] if len(keys) == 2 else self._known[:RIVALS]
        for number in range(len(known) + RIVALS):
            if len(places) <= FEW:
                break
            if number < len(known):
                rival = known[number]
            else:  # the best by all together of those that nothing was held against yet
                place = scores.argmin()
                rival, scores[place] = tuple([key[place] for key in keys]), np.inf
            worse = reduce(and_, [key >= end for key, end in zip(keys, rival)])
            left = ~worse | reduce(and_, [key == end for key, end in zip(keys, rival)])
            places, scores, keys = places[left], scores[left], [key[left] for key in keys]
        return places

    def _under(self, key: Signed) -> bool:
        """The same of two objectives, by which the known are in order: only the one before can be as good in both."""
        place = bisect_left(self._known, key)
        return place > 0 and _beats(self._known[place - 1], key)

    def _behind(self, key: Signed) -> list[Signed]:
        """Those of two objectives that a point beats: they follow each other."""
        start = bisect_left(self._known, key)
        return list(takewhile(lambda other: _beats(key, other), islice(self._known, start, None)))

    def _beaten(self, key: Signed) -> bool:
        """Whether a point that stands is as good in everything; what beat one comes first for the next."""
        for k, other in enumerate(self._known):
            if _beats(other, key):
                self._known[k], self._known[k // 2] = self._known[k // 2], other
                return True
        return False

    @property
    def points(self) -> list[RankedPoint]:
        """The points, by their first objective, then by the next."""
        return [self._points[key] for key in sorted(self._points)]


def _beats(one: Signed, other: Signed) -> bool:
    """Whether a point is as good in everything as another, which is not its equal."""
    return all(a <= b for a, b in zip(one, other, strict=True))


class Best:
    """The points that are best by one objective, the first of equal ones first; or the first of all."""

    def __init__(self, keys: Keys, most: int) -> None:
        self._keys, self._most = keys, most
        self._found: list[tuple[Signed, int, Figured]] = []

    def add(self, index: int, figures: Figured) -> None:
        """A further point."""
        key = self._keys.of(figures), index, figures
        if len(self._found) < self._most:
            insort(self._found, key)
        elif key < self._found[-1]:
            self._found.insert(bisect_left(self._found, key), key)
            self._found.pop()

    def among(self, columns: Sequence[Any]) -> Any:
        """The places of the points that may be among the best, of arrays of figures; None for all."""
        if len(self._found) < self._most:
            return None
        if not self._keys.objectives:
            return slice(0)
        keys = self._keys.of_many(columns)
        return (keys[0] < self._found[-1][0][0]).nonzero()[0] if keys else None

    @property
    def points(self) -> list[RankedPoint]:
        """The points, the best first."""
        return [RankedPoint(index, figures) for _, index, figures in self._found]
