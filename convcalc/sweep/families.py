"""A family as a chain of stages: the tracts of its spec, with the choices that each hangs on."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from math import inf, prod

from convcalc.document.records import NamedTuple
from convcalc.language.arithmetic import ExpressionError
from convcalc.language.expressions import Expression
from convcalc.language.growth import MOST_IDLE
from convcalc.model.quantities import QUANTITIES
from convcalc.sweep.gauges import Gauge, Limit
from convcalc.sweep.members import Members, Refused, plain_path
from convcalc.sweep.plan.packing import unpacked
from convcalc.sweep.plan.picks import Choices
from convcalc.sweep.plan.reckoning import BESIDE, STEPS, Reckoning, wanted
from convcalc.sweep.plan.routes import CutAnewError, Hop, Routes, Stop
from convcalc.sweep.plan.sights import Seen, UnfitError
from convcalc.sweep.plan.uses import uses_in
from convcalc.sweep.stages import END, ChainStage, ChainStep, StageChain, State, chain

MOST_LOOKED_AT = 100_000
"""Combinations of choices that are looked at, each of one tract from one state: some seconds."""

ChosenPlaces = tuple[int, ...]
"""Of each axis of a space the number of a choice."""

PlacedAxes = tuple[tuple[int, int], ...]
"""Of some axes, by number, the number of a choice."""

StatePicks = dict[State, list[int]]
"""By each state the choices of one that comes there."""

START: State = "start"


class Cut(NamedTuple):
    """A tract, as a stage of a family."""

    tract: int | None
    """Its number; -1 for the input, None for choices that nothing hangs on but a condition."""
    new: tuple[int, ...]
    """The axes that are chosen here: it is the first that hangs on them."""
    conditions: tuple[Expression, ...]
    """Those whose axes are all chosen then."""
    later: tuple[int, ...]
    """The axes that were chosen by then and that something later hangs on."""


class Arrival(NamedTuple):
    """The state after a tract."""

    stop: Stop
    seen: Seen | None
    """None where no limit is on a field."""
    later: ChosenPlaces
    """The choices of axes that something later hangs on."""


class FamilyChain:
    """A family with what limits ask of it. Raises UnfitError for limits on what does not add up over layers."""

    def __init__(self, members: Members, limits: Sequence[Limit]) -> None:
        gauges = tuple(dict.fromkeys(limit.gauge for limit in limits)) or (Gauge("params"),)
        wants = wanted(gauges)
        self._space = members.space
        self._routes, self._reckoning = Routes(members, wants), Reckoning(gauges, wants)
        names = [*wants.sums, *BESIDE]
        self.summed = [limit for limit in limits if limit.gauge.quantity in names]
        self._lanes = [names.index(limit.gauge.quantity) for limit in self.summed]
        self._peaks = [limit for limit in limits if limit.gauge.quantity == "peak_memory" and limit.least == -inf]
        self._fields = [limit for limit in limits if QUANTITIES[limit.gauge.quantity].of_field]
        for limit in limits:
            if not any(limit in each for each in (self.summed, self._peaks, self._fields)):
                raise UnfitError(f"{limit.text} does not add up over layers")
        self._nothing = (0,) * len(self.summed)
        self._unconditional = plain_path(members._replace(space=self._space._replace(conditions=())), gauges)
        self._sure = set[str]()

    def chain(self) -> StageChain:
        """Its chain: each sum is that of a limit of `summed`. Raises UnfitError where it is none."""
        while True:
            self._steps: dict[int, set[int]] = {}
            self._looked_at = 0
            try:
                found = chain(START, [*self._stages(), self._end])
            except CutAnewError:
                continue
            steps = self._steps.values()
            if all(found.stages) and (not sum(map(min, steps)) or sum(map(max, steps)) > MOST_IDLE):
                raise UnfitError("members may have no layer, or too many")
            return found

    def _cuts(self) -> list[Cut]:
        """The input, the tracts, and what is left to choose."""
        uses = [_axes(self._routes.start_choices), *map(_axes, self._routes.choices)]
        rest = set(range(len(self._space.axes))).difference(*uses)
        uses += [frozenset((axis,)) for axis in sorted(rest)]
        conditions = [(each, _axes(Choices(self._space, uses_in(each)))) for each in self._space.conditions]
        cuts, known = list[Cut](), frozenset[int]()
        for number, each in enumerate(uses):
            new, known = each - known, known | each
            here = tuple([condition for condition, axes in conditions if axes <= known])
            conditions = [(condition, axes) for condition, axes in conditions if not axes <= known]
            later = known.intersection(frozenset().union(*uses[number + 1 :], *[axes for _, axes in conditions]))
            tract = number - 1 if number <= len(self._routes.choices) else None
            cuts.append(Cut(tract, tuple(sorted(new)), here, tuple(sorted(later))))
        return cuts

    def _stages(self) -> Iterator[ChainStage]:
        """A stage for each cut, with a way to each state before it: what a state tells is of other axes at another."""
        ways: StatePicks = {START: [0] * len(self._space.axes)}
        for cut in self._cuts():
            after: StatePicks = {}
            yield self._stage(cut, ways, after)
            ways = after

    def _stage(self, cut: Cut, before: StatePicks, after: StatePicks) -> ChainStage:
        sizes = [range(len(self._space.axes[axis].choices)) for axis in cut.new]

        def stage(state: State) -> Iterable[ChainStep]:
            self._looked_at += prod(map(len, sizes))
            if self._looked_at > MOST_LOOKED_AT:
                raise UnfitError(self._too_many(cut))
            steps: dict[tuple[State, ChosenPlaces], list[PlacedAxes]] = {}
            for places in product(*sizes):
                pairs = tuple(zip(cut.new, places))
                picks = before[state][:]
                for axis, place in pairs:
                    picks[axis] = place
                if self._holds(cut.conditions, picks) and (came := self._came(cut, state, picks)):
                    after.setdefault(came[0], picks)
                    steps.setdefault(came, []).append(pairs)
            return [ChainStep(to, adds, tuple(choices)) for (to, adds), choices in steps.items()]

        return stage

    def _too_many(self, cut: Cut) -> str:
        names = ", ".join(self._space.axes[axis].name for axis in cut.new)
        return f"too many choices meet in one place: {names or 'those of several layers'}"

    def _holds(self, conditions: Sequence[Expression], picks: list[int]) -> bool:
        if not conditions:
            return True
        values = self._routes.chosen(picks)
        try:
            return all(condition.value(values) for condition in conditions)
        except ExpressionError:
            return False

    def _came(self, cut: Cut, state: State, picks: list[int]) -> tuple[State, ChosenPlaces] | None:
        """Where a point comes to by a tract, and what that adds; None where it comes nowhere."""
        later = tuple([picks[axis] for axis in cut.later])
        if cut.tract == -1:
            begin = self._routes.start(picks)
            if isinstance(begin, Refused):
                return None
            return Arrival(begin[0], begin[1] if self._fields else None, later), self._nothing
        assert isinstance(state, Arrival)
        if cut.tract is None:
            return state._replace(later=later), self._nothing
        hop = self._hop(cut.tract, state.stop, picks)
        if hop.stop is None or not all(limit.allows(hop.peak) for limit in self._peaks):
            return None
        seen, sums = state.seen and state.seen.through(hop.look), self._sums(hop)
        return Arrival(hop.stop, seen, later), tuple([sums[lane] for lane in self._lanes])

    def _sums(self, hop: Hop) -> tuple[int, ...]:
        return unpacked(hop.packed, self._routes.lanes)

    def _hop(self, tract: int, stop: Stop, picks: list[int]) -> Hop:
        """A hop of a point. Raises UnfitError where the tract cannot be worked out by itself."""
        hop = self._routes.hop(tract, stop, picks)
        if hop.stop:
            self._steps.setdefault(tract, set()).add(self._sums(hop)[STEPS])
        elif hop.refused is None or hop.refused.reason not in self._sure:
            said = self._unconditional(self._routes.chosen(picks))
            if hop.refused is None or not isinstance(said, Refused) or said.reason != hop.refused.reason:
                line = self._routes.tracts[tract].items[0].place.spot[1]
                raise UnfitError(f"what stands in line {line} cannot be worked out by itself")
            self._sure.add(said.reason)
        return hop

    def _end(self, state: State) -> Iterable[ChainStep]:
        """The end, for what is within the limits on fields."""
        assert isinstance(state, Arrival)
        numbers = dict(zip(self._reckoning.fields, self._reckoning.of_seen(state.seen) if state.seen else ()))
        if all(limit.allows(numbers[limit.gauge.quantity]) for limit in self._fields):
            yield ChainStep(END, self._nothing, ((),))


def _axes(choices: Choices) -> frozenset[int]:
    """The numbers of the axes that something hangs on."""
    return frozenset(choices.axes)
