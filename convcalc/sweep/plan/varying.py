"""A call whose wiring varies, cut in stretches for each member; stretches that are alike have one number.

One item of the block, or one repeat of it, makes a stretch. What it is hangs on values; what it reads, and what lives
on after it, on the shape of all: so there are few stretches, whatever members are made of them.
"""

from collections.abc import Callable, Hashable, Sequence
from itertools import pairwise
from typing import Any

from convcalc.language.expansion.state import Frame, Home
from convcalc.language.items import Item
from convcalc.model.network import Scope
from convcalc.sweep.plan.picks import Choices, Picks
from convcalc.sweep.plan.sights import UnfitError
from convcalc.sweep.plan.unrolled import START, NamedPart, Unrolled, VolumeRead
from convcalc.sweep.plan.unrolling import Unroller
from convcalc.sweep.plan.wirings import WiredList, WiredStep, WiredStretch

NOTHING, UNFIT = 0, 1
"""The numbers of the stretch after the last, and of one that cannot be told."""

MOST_CUTS = 50_000
"""Shapes of members whose stretches are held."""
MOST_HELD = 70_000
"""Members whose stretches are held: those of a piece of work, as several calls may ask for the same."""


class VaryingCall:
    """A call of a block, as it is for each member."""

    def __init__(self, call: Item, turn: int | None, choices: Choices) -> None:
        self._call, self._turn, self._choices = call, turn, choices
        self._given: dict[str, Any] | None = None  # the same for all members
        self.most = 1
        """Stretches of a member at most, as far as is known."""

    def begin(self, unroller: Unroller) -> None:
        """Start with nothing known."""
        self._unroller = unroller
        self.stretches: list[WiredStretch | None] = [None, None]
        """By their numbers."""
        self._block, self._given = unroller.spec.blocks[self._call.kind], None
        self._numbers: dict[Hashable, int] = {}
        self._cuts: dict[Hashable, tuple[WiredStretch, ...]] = {}
        self._cut_numbers: dict[tuple[int, int], int] = {}
        self._held: dict[Hashable, tuple[int, ...]] = {}

    def numbers(self, picks: Picks, values: Callable[[Picks], dict[str, Any]]) -> tuple[int, ...]:
        """The number of each stretch of a member; `values` are those of all variables at a point."""
        places = self._choices.places(picks)
        found = self._held.get(places)
        if found is None:
            if len(self._held) >= MOST_HELD:
                self._held.clear()
            found = self._held[places] = self._cut(values(picks))
        return found

    def fits(self, values: dict[str, Any]) -> bool:
        """Whether it can be cut for a member."""
        return self._cut(values) != (UNFIT,)

    def _cut(self, values: dict[str, Any]) -> tuple[int, ...]:
        try:
            each = self._parts(values)
            stretches = self._stretches(each)
        except UnfitError:
            return (UNFIT,)
        return tuple([
            self._number(unrolled, stretch) for (unrolled, _), stretch in zip(each, stretches) if stretch.steps
        ])  # fmt: skip

    def _parts(self, values: dict[str, Any]) -> list[NamedPart]:
        unroller = self._unroller

        def frame() -> Frame:
            around = {**values, "i": self._turn} if self._turn is not None else values
            top = Frame(Scope(""), around, {}, {}, Home(unroller.spec, values, {}))
            return unroller.inside(self._call, top)

        if self._given is None:
            inside = frame().values
            self._given = {each.name: inside[each.name] for each in self._block.parameters}
        return unroller.parts(self._block.items, {**values, **self._given}, frame)

    def _stretches(self, each: Sequence[NamedPart]) -> tuple[WiredStretch, ...]:
        shape = tuple([(unrolled.shape, name) for unrolled, name in each])
        if shape not in self._cuts:
            if len(self._cuts) >= MOST_CUTS:
                self._cuts.clear()
                self._cut_numbers.clear()
            self._cuts[shape] = tuple(cut(each))
        return self._cuts[shape]

    def _number(self, unrolled: Unrolled, stretch: WiredStretch) -> int:
        key = unrolled.number, id(stretch)
        if key not in self._cut_numbers:
            told = unrolled.number, *[step.sources for step in stretch.steps], *stretch[1:]
            number = self._cut_numbers[key] = self._numbers.setdefault(told, len(self.stretches))
            if number == len(self.stretches):
                steps = zip(stretch.steps, unrolled.steps)
                own = tuple([step._replace(item=each.item, frame=each.frame) for step, each in steps])
                self.stretches.append(stretch._replace(steps=own))
        return self._cut_numbers[key]


class StretchChoices(Choices):
    """What of the choices of a point a stretch of a call hangs on: its number."""

    def __init__(
        self, choices: Choices, call: VaryingCall, place: int, numbers: Callable[[Picks], tuple[int, ...]]
    ) -> None:
        self.axes, self.call, self.place, self.numbers = choices.axes, call, place, numbers
        self.places = self.number

    def number(self, picks: Picks) -> int:
        """The number of the stretch of a member."""
        numbers = self.numbers(picks)
        return numbers[self.place] if self.place < len(numbers) else NOTHING

    def told(self, picks: Picks) -> Hashable:
        """The same."""
        return self.number(picks)


def cut(each: Sequence[NamedPart]) -> list[WiredStretch]:
    """Parts of a wiring one after another, each with its name, as stretches. Raises UnfitError for other names."""
    steps: list[WiredStep] = []
    names: dict[str, int] = {}
    bounds, current = [0], 0
    for unrolled, name in each:
        first, start = len(steps) + 1, current

        def moved(source: VolumeRead, first: int = first, start: int = start) -> int:
            if isinstance(source, str):
                if source not in names:
                    raise UnfitError("it names layers outside")
                return names[source]
            return start if source == START else first + source

        for step in unrolled.steps:
            steps.append(WiredStep(step.item, tuple(map(moved, step.sources)), step.meets, step.frame))
        current = moved(unrolled.end)
        given = [(inside, moved(end)) for inside, end in unrolled.names]
        for inside, number in [*given, *([(name, current)] if name else [])]:
            if inside in names:
                raise UnfitError("a name may stand for two layers")
            names[inside] = number
        bounds.append(len(steps))
    wiring = WiredList(steps, current)
    return [wiring.stretch(first, end) for first, end in pairwise(bounds)]
