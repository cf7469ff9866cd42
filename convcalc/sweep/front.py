"""The points that no other is better than in everything that is to be small, or large; and the best by one thing."""

from bisect import bisect_left, insort
from collections.abc import Sequence
from itertools import islice, takewhile

from convcalc.document.records import NamedTuple
from convcalc.sweep.evaluating import Figured
from convcalc.sweep.gauges import Gauge, Plain
from convcalc.sweep.wheres import Objective

Signed = tuple[Plain, ...]
"""The figures of the objectives, less being better in each."""


class RankedPoint(NamedTuple):
    """A point that stands: its number, which is its index in the space, and its figures."""

    number: int
    figures: Figured
    alike: int = 0
    """How many points after it have the same figures in all objectives."""


class Keys:
    """The figures of objectives among those that are asked for, less being better."""

    def __init__(self, objectives: Sequence[Objective], gauges: Sequence[Gauge]) -> None:
        self._each = [(gauges.index(each.gauge), -1 if each.most else 1) for each in objectives]

    def of(self, figures: Figured) -> Signed:
        """Those of a point."""
        return tuple([figures[k] * sign for k, sign in self._each])


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
    """The points that are best by an objective, the first of equal ones first; or the first of all."""

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

    @property
    def points(self) -> list[RankedPoint]:
        """The points, the best first."""
        return [RankedPoint(index, figures) for _, index, figures in self._found]
