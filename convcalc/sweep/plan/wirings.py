"""Lists of items that are wired: each reads volumes made before it, by one or several of which others are alive.

A list whose names and branches say plainly what reads what is a wiring of steps. Knows what is read, and not what for.
"""

from collections.abc import Iterable, Sequence

from convcalc.document.records import NamedTuple
from convcalc.language.expansion.state import Frame
from convcalc.language.items import Item, Template
from convcalc.language.spec import Spec
from convcalc.sweep.plan.pieces import sourced
from convcalc.sweep.plan.sights import UnfitError


class WiredStep(NamedTuple):
    """An item of a wiring."""

    item: Item
    """Without its name, and what it reads."""
    sources: tuple[int, ...]
    """The volumes that it reads: 0 is the one that goes in, k the one that the k-th step makes."""
    meets: bool
    """Whether volumes meet in it."""
    frame: Frame | None = None
    """Where its expressions are worked out; None for that of the call that is wired."""


class WiredStretch(NamedTuple):
    """Some steps of a wiring, told by what is alive before them."""

    steps: tuple[WiredStep, ...]
    """They read the volumes alive before, numbered in their order, and those that are made here, after these."""
    ends: tuple[int, ...]
    """The last step that needs each volume; as many as there are steps where it lives on."""
    after: tuple[int, ...]
    """The volumes that live on."""
    closes: bool
    """Whether the wiring ends with it."""


class WiredList:
    """Items in running order."""

    def __init__(self, steps: Iterable[WiredStep], end: int) -> None:
        self.steps = tuple(steps)
        self.end = end
        """The volume that comes out."""
        self.last = [number - 1 for number in range(len(self.steps) + 1)]
        """The last step that needs each volume: the one that makes it, where none reads it; beyond all for the end."""
        for number, step in enumerate(self.steps):
            for source in step.sources:
                self.last[source] = number
        self.last[end] = len(self.steps)

    def stretch(self, first: int, end: int) -> WiredStretch:
        """The steps from one up to another."""
        before = [number for number in range(first + 1) if self.last[number] >= first]
        numbers = [*before, *range(first + 1, end + 1)]
        local = {number: place for place, number in enumerate(numbers)}
        steps = [
            each._replace(sources=tuple([local[source] for source in each.sources])) for each in self.steps[first:end]
        ]
        ends = tuple([min(self.last[number], end) - first for number in numbers])
        after = tuple([place for place, last in enumerate(ends) if last == end - first])
        return WiredStretch(tuple(steps), ends, after, end == len(self.steps))


def wiring_of(items: Sequence[Item], spec: Spec) -> WiredList | None:
    """Items as a wiring; None where conditions, repeats, or names from outside have a say in it."""
    try:
        return _Wires(spec).wiring(items)
    except (UnfitError, KeyError):
        return None


class _Wires:
    """Follows the names in a list of items. Raises UnfitError, and KeyError for a name that is not there."""

    def __init__(self, spec: Spec) -> None:
        self._spec = spec
        self._steps: list[WiredStep] = []

    def wiring(self, items: Sequence[Item]) -> WiredList:
        end = self._run(items, 0, {})
        return WiredList(self._steps, end)

    def _run(self, items: Sequence[Item], current: int, around: dict[str, int]) -> int:
        names = dict(around)
        for item in items:
            _check_plain(item)
            current = self._step(item, current, names)
            if item.name:
                _give(names, item.name.plain, current)
        return current

    def _step(self, item: Item, current: int, names: dict[str, int]) -> int:
        sources = [names[source.plain] for source in item.sources]
        if not (item.cls and item.cls.merges):
            if len(sources) > 1:
                raise UnfitError("it reads several")
            return self._add(item, sources or [current], False)
        if sources:
            return self._add(item, sources, True)
        ends = [self._run(branch.items, current, names) for branch in item.branches]
        for branch, end in zip(item.branches, ends, strict=True):
            _give(names, branch.name, end)
        return self._add(item, ends, True)

    def _add(self, item: Item, sources: Sequence[int], meets: bool) -> int:
        bare = item._replace(name=None, sources=(), branches=() if meets else item.branches)
        if sourced(bare, self._spec):
            raise UnfitError("it names layers outside")
        self._steps.append(WiredStep(bare, tuple(sources), meets))
        return len(self._steps)


def _give(names: dict[str, int], name: str, number: int) -> None:
    if name in names:
        raise UnfitError("a name may stand for two layers")
    names[name] = number


def _check_plain(item: Item) -> None:
    """Raises UnfitError where an item may be there or not, or reads what its sources do not tell."""
    said = item.repeat is not None or item.when is not True or item.weights or item.given or item.frozen is not None
    named = (item.name is None or item.name.plain) and all(source.plain for source in item.sources)
    odd = item.kind in ("head", "from") or (item.cls and (item.cls.indexed or not item.cls.takes))
    layers = any(isinstance(value, Template) for value in item.settings.values())
    if said or not named or odd or layers or item.varies:
        raise UnfitError("it is not plain")
