"""Many members at once: hops and what is seen as arrays of numbers, figures as sums of rows of tables.

What a tract comes to is worked out as for one member, and found again by numbers: of its stop, of the choices that it
hangs on, and of what is seen. Members that are the same up to a tract go there as one. Figures stay whole numbers of 64
bits; where one may not fit, none is worked out so.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from convcalc.language.growth import MOST_IDLE
from convcalc.sweep.gauges import Plain, plain
from convcalc.sweep.members import Evaluated, Figured, Refused
from convcalc.sweep.plan.packing import unpacked
from convcalc.sweep.plan.picks import Choices, Picks
from convcalc.sweep.plan.reckoning import STEPS, Reckoning
from convcalc.sweep.plan.routes import Hop, Routes, Stop, TooLargeForArraysError
from convcalc.sweep.plan.sharing import Finer, groups, places_in
from convcalc.sweep.plan.sights import AnyLook, UnfitError
from convcalc.sweep.plan.tables import Numbered, Pairs
from convcalc.sweep.plan.varying import NOTHING, StretchChoices
from convcalc.sweep.space import Space

Alone = Callable[[Picks], Figured | Refused]
"""What is said of one point."""

Unmet = Callable[[Picks], Refused | None]

NOWHERE = -1
EXACT = 1 << 53
"""Below it, floats tell all whole numbers apart."""


class ArrayPlan:
    """The members of a plan by arrays."""

    def __init__(self, routes: Routes, reckoning: Reckoning, unmet: Unmet | None, alone: Alone) -> None:
        """`unmet` says whether a condition does not hold at a point, `alone` what is said of one left behind."""
        self._routes, self._reckoning, self._unmet, self._alone = routes, reckoning, unmet, alone
        self.turn = routes.turn
        """The plan's own, when this was made: what it knows now may be other objects."""
        self._stops: Numbered[Stop] = Numbered(lambda stop: [0])
        self._hops: Numbered[Hop] = Numbered(self._told)
        self._looks: Numbered[AnyLook] = Numbered(lambda look: [0])
        self._seen: Numbered[Any] = Numbered(lambda seen: [0])
        self._starts: Numbered[Any] = Numbered(self._told_start)
        self._of_start, self._of_look = Pairs(), Pairs()
        self._of_hop = [Pairs() for _ in routes.tracts]
        self._axes = [routes.start_choices.axes]
        for choices in routes.choices:
            self._axes.append(tuple(sorted({*self._axes[-1], *choices.axes})))
        self._most = (1 << 62) // (len(routes.tracts) + 1)
        self._lost = self._seen.number(None)

    def _told(self, hop: Hop) -> list[int]:
        """The next stop, the look, the peak and the sums of a hop."""
        sums = unpacked(hop.packed, self._routes.lanes)
        if max(hop.peak, *sums) > self._most:
            raise TooLargeForArraysError
        stop = NOWHERE if hop.stop is None else self._stops.number(hop.stop)
        return [stop, self._looks.number(hop.look), hop.peak, *sums]

    def _told_start(self, start: Any) -> list[int]:
        """The stop that a member starts from, and what it sees."""
        return [NOWHERE, NOWHERE] if isinstance(start, Refused) else [
            self._stops.number(start[0]), self._seen.number(start[1]),
        ]  # fmt: skip

    def many(self, indices: Sequence[int]) -> tuple[Evaluated, int]:
        """The figures of many members, and how many items they have in all.

        Raises TooLargeForArraysError where arrays do not do, and CutAnewError.
        """
        work = _Work(self._routes.members.space, indices)
        work.keep(self._allowed(work))
        work.number(self._routes)
        work.share(self._axes)
        self._begin(work)
        for number in range(len(self._routes.tracts)):
            work.part()
            self._go_on(work, number)
        work.part()
        work.keep((work.sums[:, STEPS] > 0) & (work.sums[:, STEPS] <= MOST_IDLE))
        fields = self._fields(work)
        columns = self._reckoning.arranged(list(work.sums.T), work.peak, fields, ratios)
        steps = int(work.sums[:, STEPS].sum())
        return work.evaluated(columns, self._alone), steps

    def _allowed(self, work: "_Work") -> Any:
        """Where all conditions hold."""
        if self._unmet is None:
            return np.ones(len(work.points), bool)
        return np.array([self._unmet(work.picks(k)) is None for k in range(len(work.points))], bool)

    def _begin(self, work: "_Work") -> None:
        keys, zeros = work.keys(self._routes.start_choices), np.zeros(len(work.points), np.int64)
        found = self._of_start.found(zeros, keys, lambda k: self._starts.number(self._routes.start(work.picks(k))))
        work.stops, work.seen = self._starts.table[found].T if len(found) else (zeros, zeros)
        work.sums, work.peak = np.zeros((len(zeros), self._routes.lanes), np.int64), zeros
        work.keep(work.stops != NOWHERE)

    def _go_on(self, work: "_Work", number: int) -> None:
        """Through a tract; members that lead nowhere are left behind."""
        if not len(work.points):
            return
        stops, routes = self._stops.things, self._routes
        keys = work.keys(routes.choices[number])
        found = self._of_hop[routes.groups[number]].found(
            work.stops, keys, lambda k: self._hops.number(routes.hop(number, stops[work.stops[k]], work.picks(k)))
        )
        rows = self._hops.table[found]
        work.stops, looks = rows[:, 0], rows[:, 1]
        work.peak, work.sums = np.maximum(work.peak, rows[:, 2]), work.sums + rows[:, 3:]
        if self._reckoning.fields:
            going = work.stops != NOWHERE
            work.keep(going)
            looks = looks[going]
            work.seen = self._of_look.found(work.seen, looks, lambda k: self._through(work.seen[k], looks[k]))
            work.keep(work.seen != self._lost)
        else:
            work.keep(work.stops != NOWHERE)

    def _through(self, seen: int, look: int) -> int:
        try:
            before = self._seen.things[seen]
            assert before is not None
            return self._seen.number(before.through(self._looks.things[look]))
        except UnfitError:
            return self._lost

    def _fields(self, work: "_Work") -> list[Any]:
        """The figures of what is seen; members of which only a bound is known are left behind."""
        reckoning = self._reckoning
        if not reckoning.fields:
            return []
        numbers, places = groups(work.seen) or np.unique(work.seen, return_inverse=True)
        known: list[tuple[Plain, ...] | None] = []
        for number in numbers:
            try:
                known.append(reckoning.of_seen(self._seen.things[number]))
            except UnfitError:
                known.append(None)
        exact = np.array([each is not None for each in known], bool)[places]
        work.keep(exact)
        nothing = (0,) * len(reckoning.fields)
        columns = list(zip(*[each or nothing for each in known], strict=True)) or [()] * len(nothing)
        return [array(column)[places[exact]] for column in columns]


