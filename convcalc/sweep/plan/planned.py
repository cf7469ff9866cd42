"""Members of a family put together of pieces: a look in a table for each tract of the spec, and sums.

What cannot be put together is left to the plain path, and so is what is refused, once for each reason.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from operator import itemgetter
from typing import Any

from convcalc.document.problems import Problem, SpecError
from convcalc.language.expansion import begun
from convcalc.language.expansion.making import lookup_key
from convcalc.language.expressions import ExpressionError
from convcalc.language.growth import MOST_IDLE
from convcalc.model.geometry import Volume
from convcalc.sweep.gauges import Gauge
from convcalc.sweep.members import Evaluated, Figured, Members, Refused, outside, plain_path, refused
from convcalc.sweep.plan.pieces import FaultError, PieceMaker
from convcalc.sweep.plan.reckoning import Reckoning, lanes, wanted
from convcalc.sweep.plan.records import Border, Record
from convcalc.sweep.plan.sights import Look, Seen, UnfitError
from convcalc.sweep.plan.tracts import start, tracts, why_not
from convcalc.sweep.plan.uses import NameUse, element
from convcalc.sweep.space import Axis, Chosen, Space

Picks = Sequence[int]
"""Which choice of each axis a point is."""

Teller = Callable[[Picks], Hashable]

MOST_HOPS = 200_000
"""Hops that are held."""


class Stop:
    """A border between two tracts, and where it goes on from there."""

    __slots__ = ("border", "hops", "keeps", "known")

    def __init__(self, border: Border, keeps: bool) -> None:
        self.border = border
        self.keeps = keeps
        """Whether its volume is kept for the backward pass already."""
        self.hops: dict[Hashable, Hop] = {}
        """By the places of all axes that the next tract hangs on."""
        self.known: dict[Hashable, Hop] = {}
        """By what of their choices it hangs on."""


class Hop:
    """A tract of a member, from one stop to the next."""

    __slots__ = ("look", "peak", "refused", "stop", "sums")

    def __init__(self, stop: Stop | None, record: Record | None, sums: tuple[int, ...]) -> None:
        self.stop = stop
        """None where it leads nowhere."""
        self.refused: Refused | None = None
        """Why it does not; None where the plain path has to tell."""
        self.sums = sums
        self.peak = record.peak if record else 0
        self.look: Look | None = record.look if record else None


class _CutAnewError(Exception):
    """The tracts have changed."""


class Planned:
    """The figures of members, put together. Raises UnfitError where no member of the family can be."""

    how = "put together of pieces that are worked out once"

    def __init__(self, members: Members, gauges: Sequence[Gauge]) -> None:
        if reason := why_not(members.spec):
            raise UnfitError(reason)
        self._members, self._space = members, members.space
        self._wanted = wanted(gauges)
        self._reckoning = Reckoning(gauges, self._wanted)
        self._plain = plain_path(members, gauges)
        self._tracts = tracts(members)
        self._sizes = [len(axis.choices) for axis in reversed(self._space.axes)]
        self._placed = [{lookup_key(each): k for k, each in enumerate(axis.choices)} for axis in self._space.axes]
        self._begin()

    def _begin(self) -> None:
        """Start with nothing known."""
        self._pieces = PieceMaker(self._members.spec, self._wanted)
        self._starts: dict[Hashable, tuple[Stop, Seen] | Refused] = {}
        self._seen: dict[Volume, Seen] = {}
        self._stops: dict[tuple[int, Border, bool], Stop] = {}
        self._held = 0
        self._keys = [self._key(tract.uses) for tract in self._tracts]
        self._told = [self._key(tract.uses, told=True) for tract in self._tracts]
        self._start_key = self._key(start(self._members))
        self._values: tuple[Picks, dict[str, Any]] = (), {}

    def _key(self, uses: Iterable[NameUse], told: bool = False) -> Teller:
        """What tells the points apart for what hangs on something: places, or with `told` what is used of choices."""
        used: dict[int, list[int | None]] = {}
        for name, index in uses:
            number = next(k for k, axis in enumerate(self._space.axes) if axis.name == name)
            used.setdefault(number, []).append(index)
        if told:
            tables = [(number, _classes(self._space.axes[number], each)) for number, each in sorted(used.items())]
            return lambda places: tuple([table[places[number]] for number, table in tables])
        return itemgetter(*sorted(used)) if used else lambda places: ()

    def __call__(self, values: Chosen) -> Figured | Refused:
        """The figures of a member, or why it has none."""
        try:
            places = [known[lookup_key(values[axis.name])] for known, axis in zip(self._placed, self._space.axes)]
        except KeyError:
            return self._plain(values)
        return self.at(places)

    def many(self, space: Space, indices: Sequence[int]) -> Evaluated:
        """The figures of many members."""
        found, rows, others = list[int](), list[Figured](), list[tuple[int, Refused]]()
        for index in indices:
            row = self.at(self._places(index))
            if isinstance(row, Refused):
                others.append((index, row))
            else:
                found.append(index)
                rows.append(row)
        return Evaluated(found, list(zip(*rows, strict=True)), others)

    def _places(self, index: int) -> Picks:
        places = []
        for size in self._sizes:
            index, place = divmod(index, size)
            places.append(place)
        places.reverse()
        return places

    def at(self, places: Picks) -> Figured | Refused:
        """The figures of the member at a point."""
        if self._space.conditions and (unmet := self._unmet(places)):
            return unmet
        try:
            return self._at(places)
        except UnfitError:
            return self._plain(self._chosen(places))
        except _CutAnewError:
            return self.at(places)

    def _unmet(self, places: Picks) -> Refused | None:
        try:
            unmet = self._space.unmet(self._chosen(places))
        except ExpressionError as error:
            return refused(Problem(error.message, help=error.help))
        return outside(unmet) if unmet else None

    def _at(self, places: Picks) -> Figured | Refused:
        begin = self._starts.get(self._start_key(places)) or self._start(places)
        if isinstance(begin, Refused):
            return begin
        stop, seen = begin
        hops: list[Hop] = []
        for key in self._keys:
            hop = stop.hops.get(key(places)) or self._hop(len(hops), stop, places)
            if hop.stop is None:
                return hop.refused or self._plain(self._chosen(places))
            stop = hop.stop
            hops.append(hop)
        sums = list(map(sum, zip(*[hop.sums for hop in hops])))
        if not 0 < sums[-3] <= MOST_IDLE:
            raise UnfitError("it may be too large, or too small")
        for hop in hops:
            seen = seen.after.get(hop.look) or seen.through(hop.look)
        return self._reckoning.figures(sums, max([hop.peak for hop in hops]), seen)

    def _start(self, places: Picks) -> tuple[Stop, Seen] | Refused:
        """Where the member at a point starts. Raises UnfitError where it has several inputs."""
        key = self._start_key(places)
        try:
            _, volumes = begun(self._members.spec, *self._members.given(self._chosen(places)))
        except SpecError as error:
            self._starts[key] = refused(error.problems[0])
            return self._starts[key]
        (volume,) = volumes.values()
        seen = self._seen.setdefault(volume, Seen.first(volume))
        self._starts[key] = self._stop(0, Border(volume, False), False), seen
        return self._starts[key]

    def _stop(self, number: int, border: Border, keeps: bool) -> Stop:
        return self._stops.setdefault((number, border, keeps), Stop(border, keeps))

    def _hop(self, number: int, stop: Stop, places: Picks) -> Hop:
        """A tract that is not known by its places yet."""
        told = self._told[number](places)
        if told not in stop.known:
            stop.known[told] = self._new_hop(number, stop, places)
        self._held += 1
        if self._held > MOST_HOPS:
            self._begin()
        hop = stop.hops[self._keys[number](places)] = stop.known[told]
        return hop

    def _new_hop(self, number: int, stop: Stop, places: Picks) -> Hop:
        tract, values = self._tracts[number], self._variables(places)
        try:
            record = self._pieces.record(tract.items, values, stop.border)
        except FaultError as error:
            return self._fault(refused(error.problem), places)
        except UnfitError:
            return Hop(None, None, ())
        if record is None:
            return Hop(self._stop(number + 1, stop.border, stop.keeps), None, (0,) * len(self._reckoning.names))
        if record.open and number + 1 < len(self._tracts):
            self._tracts[number : number + 2] = [tract.with_next(self._tracts[number + 1])]
            self._begin()
            raise _CutAnewError
        return Hop(self._stop(number + 1, record.output, record.keeps), record, lanes(record, stop.keeps))

    def _fault(self, reason: Refused, places: Picks) -> Hop:
        """Where a member cannot be built, if the plain path says the same."""
        hop = Hop(None, None, ())
        hop.refused = reason if self._plain(self._chosen(places)) == reason else None
        return hop

    def _chosen(self, places: Picks) -> dict[str, Any]:
        return {axis.name: axis.choices[place] for axis, place in zip(self._space.axes, places, strict=True)}

    def _variables(self, places: Picks) -> dict[str, Any]:
        """The values of all variables at a point."""
        if self._values[0] is not places:
            state, _ = begun(self._members.spec, *self._members.given(self._chosen(places)))
            self._values = places, state.values
        return self._values[1]


def _classes(axis: Axis, indices: Sequence[int | None]) -> list[int]:
    """For each choice the first that is the same in all elements that are used."""
    first: dict[Hashable, int] = {}
    keys = [tuple(lookup_key(element(choice, index)) for index in indices) for choice in axis.choices]
    return [first.setdefault(key, place) for place, key in enumerate(keys)]
