"""The items of a block as they are for some values: repeats, conditions and names are worked out before any volume is.

Each repeat of an item is gone through once for all that it hangs on, and so is each call in it. What names a layer
outside of it is gone through as the expansion would (`language/expansion/walk.py`); all else is a step as it stands,
with its own repeats and conditions.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from convcalc.language.expansion.making import arguments, lookup_key
from convcalc.language.expansion.naming import text
from convcalc.language.expansion.state import UNKNOWN_NODE, Expansion, Frame, Spot, TooLargeError, UnknownError
from convcalc.language.expansion.varying import varying
from convcalc.language.growth import DEEPEST_SCOPE
from convcalc.language.items import Branch, Item, Template
from convcalc.language.spec import Spec
from convcalc.model.network import INPUT, Scope
from convcalc.sweep.plan.fine_uses import FineUse, fine_uses, fine_uses_of, fine_value
from convcalc.sweep.plan.pieces import sourced
from convcalc.sweep.plan.sights import UnfitError
from convcalc.sweep.plan.unrolled import ALONE, JOINED, ONCE, START, NamedPart, Unrolled, UnrolledStep, VolumeRead
from convcalc.sweep.plan.uses import Uses, valued

MOST_STEPS = 2000
"""Of a call: more are no cell."""
MOST_LISTS = 50_000
"""Whose keys are held."""

T = TypeVar("T")


class Unroller:
    """Unrolls items of a spec. Raises UnfitError where volumes have a say in it, or something is wrong."""

    def __init__(self, spec: Spec) -> None:
        self.spec, self._uses = spec, Uses(spec)
        self._state = Expansion(spec)
        self._known: dict[Hashable, Unrolled] = {}
        self._shapes: dict[Hashable, int] = {}
        self._numbers: dict[Hashable, int] = {}
        self._sourced: dict[int, tuple[Item, bool]] = {}
        self._bare: dict[tuple[int, str], tuple[Item, Item]] = {}
        self._parts: dict[Hashable, Any] = {}
        self._fine: dict[int, tuple[Item, tuple[FineUse, ...], tuple[FineUse, ...]]] = {}
        self._keys: dict[int, tuple[Any, Hashable]] = {}

    def parts(self, items: Sequence[Item], values: Mapping[str, Any], frame: Callable[[], Frame]) -> list[NamedPart]:
        """Each repeat of each item that is there, where names stand for values; the frame is asked for what is new."""
        found: list[NamedPart] = []
        for item in items:
            _, repeat, fine = self._fine.get(id(item)) or self._fine_uses(item)
            count = 1
            if item.repeat is not None:
                count = self._remembered(self._count, item, values, repeat, 0, frame)
            for i in range(count):
                found += self._remembered(self._part, item, values, fine, i, frame)
        return found

    def _fine_uses(self, item: Item) -> tuple[Item, tuple[FineUse, ...], tuple[FineUse, ...]]:
        found = self._fine[id(item)] = item, tuple(fine_uses(item.repeat)), fine_uses_of(self._uses, item)
        return found

    def _remembered(
        self,
        work: Callable[[Item, Frame], T],
        item: Item,
        values: Mapping[str, Any],
        uses: tuple[FineUse, ...],
        i: int,
        frame: Callable[[], Frame],
    ) -> T:
        """What comes of a repeat of an item, once for all that it hangs on."""
        key = work, id(item), i, *[self._key(fine_value(values, use, i)) for use in uses]
        if key not in self._parts:
            inner = frame()
            if item.repeat is not None:
                inner = inner._replace(values={**inner.values, "i": i})
            self._parts[key] = work(item, inner)
        found: T = self._parts[key]
        return found

    def _count(self, item: Item, frame: Frame) -> int:
        values = {name: value for name, value in frame.values.items() if name != "i"}
        spot = Spot(item, frame._replace(values=values), UNKNOWN_NODE)
        return self.asked(Expansion.count, spot, item.repeat, "repeat")

    def _part(self, item: Item, frame: Frame) -> list[NamedPart]:
        if not self.there(item, frame):
            return []
        return [(self._turn(item, frame), self.named(item, frame))]

    def turns(self, item: Item, frame: Frame) -> Iterator[Frame]:
        """Each repeat of an item that is there."""
        repeats = [frame]
        if item.repeat is not None:
            count = self.asked(Expansion.count, Spot(item, frame, UNKNOWN_NODE), item.repeat, "repeat")
            repeats = [frame._replace(values={**frame.values, "i": i}) for i in range(count)]
        return (inner for inner in repeats if self.there(item, inner))

    def there(self, item: Item, frame: Frame) -> bool:
        """Whether its condition holds."""
        return item.when is True or self.asked(Expansion.holds, Spot(item, frame, UNKNOWN_NODE), item.when, "when")

    def named(self, item: Item, frame: Frame) -> str:
        """The name of an item; empty where it has none."""
        return self.asked(text, Spot(item, frame, UNKNOWN_NODE), item.name, "name") if item.name else ""

    def _turn(self, item: Item, frame: Frame) -> Unrolled:
        """An item once; its name, repeats and condition are decided."""
        if not item.sources and self.calls(item):
            return self.called(item, frame)
        once = self.bare(item, ONCE)
        key = id(once), *self.told(frame, [once])
        if key not in self._known:
            self._known[key] = self._unrolled([once], frame)
        return self._known[key]

    def called(self, item: Item, frame: Frame) -> Unrolled:
        """What is in the block that an item calls; no name in it can be read."""
        given = [self.asked(Expansion.argument, Spot(item, frame, UNKNOWN_NODE), name) for name in item.settings]
        used = valued(frame.home.values, self._uses.of_block(item.kind))
        key = id(item), frame.scope.depth, *[self._key(each) for each in (*given, *used)]
        if key not in self._known:
            self._known[key] = self._unrolled(self.spec.blocks[item.kind].items, self.inside(item, frame), False)
        return self._known[key]

    def _unrolled(self, items: Sequence[Item], frame: Frame, shown: bool = True) -> Unrolled:
        walk = _ListWalk(self)
        end = walk.through(items, frame, START)
        names = tuple(walk.around[0].items()) if shown else ()
        shape = tuple([(step.sources, step.meets) for step in walk.steps]), end, names
        number = self._shapes.setdefault(shape, len(self._shapes))
        told = number, *[step.key for step in walk.steps]
        return Unrolled(tuple(walk.steps), end, names, number, self._numbers.setdefault(told, len(self._numbers)))

    def calls(self, item: Item) -> bool:
        """Whether it is a call of a block in which something names a layer outside."""
        return item.cls is None and item.kind in self.spec.blocks and self.sourced(self.bare(item, ALONE))

    def inside(self, item: Item, frame: Frame) -> Frame:
        """The frame inside a call."""
        block = self.spec.blocks[item.kind]
        scope = Scope(block.name, frame.scope, block.name, item)
        if scope.depth > DEEPEST_SCOPE:
            raise UnfitError("too deep")
        values, _ = self.asked(arguments, Spot(item, frame, UNKNOWN_NODE), block, scope)
        return Frame(scope, {**frame.home.values, **values}, {}, {}, frame.home, frame, frame.times)

    def asked(self, work: Callable[..., T], spot: Spot, *others: Any) -> T:
        """What the expansion says of a spot, whose volume is not known."""
        try:
            return work(self._state, spot, *others)
        except (UnknownError, TooLargeError):
            self._state = Expansion(self.spec)
            raise UnfitError("it hangs on volumes, or is wrong") from None

    def told(self, frame: Frame, items: Sequence[Item]) -> tuple[Hashable, ...]:
        """What of a frame items hang on."""
        return frame.scope.depth, *map(self._key, valued(frame.values, self._uses.of(items)))

    def _key(self, value: Any) -> Hashable:
        """What tells a value from others; of a list, that it has already been asked for."""
        if type(value) is not list:
            return type(value), value
        known = self._keys.get(id(value))
        if known is None:
            if len(self._keys) >= MOST_LISTS:
                self._keys.clear()
            known = self._keys[id(value)] = value, lookup_key(value)
        return known[1]

    def sourced(self, item: Item) -> bool:
        """Whether an item, or something in it, names another layer."""
        if id(item) not in self._sourced:
            self._sourced[id(item)] = item, sourced(item, self.spec)
        return self._sourced[id(item)][1]

    def bare(self, item: Item, without: str) -> Item:
        """An item without what is decided of it; the same object each time."""
        if (id(item), without) not in self._bare:
            bare = item._replace(name=None, repeat=None, when=True)
            if without != ONCE:
                bare = bare._replace(sources=(), given=(), branches=() if without == JOINED else item.branches)
            self._bare[id(item), without] = item, bare
        return self._bare[id(item), without][1]


class _ListWalk:
    """Goes through a list, and through the branches in it."""

    def __init__(self, unroller: Unroller) -> None:
        self._unroller = unroller
        self.around: list[dict[str, VolumeRead]] = [{}]
        """The names in the list, and in the branches that it is in."""
        self.steps: list[UnrolledStep] = []

    def through(self, items: Sequence[Item], frame: Frame, current: VolumeRead) -> VolumeRead:
        """The volume that comes out of a list."""
        for item in items:
            if not (item.name or self._unroller.sourced(item)):
                current = self._step(item, frame, [current])
                continue
            for inner in self._unroller.turns(item, frame):
                current = self._made(item, inner, current)
                self._give(self._unroller.named(item, inner), current)
        return current

    def _give(self, name: str, end: VolumeRead) -> None:
        if name in self.around[-1]:
            raise UnfitError("a name stands for two layers")
        if name:
            self.around[-1][name] = end

    def _named(self, name: str) -> VolumeRead:
        if name == INPUT:
            raise UnfitError("it reads what goes into the network")
        return next((names[name] for names in reversed(self.around) if name in names), name)

    def _made(self, item: Item, frame: Frame, current: VolumeRead) -> VolumeRead:
        """What an item makes."""
        unroller, spot = self._unroller, Spot(item, frame, UNKNOWN_NODE)
        merges = item.cls is not None and item.cls.merges
        _check(item, merges)
        sources = [self._named(unroller.asked(text, spot, source)) for source in item.sources]
        if item.kind == "from":
            return sources[0]
        if merges and (sources or unroller.sourced(item)):
            return self._step(item, frame, sources or self._branches(item, frame, current), JOINED)
        current = sources[0] if sources else current
        if unroller.calls(item):
            return self._spliced(unroller.called(item, frame), current)
        return self._step(item, frame, [current], ALONE)

    def _branches(self, item: Item, frame: Frame, current: VolumeRead) -> list[VolumeRead]:
        """The ends of the branches that are there."""
        ends = []
        for branch, inner in self._there(item, frame):
            self.around.append({})
            ends.append(self.through(branch.items, self._within(item, branch, inner), current))
            self.around.pop()
            self.around[-1].setdefault(branch.name, ends[-1])
        if not ends:
            raise UnfitError("no branch is left")
        return ends

    def _there(self, item: Item, frame: Frame) -> list[tuple[Branch, Frame]]:
        if not item.varies:
            return [(branch, frame) for branch in item.branches]

        def found(state: Expansion, spot: Spot) -> list[tuple[Branch, Frame]]:
            return list(varying(state, spot))

        return self._unroller.asked(found, Spot(item, frame, UNKNOWN_NODE))

    def _within(self, item: Item, branch: Branch, frame: Frame) -> Frame:
        scope = Scope(branch.name, frame.scope, origin=item, branch=branch.name)
        if scope.depth > DEEPEST_SCOPE:
            raise UnfitError("too deep")
        return Frame(scope, frame.values, {}, {}, frame.home, frame, frame.times)

    def _spliced(self, unrolled: Unrolled, start: VolumeRead) -> VolumeRead:
        """The steps of a call put among these."""
        first = len(self.steps)

        def moved(source: VolumeRead) -> VolumeRead:
            if isinstance(source, str):
                return self._named(source)
            return start if source == START else first + source

        for step in unrolled.steps:
            self._add(step._replace(sources=tuple(map(moved, step.sources))))
        return moved(unrolled.end)

    def _step(self, item: Item, frame: Frame, sources: Sequence[VolumeRead], without: str = "") -> VolumeRead:
        bare = self._unroller.bare(item, without) if without else item
        if self._unroller.sourced(bare) or (item.cls and (item.cls.indexed or not item.cls.takes)):
            raise UnfitError("it names layers outside")
        key = id(bare), *self._unroller.told(frame, [bare])
        return self._add(UnrolledStep(bare, frame, key, tuple(sources), without == JOINED))

    def _add(self, step: UnrolledStep) -> VolumeRead:
        self.steps.append(step)
        if len(self.steps) > MOST_STEPS:
            raise UnfitError("it is no cell")
        return len(self.steps) - 1


def _check(item: Item, merges: bool) -> None:
    """Raises UnfitError where an item does more than read one volume, or let some meet."""
    layers = any(isinstance(each, Template) for each in item.settings.values())
    several = item.given or (len(item.sources) > 1 and not merges)
    if layers or several or item.weights or item.frozen is not None or item.kind == "head":
        raise UnfitError("it is more than layers that read others")
