"""Members within limits, counted and drawn without trying them, against all of them tried one by one."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from convcalc.document.source import parse
from convcalc.language.expressions import compile_expression
from convcalc.language.loading import read_source
from convcalc.sweep import asking, tallies
from convcalc.sweep import families as sweep_families
from convcalc.sweep.evaluating import evaluator
from convcalc.sweep.gauges import Gauge, Limit
from convcalc.sweep.members import Members, Refused, plain_path
from convcalc.sweep.plan.sights import UnfitError
from convcalc.sweep.request import in_file
from convcalc.sweep.within import MembersWithin
from tests.support import once_for_all
from tests.support.families import families, family

ADDED = ("params", "macs", "flops", "buffers", "memory", "depth", "saved")
OTHERS = ("peak_memory", "receptive_field", "field_stride")


def one_by_one(members: Members, limits: list[Limit]) -> list[int]:
    """The indices of those within, by brute force."""
    evaluate = plain_path(members, [limit.gauge for limit in limits])
    found = [(index, evaluate(members.space.values(index))) for index in range(members.space.size)]
    return [
        index
        for index, figures in found
        if not isinstance(figures, Refused) and all(map(Limit.allows, limits, figures))
    ]


@st.composite
def limits(draw: st.DrawFn, members: Members) -> list[Limit]:
    """Some limits, about where members are."""
    names = draw(st.lists(st.sampled_from(ADDED + OTHERS), max_size=2, unique=True))
    evaluate = plain_path(members, [Gauge(name) for name in names])
    figures = evaluate(members.space.values(draw(st.integers(0, members.space.size - 1))))
    assume(not isinstance(figures, Refused))
    return [
        Limit(
            name, Gauge(name), **draw(st.sampled_from([{"most": each}, {"least": each}, {"least": each, "most": each}]))
        )
        for name, each in zip(names, figures)
    ]


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(families(), st.data())
def test_members_within_are_those_found_one_by_one(members: Members, data: st.DataObject) -> None:
    names = [axis.name for axis in members.space.axes if not axis.is_input and type(axis.choices[0]) is int]
    if len(names) > 1 and data.draw(st.booleans()):
        condition = compile_expression(f"{names[0]} <= {names[1]} or {names[-1]} == 1")
        members = members._replace(space=members.space._replace(conditions=(condition,)))
    limited = data.draw(limits(members))
    try:
        found = MembersWithin(members, limited, keep=True)
    except UnfitError:
        assume(False)
    assert sorted(map(found.index, range(found.size))) == one_by_one(members, limited)
    assert MembersWithin(members, limited).size == found.size


def test_conditions_on_what_no_layer_hangs_on() -> None:
    """A state that comes again at a later stage is of other axes there."""
    text = """
input: 4x4x2
vars: {act: relu, k: 1, b: 1, c: 1}
layers:
  - act
  - conv: {filters: 2, kernel: k, pad: half}
  - act
"""
    members = family(text, act=["relu", "prelu", "gelu"], k=[1, 3], b=[1, 8, 2], c=[1, 5])
    members = members._replace(space=members.space._replace(conditions=(compile_expression("b <= c"),)))
    found = MembersWithin(members, [], keep=True)
    assert sorted(map(found.index, range(found.size))) == one_by_one(members, [])


@pytest.fixture(scope="module")
def two_stages() -> Members:
    return of_file(once_for_all.spec(gates=False, stages=2))


def of_file(text: str) -> Members:
    """The family of a spec that says what varies."""
    read = read_source(parse("family.yaml", text))
    return asking.limited(read, in_file(read))[0]


def test_each_network_of_once_for_all_counts_once() -> None:
    found = MembersWithin(of_file(once_for_all.spec()), [])
    assert found.size == once_for_all.SIZE == 21_758_655_492_572_485_851


@pytest.mark.slow
def test_members_under_a_limit_are_those_of_a_count_by_hand(two_stages: Members) -> None:
    sums = once_for_all.macs(stages=2)
    least = plain_path(two_stages, [Gauge("macs")])(two_stages.space.values(0))
    others = least[0] - min(sums)
    for most in (min(sums), 90_000_000, max(sums)):
        limit = Limit("", Gauge("macs"), most=others + most)
        within = sum(count for each, count in sums.items() if each <= most)
        assert MembersWithin(two_stages, [limit]).size == within


@pytest.mark.slow
def test_what_is_drawn_is_within_the_limits_and_differs(two_stages: Members) -> None:
    limits = [Limit("", Gauge("macs"), most=150_000_000), Limit("", Gauge("depth"), most=30)]
    drawn = MembersWithin(two_stages, limits, keep=True).draw(500, 3)
    evaluate = evaluator(two_stages, [limit.gauge for limit in limits])
    figures = [evaluate(two_stages.space.values(index)) for index in drawn]
    assert all(not isinstance(each, Refused) and all(map(Limit.allows, limits, each)) for each in figures)
    assert len(set(drawn)) == len(drawn) == 500
    assert drawn[:100] == list(drawn)[:100] == list(MembersWithin(two_stages, limits, keep=True).draw(100, 3))


@pytest.mark.parametrize(
    ("limits", "message"),
    (
        ([Limit("intensity>=3", Gauge("intensity"), 3)], "intensity>=3 does not add up over layers"),
        ([Limit("conv1.params<=3", Gauge("params", "conv1"), most=3)], "a figure of conv1 is asked for"),
    ),
)
def test_limits_that_say_nothing_of_a_chain(two_stages: Members, limits: list[Limit], message: str) -> None:
    with pytest.raises(UnfitError, match=message):
        MembersWithin(two_stages, limits)


def test_choices_that_all_meet_in_one_place(monkeypatch: pytest.MonkeyPatch, two_stages: Members) -> None:
    monkeypatch.setattr(sweep_families, "MOST_LOOKED_AT", 100)
    with pytest.raises(UnfitError, match="too many choices meet in one place"):
        MembersWithin(two_stages, [])


def test_too_many_sums(monkeypatch: pytest.MonkeyPatch, two_stages: Members) -> None:
    monkeypatch.setattr(tallies, "MOST_SUMS", 1000)
    limits = [Limit("", Gauge(name), most=10**9) for name in ("params", "macs")]
    with pytest.raises(UnfitError, match="too many different sums of params and macs"):
        MembersWithin(two_stages, limits)
