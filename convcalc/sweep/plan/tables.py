"""Things by number, and numbers by pairs of numbers, in arrays of numpy. Knows nothing of networks."""

from collections.abc import Callable
from math import prod
from typing import Any, Generic, TypeVar

import numpy as np

from convcalc.sweep.plan.routes import TooLargeForArraysError

MOST_CELLS = 1 << 21
"""Of a table by two numbers: 8 MB. In more, pairs are looked for, which takes several times as long."""
MOST_COLUMNS = 1 << 31

UNKNOWN = -1

T = TypeVar("T")


class Numbered(Generic[T]):
    """Things by numbers, each with a row of whole numbers that is told of it."""

    def __init__(self, tell: Callable[[T], Any]) -> None:
        self.things: list[T] = []
        self._numbers: dict[int, int] = {}
        self._tell = tell
        self._table: Any = None

    def number(self, thing: T) -> int:
        """The number of a thing, which it has for good."""
        if id(thing) not in self._numbers:
            self._numbers[id(thing)] = len(self.things)
            self.things.append(thing)
        return self._numbers[id(thing)]

    @property
    def table(self) -> Any:
        """What is told of all of them so far, a row each. Raises TooLargeForArraysError."""
        known = 0 if self._table is None else len(self._table)
        if known < len(self.things):
            try:
                new = np.array([self._tell(thing) for thing in self.things[known:]], np.int64)
            except OverflowError:
                raise TooLargeForArraysError from None
            self._table = np.concatenate([self._table, new]) if known else new
        return self._table


class Pairs:
    """A number for each pair of numbers, asked for when it is first met: in a table as long as that is small."""

    def __init__(self) -> None:
        self._table: Any = np.full((1, 1), UNKNOWN, np.int32)
        self._keys = self._numbers = np.array([], np.int64)
        """Of pairs in no table: these in order, and the number of each."""

    def found(self, rows: Any, columns: Any, ask: Callable[[int], int]) -> Any:
        """The number for each pair; `ask` is given where one first stands. Raises TooLargeForArraysError."""
        if not len(rows):
            return rows
        if self._table is not None and not self._grow(int(rows.max()) + 1, int(columns.max()) + 1):
            self._leave_the_table()
        if self._table is None:
            return self._looked_up(rows.astype(np.int64) * MOST_COLUMNS + columns, ask)
        missing = np.flatnonzero(self._table[rows, columns] == UNKNOWN)
        for first in _firsts(rows[missing] * self._table.shape[1] + columns[missing], missing):
            self._table[rows[first], columns[first]] = ask(first)
        return self._table[rows, columns]

    def _looked_up(self, keys: Any, ask: Callable[[int], int]) -> Any:
        if keys.max() >= MOST_COLUMNS**2:
            raise TooLargeForArraysError
        places = np.searchsorted(self._keys, keys)
        places[places == len(self._keys)] = 0
        missing = np.flatnonzero(self._keys[places] != keys) if len(self._keys) else np.arange(len(keys))
        if not len(missing):
            return self._numbers[places]
        firsts = _firsts(keys[missing], missing)
        self._hold(np.concatenate([self._keys, keys[firsts]]), np.concatenate([self._numbers, list(map(ask, firsts))]))
        return self._numbers[np.searchsorted(self._keys, keys)]

    def _hold(self, keys: Any, numbers: Any) -> None:
        order = np.argsort(keys)
        self._keys, self._numbers = keys[order], numbers[order]

    def _leave_the_table(self) -> None:
        rows, columns = np.nonzero(self._table != UNKNOWN)
        self._hold(rows * MOST_COLUMNS + columns, self._table[rows, columns])
        self._table = None

    def _grow(self, rows: int, columns: int) -> bool:
        """Make room in the table, if there is any."""
        height, width = self._table.shape
        if rows <= height and columns <= width:
            return True
        larger = rows if rows <= height else 2 * rows, columns if columns <= width else 2 * columns
        larger = max(height, larger[0]), max(width, larger[1])
        if prod(larger) > MOST_CELLS:
            return False
        table = np.full(larger, UNKNOWN, np.int32)
        table[:height, :width] = self._table
        self._table = table
        return True


def _firsts(keys: Any, places: Any) -> list[int]:
    """Of equal keys the first of their places, in order."""
    found: list[int] = np.sort(places[np.unique(keys, return_index=True)[1]]).tolist()
    return found
