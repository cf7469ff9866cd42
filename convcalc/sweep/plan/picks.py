"""Which of its choices a point is, and what tells the points apart for something that hangs on a few of them."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cached_property
from itertools import product
from math import prod
from operator import itemgetter

from convcalc.language.expansion.making import lookup_key
from convcalc.sweep.plan.uses import NameUse, element
from convcalc.sweep.space import Axis, Space

Picks = Sequence[int]
"""Which choice of each axis a point is."""


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
        self._space, self._used = space, used
        self.axes = tuple(sorted(used))
        """Their numbers."""
        self.places: Callable[[Picks], Hashable] = itemgetter(*self.axes) if used else _nothing
        """What tells points apart, by their places."""

    @cached_property
    def tables(self) -> list[tuple[int, list[int]]]:
        """The axes by number, of each choice the first that comes to the same."""
        return [(number, _classes(self._space.axes[number], self._used[number])) for number in self.axes]

    @property
    def count(self) -> int:
        """How many there are that differ; of choices that are used as they are, all."""
        return prod(self._count(number) for number in self.axes)

    def _count(self, number: int) -> int:
        if self._used[number] == [None]:
            return len(self._space.axes[number].choices)
        return len(set(_classes(self._space.axes[number], self._used[number])))

    def told(self, picks: Picks) -> Hashable:
        """The same, where choices that come to the same are one."""
        return tuple([table[picks[number]] for number, table in self.tables])


def _nothing(picks: Picks) -> tuple[int, ...]:
    return ()


def _classes(axis: Axis, indices: Sequence[int | None]) -> list[int]:
    """For each choice the first that is the same in all elements that are used."""
    first: dict[Hashable, int] = {}
    keys = [tuple(lookup_key(element(choice, index)) for index in indices) for choice in axis.choices]
    return [first.setdefault(key, place) for place, key in enumerate(keys)]
