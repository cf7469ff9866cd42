"""What limits take away: of the points with figures, how many each limit leaves out, and which came nearest.

How far a figure is beyond a limit is told as a share of the limit's end, so that limits can be compared.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import inf
from typing import Any

from convcalc.document.records import NamedTuple
from convcalc.sweep.gauges import Limit, Plain

FigureColumns = Sequence[Sequence[Plain]]
"""Of each figure that of each point: lists, or arrays of numpy."""

LEAST_MISS = 1e-300
"""Whatever is beyond is so at least, however large the numbers are."""

LARGEST_END = 1e300
"""Ends that are further are taken to be there, which is as far."""


class NearPoint(NamedTuple):
    """A point beyond a limit, or several."""

    miss: float
    """By how much, as a share of a limit's end; of several limits added up."""
    point: int
    figures: tuple[Plain, ...]


class Taken(NamedTuple):
    """What a limit takes away."""

    points: int = 0
    alone: int = 0
    """Those that it takes and no other does."""
    nearest: NearPoint | None = None
    """The point that came nearest to it, the first of equal ones."""


class Beyond(NamedTuple):
    """The points beyond limits: how many, what each limit takes of them, and which comes nearest to all limits."""

    points: int = 0
    limits: tuple[Taken, ...] = ()
    nearest: NearPoint | None = None


def parted(
    limits: Sequence[Limit], limited: FigureColumns, indices: Sequence[int], columns: FigureColumns
) -> tuple[Any, Beyond]:
    """The places of the points within all limits, and what becomes of the others.

    Of each limit there is the column of its figure; `columns` are all that is known of a point.
    """
    missed = list(map(_missed, limits, limited))
    total: Any = sum(missed) if _is_array(missed[0]) else list(map(sum, zip(*missed)))
    within, beyond = _places(total, over=False), _places(total)

    def nearest(misses: Any, places: Any) -> NearPoint | None:
        return _nearest(misses, places, indices, columns) if len(places) else None

    taken = []
    for misses in missed:
        places = _places(misses)
        taken.append(Taken(len(places), _equal(misses, total, places), nearest(misses, places)))
    return within, Beyond(len(beyond), tuple(taken), nearest(total, beyond))


def together(one: Beyond, other: Beyond) -> Beyond:
    """What becomes of the points of both."""
    if not (one.limits and other.limits):
        return one if one.limits else other
    limits = tuple(
        [
            Taken(a.points + b.points, a.alone + b.alone, _nearer(a.nearest, b.nearest))
            for a, b in zip(one.limits, other.limits, strict=True)
        ]
    )
    return Beyond(one.points + other.points, limits, _nearer(one.nearest, other.nearest))


def beyond_as_told(told: Any) -> Beyond:
    """What JSON has made lists of."""
    points, limits, nearest = told
    taken = tuple([Taken(count, alone, _near_as_told(near)) for count, alone, near in limits])
    return Beyond(points, taken, _near_as_told(nearest))


def _near_as_told(told: Any) -> NearPoint | None:
    return NearPoint(told[0], told[1], tuple(told[2])) if told else None


def _nearer(one: NearPoint | None, other: NearPoint | None) -> NearPoint | None:
    return min([each for each in (one, other) if each], default=None)


def _missed(limit: Limit, column: Any) -> Any:
    """By how much each figure of a column is beyond a limit; 0 within."""
    if not _is_array(column):
        return _missed_each(limit.least, limit.most, column)
    return sum([_share(column, *_scaled(end)) * _is_over(column, end, sign) for end, sign in _ends(limit)])


def _missed_each(least: Plain, most: Plain, column: Sequence[Plain]) -> list[float]:
    low, high = _scaled(least), _scaled(most)
    return [
        0.0 if least <= figure <= most else float(_share(figure, *(high if figure > most else low)))
        for figure in column
    ]


def _ends(limit: Limit) -> Iterator[tuple[Plain, int]]:
    yield from ((end, sign) for end, sign in ((limit.least, -1), (limit.most, 1)) if abs(end) != inf)


def _is_over(column: Any, end: Plain, sign: int) -> Any:
    return column > end if sign > 0 else column < end


def _scaled(end: Plain) -> tuple[Plain, float]:
    """What figures are shares of at an end of a limit, and the end as such a share."""
    end = max(-LARGEST_END, min(end, LARGEST_END))
    scale = max(1, abs(end))
    return scale, end / scale


def _share(figure: Any, scale: Plain, end: float) -> Any:
    """How far a figure, or each of an array, is from an end of a limit, as a share."""
    return abs(figure / scale - end) + LEAST_MISS


def _places(misses: Any, over: bool = True) -> Any:
    """The places of what is beyond, or of what is not."""
    if _is_array(misses):
        return (misses > 0 if over else misses == 0).nonzero()[0]
    if over and not any(misses):
        return []
    return [k for k, miss in enumerate(misses) if (miss > 0) == over]


def _equal(misses: Any, total: Any, places: Any) -> int:
    """How many of some places are beyond nothing else."""
    if _is_array(misses):
        return int((misses[places] == total[places]).sum())
    return sum(misses[k] == total[k] for k in places)


def _nearest(misses: Any, places: Any, indices: Sequence[int], columns: FigureColumns) -> NearPoint:
    k = places[misses[places].argmin()] if _is_array(misses) else min(places, key=misses.__getitem__)
    return NearPoint(float(misses[k]), int(indices[k]), tuple(_native(column[k] for column in columns)))


def _native(figures: Iterable[Any]) -> Iterator[Plain]:
    """Figures as numbers of Python."""
    return (each.item() if hasattr(each, "item") else each for each in figures)


def _is_array(column: Any) -> bool:
    return hasattr(column, "nonzero")
