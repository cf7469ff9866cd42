"""What limits take away: lists and arrays say the same, and so do parts of the points together."""

from math import inf
from random import Random

import pytest

from convcalc.sweep.beyond import Beyond, parted, together
from convcalc.sweep.gauges import Gauge, Limit

SEEDS = range(120)


def limit(random: Random) -> Limit:
    """At least, at most, or both."""
    least, most = sorted(random.choices(range(10), k=2))
    return Limit("", Gauge("params"), *random.choice([(-inf, most), (least, inf), (least, most)]))


def made(seed: int) -> tuple[list[Limit], list[list[int]]]:
    """Two limits, and the columns of their figures."""
    random = Random(seed)
    points = random.randint(1, 9)
    return [limit(random), limit(random)], [random.choices(range(13), k=points) for _ in range(2)]


@pytest.mark.parametrize("kind", (list, "array"))
def test_what_is_beyond_is_that_of_brute_force(kind: object) -> None:
    of = list if kind is list else pytest.importorskip("numpy", reason="pip install 'convcalc[fast]'").array
    for seed in SEEDS:
        limits, columns = made(seed)
        points = list(zip(*columns, strict=True))
        indices = range(100, 100 + len(points))
        within, beyond = parted(limits, list(map(of, columns)), of(indices), list(map(of, columns)))
        over = [[not limit.allows(each) for limit, each in zip(limits, point, strict=True)] for point in points]
        assert list(within) == [k for k, each in enumerate(over) if not any(each)]
        assert beyond.points == sum(map(any, over))
        for n, (limit, taken) in enumerate(zip(limits, beyond.limits, strict=True)):
            taking = [k for k, each in enumerate(over) if each[n]]
            assert (taken.points, taken.alone) == (len(taking), sum(sum(over[k]) == 1 for k in taking))
            if taking and inf in (limit.most, -limit.least):
                nearest = min(taking, key=lambda k: max(limit.least - points[k][n], points[k][n] - limit.most))
                assert taken.nearest and (taken.nearest.point, taken.nearest.figures) == (
                    100 + nearest,
                    points[nearest],
                )


def test_parts_of_the_points_come_to_what_all_do() -> None:
    for seed in SEEDS:
        limits, columns = made(seed)
        found = Beyond()
        for k in range(len(columns[0])):
            one = [column[k : k + 1] for column in columns]
            found = together(found, parted(limits, one, [100 + k], one)[1])
        assert found == parted(limits, columns, range(100, 100 + len(columns[0])), columns)[1]
