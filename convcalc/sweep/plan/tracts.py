"""A spec cut into segments: items at its top that hang on the same of what varies. Works nothing out."""

from collections.abc import Hashable, Iterator, Sequence
from typing import Any

from convcalc.document.problems import SpecError
from convcalc.document.records import NamedTuple
from convcalc.language.expansion import begun
from convcalc.language.items import Item
from convcalc.language.spec import Spec
from convcalc.sweep.members import Members
from convcalc.sweep.plan.picks import Choices
from convcalc.sweep.plan.pieces import ambiguous, sourced
from convcalc.sweep.plan.unrolling import Unroller
from convcalc.sweep.plan.uses import NameUse, Uses, asks_volume, roots, uses_in
from convcalc.sweep.plan.varying import VaryingCall
from convcalc.sweep.plan.wirings import WiredList, WiredStretch, wiring_of
from convcalc.sweep.space import Draw

MOST_TOGETHER = 500
"""Of so many kinds of a tract at most, some are worked out again for what they have in common with others."""
MOST_TURNS = 100
LOOKED_AT = 8
"""Members for one of which, at least, a call has to be cut."""


class Wired(NamedTuple):
    """Some steps of what a call of a block is wired of."""

    call: Item
    turn: int | None
    """Which repeat of it, where that makes a difference."""
    stretch: WiredStretch
    place: int
    """Which of the stretches of the call it is."""


class VariedCall(NamedTuple):
    """A stretch of a call whose wiring varies."""

    call: VaryingCall
    place: int


class Tract(NamedTuple):
    """Items at the top of a spec, one after another."""

    items: tuple[Item, ...]
    uses: frozenset[NameUse]
    """What of the axes they hang on; beside that, on the volume that goes in."""
    wired: Wired | None = None
    """Where it is a part of a call."""
    varied: VariedCall | None = None
    """Where it is one of a call that is another for each member."""

    @property
    def inside(self) -> bool:
        """Whether it is a part of a call."""
        return self.wired is not None or self.varied is not None

    @property
    def group(self) -> Hashable:
        """What it has in common with those that come to the same; None where there are no others."""
        if self.varied:
            return id(self.varied.call), self.varied.place
        if self.wired is None or self.wired.turn is not None:
            return None
        return id(self.wired.call), self.wired.place

    def with_next(self, other: "Tract") -> "Tract":
        """Both as one."""
        return Tract(self.items + other.items, self.uses | other.uses)


def why_not(spec: Spec) -> str:
    """Why the members of a family cannot be put together of pieces, as far as its spec tells; empty where they can."""
    if isinstance(spec.input, dict) and len(spec.input) > 1:
        return "it has several inputs"
    if spec.shares:
        return "layers share weights"
    if spec.reaches:
        return "layers are named from outside of their blocks"
    if spec.modular:
        return "it stands in a file of another format"
    return "a name may stand for two layers" if ambiguous(spec.items, spec) else ""


def tracts(members: Members) -> list[Tract]:
    """The items of a family's spec in few tracts, each of which hangs on few axes.

    What hangs on less than its neighbour goes with it, where that makes no more of them in all. A call of a block that
    is wired of steps that hang on different axes is cut in it.
    """
    return _Cutter(members).tracts()


