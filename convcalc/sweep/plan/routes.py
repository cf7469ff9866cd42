"""The ways of all members through the tracts of their spec, from stop to stop: each hop is worked out once.

A hop is found by the places of a point, which are numbers of choices, and so in no time.
"""

from collections.abc import Hashable, Iterable, Sequence
from itertools import count, product
from operator import itemgetter
from typing import Any

from convcalc.document.problems import SpecError
from convcalc.language.expansion import begun
from convcalc.language.expansion.making import lookup_key
from convcalc.model.geometry import Volume
from convcalc.sweep.members import Members, Refused, refused
from convcalc.sweep.plan.pieces import FaultError, PieceMaker
from convcalc.sweep.plan.reckoning import lanes, no_lanes
from convcalc.sweep.plan.records import Border, PieceFigures, Record
from convcalc.sweep.plan.sights import Look, Seen, UnfitError
from convcalc.sweep.plan.tracts import start, tracts, why_not
from convcalc.sweep.plan.uses import NameUse, element
from convcalc.sweep.space import Axis, Space

Picks = Sequence[int]
"""Which choice of each axis a point is."""

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

    __slots__ = ("look", "peak", "refused", "stop", "sums", "sure")

    def __init__(self, stop: Stop | None, record: Record | None, sums: tuple[int, ...]) -> None:
        self.stop = stop
        """None where it leads nowhere."""
        self.refused: Refused | None = None
        """Why it does not; None where the plain path has to tell."""
        self.sure = False
        """Whether the plain path has said the same."""
        self.sums = sums
        self.peak = record.peak if record else 0
        self.look: Look | None = record.look if record else None


Begin = tuple[Stop, Seen]
"""Where a member starts, and what its input sees of itself."""


class CutAnewError(Exception):
    """The tracts have changed: all is to be asked for once more."""


class TooLargeForArraysError(Exception):
    """There are more pairs than a table may have, or numbers that 64 bits do not hold."""


class Choices:
    """What of the choices of a point something hangs on."""

    def __init__(self, space: Space, uses: Iterable[NameUse]) -> None:
        lists, used = dict(space.lists), dict[int, list[int | None]]()
        for (name, index), (number, axis) in product(sorted(uses, key=str), enumerate(space.axes)):
            if axis.variable != name:
                continue
            if axis.place is None:
                used.setdefault(number, []).append(index)
            elif index is None or axis.place == index % len(lists[name]):
                used[number] = [None]
        self.tables = [(number, _classes(space.axes[number], used[number])) for number in sorted(used)]
        """The axes by number, of each choice the first that comes to the same."""
        self.places = itemgetter(*sorted(used)) if used else _nothing
        """What tells points apart, by their places."""

    def told(self, picks: Picks) -> tuple[int, ...]:
        """The same, where choices that come to the same are one."""
        return tuple([table[picks[number]] for number, table in self.tables])


class Routes:
    """The hops of a family. Raises UnfitError where members cannot be worked out tract by tract."""

    def __init__(self, members: Members, wanted: PieceFigures) -> None:
        if reason := why_not(members.spec):
            raise UnfitError(reason)
        self.members, self._wanted = members, wanted
        self.nothing = no_lanes(wanted)
        self.tracts = tracts(members)
        self.start_choices = Choices(members.space, start(members))
        self._turns = count()
        self.begin()

    def begin(self) -> None:
        """Start with nothing known."""
        self.turn = next(self._turns)
        """How often it has begun."""
        self.choices = [Choices(self.members.space, tract.uses) for tract in self.tracts]
        self._pieces = PieceMaker(self.members.spec, self._wanted)
        self._starts: dict[Hashable, Begin | Refused] = {}
        self._seen: dict[Volume, Seen] = {}
        self._stops: dict[tuple[int, Border, bool], Stop] = {}
        self._held = 0
        self._values: tuple[Picks, dict[str, Any]] = (), {}

    def chosen(self, picks: Picks) -> dict[str, Any]:
        """The choices at a point."""
        space = self.members.space
        return space.valued([axis.choices[place] for axis, place in zip(space.axes, picks, strict=True)])

    def start(self, picks: Picks) -> Begin | Refused:
        """Where a member starts, or why it does not."""
        key = self.start_choices.places(picks)
        if key not in self._starts:
            try:
                _, volumes = begun(self.members.spec, *self.members.given(self.chosen(picks)))
            except SpecError as error:
                self._starts[key] = refused(error.problems[0])
            else:
                (volume,) = volumes.values()
                seen = self._seen.setdefault(volume, Seen.first(volume))
                self._starts[key] = self._stop(0, Border(volume, False), False), seen
        return self._starts[key]

    def hop(self, number: int, stop: Stop, picks: Picks) -> Hop:
        """What a tract of a member comes to. Raises CutAnewError."""
        choices = self.choices[number]
        told = choices.told(picks)
        if told not in stop.known:
            self._held += 1
            stop.known[told] = self._new_hop(number, stop, picks)
        hop = stop.hops[choices.places(picks)] = stop.known[told]
        if self._held > MOST_HOPS:
            self.begin()
        return hop

    def _new_hop(self, number: int, stop: Stop, picks: Picks) -> Hop:
        tract = self.tracts[number]
        try:
            record = self._pieces.record(tract.items, self._variables(picks), stop.border)
        except FaultError as error:
            hop = Hop(None, None, self.nothing)
            hop.refused = refused(error.problem)
            return hop
        except UnfitError:
            return Hop(None, None, self.nothing)
        if record is None:
            return Hop(self._stop(number + 1, stop.border, stop.keeps), None, self.nothing)
        if record.open and number + 1 < len(self.tracts):
            self.tracts[number : number + 2] = [tract.with_next(self.tracts[number + 1])]
            self.begin()
            raise CutAnewError
        return Hop(self._stop(number + 1, record.output, record.keeps), record, lanes(record, stop.keeps))

    def _stop(self, number: int, border: Border, keeps: bool) -> Stop:
        return self._stops.setdefault((number, border, keeps), Stop(border, keeps))

    def _variables(self, picks: Picks) -> dict[str, Any]:
        """The values of all variables at a point."""
        if self._values[0] is not picks:
            state, _ = begun(self.members.spec, *self.members.given(self.chosen(picks)))
            self._values = picks, state.values
        return self._values[1]


def _nothing(picks: Picks) -> tuple[int, ...]:
    return ()


def _classes(axis: Axis, indices: Sequence[int | None]) -> list[int]:
    """For each choice the first that is the same in all elements that are used."""
    first: dict[Hashable, int] = {}
    keys = [tuple(lookup_key(element(choice, index)) for index in indices) for choice in axis.choices]
    return [first.setdefault(key, place) for place, key in enumerate(keys)]
