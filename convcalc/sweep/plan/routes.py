"""The ways of all members through the tracts of their spec, from stop to stop: each hop is worked out once.

A hop is found by the places of a point, which are numbers of choices, and so in no time.
"""

from collections.abc import Hashable, Iterable
from functools import partial
from itertools import count
from typing import Any, NoReturn

from convcalc.document.problems import SpecError
from convcalc.language.expansion import begun
from convcalc.language.expansion.state import Frame
from convcalc.language.values import has_expression
from convcalc.model.geometry import Volume
from convcalc.sweep.members import Members, Refused, refused
from convcalc.sweep.plan.frontiers import Frontier, WiredRun, alone
from convcalc.sweep.plan.picks import Choices, Picks
from convcalc.sweep.plan.pieces import FaultError, PieceMaker
from convcalc.sweep.plan.reckoning import BESIDE, lanes
from convcalc.sweep.plan.records import Border, PieceFigures
from convcalc.sweep.plan.sights import AnyLook, Seen, StepLook, UnfitError
from convcalc.sweep.plan.tracts import Tract, VariedCall, start, tracts, why_not, widened
from convcalc.sweep.plan.unrolling import Unroller
from convcalc.sweep.plan.uses import NameUse
from convcalc.sweep.plan.varying import StretchChoices, VaryingCall
from convcalc.sweep.plan.wirings import WiredStretch

MOST_HOPS = 50_000
"""Hops that are held, at some 3 KB each with all that they are made of; after that it begins anew."""


class Stop:
    """A border between tracts, and where it goes on from there."""

    __slots__ = ("border", "hops", "keeps", "known")

    def __init__(self, border: Border | Frontier, keeps: bool, groups: int) -> None:
        self.border = border
        self.keeps = keeps
        """Whether its volume is kept for the backward pass already."""
        self.hops: list[dict[Hashable, Hop]] = [{} for _ in range(groups)]
        """For each group of tracts that are alike, by the places of all axes that it hangs on."""
        self.known: dict[Hashable, Hop] = {}
        """By the group, and what of the choices it hangs on."""


class Hop:
    """A tract of a member, from one stop to the next."""

    __slots__ = ("look", "packed", "peak", "refused", "stop", "sure")

    def __init__(self, stop: Stop | None, packed: int = 0, peak: int = 0, look: AnyLook = None) -> None:
        self.stop = stop
        """None where it leads nowhere."""
        self.refused: Refused | None = None
        """Why it does not; None where the plain path has to tell."""
        self.sure = False
        """Whether the plain path has said the same."""
        self.packed = packed
        """What it adds to all sums."""
        self.peak = peak
        self.look = look


Begin = tuple[Stop, Seen]
"""Where a member starts, and what its input sees of itself."""


class CutAnewError(Exception):
    """The tracts have changed: all is to be asked for once more."""


class TooLargeForArraysError(Exception):
    """There are more pairs than a table may have, or numbers that 64 bits do not hold."""


