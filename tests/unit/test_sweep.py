"""Sweeps: spaces and their indices, the figures of points, and what is left of them within limits."""

import pickle
from itertools import islice, product
from operator import le
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.analysis.analyse import analyse
from convcalc.language import loading
from convcalc.language.expressions import compile_expression
from convcalc.sweep import running
from convcalc.sweep.evaluating import Members, Refused, evaluator
from convcalc.sweep.front import Best, Front, Keys, RankedPoint
from convcalc.sweep.gauges import WHOLE, Gauge, Limit
from convcalc.sweep.results import Reservoir
from convcalc.sweep.running import Sweep, run
from convcalc.sweep.space import Axis, Draw, Space
from convcalc.sweep.wheres import Objective

NET = """
input: 16x16x3
vars: {width: 8, kernel: 3, depth: 2}
layers:
  - conv: width kernel s2
    name: stem
  - relu
  - conv: 2*width kernel
    repeat: depth
    name: c{i}
  - gap
  - flatten
  - dense: 10
"""
SPACE = Space((Axis("width", (8, 16, 24)), Axis("kernel", (3, 5, 7)), Axis("depth", (1, 2))))
GAUGES = (Gauge("params"), Gauge("macs"), Gauge("receptive_field"), Gauge("params", "stem"))


def members(space: Space = SPACE, text: str = NET) -> Members:
    return Members(loading.read_source(loading.parse("net.yaml", text)), space)


def test_indices_count_as_nested_loops_do() -> None:
    listed = list(product(*(axis.choices for axis in SPACE.axes)))
    assert [tuple(SPACE.values(k).values()) for k in range(SPACE.size)] == listed
    assert [SPACE.index_at(SPACE.places(k)) for k in range(SPACE.size)] == list(range(SPACE.size))


@settings(max_examples=25)
@given(st.integers(1, 150), st.integers(0, 5))
def test_a_draw_of_all_is_a_permutation(size: int, seed: int) -> None:
    assert sorted(Draw(size, size, seed)) == list(range(size))


def test_a_draw_of_a_space_that_cannot_be_listed() -> None:
    draw = Draw(10**40, 1000, 7)
    drawn = draw[:]
    assert (len(set(drawn)), max(drawn) > 10**39, pickle.loads(pickle.dumps(draw))[990:]) == (1000, True, drawn[990:])
    assert list(islice(Draw(10**40, 10**9, 7), 1000)) == drawn
    assert drawn != Draw(10**40, 1000, 8)[:]


def test_the_plain_path_gives_what_a_summary_says() -> None:
    evaluate = evaluator(members(), GAUGES)
    values = {"width": 16, "kernel": 5, "depth": 1}
    analysis = analyse(loading.loads(NET, values))
    stem = analysis.rows[1].cost.params
    assert evaluate(values) == (analysis.total.params, analysis.total.macs, analysis.reach[0].size, stem)


def test_points_are_kept_within_limits_and_others_are_counted_by_their_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "SOON", float("inf"))
    space = SPACE._replace(conditions=(compile_expression("width > 8 or depth == 1"),))
    sweep = Sweep(members(space), GAUGES, (Limit("params<=9k", Gauge("params"), most=9000),))
    chunks = list(run(sweep, range(space.size), piece=4))
    assert [chunk.tried for chunk in chunks] == [1, 2, 4, 4, 4, 3]
    outside = "outside of width > 8 or depth == 1"
    assert [chunk.refused[outside][:2] for chunk in chunks if outside in chunk.refused] == [(1, 1), (2, 3)]
    other = "net.yaml:8:11: conv: the window does not fit: it is # wide, and volume #x#x# has a height of #"
    found = {reason: each for chunk in chunks for reason, each in chunk.refused.items()}
    kept = {k: row for chunk in chunks for k, *row in zip(chunk.indices, *chunk.columns, strict=True)}
    plain = {k: evaluator(sweep.members, GAUGES)(space.values(k)) for k in range(space.size)}
    assert kept == {k: list(row) for k, row in plain.items() if not isinstance(row, Refused) and row[0] <= 9000}
    assert (
        sum(
            chunk.beyond.points + len(chunk.indices) + sum(r.points for r in chunk.refused.values()) for chunk in chunks
        )
        == 18
    )
    assert list(found) == [outside, other], found


