"""Members put together of pieces: the same figures, and the same refusals, as of each built by itself."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convcalc.language.expressions import compile_expression
from convcalc.language.loading import find, read_source
from convcalc.sweep import running
from convcalc.sweep.asking import Varying
from convcalc.sweep.evaluating import Evaluator, Members, Refused, evaluator, many, plain_path
from convcalc.sweep.gauges import GAUGED, Gauge, Limit
from convcalc.sweep.plan import pieces, planned, routes, tables
from convcalc.sweep.plan import tracts as cutting
from convcalc.sweep.plan.planned import Planned
from convcalc.sweep.plan.sights import UnfitError
from convcalc.sweep.plan.tracts import tracts
from convcalc.sweep.request import varied
from convcalc.sweep.running import Sweep
from convcalc.sweep.space import Axis, Space
from tests.support.families import families, family, wired_families
from tests.support.paths import ROOT

GAUGES = [Gauge(name) for name in GAUGED]
PLAIN = [Gauge(name) for name in GAUGED if "field" not in name]
"""Those that are known of every member: of a field there may be a bound alone."""


def differences(members: Members, evaluate: Evaluator, gauges: list[Gauge], indices) -> list[object]:
    """The points at which an evaluator does not say what the plain path says."""
    by_itself = plain_path(members, gauges)
    found = []
    for index in indices:
        values = members.space.values(index)
        wanted, given = by_itself(values), evaluate(values)
        if given != wanted or list(map(type, given)) != list(map(type, wanted)):
            found.append((values, wanted, given))
    return found


def check_arrays(members: Members, gauges: list[Gauge], indices) -> None:
    """Hold what arrays give of many members against what is given of one at a time."""
    at_once, one_by_one = Planned(members, gauges), Planned(members, gauges)
    found = at_once.many(members.space, indices)
    rows = [one_by_one.at(members.space.places(index)) for index in indices]
    wanted = [(index, row) for index, row in zip(indices, rows, strict=True) if not isinstance(row, Refused)]
    given = zip(*(list(each) for each in (found.indices, *found.columns)), strict=True)
    assert [(index, tuple(row)) for index, *row in given] == wanted
    assert list(found.refused) == [
        (index, row) for index, row in zip(indices, rows, strict=True) if isinstance(row, Refused)
    ]


def check(members: Members) -> None:
    """Hold the members against the plain path, twice: the second time all is known."""
    for gauges in (GAUGES, PLAIN):
        try:
            put_together = Planned(members, gauges)
        except UnfitError:
            return
        points = range(min(members.space.size, 24))
        assert differences(members, put_together, gauges, [*points, *points]) == []
        check_arrays(members, gauges, points)


@pytest.fixture(autouse=True)
def arrays_for_few(monkeypatch):
    """Work out few members by arrays, too."""
    pytest.importorskip("numpy")
    monkeypatch.setattr(planned, "FEW", 1)


@pytest.mark.slow
@given(families())
@settings(max_examples=25)
def test_random_families(members: Members) -> None:
    check(members)


@pytest.mark.slow
@given(wired_families(), st.randoms(use_true_random=False))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_wirings(monkeypatch, members: Members, random) -> None:
    monkeypatch.setattr(cutting, "MOST_TOGETHER", 3)
    points = random.choices(range(members.space.size), k=12)
    for gauges in (GAUGES, PLAIN):
        assert differences(members, Planned(members, gauges), gauges, points) == []
        check_arrays(members, gauges, points)


SHIPPED = {
    "resnet18": {"depths": [[2, 2, 2, 2], [1, 3, 1, 1]], "classes": [1000, 10], "input": [[96, 96, 3], [97, 64, 3]]},
    "resnet50": {
        "depths": [[2, 1, 1, 1]],
        "groups": [1, 2, 5],
        "group_width": [64, 24],
        "stride_in_3x3": [True, False],
    },
    "vgg11": {"depths": [[1, 1, 1, 1, 2], [1, 1, 2, 1, 1]], "input": [[224, 224, 3], [8, 8, 3]]},
    "mobilenet_v2": {"classes": [10, 1000], "expand_first": [False, True]},
    "densenet121": {"growth": [8, 12], "depths": [[1, 2, 1, 1], [2, 1, 1, 2]], "input": [[64, 64, 3]]},
    "googlenet": {"large_kernel": [3, 5], "last_pool": [2, 3], "aux": [False, True], "input": [[96, 96, 3]]},
    "swin_t": {
        "depths": [[1, 1, 1, 1]],
        "heads": [[3, 6, 12, 24], [3, 6, 13, 24]],
        "width": [96, 192],
        "window": [7, 3],
    },
    "convnext_tiny": {"depths": [[1, 2, 1, 1], [1, 1, 1, 1]], "input": [[64, 64, 3], [63, 96, 3]]},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_families(name):
    axes = tuple(Axis(axis, tuple(choices)) for axis, choices in SHIPPED[name].items())
    members = Members(read_source(find(name)), Space(axes))
    for gauges in (GAUGES, PLAIN):
        points = random.Random(name).choices(range(members.space.size), k=6)
        assert differences(members, Planned(members, gauges), gauges, [*points, points[0]]) == []
        check_arrays(members, gauges, points)


FAMILY = """
input: 32x32x3
vars: {width: 8, depths: [1, 1], kernel: 3, wide: 2*width}
blocks:
  unit(filters):
    - add:
        body:
          - conv: {filters: filters, kernel: kernel, pad: half}
          - bn
        short:
          - conv: filters 1x1
            when: x.channels != filters
    - relu