class Routes:
    """The hops of a family. Raises UnfitError where members cannot be worked out tract by tract."""

    def __init__(self, members: Members, wanted: PieceFigures) -> None:
        if reason := why_not(members.spec):
            raise UnfitError(reason)
        self.members, self._wanted = members, wanted
        self.lanes = len(wanted.sums) + len(BESIDE)
        """How many sums there are."""
        self.tracts = tracts(members)
        self.start_choices = Choices(members.space, start(members))
        only_input = all(members.space.axes[number].is_input for number in self.start_choices.axes)
        self._apart = only_input and not has_expression([list(elements) for _, elements in members.space.lists])
        """Whether variables that no axis sets are the same for all members, and no list has elements to work out."""
        self._settled: dict[str, Any] = {}
        self._choices: dict[frozenset[NameUse], Choices] = {}
        self._turns, self._worked_out = count(), 0
        self._pieces = PieceMaker(members.spec, wanted)
        self.begin()

    def begin(self) -> None:
        """Start with nothing known."""
        unroller = Unroller(self.members.spec)
        self.calls = list({id(each.varied.call): each.varied.call for each in self.tracts if each.varied}.values())
        """Those whose wiring varies."""
        for call in self.calls:
            call.begin(unroller)
        self._begin_tracts()

    def _begin_tracts(self) -> None:
        """The same, but for how calls are wired."""
        self.turn = next(self._turns)
        """How often it has begun."""
        self.choices = [self._chosen_by(tract) for tract in self.tracts]
        alike: dict[Hashable, int] = {}
        self.groups = [alike.setdefault(tract.group or number, number) for number, tract in enumerate(self.tracts)]
        """For each tract the first that is the same: repeats of a call are."""
        self._worked_out += self._pieces.worked_out
        self._pieces = PieceMaker(self.members.spec, self._wanted)
        self._starts: dict[Hashable, Begin | Refused] = {}
        self._seen: dict[Volume, Seen] = {}
        self._stops: dict[tuple[Border | Frontier, bool], Stop] = {}
        self._held = 0
        self._values: tuple[Picks, dict[str, Any]] = (), {}

    @property
    def worked_out(self) -> int:
        """How many items were expanded so far."""
        return self._worked_out + self._pieces.worked_out

    def _chosen_by(self, tract: Tract) -> Choices:
        if tract.uses not in self._choices:
            self._choices[tract.uses] = Choices(self.members.space, tract.uses)
        choices = self._choices[tract.uses]
        if tract.varied is None:
            return choices
        return StretchChoices(choices, *tract.varied, partial(self.numbers, tract.varied.call))

    def numbers(self, call: VaryingCall, picks: Picks) -> tuple[int, ...]:
        """The stretches of a call for a member. Raises CutAnewError where there are more than ever."""
        found = call.numbers(picks, self._variables)
        if len(found) > call.most:
            self._widen([(call, len(found))])
        return found

    def all_numbers(self, members: Iterable[Picks]) -> list[list[tuple[int, ...]]]:
        """For each call whose wiring varies the stretches for each member. Raises CutAnewError."""
        each = [[call.numbers(picks, self._variables) for call in self.calls] for picks in members]
        found = [list(told) for told in zip(*each, strict=True)]
        wider = [(call, most) for call, told in zip(self.calls, found) if (most := max(map(len, told))) > call.most]
        if wider:
            self._widen(wider)
        return found

    def _widen(self, calls: Iterable[tuple[VaryingCall, int]]) -> NoReturn:
        """Cut the spec anew, with more stretches for calls. Raises CutAnewError."""
        for call, most in calls:
            call.most = most
            self.tracts = widened(self.tracts, call)
        self._begin_tracts()
        raise CutAnewError

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
                self._starts[key] = self._stop(Border(volume, False), False), seen
        return self._starts[key]

    def hop(self, number: int, stop: Stop, picks: Picks) -> Hop:
        """What a tract of a member comes to. Raises CutAnewError."""
        group, choices = self.groups[number], self.choices[number]
        told = group, choices.told(picks)
        if told not in stop.known:
            self._held += 1
            stop.known[told] = self._new_hop(number, stop, picks)
        hop = stop.hops[group][choices.places(picks)] = stop.known[told]
        if self._held > MOST_HOPS:
            self.begin()
        return hop

    def _new_hop(self, number: int, stop: Stop, picks: Picks) -> Hop:
        tract = self.tracts[number]
        try:
            if tract.wired:
                frame = self._pieces.entered(tract.wired.call, self._variables(picks), tract.wired.turn, _border(stop))
                return self._wired_hop(tract.wired.stretch, stop, frame)
            if tract.varied:
                return self._varied_hop(tract.varied, stop, picks)
            assert isinstance(stop.border, Border)
            record = self._pieces.record(tract.items, self._variables(picks), stop.border)
        except FaultError as error:
            hop = Hop(None)
            hop.refused = refused(error.problem)
            return hop
        except UnfitError:
            return Hop(None)
        if record is None:
            return Hop(self._stop(stop.border, stop.keeps))
        if record.open and number + 1 < len(self.tracts):
            if self.tracts[number + 1].inside:
                return Hop(None)
            self._join(number)
        saved = record.saved + (0 if stop.keeps else record.needs)
        packed = lanes(self._wanted, record.packed, record.steps, saved, record.depth)
        return Hop(self._stop(record.output, record.keeps), packed, record.peak, record.look)

    def _join(self, number: int) -> NoReturn:
        """Cut the spec anew, without the cut after a tract. Raises CutAnewError."""
        tract, other = self.tracts[number : number + 2]
        self.tracts[number : number + 2] = [tract.with_next(other)]
        self.begin()
        raise CutAnewError

    def _varied_hop(self, varied: VariedCall, stop: Stop, picks: Picks) -> Hop:
        """A stretch of a call whose wiring varies; where there are no more, it has come to its end."""
        numbers = self.numbers(varied.call, picks)
        if varied.place >= len(numbers):
            return Hop(stop)
        stretch = varied.call.stretches[numbers[varied.place]]
        return self._wired_hop(stretch, stop, None) if stretch else Hop(None)

    def _wired_hop(self, stretch: WiredStretch, stop: Stop, frame: Frame | None) -> Hop:
        """Some steps of a wiring."""
        border, pieces = stop.border, self._pieces
        before = alone(border, stop.keeps) if isinstance(border, Border) else border
        run = WiredRun(stretch, before)
        looks: list[StepLook] = []
        for step in stretch.steps:
            borders, inside = run.borders(step.sources), step.frame or frame
            assert inside is not None
            if step.meets:
                run.add(found := pieces.meeting(step.item, inside, borders))
                looks.append((None, step.sources, found.output.volume.size))
            else:
                run.add(piece := pieces.piece(step.item, inside, borders[0]))
                looks.append((pieces.looks.plainest(piece.look) if piece else None, step.sources, None))
        after = run.frontier()
        look = pieces.looks.wired(tuple(looks), stretch.after) if self._wanted.field else None
        packed = lanes(self._wanted, run.packed, run.steps, run.saved, run.depth)
        if not stretch.closes:
            return Hop(self._stop(after, False), packed, run.peak, look)
        if after[0].viewed:
            raise UnfitError("a wiring ends in a part of a volume")
        return Hop(self._stop(after[0].border, after[0].kept), packed, run.peak, look)

    def _stop(self, border: Border | Frontier, keeps: bool) -> Stop:
        key = border, keeps
        if key not in self._stops:
            self._stops[key] = Stop(border, keeps, len(self.tracts))
        return self._stops[key]

    def _variables(self, picks: Picks) -> dict[str, Any]:
        """The values of all variables at a point."""
        if self._values[0] is not picks:
            settings, input = self.members.given(self.chosen(picks))
            if not self._settled:
                state, _ = begun(self.members.spec, settings, input)
                self._settled = state.values if self._apart else {}
                self._values = picks, state.values
            else:
                self._values = picks, {**self._settled, **settings}
        return self._values[1]


def _border(stop: Stop) -> Border:
    """Where the first volume stands that is alive."""
    return stop.border if isinstance(stop.border, Border) else stop.border[0].border
