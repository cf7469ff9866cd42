"""Pieces of a spec worked out one by one: calls of blocks item by item, and what stands in no call as a whole.

Each item is expanded by the walk that expands all specs (`language/expansion/walk.py`), on a border in the place of all
that comes before it. So it can name no layer outside of it: what does is worked out together with what it names, or
not at all.
"""

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any, TypeVar

from convcalc.document.problems import Problem
from convcalc.language.expansion.making import arguments, lookup_key, site
from convcalc.language.expansion.state import (
    UNKNOWN_NODE,
    Expansion,
    Frame,
    Home,
    Reached,
    Spot,
    TooLargeError,
    UnknownError,
)
from convcalc.language.expansion.walk import run
from convcalc.language.growth import DEEPEST_SCOPE, MOST_IDLE
from convcalc.language.items import Item, Template
from convcalc.language.spec import Spec
from convcalc.model.layers import Input
from convcalc.model.network import INPUT, Network, Node, Output, Scope, Site
from convcalc.sweep.plan.records import Border, Meeting, PieceFigures, Record, meeting_of, record_of
from convcalc.sweep.plan.sights import Looks, UnfitError
from convcalc.sweep.plan.uses import Uses, valued

MOST_KNOWN = 50_000
"""Records that are held, at some 2 KB each."""
MOST_ASKED = 1000

Items = tuple[Item, ...]

T = TypeVar("T")