layers:
  - conv: width 3x3
  - relu
  - unit: width
    repeat: depths[0]
  - maxpool: 2x2
  - unit: wide
    repeat: depths[1]
  - gap
  - flatten
  - dense: 10
"""


def test_each_piece_is_worked_out_once(monkeypatch):
    """Of 300 members with some 5,000 layers, 100 are worked out."""
    depths = [[a, b] for a in range(5) for b in range(5)]
    members = family(FAMILY, width=[8, 16, 24], kernel=[3, 5], depths=depths, wide=[16, 32])
    worked_out = []
    by_itself = pieces.record_of

    def counted(network, *others):
        worked_out.append(len(network.numbers))
        return by_itself(network, *others)

    monkeypatch.setattr(pieces, "record_of", counted)
    evaluate = evaluator(members, GAUGES)
    check_arrays(members, GAUGES, range(members.space.size))
    worked_out.clear()
    rows = many(evaluate, members.space, range(members.space.size))
    assert (len(rows.indices), sum(worked_out)) == (300, 100)
    assert differences(members, evaluate, GAUGES, random.Random(1).sample(range(300), 20)) == []


def test_tracts_hang_on_no_more_than_they_use():
    members = family(FAMILY, width=[8], kernel=[3], depths=[[1, 1]])
    found = [([item.kind for item in each.items], sorted(each.uses, key=str)) for each in tracts(members)]
    assert found == [
        (["conv", "relu", "unit", "maxpool"], [("depths", 0), ("kernel", None), ("width", None)]),
        (["unit", "gap", "flatten", "dense"], [("depths", 1), ("kernel", None), ("width", None)]),
    ]


def test_a_fault_is_told_at_every_member_that_has_it():
    """Some faults of a layer are told when it is first met, though it has an output: another member meets it again."""
    layers = [{"conv": {"filters": "w", "kernel": 1}}, {"attention": {"heads": "h"}}]
    members = family({"input": "4x4x3", "vars": {"w": 8, "h": 3}, "layers": layers}, w=[8, 9, 12, 8], h=[3, 5])
    assert differences(members, Planned(members, PLAIN), PLAIN, [*range(8), *range(8)]) == []


def test_what_cannot_be_put_together_is_left_to_the_plain_path():
    layers = [{"conv": {"filters": "w", "kernel": 3}, "name": "one"}, {"conv": {"filters": 4, "kernel": 1}}]
    layers.append({"concat": None, "from": ["one", "conv"]})
    twice = [{"conv": {"filters": "w", "kernel": 3}, "name": "one"}, {"relu": None, "name": "one"}]
    for items in (layers, twice, [*layers[:2], {"relu": None, "from": "input"}]):
        members = family({"input": "8x8x3", "vars": {"w": 1}, "layers": items}, w=[1, 2, 3])
        assert differences(members, evaluator(members, PLAIN), PLAIN, range(3)) == []


def test_two_fields_as_large_are_told_apart():
    """Which of two is said hangs on the order of branches, which a border does not know."""
    branches = {"left": [{"conv": {"filters": 2, "kernel": "k"}}], "right": [{"conv": {"filters": 2, "kernel": 3}}]}
    members = family(
        {"input": "3x3x1", "vars": {"k": 3}, "layers": [{"add": branches}, "gap", {"dense": 4}]}, k=[1, 3, 5]
    )
    assert differences(members, evaluator(members, GAUGES), GAUGES, range(3)) == []


def test_elements_of_lists_vary_by_themselves():
    members = family(FAMILY, kernel=[3, 5])
    axes = (Axis("depths[0]", (1, 2, 3), 0), Axis("depths[1]", (0, 2), 1), *members.space.axes)
    lists = (("depths", (9, 9)),)
    members = members._replace(space=Space(axes, (compile_expression("depths[0] > depths[1]"),), lists))
    assert differences(members, evaluator(members, GAUGES), GAUGES, range(members.space.size)) == []
    assert [sorted(each.uses, key=str) for each in tracts(members)] == [
        [("depths", 0), ("kernel", None)], [("depths", 1), ("kernel", None)],
    ]  # fmt: skip
    check_arrays(members, GAUGES, range(members.space.size))
    values = {"depths": [1, 0, 7], "kernel": 3}
    assert evaluator(members, GAUGES)(values) == plain_path(members, GAUGES)(values)


@pytest.mark.parametrize("axes", [("w", "ws[0]"), ("ws[0]",), ("ws[0]", "ws[1]"), ("ws[2]", "w"), ("c", "ws[1]")])
def test_elements_that_do_not_vary_can_hang_on_what_varies(axes):
    members = family("""
