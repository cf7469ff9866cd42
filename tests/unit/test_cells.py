"""Calls whose wiring is another for each member, and the cells of NAS-Bench-101 among them."""

import hashlib
import random
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convcalc.language.expressions import compile_expression
from convcalc.sweep.gauges import GAUGED, Gauge
from convcalc.sweep.plan import planned, tracts
from convcalc.sweep.plan.fine_uses import fine_uses, fine_value
from convcalc.sweep.plan.planned import Planned
from tests.support.families import cell_families, family
from tests.support.paths import ROOT
from tests.unit.test_plan import GAUGES, PLAIN, check_arrays, differences

pytest.importorskip("numpy")
from benchmarks.cells import cells, rows

INCEPTION = [
    [0, 1, 1, 1, 0, 1, 0],
    [0, 0, 0, 0, 0, 0, 1],
    [0, 0, 0, 0, 0, 0, 1],
    [0, 0, 0, 0, 1, 0, 0],
    [0, 0, 0, 0, 0, 0, 1],
    [0, 0, 0, 0, 0, 0, 1],
    [0, 0, 0, 0, 0, 0, 0],
]
"""The cell in the benchmark's README, with 2,694,282 trainable parameters."""


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch):
    """Work out few members by arrays, and cut calls of which few differ."""
    monkeypatch.setattr(planned, "FEW", 1)
    monkeypatch.setattr(tracts, "MOST_TOGETHER", 3)


@pytest.mark.slow
@given(cell_families(), st.randoms(use_true_random=False))
@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_cells(members, random) -> None:
    points = random.choices(range(members.space.size), k=8)
    for gauges in (GAUGES, PLAIN):
        assert differences(members, Planned(members, gauges), gauges, points) == []
        check_arrays(members, gauges, points)


def nasbench(each):
    return family((ROOT / "benchmarks" / "spaces" / "nasbench101.yaml").read_text(), cell=each)


def test_a_known_cell():
    """Source: Ying & others 2019, the README of the benchmark."""
    members = nasbench([rows(INCEPTION, [0, 1, 1, 1, 2]), *cells(3)])
    plan = Planned(members, [Gauge("params"), Gauge("trainable")])
    assert plan.at((0,)) == (2_694_282, 2_694_282)
    assert len(plan.routes.calls) == 3


@pytest.mark.slow
def test_cells_as_built_one_by_one():
    each = [*cells(4), rows(INCEPTION, [0, 1, 1, 1, 2]), *random.Random(2).sample([*cells(5)][91:], 6)]
    members = nasbench(each)
    plan = Planned(members, GAUGES)
    plan.by_itself = None  # all are put together
    points = [0, 1, 2, 60, *range(91, len(each))]
    assert differences(members, plan, GAUGES, points) == []
    check_arrays(members, GAUGES, points)


def told(matrix, labels):
    """The fingerprint of a cell as the authors' program makes it."""
    count, out_of = len(matrix), [sum(row) for row in matrix]
    each = [str(each) for each in zip(out_of, map(sum, zip(*matrix)), labels)]
    each = [hashlib.md5(text.encode()).hexdigest() for text in each]
    for _ in range(count):
        new = []
        for v in range(count):
            before = "".join(sorted(each[w] for w in range(count) if matrix[w][v]))
            after = "".join(sorted(each[w] for w in range(count) if matrix[v][w]))
            new.append(hashlib.md5(f"{before}|{after}|{each[v]}".encode()).hexdigest())
        each = new
    return hashlib.md5(str(sorted(each)).encode()).hexdigest()


def by_hand(most):
    """All cells of so few vertices, one bit and one label after the other."""
    known, found = set(), []
    for count in range(2, most + 1):
        for bits in range(1 << count * (count - 1) // 2):
            matrix = [[bits >> x + y * (y - 1) // 2 & 1 if x < y else 0 for y in range(count)] for x in range(count)]
            if all(map(any, matrix[:-1])) and all(list(map(any, zip(*matrix)))[1:]):
                for labels in product(range(3), repeat=count - 2):
                    name = told(matrix, [-1, *labels, -2])
                    found += [] if name in known else [rows(matrix, labels)]
                    known.add(name)
    return found


@pytest.mark.slow
def test_cells_are_those_of_the_authors_program():
    assert [*cells(4)] == by_hand(4)
    assert [len([*cells(most)]) for most in (2, 3, 4, 5)] == [1, 7, 91, 2532]


def test_what_of_a_list_is_used():
    uses = fine_uses(compile_expression("cell[i][0] + len(cell) + cell[-1][0] + wide[2] + len(cell[0]) + [b][i]"))
    assert uses == {("cell", "i"), ("cell", "len"), ("cell", -1), ("wide", 2), ("cell", 0), ("b", None), ("i", None)}
    values = {"cell": [[7], [8]], "b": 3}
    assert [fine_value(values, use, 1) for use in [("cell", "i"), ("cell", "len"), ("cell", -1), ("b", None)]] == [
        [8], 2, [8], 3,
    ]  # fmt: skip
    assert fine_value(values, ("cell", 5), 0) == [[7], [8]]


def test_names_from_outside_and_conditions_on_volumes_are_left_to_the_plain_path():
    rows = [[[k, 0], [j, 0, 1]] for k in range(3) for j in range(3)]
    for odd in ({"from": "v9"}, {"from": "input"}, {"from": "v1", "when": "x.channels > 3"}):
        vertex = [{"add": {"e{i}": {"layers": [{"from": "v{row[i + 1]}"}], "repeat": "len(row) - 1"}}}]
        vertex.append({"conv": {"filters": 3, "kernel": "row[0] + 1", "pad": "half"}})
        call = {"vertex": "cell[i]", "name": "v{i + 1}", "repeat": "len(cell)"}
        cell = [{"identity": None, "name": "v0"}, call, odd, {"relu": None}]
        layers = [{"conv": "3 1x1"}, {"cell": None}, {"conv": "3 1x1"}]
        spec = {"input": "8x8x3", "vars": {"cell": [[0, 0]]}, "blocks": {"vertex(row)": vertex, "cell": cell}}
        members = family(spec | {"layers": layers}, cell=rows)
        assert differences(members, Planned(members, PLAIN), PLAIN, range(9)) == []


def test_the_most_stretches_are_found_as_members_come():
    each = [*cells(4)][::-1]
    plan = Planned(nasbench([each[-1], *each]), [Gauge(name) for name in GAUGED])
    assert plan.at((0,)) and len(plan.routes.tracts) == 22
    assert plan.at((1,)) and len(plan.routes.tracts) > 30
