"""Draws settings at random, and the forms that a spec may write them in."""

import random
from collections.abc import Callable, Sequence
from typing import Any

Pads = list[tuple[int, int]]
"""What is added before and after, axis by axis."""


class Draw(random.Random):
    """Random numbers, with the draws that layers share."""

    def chance(self, share: float) -> bool:
        return self.random() < share

    def each(self, rank: int, draw: Callable[[], int], alike: float = 0.5) -> list[int]:
        """A number for each axis, `alike` for all in that share of the draws."""
        numbers = [draw() for _ in range(rank)]
        return [numbers[0]] * rank if self.chance(alike) else numbers

    def divisor(self, number: int) -> int:
        return self.choice([k for k in range(1, number + 1) if number % k == 0])

    def pads(self, extents: Sequence[int]) -> Pads:
        """Padding of windows that reach so far."""
        pads = []
        for extent in extents:
            before = self.randint(0, min(extent, 4))
            pads.append((before, before if self.chance(0.6) else self.randint(0, min(extent, 4))))
        return pads

    def written(self, numbers: Sequence[int]) -> int | list[int]:
        """Numbers of axes as a spec may write them: one where all agree, or a list."""
        return numbers[0] if len(set(numbers)) == 1 and self.chance(0.7) else list(numbers)

    def written_pads(self, pads: Pads) -> Any:
        """Padding as a spec may write it: by axis, by axis and side, by side and axis."""
        if all(before == after for before, after in pads):
            return self.written([before for before, _ in pads])
        if self.chance(0.5):
            return [list(each) for each in pads]
        return {"before": self.written([a for a, _ in pads]), "after": self.written([b for _, b in pads])}


def sides(pads: Pads) -> list[int]:
    """Padding in PyTorch's order: the last axis first."""
    return [side for pair in reversed(pads) for side in pair]


def symmetric(pads: Pads) -> bool:
    return all(before == after for before, after in pads)
