"""What varies in a family: axes of choices, and what must hold between them. Knows no networks and no files.

A point has an index: its choices in mixed radix, where the last axis counts fastest, as nested loops would. No space is
ever listed. `range(space.size)` stands for all its points and a `Draw` for some at random; a slice of either is a
piece of work of a few bytes, for this process or for another.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from math import isqrt, prod
from typing import Any, overload

from convcalc.document.records import NamedTuple
from convcalc.language.expressions import Expression

Chosen = Mapping[str, Any]
"""What each variable is at a point: as a spec holds values, numbers, words and lists."""

INPUT = "input"
"""The axis of the input's volume; of one of several inputs, `input.left`."""


class Axis(NamedTuple):
    """One thing that varies, and what it can be: a variable, an element of one that is a list, or an input."""

    name: str
    """As it is written: `width`, `depths[0]`, `input`."""
    choices: tuple[Any, ...]
    place: int | None = None
    """Which element of its variable it is, from 0; None where it is all of it."""

    @property
    def variable(self) -> str:
        """The variable, or the input, that it is, or is an element of."""
        return self.name if self.place is None else self.name.partition("[")[0]

    @property
    def is_input(self) -> bool:
        """Whether it is the volume of an input, and no variable."""
        return self.name.partition(".")[0] == INPUT


class Space(NamedTuple):
    """All points: a choice of each axis, where the conditions hold."""

    axes: tuple[Axis, ...]
    conditions: tuple[Expression, ...] = ()
    """What must be true of the variables that vary, by their names: `w2 >= w1`. Judged before anything is built."""
    lists: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    """The variables of which only elements vary, with what the others are."""

    @property
    def size(self) -> int:
        """How many points there are, those too where a condition does not hold."""
        return prod(len(axis.choices) for axis in self.axes)

    def places(self, index: int) -> tuple[int, ...]:
        """Which choice of each axis a point is, from its index."""
        places = []
        for axis in reversed(self.axes):
            index, place = divmod(index, len(axis.choices))
            places.append(place)
        return tuple(reversed(places))

    def index_at(self, places: Sequence[int]) -> int:
        """The index of a point, from which choice of each axis it is."""
        index = 0
        for axis, place in zip(self.axes, places, strict=True):
            index = index * len(axis.choices) + place
        return index

    def chosen(self, index: int) -> tuple[Any, ...]:
        """The choice of each axis at a point."""
        return tuple([axis.choices[k] for axis, k in zip(self.axes, self.places(index), strict=True)])

    def values(self, index: int) -> dict[str, Any]:
        """The value of each variable that varies, and of each input that does, at a point.

        >>> Space((Axis("width", (16, 24)), Axis("kernel", (3, 5, 7)))).values(4)
        {'width': 24, 'kernel': 5}
        >>> Space((Axis("depths[1]", (3, 4), 1),), (), (("depths", (2, 2)),)).values(1)
        {'depths': [2, 4]}
        """
        return self.valued(self.chosen(index))

    def valued(self, chosen: Sequence[Any]) -> dict[str, Any]:
        """The value of each variable and input that varies, from the choice of each axis."""
        values: dict[str, Any] = {name: list(each) for name, each in self.lists}
        for axis, choice in zip(self.axes, chosen, strict=True):
            if axis.place is None:
                values[axis.name] = choice
            else:
                values[axis.variable][axis.place] = choice
        return values

    def unmet(self, values: Chosen) -> str:
        """The text of the first condition that does not hold; empty where all do. Raises ExpressionError."""
        return next((each.text for each in self.conditions if not each.value(values)), "")


class Draw(Sequence[int]):
    """Distinct indices at random, the same for the same seed, and the first of more: none is held in memory.

    The k-th is where a random permutation of all indices takes k: four rounds of a Feistel network (Luby & Rackoff
    1988) over a square that holds them, gone through again until it lands on one (Black & Rogaway 2002).
    """

    def __init__(self, size: int, count: int, seed: int) -> None:
        self.size, self.length, self.seed = size, min(size, count), seed
        self._side = isqrt(max(0, size - 1)) + 1

    def __len__(self) -> int:
        return self.length

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Draw) and self._facts == other._facts

    def __hash__(self) -> int:
        return hash(self._facts)

    @property
    def _facts(self) -> tuple[int, int, int]:
        return self.size, self.length, self.seed

    @overload
    def __getitem__(self, k: int) -> int: ...
    @overload
    def __getitem__(self, k: slice) -> list[int]: ...
    def __getitem__(self, k: int | slice) -> int | list[int]:
        """One index, or some."""
        inside = range(self.length)[k]
        return self._drawn(inside) if isinstance(inside, int) else list(map(self._drawn, inside))

    def __iter__(self) -> Iterator[int]:
        return map(self._drawn, range(self.length))

    def _drawn(self, k: int) -> int:
        k = self._mixed(k)
        while k >= self.size:
            k = self._mixed(k)
        return k

    def _mixed(self, k: int) -> int:
        side, seed = self._side, self.seed
        row, column = divmod(k, side)
        for turn in (0, 2):
            row = (row + _hashed(seed, turn, column)) % side
            column = (column + _hashed(seed, turn + 1, row)) % side
        return row * side + column


@lru_cache(maxsize=2**16)
def _hashed(seed: int, turn: int, number: int) -> int:
    return int.from_bytes(blake2b(f"{seed} {turn} {number}".encode()).digest(), "big")
