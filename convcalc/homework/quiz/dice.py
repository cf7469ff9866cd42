"""Chance that is the same everywhere: only `random.Random(seed).random()` is promised to stay as it is."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Choices that follow from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def number(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + int(self._random.random() * (most - least + 1))

    def pick(self, options: Sequence[T]) -> T:
        """One of some; written twice, it comes twice as often."""
        return options[self.number(0, len(options) - 1)]

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """All of them, in any order."""
        rest, mixed = list(options), []
        while rest:
            mixed.append(rest.pop(self.number(0, len(rest) - 1)))
        return mixed