@settings(max_examples=60)
@given(st.integers(1, 3).flatmap(lambda k: st.lists(st.tuples(*[st.integers(0, 6)] * k), min_size=1, max_size=40)))
def test_the_front_is_that_of_brute_force(figures: list[tuple[int, ...]]) -> None:
    gauges = [Gauge(name) for name in ("params", "macs", "receptive_field")][: len(figures[0])]
    front = Front(Keys([Objective(gauge, gauge.more_is_better) for gauge in gauges], gauges))
    for number, each in enumerate(figures):
        front.add(number, each)
    signed = [tuple(-n if k == 2 else n for k, n in enumerate(each)) for each in figures]
    best = [one for one in signed if not any(a != one and all(map(le, a, one)) for a in signed)]
    assert [(each.number, each.alike) for each in front.points] == [
        (signed.index(one), best.count(one) - 1) for one in sorted(set(best))
    ]


def test_a_drawing_of_many_holds_some_of_all() -> None:
    drawn = Reservoir(50)
    for start in range(0, 5000, 20):
        drawn.add(20, lambda place, start=start: RankedPoint(start + place, ()))
    numbers = [each.number for each in drawn.points]
    assert (len(set(numbers)), 1500 < sum(numbers) / 50 < 3500) == (50, True)
    at_once = Reservoir(50)
    at_once.add(5000, lambda place: RankedPoint(place, ()))
    assert at_once.points == drawn.points


@pytest.mark.parametrize("objectives", (["params"], ["params", "macs"], ["params", "macs", "receptive_field:max"]))
def test_points_that_come_as_arrays_stand_as_those_that_come_one_by_one(objectives: list[str]) -> None:
    np, random = pytest.importorskip("numpy"), Random(3)
    gauges = [Gauge(each.partition(":")[0]) for each in objectives]
    wanted = [Objective(gauge, gauge.more_is_better) for gauge in gauges]
    for make in (
        lambda: Front(Keys(wanted, gauges)),
        lambda: Best(Keys(wanted[-1:], gauges), 10),
        lambda: Best(Keys([], gauges), 10),
    ):
        one_by_one, at_once, index = make(), make(), 0
        assert at_once.among([]) is None
        for size, most in ((3, 9), (500, 40), (2000, 400), (2000, 20), (0, 1), (900, 10**18)):
            columns = [np.array([random.randrange(most) for _ in range(size)], np.int64) for _ in gauges]
            columns = [each.astype(float) if most == 400 else each for each in columns]
            some = at_once.among(columns)
            for place, row in enumerate(zip(*[each.tolist() for each in columns])):
                one_by_one.add(index + place, row)
                if some is None or place in np.arange(size)[some]:
                    at_once.add(index + place, row)
            assert size < 1000 or len(np.arange(size)[some]) < size
            index += size
        assert at_once.points == one_by_one.points


def test_inputs_vary_and_all_of_an_input_is_more_than_any_number() -> None:
    evaluate = evaluator(members(Space(())), (Gauge("macs"), Gauge("receptive_field", "flatten")))
    assert evaluate({"input": [16, 16, 3]}) != evaluate({"input": [32, 32, 3]})
    assert evaluate({})[1] == WHOLE


def test_a_figure_that_nobody_states_is_none() -> None:
    text = "input: 8x8x3\nlayers:\n  - custom: 8x8x4\n"
    assert isinstance(evaluator(members(Space(()), text), GAUGES[:1])({}), Refused)
    refused = evaluator(members(Space(()), text), GAUGES[2:3])({})
    assert isinstance(refused, Refused) and "known only as a bound: at most the whole input" in refused.text


def test_pieces_of_an_engine_grow() -> None:
    found = [len(each) for each in running.growing(range(1000), 3, 20, 10)]
    assert (found[:17], max(found), sum(found)) == ([3] * 8 + [6] * 8 + [12], 20, 990)
    assert [*running.growing(range(9), 4, 20, 9)] == []
