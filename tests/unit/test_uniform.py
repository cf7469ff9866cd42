"""A count within a limit, and what is drawn there, against members drawn without one.

Those are drawn by numpy, by the million, and their MACs added up of what each unit makes in a network that is built and
analysed by itself. Nothing of it knows of tracts, sums or tables.
"""

import sys
from collections.abc import Iterator, Sequence
from itertools import product
from math import sqrt
from typing import Any

import pytest

from convcalc.analysis.analyse import analyse
from convcalc.document.source import parse
from convcalc.language.loading import read_source
from convcalc.sweep import asking
from convcalc.sweep.gauges import Gauge, Limit
from convcalc.sweep.members import Members
from convcalc.sweep.request import in_file
from convcalc.sweep.within import MembersWithin
from tests.support.once_for_all import CHOICES, DEEPEST, SIZE, STAGES, spec

np = pytest.importorskip("numpy")

UNITS = list(product((3, 5, 7), (3, 4, 6)))
"""The kernel and the expansion of a unit."""

DEPTHS = (2, 3, 4)
STAGE_SIZE = sum(CHOICES**depth for depth in DEPTHS)
"""A stage in so many ways: those of two units first, then those of three."""

MANY, AT_ONCE, DRAWN = 40_000_000, 100_000, 5_000
MOST = 300_000_000
SIGMAS = 5


class Plainly:
    """Members, each built and analysed by itself."""

    def __init__(self) -> None:
        source = read_source(parse("family.yaml", spec()))
        self.members: Members = asking.limited(source, in_file(source))[0]

    def macs(self, depths: Sequence[int], chosen: dict[int, int]) -> int:
        """Of a member with so many units in each stage, of which some are not as the first choice has them."""
        units = [UNITS[chosen.get(k, 0)] for k in range(DEEPEST * len(STAGES))]
        kernels, expansions = zip(*units)
        values = {"depths": list(depths), "kernels": list(kernels), "expansions": list(expansions)}
        return analyse(self.members.network(values)).total.macs


def stages(plainly: Plainly) -> tuple[int, list[Any]]:
    """The MACs of the smallest member, and what each way to build each stage adds to them."""
    least = [2] * len(STAGES)
    base, found = plainly.macs(least, {}), []
    for stage in range(len(STAGES)):
        units = [np.array(list(_unit(plainly, least, stage, place))) for place in range(DEEPEST)]
        ways = []
        for depth in DEPTHS:
            sums = np.zeros(1, np.int64)
            for unit in units[:depth]:
                sums = (sums[:, None] + unit).ravel()
            ways.append(sums)
        found.append(np.concatenate(ways))
    return base, found


def _unit(plainly: Plainly, least: list[int], stage: int, place: int) -> Iterator[int]:
    """What each choice of a unit adds: to the smallest member, or to it with the units before this one."""
    before, there = list(least), list(least)
    before[stage], there[stage] = max(2, place), max(2, place + 1)
    without = plainly.macs(before, {})
    for choice in range(CHOICES):
        yield plainly.macs(there, {DEEPEST * stage + place: choice}) - without


def told(way: int) -> list[int]:
    """The choice of each unit, of a way to build a stage."""
    for depth in DEPTHS:
        if way < CHOICES**depth:
            return [way // CHOICES ** (depth - 1 - place) % CHOICES for place in range(depth)]
        way -= CHOICES**depth
    raise ValueError(way)


def shares(ways: Any) -> Any:
    """Of members, the share of each number of units, and of each choice of each unit, stage by stage."""
    each = [told(way) for way in range(STAGE_SIZE)]
    rows = [[len(units) == depth for units in each] for depth in DEPTHS]
    rows += [
        [place < len(units) and units[place] == choice for units in each]
        for place in range(DEEPEST)
        for choice in range(CHOICES)
    ]
    table = np.array(rows, float)
    return np.array([table @ np.bincount(of_stage, minlength=STAGE_SIZE) / ways.shape[1] for of_stage in ways])


def ways_of(members: Members, indices: Sequence[int]) -> Any:
    """The way in which each stage of some members is built."""
    found = []
    for index in indices:
        values = members.space.values(index)
        units = [UNITS.index(unit) for unit in zip(values["kernels"], values["expansions"])]
        row = []
        for stage, depth in enumerate(values["depths"]):
            way = 0
            for unit in units[DEEPEST * stage : DEEPEST * stage + depth]:
                way = way * CHOICES + unit
            row.append(way + sum(CHOICES**less for less in DEPTHS if less < depth))
        found.append(row)
    return np.array(found).T


def drawn_plainly(base: int, adds: Sequence[Any]) -> Any:
    """The ways of those within the limit, of many members that are drawn without it."""
    random, kept = np.random.default_rng(0), []
    for _ in range(MANY // AT_ONCE):
        ways = random.integers(0, STAGE_SIZE, (len(STAGES), AT_ONCE), np.int16)
        kept.append(ways[:, macs_of(base, adds, ways) <= MOST])
    return np.concatenate(kept, axis=1)


def macs_of(base: int, adds: Sequence[Any], ways: Any) -> Any:
    """The MACs of members by their ways."""
    return base + sum(each[way] for each, way in zip(adds, ways))


@pytest.mark.slow
def test_a_count_and_a_sample_are_as_of_members_that_are_drawn_without_a_limit(
    capsys: pytest.CaptureFixture[str],
) -> None:
    plainly = Plainly()
    base, adds = stages(plainly)
    some = np.random.default_rng(1).integers(0, STAGE_SIZE, (len(STAGES), 50))
    for macs, ways in zip(macs_of(base, adds, some), some.T):
        each = [told(way) for way in ways]
        chosen = {DEEPEST * k + place: unit for k, units in enumerate(each) for place, unit in enumerate(units)}
        assert plainly.macs([len(units) for units in each], chosen) == macs

    within = drawn_plainly(base, adds)
    found = MembersWithin(plainly.members, [Limit("", Gauge("macs"), most=MOST)], keep=True)
    exact, seen = found.size / SIZE, within.shape[1] / MANY
    assert abs(exact - seen) < min(1e-4, SIGMAS * sqrt(exact * (1 - exact) / MANY))

    drawn = ways_of(plainly.members, found.draw(DRAWN, 1)[:])
    assert (macs_of(base, adds, drawn) <= MOST).all()
    one, other = shares(within), shares(drawn)
    apart = (one - other) / np.sqrt(np.maximum(one * (1 - one), 1 / DRAWN) * (1 / DRAWN + 1 / within.shape[1]))
    assert abs(apart).max() < SIGMAS and (apart**2).mean() < 1.5

    sums = [np.sort(macs_of(base, adds, each)) for each in (within, drawn)]
    climbs = [np.searchsorted(each, sums[1], side="right") / len(each) for each in sums]
    largest = abs(climbs[0] - climbs[1]).max() * sqrt(DRAWN)
    assert largest < 1.95  # Kolmogorov and Smirnov: more is one in a thousand
    with capsys.disabled():
        sys.stdout.write(
            f"\nwithin the limit: {exact:.4%} as counted, {seen:.4%} of {MANY:,} drawn without it; {one.size} shares of"
            f" choices differ by {sqrt((apart**2).mean()):.2f} standard errors, {abs(apart).max():.2f} at most;"
            f" the sums of MACs by {largest:.2f} / sqrt({DRAWN:,})\n"
        )