class _Cutter:
    def __init__(self, members: Members) -> None:
        self._members, self._uses, self._known = members, Uses(members.spec), settled(members)
        self._axes = frozenset(axis.variable for axis in members.space.axes)

    def tracts(self) -> list[Tract]:
        found: list[Tract] = []
        for item in self._members.spec.items:
            if inside := self._inside(item):
                found += inside
                continue
            each, last = Tract((item,), self._of((item,))), found[-1] if found else None
            if last and not last.inside and self._goes_with(last.uses, each.uses):
                found[-1] = last.with_next(each)
            else:
                found.append(each)
        return found

    def _of(self, items: tuple[Item, ...]) -> frozenset[NameUse]:
        return roots(self._known, self._uses.of(items), self._axes)

    def _count(self, uses: frozenset[NameUse]) -> int:
        return Choices(self._members.space, uses).count

    def _goes_with(self, one: frozenset[NameUse], other: frozenset[NameUse]) -> bool:
        most = max(MOST_TOGETHER, self._members.space.size // 64)
        return one == other or ((one <= other or other <= one) and self._count(one | other) <= most)

    def _inside(self, item: Item) -> list[Tract]:
        """The tracts inside a call, where they hang on less than all of it; none where it is not cut."""
        spec, turns = self._members.spec, list(range(item.repeat) if type(item.repeat) is int else (None,))
        if item.kind not in spec.blocks or item.cls or len(turns) > MOST_TURNS or not self._enters(item):
            return []
        wiring = wiring_of(spec.blocks[item.kind].items, spec)
        runs = self._runs(item.kind, wiring) if wiring else []
        numbered = any(name == "i" for name, _ in self._uses.of((item,)))
        if wiring is None:
            return self._varied(item, turns, numbered)
        if 2 * sum(self._count(uses) for _, _, uses in runs) > self._count(self._of((item,))):
            return []
        stretches = [(wiring.stretch(first, end), first, uses) for first, end, uses in runs]
        return [
            Tract((), uses, Wired(item, turn if numbered else None, stretch, place))
            for turn in turns
            for stretch, place, uses in stretches
        ]

    def _varied(self, item: Item, turns: Sequence[int | None], numbered: bool) -> list[Tract]:
        """The stretches of a call whose wiring varies; none where it is as well worked out as a whole."""
        spec, uses = self._members.spec, self._of((item,))
        choices = Choices(self._members.space, uses)
        if choices.count <= MOST_TOGETHER or not any(sourced(each, spec) for each in spec.blocks[item.kind].items):
            return []
        calls = [VaryingCall(item, turn, choices) for turn in turns] if numbered else [
            VaryingCall(item, None, choices)
        ] * len(turns)  # fmt: skip
        calls[0].begin(Unroller(spec))
        if not any(map(calls[0].fits, self._some())):
            return []
        return [Tract((), uses, None, VariedCall(call, 0)) for call in calls]

    def _some(self) -> Iterator[dict[str, Any]]:
        """The values of all variables for some members."""
        for index in Draw(self._members.space.size, LOOKED_AT, 0):
            try:
                yield begun(self._members.spec, *self._members.given(self._members.space.values(index)))[0].values
            except SpecError:
                continue

    def _enters(self, item: Item) -> bool:
        """Whether it is a call that is always there, whose arguments are the same for all members."""
        said = item.sources or item.weights or item.branches or item.frozen is not None or item.when is not True
        named = item.name is None or item.name.plain
        given = [item.settings, *[each.default for each in self._members.spec.blocks[item.kind].parameters]]
        same = not roots(self._known, uses_in(given), self._axes) and not asks_volume(given)
        return bool(named) and not said and same and (item.repeat is None or type(item.repeat) is int)

    def _runs(self, block: str, wiring: WiredList) -> list[tuple[int, int, frozenset[NameUse]]]:
        """The steps of a wiring in runs that hang on few choices."""
        own = {parameter.name for parameter in self._members.spec.blocks[block].parameters}
        found: list[tuple[int, int, frozenset[NameUse]]] = []
        for number, step in enumerate(wiring.steps):
            used = frozenset(use for use in self._uses.of((step.item,)) if use[0] not in own)
            uses = roots(self._known, used, self._axes)
            both = uses | found[-1][2] if found else uses
            if found and (both == found[-1][2] or self._count(both) <= MOST_TOGETHER):
                found[-1] = found[-1][0], number + 1, both
            else:
                found.append((number, number + 1, uses))
        return found


def start(members: Members) -> frozenset[NameUse]:
    """What of the axes the input hangs on, and with it whether all variables have a value."""
    axes = frozenset(axis.variable for axis in members.space.axes)
    known = settled(members)
    uses = [*uses_in(list(known.values())), *uses_in(members.spec.input)]
    inputs = frozenset((axis.name, None) for axis in members.space.axes if axis.is_input)
    return roots(known, uses, axes) | inputs


def settled(members: Members) -> dict[str, Any]:
    """What no axis sets, as it is written: variables, and elements of those of which only some vary."""
    axes, given = members.space.axes, members.settings or {}
    varied = {axis.variable for axis in axes}
    found = {each.name: given.get(each.name, each.value) for each in members.spec.variables if each.name not in varied}
    places = {(axis.variable, axis.place) for axis in axes}
    for name, elements in members.space.lists:
        found[name] = [None if (name, k) in places else each for k, each in enumerate(elements)]
    return found


def widened(found: Sequence[Tract], call: VaryingCall) -> list[Tract]:
    """The tracts with as many for each turn of a call as it has stretches."""
    wider: list[Tract] = []
    for tract in found:
        if tract.varied is None or tract.varied.call is not call:
            wider.append(tract)
        elif tract.varied.place == 0:
            wider += [tract._replace(varied=VariedCall(call, place)) for place in range(call.most)]
    return wider
