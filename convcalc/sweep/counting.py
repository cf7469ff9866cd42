"""How many members of a chain of stages keep within bounds, exactly, and each of them by its number.

Sums are carried over the stages from both ends, by state, until they meet: a member is a way from the start to a state,
and one from there to the end, whose sums together are within the bounds. What no way could bring within any more is
dropped. A member is found by its number as it was counted, backwards: a number drawn at random is a member drawn at
random, each as likely as any other, and none is drawn in vain.
"""

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate
from typing import Any

from convcalc.sweep.keys import Bounds, Keyed, KeyedEdge, keyed
from convcalc.sweep.planes import PlaneJoint
from convcalc.sweep.stages import END, StageChain, State
from convcalc.sweep.tallies import ONE, KeyRoom, SparseTally, SumTally, TallyTerm, total

SumTallies = dict[State, SumTally]
"""By each state, the ways between it and an end of the chain, by their sums."""

SumWay = tuple[int, int]
"""A way by the key of its sums, and its number among those of that key."""

MANY_MET = 30_000
"""Where the sides meet, each sum of one is looked up among those of the other: no more, where that can be."""


class Within:
    """The members of a chain whose sums are within bounds; `count` is how many there are.

    With `keep`, `member` gives each of them, from what was worked out on the way. Raises TooManySumsError where there
    are more different sums than can be held.
    """

    def __init__(self, chain: StageChain, bounds: Bounds, keep: bool = False) -> None:
        self._joints: list[_Joint | PlaneJoint] = []
        if all(chain.stages):
            self._join(chain, keyed(chain, bounds), keep)
        self._reached = list(accumulate([joint.ways for joint in self._joints]))
        self.count = self._reached[-1] if self._reached else 0

    def _join(self, chain: StageChain, keys: Keyed, keep: bool) -> None:
        """Carry the sums on from where there are fewer, until they meet; of none or three at once, from the start."""
        before = _SumsSoFar(keys.forwards, keys.room_before, chain.start, keep)
        after = _SumsSoFar(keys.backwards, keys.room_after, END, keep)
        while before.done + after.done < len(chain.stages):
            _next(before, after, len(keys.shifts)).advance()
        self._sides = before, after
        both = [state for state in before.tallies if state in after.tallies]  # in the same order in every process
        self._joints = [_joint(state, before.tallies[state], after.tallies[state], keys) for state in both]

    def member(self, number: int) -> list[Any]:
        """The choices of a member, one a stage."""
        k = bisect_right(self._reached, number)
        joint, (before, after) = self._joints[k], self._sides
        first, second = joint.pair(number - (self._reached[k - 1] if k else 0))
        return [*list(before.choices(joint.state, first))[::-1], *after.choices(joint.state, second)]


class _SumsSoFar:
    """The sums that come together from one end of the chain, as far as they have been carried."""

    def __init__(
        self, stages: list[list[KeyedEdge]], rooms: list[dict[State, KeyRoom]], end: State, keep: bool
    ) -> None:
        self._stages, self._rooms, self._keep = stages, rooms, keep
        self._levels: list[SumTallies] = [{end: ONE}]
        self._arriving: list[dict[State, list[KeyedEdge]]] = [{}]

    @property
    def done(self) -> int:
        """How many stages they have been carried over."""
        return len(self._levels) - 1

    @property
    def tallies(self) -> SumTallies:
        """How they stand."""
        return self._levels[-1]

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(tally.size for tally in self.tallies.values())

    @property
    def sums(self) -> int:
        """How many there are at most."""
        return sum(map(len, self.tallies.values()))

    def advance(self) -> None:
        """Carry them over one more stage."""
        arriving: dict[State, list[KeyedEdge]] = {}
        for leg in self._stages[self.done]:
            if leg.near in self.tallies:
                arriving.setdefault(leg.far, []).append(leg)
        rooms = self._rooms[self.done + 1]
        added = {state: total(list(map(self._term, legs)), rooms[state]) for state, legs in arriving.items()}
        if not self._keep:
            self._levels[-1] = {}
        self._levels.append({state: tally for state, tally in added.items() if tally})
        self._arriving.append(arriving)

    def _term(self, leg: KeyedEdge) -> TallyTerm:
        return TallyTerm(self.tallies[leg.near], leg.key, len(leg.choices))

    def choices(self, state: State, way: SumWay) -> Iterator[Any]:
        """The choices along a way to a state where the sides meet, from there on."""
        key, number = way
        for level in range(self.done, 0, -1):
            for leg in self._arriving[level][state]:
                ways = self._levels[level - 1][leg.near].at(key - leg.key)
                if number < ways * len(leg.choices):
                    break
                number -= ways * len(leg.choices)
            choice, number = divmod(number, ways)
            state, key = leg.near, key - leg.key
            yield leg.choices[choice]


def _next(before: _SumsSoFar, after: _SumsSoFar, dimensions: int) -> _SumsSoFar:
    """The side to carry on: the smaller. Of one sum one that has many stays: not too many are to be met one by one."""
    if dimensions != 1:
        return min(before, after, key=lambda side: side.sums) if dimensions == 2 else before
    fewer, more = sorted((before, after), key=lambda side: side.sums)
    if fewer.sums > MANY_MET:
        return more
    return min(before, after, key=lambda side: side.size)


def _joint(state: State, before: SumTally, after: SumTally, keys: Keyed) -> "_Joint | PlaneJoint":
    if len(keys.shifts) == 2 and isinstance(before, SparseTally) and isinstance(after, SparseTally):
        return PlaneJoint(state, before, after, keys.span, keys.shifts[1])
    return _Joint(state, before, after, keys)


class _Joint:
    """A state where the sides meet: each sum of the side that has fewer, with those of the other that go with it."""

    def __init__(self, state: State, before: SumTally, after: SumTally, keys: Keyed) -> None:
        self.state = state
        self._turned = len(after) < len(before)
        self._fewer, more = (after, before) if self._turned else (before, after)
        self._climb, self._keys = more.climb(), keys
        self.ways = sum([count * (high - low) for _, count, low, high in self._pairs()])

    def _pairs(self) -> Iterator[tuple[int, int, int, int]]:
        """The key of each sum, how many ways there are to it, and from which and to which of the other side fit."""
        climb = self._climb
        if len(self._keys.shifts) != 1:
            return ((key, count, 0, climb.ways) for key, count in self._fewer.items())
        (least,), (most,) = self._keys.span
        return ((key, count, climb.upto(least - key - 1), climb.upto(most - key)) for key, count in self._fewer.items())

    @cached_property
    def _listed(self) -> tuple[list[tuple[int, int, int, int]], list[int]]:
        pairs = list(self._pairs())
        return pairs, list(accumulate([count * (high - low) for _, count, low, high in pairs]))

    def pair(self, number: int) -> tuple[SumWay, SumWay]:
        """The ways before and after the state that a number stands for."""
        pairs, reached = self._listed
        k = bisect_right(reached, number)
        key, count, low, _ = pairs[k]
        more, fewer = divmod(number - (reached[k - 1] if k else 0), count)
        ways = (key, fewer), self._climb.way(low + more)
        return ways[::-1] if self._turned else ways