class FaultError(UnfitError):
    """A piece that cannot be built, and the first thing that is wrong with it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class PieceMaker:
    """The pieces of a spec, each worked out once for all that it hangs on."""

    def __init__(self, spec: Spec, wanted: PieceFigures) -> None:
        self.spec = spec
        self.looks = Looks()
        self.worked_out = 0
        """Items that were expanded."""
        self._wanted = wanted
        self._uses = Uses(spec)
        self._known: dict[tuple[Any, ...], Record | UnfitError | None] = {}
        self._turns: dict[tuple[Any, ...], list[Record | None]] = {}
        """What comes of no repeat of a call, of one, of two."""
        self._once: dict[int, Item] = {}
        """Calls that are repeated, without that, by their identity."""
        self._meetings: dict[tuple[Any, ...], Meeting] = {}
        self._whole: set[int] = set()
        """Calls that cannot be worked out item by item."""
        self._named: dict[int, tuple[Items, bool]] = {}
        self._shared = Expansion(spec)
        """Holds the volumes, layers and sites of all pieces."""
        self._asking: dict[Border, Expansion] = {}
        """Those that are only asked for values, and to which nothing is added."""

    def record(self, items: Items, values: dict[str, Any], border: Border) -> Record | None:
        """What items at the top of the spec come to, with the values of all variables; None where they add no layer.

        Raises UnfitError where that cannot be told of them alone; FaultError with what cannot be built.
        """
        top = Frame(Scope(""), values, {}, {}, Home(self.spec, values, {}))
        return self._list(items, top, border)

    def _list(self, items: Items, frame: Frame, border: Border) -> Record | None:
        """One item after another; where one ends in another's memory, together with the next."""
        self._check_names(items)
        found: Record | None = None
        start = 0
        while start < len(items):
            end = start + 1
            record = self._item(items[start], frame, border)
            while record and record.open and end < len(items):
                end += 1
                record = self._together(items[start:end], frame, border)
            if record:
                found = found.then(record, self.looks) if found else record
                border = record.output
            start = end
        return found

    def _check_names(self, items: Items) -> None:
        """Raises UnfitError where a name in a list may lead elsewhere than it does for one item alone."""
        if id(items) not in self._named:
            self._named[id(items)] = items, ambiguous(items, self.spec)
        if self._named[id(items)][1]:
            raise UnfitError("a name may stand for two layers")

    def piece(self, item: Item, frame: Frame, border: Border) -> Record | None:
        """What one item comes to in a frame. Raises as `record` does."""
        return self._item(item, frame, border)

    def meeting(self, item: Item, frame: Frame, borders: Sequence[Border]) -> Meeting:
        """What a layer comes to in which several volumes meet. Raises as `record` does."""
        key = (id(item), *borders, *self._values((item,), frame))
        if key not in self._meetings:
            state = self._state(*borders)
            inputs = tuple(range(len(borders)))
            found = self._asked(state, site, state, Spot(item, frame, 0), inputs)
            self.worked_out += 1
            state.nodes.append(Node(item.kind, Scope(""), found, inputs, item))
            network = Network("", tuple(state.nodes), (Output("", len(borders)),), self.spec)
            self._meetings[key] = meeting_of(network, borders, self._wanted)
        return self._meetings[key]

    def entered(self, item: Item, values: dict[str, Any], turn: int | None, border: Border) -> Frame:
        """The frame inside a call at the top of the spec. Raises as `record` does."""
        around = {**values, "i": turn} if turn is not None else values
        top = Frame(Scope(""), around, {}, {}, Home(self.spec, values, {}))
        return self._inside(self._state(border), Spot(item, top, 0))

    def _item(self, item: Item, frame: Frame, border: Border) -> Record | None:
        if id(item) in self._whole or not self._divides(item):
            return self._together((item,), frame, border)
        return self._remembered(self._divided, (item,), frame, border)

    def _together(self, items: Items, frame: Frame, border: Border) -> Record | None:
        return self._remembered(self._built, items, frame, border)

    def _divides(self, item: Item) -> bool:
        """Whether it is a call of a block that reads the volume before it, and nothing else."""
        said = item.sources or item.weights or item.branches or item.frozen is not None
        named = item.name is None or (item.name.plain and item.repeat is None)
        layers = any(isinstance(value, Template) for value in item.settings.values())
        return item.cls is None and item.kind in self.spec.blocks and bool(named) and not (said or layers)

    def _divided(self, items: Items, frame: Frame, border: Border) -> Record | None:
        """A call item by item; as a whole where that cannot be."""
        try:
            return self._repeated(items[0], frame, border)
        except UnfitError:
            record = self._built(items, frame, border)
            self._whole.add(id(items[0]))
            return record

    def _repeated(self, item: Item, frame: Frame, border: Border) -> Record | None:
        if item.repeat is None:
            return self._turn(item, frame, border)
        state = self._at(border)
        count = self._asked(state, state.count, Spot(item, frame, 0), item.repeat, "repeat")
        if count > MOST_IDLE:
            raise UnfitError("it is too large")
        each = self._once.setdefault(id(item), item._replace(repeat=None))
        turns = self._turns.setdefault((id(item), border, frame.scope.depth, *self._values((each,), frame)), [None])
        while len(turns) <= count:
            turns.append(self._and_then(turns[-1], each, len(turns) - 1, frame, border))
        return turns[count]

    def _and_then(self, found: Record | None, item: Item, i: int, frame: Frame, border: Border) -> Record | None:
        """One repeat more."""
        if found and found.open:
            raise UnfitError("a repeat ends in another's memory")
        inner = frame._replace(values={**frame.values, "i": i}, times=frame.times * (i + 1))
        record = self._turn(item, inner, found.output if found else border)
        return found.then(record, self.looks) if found and record else record or found

    def _turn(self, item: Item, frame: Frame, border: Border) -> Record | None:
        """One call, if it is there."""
        state, spot = self._at(border), Spot(item, frame, 0)
        if item.when is not True and not self._asked(state, state.holds, spot, item.when, "when"):
            return None
        return self._remembered(self._list, self.spec.blocks[item.kind].items, self._inside(state, spot), border)

    def _inside(self, state: Expansion, spot: Spot) -> Frame:
        """The frame inside a call."""
        item, frame, _ = spot
        block = self.spec.blocks[item.kind]
        scope = Scope(item.name.plain if item.name else item.kind, frame.scope, block.name, item)
        if scope.depth > DEEPEST_SCOPE:
            raise UnfitError("too deep")
        values, _ = self._asked(state, arguments, state, spot, block, scope)
        return Frame(scope, {**frame.home.values, **values}, {}, {}, frame.home, frame, frame.times)

    def _built(self, items: Items, frame: Frame, border: Border) -> Record | None:
        """Items as a network of their own, worked out by the plain path."""
        state = self._state(border)
        end = self._asked(state, run, state, items, frame._replace(names={}, counts={}), 0)
        self.worked_out += state.steps
        if end == UNKNOWN_NODE or state.heads or state.pointed:
            raise UnfitError("it has heads, or names with points")
        if end == 0 and len(state.nodes) > 1:
            raise UnfitError("it leads nowhere")
        network = Network("", tuple(state.nodes), (Output("", end),), self.spec)
        return record_of(network, border, state.steps, self._wanted, self.looks) if end else None

    def _asked(self, state: Expansion, work: Callable[..., T], *arguments: Any) -> T:
        """What comes of some work. Raises FaultError with what is wrong, UnfitError where nothing comes of it."""
        try:
            found = work(*arguments)
        except TooLargeError:
            raise UnfitError("it is too large") from None
        except (UnknownError, Reached):
            if not state.problems:
                raise UnfitError("it stands for nothing") from None
        if state.problems:
            self._shared = Expansion(self.spec)  # a site that has a fault tells it once
            self._asking.clear()
            raise FaultError(state.problems[0])
        return found

    def _state(self, *borders: Border) -> Expansion:
        """An expansion that has come to a border, or to several volumes that are alive at once."""
        state, shared = Expansion(self.spec), self._shared
        state.volumes, state.layers, state.sites = shared.volumes, shared.layers, shared.sites
        state.known, state.chosen = shared.known, shared.chosen
        for border in borders:
            volume = state.volumes.setdefault(border.volume, border.volume)
            state.nodes.append(Node(INPUT, Scope(""), Site("input", Input(volume=volume), (), volume), ()))
        return state

    def _at(self, border: Border) -> Expansion:
        """The same for a border, to be asked for values alone."""
        if border not in self._asking:
            if len(self._asking) >= MOST_ASKED:
                self._asking.clear()
            self._asking[border] = self._state(border)
        return self._asking[border]

    def _values(self, items: Items, frame: Frame) -> list[Any]:
        """What tells the values apart that items hang on."""
        values: list[Any] = []
        for value in valued(frame.values, self._uses.of(items)):
            values += lookup_key(value)
        return values

    def _remembered(
        self, work: Callable[[Items, Frame, Border], Record | None], items: Items, frame: Frame, border: Border
    ) -> Record | None:
        """What comes of items, once for all that they hang on."""
        key = (*map(id, items), border, frame.scope.depth, *self._values(items, frame))
        if key not in self._known:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
                self._turns.clear()
            try:
                self._known[key] = work(items, frame, border)
            except UnfitError as error:
                self._known[key] = error
        found = self._known[key]
        if isinstance(found, UnfitError):
            raise found
        return found


