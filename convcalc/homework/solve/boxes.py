"""Ranges of numbers, halved until each is all right or all wrong: nothing is left out, and little is tried.

A box is a range for each unknown. Knows how to judge one by the trials at its corners, and nothing of layers.
"""

import heapq
import math
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import count as count_from
from itertools import product
from typing import Any

from convcalc.homework.solve.model import Shapes, Values
from convcalc.homework.solve.target import REFUSALS, SIZE, Miss
from convcalc.homework.solve.trials import Trial, Trials

Box = tuple[range, ...]


class OverBudgetError(Exception):
    """More trials than a search may make; what was found before."""

    def __init__(self, found: list["Box"]) -> None:
        super().__init__()
        self.found = found


class Boxes:
    """Boxes of numbers, judged by their corners."""

    def __init__(self, trials: Trials) -> None:
        self.trials = trials
        self.target = trials.target

    def hits(self, boxes: Iterable[Box], most: float, enough: float = math.inf) -> list[Box]:
        """The boxes in which all numbers reach the target, with no other numbers that do, in parts of those given.

        Raises OverBudgetError after `most` trials, or where more than enough is found.
        """
        found: list[Box] = []
        waiting = list(boxes)[::-1]
        start = len(self.trials.made)
        while waiting:
            if len(self.trials.made) - start > most or len(found) > enough:
                raise OverBudgetError(found)
            box = waiting.pop()
            corners = self.corners(box)
            if self.right(corners):
                found.append(box)
            elif not self.wrong(corners):
                waiting += reversed(self.halves(box))
        return found

    def halves(self, box: Box) -> tuple[Box, Box]:
        """A box in two: across the longest of the sides whose ends differ in their misses, or of all sides."""
        sides = [k for k, numbers in enumerate(box) if len(numbers) > 1]
        telling = sides if len(sides) < 2 else [k for k in sides if self.differ(box, k)]
        return cut(box, max(telling or sides, key=lambda k: len(box[k]) / (box[k][0] + 1)))

    def differ(self, box: Box, k: int) -> bool:
        """Whether the trials at the two ends of a side miss in different ways."""
        rest = [(numbers[0], numbers[-1]) for numbers in box]
        ends = ([self.look(values) for values in product(*rest[:k], (n,), *rest[k + 1 :])] for n in rest[k])
        return len(set(map(tuple, ends))) > 1

    def look(self, values: Values) -> tuple[Any, ...]:
        """What tells trials apart: the ways in which they miss, their parameters too, and their marks."""
        trial = self.trials.at(values)
        return trial.misses, trial.marks, self.target.params and self.target.params.side(trial.params)

    def corners(self, box: Box) -> list[Trial]:
        """The trials of the least and the largest numbers of a box."""
        ends = (dict.fromkeys((numbers[0], numbers[-1])) for numbers in box)
        return [self.trials.at(values) for values in product(*ends)]

    def right(self, corners: list[Trial]) -> bool:
        """Whether all between them reaches the target."""
        if any(trial.misses or trial.marks != corners[0].marks for trial in corners):
            return False
        low, high = _params(corners)
        return self.target.params is None or (self.target.params.low <= low and high <= self.target.params.high)

    def wrong(self, corners: list[Trial]) -> bool:
        """Whether all between them misses the target, in one and the same way."""
        common = corners[0].misses.intersection(*(trial.misses for trial in corners[1:]))
        if common or self.target.params is None:
            return bool(common)
        low, high = _params(corners)
        return high < self.target.params.low or low > self.target.params.high

    def far(self, box: Box) -> bool:
        """Whether all sizes are too large, or too small, whatever the layers take."""
        corners = self.corners(box)
        return any(miss[0] == SIZE for miss in corners[0].misses.intersection(*(each.misses for each in corners)))

    def nearest(self, boxes: Iterable[Box], count: int, most: int) -> list[Values]:
        """The numbers that come nearest to the target, one for each way to miss it, nearest first."""
        waiting = [(self.gap(self.corners(box)), n, box) for n, box in enumerate(boxes)]
        heapq.heapify(waiting)
        found: dict[frozenset[Miss] | None, Values] = {}
        number, end = count_from(len(waiting)), len(self.trials.made) + most
        while waiting and len(found) < count and len(self.trials.made) < end and waiting[0][0] < math.inf:
            _, _, box = heapq.heappop(waiting)
            corners = self.corners(box)
            ways = {self.ways(trial) for trial in corners}
            if len(ways) == 1 and ways <= found.keys():
                continue
            if all(alike(trial, corners[0]) for trial in corners):
                found.setdefault(ways.pop(), tuple(numbers[0] for numbers in box))
                continue
            for half in self.halves(box):
                heapq.heappush(waiting, (self.gap(self.corners(half)), next(number), half))
        return list(found.values())

    def ways(self, trial: Trial) -> frozenset[Miss] | None:
        """In which ways a trial misses the target, the parameters too; None where a layer refuses."""
        if trial.outcome is None:
            return None
        side = self.target.params.side(trial.params) if self.target.params else 0
        return frozenset(miss[:3] for miss in trial.misses) | ({("params", 0, side)} if side else set())

    def gap(self, corners: list[Trial]) -> float:
        """How near to the target anything between them can come."""
        if any(trial.outcome is None for trial in corners):
            common = corners[0].misses.intersection(*(trial.misses for trial in corners[1:]))
            return math.inf if any(miss[0] in REFUSALS for miss in common) else float(bool(common))
        gap = sum(_beyond(figures, wanted, wanted) for figures, wanted in self._sizes(corners) if wanted is not None)
        if self.target.params:
            gap += _beyond(_params(corners), *self.target.params)
        if self.target.field and (len(corners) == 1 or not any(trial.marks[-1] for trial in corners)):
            each_axis = zip(*(trial.field for trial in corners))
            gap += sum(_beyond([math.inf if n is None else n for n in axis], *self.target.field) for axis in each_axis)
        return gap

    def _sizes(self, corners: list[Trial]) -> Iterator[tuple[Sequence[int], int | None]]:
        """Each size and the channels at all corners, with what is wanted."""
        outputs = [trial.outcome.output for trial in corners if trial.outcome]
        return zip(zip(*((*output.size, output.channels) for output in outputs)), self.target.output or ())