class _Work:
    """Members on their way."""

    def __init__(self, space: Space, indices: Sequence[int]) -> None:
        self.indices: Any = np.arange(len(indices)) * indices.step + indices.start if isinstance(indices, range) else (
            np.array(indices, np.int64)
        )  # fmt: skip
        self.points = np.arange(len(indices))
        """Those that are not left behind: of members that are the same so far, one."""
        self._places: list[Any] = []
        self._sizes = [len(axis.choices) for axis in space.axes]
        self._numbers: dict[int, Any] = {}
        rest = self.indices
        for size in reversed(self._sizes):
            rest, place = np.divmod(rest, size)
            self._places.insert(0, place)
        self._finer: list[Finer] = []
        self._rows: Any = None
        self.stops: Any = None
        self.seen: Any = None
        self.sums: Any = None
        self.peak: Any = None

    def picks(self, k: int) -> Picks:
        """Which choice of each axis a member is."""
        return [int(places[self.points[k]]) for places in self._places]

    def keys(self, choices: Choices) -> Any:
        """A number for all of a member that something hangs on. Raises TooLargeForArraysError."""
        if isinstance(choices, StretchChoices):
            return self._numbers[id(choices.call)][self.points, choices.place]
        if prod([len(table) for _, table in choices.tables]) > 1 << 40:
            raise TooLargeForArraysError
        found = np.zeros(len(self.points), np.int64)
        for number, table in choices.tables:
            found *= len(table)
            found += np.array(table, np.int64)[self._places[number][self.points]]
        return found

    def number(self, routes: Routes) -> None:
        """Cut calls whose wiring varies. Raises CutAnewError."""
        if not routes.calls or not len(self.points):
            return
        told = routes.all_numbers(map(self.picks, range(len(self.points))))
        for call, rows in zip(routes.calls, told, strict=True):
            table = np.full((len(self.indices), call.most), NOTHING)
            table[self.points] = [numbers + (NOTHING,) * (call.most - len(numbers)) for numbers in rows]
            self._numbers[id(call)] = table

    def share(self, axes: Sequence[tuple[int, ...]]) -> None:
        """Go on as one where members are the same in the first of these axes; and, after each `part`, in the next."""
        for used in reversed(axes):
            keys = np.zeros(len(self.points), np.int64)
            for number in used:
                keys *= self._sizes[number]
                keys += self._places[number][self.points]
            found = groups(keys)
            if found is None:
                self._finer.append(Finer(self.points, None))
                continue
            self._finer.append(Finer(self.points, found.each))
            firsts = np.zeros(len(found.numbers), np.int64)
            firsts[found.each] = self.points
            self.points = firsts
        self._rows = np.arange(len(self.points))

    def part(self) -> None:
        """Go on apart where members differ in the next axes; without those that were left behind."""
        points, each = self._finer.pop()
        rows = self._rows if each is None else self._rows[each]
        there = rows >= 0
        if there.all():
            self.points, self._rows = points, np.arange(len(points))
        else:
            rows, self.points, self._rows = rows[there], points[there], places_in(there)
        if each is not None:
            self._take(rows)

    def keep(self, wanted: Any) -> None:
        """Leave the others behind."""
        if not wanted.all():
            self.points = self.points[wanted]
            if self._rows is not None:
                self._rows = np.where(self._rows < 0, -1, places_in(wanted)[self._rows])
            self._take(wanted)

    def _take(self, rows: Any) -> None:
        for name in ("stops", "seen", "sums", "peak"):
            value = getattr(self, name)
            setattr(self, name, value if value is None else value[rows])

    def evaluated(self, columns: Sequence[Any], alone: Alone) -> Evaluated:
        """What came of all: those that were left behind are asked for one by one."""
        left = np.ones(len(self.indices), bool)
        left[self.points] = False
        places, rows, refused = list[int](), list[Figured](), list[tuple[int, Refused]]()
        for k in np.flatnonzero(left).tolist():
            row = alone([int(each[k]) for each in self._places])
            if isinstance(row, Refused):
                refused.append((int(self.indices[k]), row))
            else:
                places.append(k)
                rows.append(row)
        if not rows:
            return Evaluated(self.indices[self.points], columns, refused)
        order = np.argsort(np.concatenate([self.points, places]), kind="stable")
        both = [array([*column.tolist(), *own])[order] for column, own in zip(columns, zip(*rows))]
        return Evaluated(self.indices[np.concatenate([self.points, places])[order]], both, refused)


def array(values: Sequence[Plain]) -> Any:
    """Numbers as an array that keeps each as it is."""
    kinds = set(map(type, values))
    whole = kinds <= {int} and max(map(abs, values), default=0) < 1 << 63
    return np.array(values, np.int64 if whole else np.float64 if kinds == {float} else object)


def ratios(above: Any, below: Any) -> Any:
    """One whole number by another, at each place; 0 where there is nothing below."""
    below = np.where(below == 0, 1, below)
    if len(above) and max(above.max(), below.max()) >= EXACT:
        return array([plain(Fraction(int(a), int(b))) for a, b in zip(above, below)])
    return above / below
