"""Members within bounds, counted and numbered, against every member looked at one by one."""

from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.sweep import counting, planes, tallies
from convcalc.sweep.counting import Within
from convcalc.sweep.stages import ChainStep, StageChain, chain

BOUND = st.none() | st.integers(-5, 60)


@st.composite
def chains(draw, sums=None):
    """A chain of random steps between few states, some of which lead nowhere."""
    sums = draw(st.integers(0, 3)) if sums is None else sums
    unit = draw(st.sampled_from([1, 4]))
    amounts = st.tuples(*[st.integers(0, 9).map(lambda each: each * unit)] * sums)
    steps = st.lists(st.tuples(st.integers(0, 2), amounts, st.integers(1, 3)), max_size=4)
    stages = draw(st.lists(st.tuples(steps, steps, steps), min_size=1, max_size=4))

    def stage(table):
        return lambda state: [
            ChainStep(to, adds, tuple((state, number, k) for k in range(times)))
            for number, (to, adds, times) in enumerate(table[state])
        ]

    return chain(0, [stage(table) for table in stages]), sums


def members(chain: StageChain):
    """Every member, with its sums, by brute force."""
    for edges in product(*chain.stages):
        if all(one.far == two.near for one, two in pairwise(edges)) and edges[0].near == chain.start:
            sums = tuple(map(sum, zip(*[edge.adds for edge in edges])))
            yield from ((choices, sums) for choices in product(*[edge.choices for edge in edges]))


def within(sums, bounds):
    return all(
        (low is None or low <= each) and (high is None or each <= high) for each, (low, high) in zip(sums, bounds)
    )


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(chains(), st.tuples(*[st.tuples(BOUND, BOUND)] * 3), st.booleans())
def test_members_are_those_that_are_found_one_by_one(made, bounds, dense):
    family, sums = made
    before = tallies.FEW_SUMS, counting.MANY_MET, planes.STRIP
    if dense:
        tallies.FEW_SUMS, counting.MANY_MET, planes.STRIP = 0, 0, 2  # so that few sums are taken as many are
    try:
        found = Within(family, bounds[:sums], keep=True)
        numbered = [tuple(found.member(k)) for k in range(found.count)]
    finally:
        tallies.FEW_SUMS, counting.MANY_MET, planes.STRIP = before
    everyone = list(members(family))
    assert family.ways == len(everyone)
    assert Within(family, bounds[:sums]).count == found.count
    assert sorted(numbered) == sorted(choices for choices, each in everyone if within(each, bounds))


def test_one_side_stays_where_sums_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    met: list[int] = []
    monkeypatch.setattr(counting, "MANY_MET", 16)
    pairs = counting._Joint._pairs
    monkeypatch.setattr(counting._Joint, "_pairs", lambda joint: met.append(len(joint._fewer)) or pairs(joint))
    digits = [lambda state, k=k: [ChainStep(0, (j * 4**k,), (j,)) for j in range(4)] for k in range(8)]
    assert Within(chain(0, digits), [(None, 12_345)]).count == 12_346
    assert sum(met) <= 64  # of 65,536 in all


def test_two_sums_at_once_meet_in_the_middle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallies, "MOST_SUMS", 300)
    digits = [lambda state, k=k: [ChainStep(0, (j * 4**k, (3 - j) * 4**k), (j,)) for j in range(4)] for k in range(8)]
    found = Within(chain(0, digits), [(None, 12_345), (None, 60_000)], keep=True)
    assert found.count == 12_345 - (4**8 - 1 - 60_000) + 1  # of 65,536 in all
    assert len({tuple(found.member(k)) for k in range(0, found.count, 97)}) == len(range(0, found.count, 97))