input: 12x12x3
vars: {w: 4, c: 5, ws: [w, 2*w, c], last: "ws[1] + ws[2]"}
layers:
  - conv: {filters: "ws[0]", kernel: 3}
  - relu
  - conv: {filters: "ws[1]", kernel: 3}
  - conv: {filters: "ws[2]", kernel: 1}
  - conv: last 1x1
""")
    varying = Varying(members.spec)
    for name in axes:
        varying.add(varied(f"{name}=2,3,6"))
    members = members._replace(space=varying.space())
    for gauges in (GAUGES, PLAIN):
        points = [*range(members.space.size), 0]
        assert differences(members, Planned(members, gauges), gauges, points) == []
        check_arrays(members, gauges, points[:-1])


def test_limits_hold_for_arrays_as_for_lists():
    members = family(FAMILY, width=[8, 16], kernel=[3, 5], depths=[[1, 1], [2, 2]])
    sweep = Sweep(members, tuple(GAUGES), (Limit("macs<=3M", Gauge("macs"), most=3 * 10**6),))
    chunk = running.chunk(sweep, evaluator(members, GAUGES), range(8))
    rows = [plain_path(members, GAUGES)(members.space.values(k)) for k in range(8)]
    within = [k for k, row in enumerate(rows) if row[GAUGED.index("macs")] <= 3 * 10**6]
    assert (list(chunk.indices), chunk.beyond.points, len(within)) == (within, 8 - len(within), 3)
    assert [list(each) for each in chunk.columns] == [[rows[k][n] for k in within] for n in range(len(GAUGES))]


def test_members_that_are_the_same_so_far_go_there_as_one(monkeypatch):
    """What a tract comes to is looked up once for all that share it, also where some come nowhere on the way."""
    text = """
