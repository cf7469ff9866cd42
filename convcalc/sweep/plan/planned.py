"""Members of a family put together of pieces: a look in a table for each tract of the spec, and sums.

What cannot be put together is left to the plain path, and so is what is refused, once for each reason.
"""

from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast

from convcalc.document.interrupts import held_back
from convcalc.document.problems import Problem
from convcalc.language.arithmetic import ExpressionError
from convcalc.language.expansion.making import lookup_key
from convcalc.language.growth import MOST_IDLE
from convcalc.sweep.gauges import Gauge
from convcalc.sweep.members import Evaluated, Figured, Members, Refused, outside, plain_path, refused
from convcalc.sweep.plan.packing import unpacked
from convcalc.sweep.plan.picks import Picks
from convcalc.sweep.plan.reckoning import STEPS, Reckoning, wanted
from convcalc.sweep.plan.routes import CutAnewError, Hop, Routes, TooLargeForArraysError
from convcalc.sweep.plan.sights import UnfitError
from convcalc.sweep.plan.worth import Worth
from convcalc.sweep.space import Chosen, Space

if TYPE_CHECKING:
    from convcalc.sweep.plan.arrays import ArrayPlan

FEW = 128
"""Fewer members are as quick one by one."""


class Planned:
    """The figures of members, put together. Raises UnfitError where no member of the family can be."""

    how = "put together of pieces that are worked out once"

    def __init__(self, members: Members, gauges: Sequence[Gauge]) -> None:
        self.members, self._space = members, members.space
        self.conditional = bool(members.space.conditions)
        wants = wanted(gauges)
        self.routes = Routes(members, wants)
        self.reckoning = Reckoning(gauges, wants)
        self.by_itself = plain_path(members, gauges)
        self._sizes = [len(axis.choices) for axis in reversed(members.space.axes)]
        self._worth, self._steps = Worth(), 0
        self._arrays: ArrayPlan | None = None
        self._by_arrays = members.space.size < 1 << 62 and find_spec("numpy") is not None

    def __call__(self, values: Chosen) -> Figured | Refused:
        """The figures of a member, or why it has none."""
        picks = self._picked(values)
        return self.by_itself(values) if picks is None else self.at(picks)

    @cached_property
    def _placed(self) -> list[dict[Hashable, int]]:
        """Of each axis the place of each choice."""
        return [{lookup_key(each): k for k, each in enumerate(axis.choices)} for axis in self._space.axes]

    def _picked(self, values: Chosen) -> Picks | None:
        """Which choice of each axis makes these values; None where they are not of the space."""
        picks = []
        for known, axis in zip(self._placed, self._space.axes):
            value = values[axis.variable] if axis.place is None else values[axis.variable][axis.place]
            place = known.get(lookup_key(value))
            if place is None:
                return None
            picks.append(place)
        return picks if not self._space.lists or self.routes.chosen(picks) == values else None

    def many(self, space: Space, indices: Sequence[int]) -> Evaluated:
        """Figures of many members: with numpy at once, where that is there; one by one where they share little."""
        found, start = list[Evaluated](), 0
        while start < len(indices):
            most = self._worth.most()
            portion = indices[start : start + (most or len(indices))]
            start += len(portion)
            if self._worth.plainly:
                found.append(self._each(portion, lambda index: self.by_itself(self._space.values(index))))
                self._worth.built(len(portion))
                continue
            known, self._steps = self.routes.worked_out, 0
            found.append(self._together(space, portion))
            self._worth.put(len(portion), self.routes.worked_out - known, self._steps)
        return joined(found)

    def _together(self, space: Space, indices: Sequence[int]) -> Evaluated:
        while self._by_arrays and len(indices) >= FEW and space == self._space:
            try:
                found, steps = self._array_plan().many(indices)
            except CutAnewError:
                continue
            except TooLargeForArraysError:
                self._by_arrays = False
            else:
                self._steps += steps
                return found
        return self._each(indices, lambda index: self.at(self._picks(index)))

    @staticmethod
    def _each(indices: Sequence[int], one: Callable[[int], Figured | Refused]) -> Evaluated:
        found, rows, others = list[int](), list[Figured](), list[tuple[int, Refused]]()
        for index in indices:
            row = one(index)
            if isinstance(row, Refused):
                others.append((index, row))
            else:
                found.append(index)
                rows.append(row)
        return Evaluated(found, list(zip(*rows, strict=True)), others)

    def _array_plan(self) -> "ArrayPlan":
        with held_back():
            from convcalc.sweep.plan.arrays import ArrayPlan

        if self._arrays is None or self._arrays.turn != self.routes.turn:
            self._arrays = ArrayPlan(self.routes, self.reckoning, self.unmet if self.conditional else None, self.at)
        return self._arrays

    def _picks(self, index: int) -> Picks:
        picks = []
        for size in self._sizes:
            index, place = divmod(index, size)
            picks.append(place)
        picks.reverse()
        return picks

    def at(self, picks: Picks) -> Figured | Refused:
        """The figures of the member at a point."""
        if self.conditional and (unmet := self.unmet(picks)):
            return unmet
        try:
            return self._at(picks)
        except UnfitError:
            return self.by_itself(self.routes.chosen(picks))
        except CutAnewError:
            return self.at(picks)

    def unmet(self, picks: Picks) -> Refused | None:
        """The condition that does not hold at a point, if there is one."""
        try:
            unmet = self._space.unmet(self.routes.chosen(picks))
        except ExpressionError as error:
            return refused(Problem(error.message, help=error.help))
        return outside(unmet) if unmet else None

    def _at(self, picks: Picks) -> Figured | Refused:
        begin = self.routes.start(picks)
        if isinstance(begin, Refused):
            return begin
        stop, seen = begin[0], cast(Any, begin[1])
        hops: list[Hop] = []
        for group, choices in zip(self.routes.groups, self.routes.choices):
            hop = stop.hops[group].get(choices.places(picks)) or self.routes.hop(len(hops), stop, picks)
            if hop.stop is None:
                return self.told(hop, picks)
            stop = hop.stop
            hops.append(hop)
        sums = unpacked(sum([hop.packed for hop in hops]), self.routes.lanes)
        if not 0 < sums[STEPS] <= MOST_IDLE:
            raise UnfitError("it may be too large, or too small")
        self._steps += sums[STEPS]
        for hop in hops:
            seen = seen.after.get(hop.look) or seen.through(hop.look)
        return self.reckoning.figures(sums, max([hop.peak for hop in hops]), seen)

    def told(self, hop: Hop, picks: Picks) -> Figured | Refused:
        """What is said of a member that leads nowhere: what the plain path says, where it has not said so before."""
        if hop.refused is None or hop.sure:
            return hop.refused or self.by_itself(self.routes.chosen(picks))
        said = self.by_itself(self.routes.chosen(picks))
        hop.refused = hop.refused if said == hop.refused else None
        hop.sure = True
        return said


def joined(found: Sequence[Evaluated]) -> Evaluated:
    """What came of several portions of members, as of one."""
    if len(found) == 1:
        return found[0]
    filled = [each for each in found if len(each.indices)]
    columns = [[figure for column in each for figure in plainly(column)] for each in zip(*[e.columns for e in filled])]
    indices = [index for each in filled for index in plainly(each.indices)]
    return Evaluated(indices, columns, [refused for each in found for refused in each.refused])


def plainly(column: Any) -> Sequence[Any]:
    """A column with numbers of Python."""
    found: Sequence[Any] = column.tolist() if hasattr(column, "tolist") else column
    return found
