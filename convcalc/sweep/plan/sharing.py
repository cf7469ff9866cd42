"""Which of many numbers are equal, found without sorting them. Knows nothing of networks."""

from typing import Any

import numpy as np

from convcalc.document.records import NamedTuple

ROOM = 4
"""Times as many numbers as there are may lie between the least and the most: else they are not compared."""


class Finer(NamedTuple):
    """Members, and the group of each of them in a coarser view; None where that is one for each."""

    points: Any
    groups: Any


class Groups(NamedTuple):
    """Numbers that differ, in order, and for each of many which of these it is."""

    numbers: Any
    each: Any


def groups(numbers: Any) -> Groups | None:
    """Equal numbers as one; None where they lie too far apart to be compared so.

    >>> groups(np.array([7, 5, 7]))
    Groups(numbers=array([5, 7]), each=array([1, 0, 1]))
    """
    if not len(numbers):
        return Groups(numbers, numbers)
    least = numbers.min()
    if numbers.max() - least >= ROOM * len(numbers):
        return None
    there = np.zeros(int(numbers.max() - least) + 1, bool)
    there[numbers - least] = True
    return Groups(np.flatnonzero(there) + least, places_in(there)[numbers - least])


def places_in(there: Any) -> Any:
    """Where each is among those that are there; -1 for the others."""
    return np.where(there, np.cumsum(there) - 1, -1)