def ambiguous(items: Items, spec: Spec) -> bool:
    """Whether two items of a list may give one name, or one may name what stands elsewhere too."""
    reading = any(sourced(item, spec) for item in items)
    given: list[tuple[str, bool]] = []
    for item in items:
        names = [_told(item.name)] if item.name else []
        inside = [(branch.name, branch.title is None) for branch in item.branches]
        if any(_alike(*each) for each in product(names + inside * reading, given)):
            return True
        given += names + inside
    return False


def sourced(item: Item, spec: Spec) -> bool:
    """Whether something in an item, or in what it calls, names another layer."""
    if item.sources or any(isinstance(value, Template) for value in item.settings.values()):
        return True
    inside = [each for branch in item.branches for each in branch.items]
    inside += spec.blocks[item.kind].items if item.kind in spec.blocks else ()
    return any(sourced(each, spec) for each in inside)


def _told(name: Template) -> tuple[str, bool]:
    """What a name starts with, and whether that is all of it."""
    first = name.parts[0] if name.parts else ""
    return (first, len(name.parts) == 1) if isinstance(first, str) else ("", False)


def _alike(one: tuple[str, bool], other: tuple[str, bool]) -> bool:
    """Whether two names may come to the same."""
    if one[1] and other[1]:
        return one[0] == other[0]
    return one[0].startswith(other[0]) or other[0].startswith(one[0])