def alike(one: Trial, other: Trial) -> bool:
    """Whether two trials come to the same figures."""
    if one.outcome is None or other.outcome is None:
        return False
    return one.outcome.output == other.outcome.output and one[1:] == other[1:]


def cut(box: Box, k: int) -> tuple[Box, Box]:
    """A box in two, across one side: in the middle, or by magnitude where its ends lie far apart."""
    numbers = box[k]
    low, high = numbers[0], numbers[-1]
    middle = math.isqrt((low + 1) * (high + 1)) if high > 8 * (low + 2) else (low + high) // 2
    at = max(1, min(len(numbers) - 1, (middle - low) // numbers.step + 1))
    return (*box[:k], numbers[:at], *box[k + 1 :]), (*box[:k], numbers[at:], *box[k + 1 :])


def _params(corners: Sequence[Trial]) -> tuple[float, float]:
    """The least and the most parameters between some corners.

    Each number of a tensor's shape only grows, or only shrinks; their product need not: an unshared convolution has
    fewer places for a larger kernel.
    """
    known = [_between(each) for each in zip(*(trial.shapes for trial in corners))]
    most = math.inf if any(trial.outcome is None for trial in corners) else sum(high for _, high in known)
    return sum(low for low, _ in known), most


def _between(corners: Sequence[Shapes]) -> tuple[int, int]:
    """The least and the most parameters of a layer, by the shapes of its tensors at some corners."""
    if len({tuple(map(len, shapes)) for shapes in corners}) == 1:
        sides = [list(zip(*shapes)) for shapes in zip(*corners)]
        return sum(math.prod(map(min, each)) for each in sides), sum(math.prod(map(max, each)) for each in sides)
    counts = [sum(map(math.prod, shapes)) for shapes in corners]
    return min(counts), max(counts)


def _beyond(figures: Sequence[float], low: Fraction | float, high: Fraction | float) -> float:
    """How far figures that reach from the least to the largest of some are from a range."""
    return float(max(0, low - max(figures), min(figures) - high))