input: 16x16x3
vars: {a: 1, b: 1, c: 1, unused: 1}
layers:
  - conv: 8 a
  - conv: {filters: 4, kernel: 5*b}
  - relu
  - conv: 4*c 1x1
"""
    members = family(text, a=[1, 2, 3], b=[1, 2, 3, 4], c=[1, 2, 3, 4, 5], unused=[1, 2, 3, 4, 5, 6])
    asked, found = list[int](), tables.Pairs.found
    monkeypatch.setattr(tables.Pairs, "found", lambda *each: asked.append(len(each[1])) or found(*each))
    Planned(members, PLAIN).many(members.space, range(members.space.size))
    assert asked[:4] == [1, 3, 9, 33] and max(asked) == 33 and members.space.size == 360
    for indices in (range(members.space.size), range(7, 191), range(3, 300, 7), [359, 2, 100, 2]):
        check_arrays(members, GAUGES, indices)


def test_figures_beyond_64_bits_are_exact():
    """Arrays do not hold them: they are left to numbers of Python."""
    layers = ["flatten", {"dense": "wide"}, {"dense": "wide"}, {"dense": "wide"}]
    members = family({"input": "9x9x9", "vars": {"wide": 1}, "layers": layers}, wide=[10**9, 2 * 10**9])
    assert differences(members, evaluator(members, PLAIN), PLAIN, range(2)) == []
    check_arrays(members, PLAIN, range(2))


def test_the_cells_of_nas_bench_201():
    """Of the 15,625 in the paper, those with the most and the fewest parameters, 1.531546M and 0.073306M, and others.

    Source: Dong & Yang 2020, arXiv:2001.00326, and the benchmark's own table.
    """
    source = (ROOT / "benchmarks" / "spaces" / "nasbench201.yaml").read_text()
    members = family(source, **{f"o{k}": range(5) for k in range(1, 7)})
    gauges = [gauge for gauge in GAUGES if gauge.quantity != "saved"]  # which nobody states of a layer of one's own
    planned, params = Planned(members, gauges), GAUGED.index("params")
    alike = [planned(dict.fromkeys((f"o{k}" for k in range(1, 7)), each))[params] for each in range(5)]
    assert alike == [73_306, 73_306, 241_306, 1_531_546, 73_306]
    points = random.Random(1).sample(range(members.space.size), k=4)
    assert differences(members, planned, gauges, points) == []
    check_arrays(members, gauges, points)


def test_what_is_known_is_bounded(monkeypatch):
    """After so many hops and records it begins anew, and the figures stay the same."""
    monkeypatch.setattr(routes, "MOST_HOPS", 3)
    monkeypatch.setattr(pieces, "MOST_KNOWN", 4)
    members = family(FAMILY, width=[8, 16], kernel=[3, 5], depths=[[1, 1], [2, 0]])
    planned = Planned(members, GAUGES)
    assert differences(members, planned, GAUGES, [*range(8), *range(8)]) == []
    assert planned.routes.turn > 2
    check_arrays(members, GAUGES, range(8))


def test_pairs_of_large_numbers_are_found_beside_the_table():
    numpy = pytest.importorskip("numpy")
    known, pairs = {}, tables.Pairs()
    for size in (4, tables.MOST_CELLS):  # in a table, and then in more than one has room for
        rows = numpy.array([0, 3, size - 1, 3], numpy.int32)
        columns = numpy.array([1, size - 1, 2, size - 1], numpy.int32)
        each = list(zip(rows.tolist(), columns.tolist()))
        found = pairs.found(rows, columns, lambda place, each=each: known.setdefault(each[place], len(known)))
        assert found.tolist() == [known[pair] for pair in each]
    assert len(known) == 5
