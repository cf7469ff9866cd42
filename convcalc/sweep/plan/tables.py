"""Things by number, and numbers by pairs of numbers, in arrays of numpy. Knows nothing of networks."""

from collections.abc import Callable
from math import prod
from typing import Any, Generic, TypeVar

import numpy as np

from convcalc.sweep.plan.routes import TooLargeForArraysError

MOST_CELLS = 1 << 23
"""Of a table by two numbers: 64 MB."""

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
    """A number for each pair of numbers, asked for when it is first met."""

    def __init__(self) -> None:
        self._table = np.full((1, 1), UNKNOWN, np.int64)

    def found(self, rows: Any, columns: Any, ask: Callable[[int], int]) -> Any:
        """The number for each pair; `ask` is given where one first stands. Raises TooLargeForArraysError."""
        if not len(rows):
            return rows
        self._grow(int(rows.max()) + 1, int(columns.max()) + 1)
        missing = np.flatnonzero(self._table[rows, columns] == UNKNOWN)
        if len(missing):
            pairs = rows[missing] * self._table.shape[1] + columns[missing]
            for first in np.sort(missing[np.unique(pairs, return_index=True)[1]]).tolist():
                self._table[rows[first], columns[first]] = ask(first)
        return self._table[rows, columns]

    def _grow(self, rows: int, columns: int) -> None:
        height, width = self._table.shape
        if rows <= height and columns <= width:
            return
        larger = rows if rows <= height else 2 * rows, columns if columns <= width else 2 * columns
        larger = max(height, larger[0]), max(width, larger[1])
        if prod(larger) > MOST_CELLS:
            raise TooLargeForArraysError
        table = np.full(larger, UNKNOWN, np.int64)
        table[:height, :width] = self._table
        self._table = table
