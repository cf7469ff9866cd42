"""What limits take away: lists and arrays say the same, and so do parts of the points together."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.sweep.beyond import parted, together
from convcalc.sweep.gauges import Gauge, Limit

ENDS = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted)
LIMIT = st.one_of(
    st.integers(0, 9).map(lambda most: (-inf, most)),
    st.integers(0, 9).map(lambda least: (least, inf)),
    ENDS,
).map(lambda ends: Limit("", Gauge("params"), *ends))
POINTS = st.lists(st.tuples(*[st.integers(0, 12)] * 2), min_size=1, max_size=9)


@given(st.tuples(LIMIT, LIMIT), POINTS, st.integers(1, 8))
def test_what_is_beyond_is_that_of_brute_force(limits: tuple[Limit, Limit], points: list[tuple[int, ...]], cut: int):
    columns, indices = [list(column) for column in zip(*points, strict=True)], range(100, 100 + len(points))
    within, beyond = parted(limits, columns, indices, columns)
    over = [[not limit.allows(each) for limit, each in zip(limits, point, strict=True)] for point in points]
    assert within == [k for k, each in enumerate(over) if not any(each)]
    assert beyond.points == sum(map(any, over))
    for n, (limit, taken) in enumerate(zip(limits, beyond.limits, strict=True)):
        taking = [k for k, each in enumerate(over) if each[n]]
        assert (taken.points, taken.alone) == (len(taking), sum(sum(over[k]) == 1 for k in taking))
        if taking and inf in (limit.most, -limit.least):
            nearest = min(taking, key=lambda k: max(limit.least - points[k][n], points[k][n] - limit.most))
            assert taken.nearest and (taken.nearest.point, taken.nearest.figures) == (100 + nearest, points[nearest])
    parts = [parted(limits, [c[s] for c in columns], indices[s], [c[s] for c in columns])[1]
             for s in (slice(0, cut), slice(cut, None)) if columns[0][s]]  # fmt: skip
    assert together(parts[0], parts[-1]) == beyond if len(parts) > 1 else parts[0] == beyond


@given(st.tuples(LIMIT, LIMIT), POINTS)
def test_arrays_say_what_lists_say(limits: tuple[Limit, Limit], points: list[tuple[int, ...]]):
    numpy = pytest.importorskip("numpy", reason="numpy is not installed: pip install 'convcalc[fast]'")
    columns, indices = [list(column) for column in zip(*points, strict=True)], list(range(len(points)))
    arrays = list(map(numpy.array, columns))
    within, beyond = parted(limits, arrays, numpy.array(indices), arrays)
    assert (within.tolist(), beyond) == parted(limits, columns, indices, columns)
