"""What a search found: runs of values that reach a target, and what was tried. Plain data."""

from collections.abc import Iterator
from itertools import pairwise, product
from math import prod

from convcalc.document.records import NamedTuple
from convcalc.homework.solve.boxes import Box
from convcalc.homework.solve.model import Outcome, Unknown

LONGEST_LIST = 3
"""So many neighbouring solutions are listed one by one; more are told as a range."""
MOST_SPREAD = 5000
"""So many values that go by steps are put in order one by one."""


class Run(NamedTuple):
    """Neighbouring values of an unknown."""

    first: int
    last: int
    step: int = 1
    endless: bool = False
    """All larger ones too."""


class Solution(NamedTuple):
    """Values that reach the target: a run for each unknown, and what its ends come to."""

    runs: tuple[Run, ...]
    first: Outcome
    last: Outcome


class Tried(NamedTuple):
    """Which values of an unknown were tried, and whether no others can be solutions."""

    unknown: Unknown
    first: int
    last: int
    all: bool
    note: str = ""
    more: bool = False
    """A larger one is known to be a solution."""


class Answers(NamedTuple):
    """What was found, and what was tried to find it."""

    unknowns: tuple[Unknown, ...]
    solutions: tuple[Solution, ...]
    nearest: tuple[Solution, ...]
    """The best that there is, where nothing reaches the target."""
    tried: tuple[Tried, ...]
    refused: str = ""
    """Why the layers take no value at all, where they take none."""


def tidied(boxes: list[Box]) -> list[Box]:
    """The same values in few boxes, neighbours joined; values of one unknown that go by a step as one range."""
    if all(numbers.step == 1 for box in boxes for numbers in box):
        return joined(boxes)
    by_rest: dict[tuple[tuple[int, int], ...], list[Box]] = {}
    for box in boxes:
        by_rest.setdefault(tuple((numbers.step, numbers.start % numbers.step) for numbers in box), []).append(box)
    found = [box for steps, each in by_rest.items() for box in _joined_by_steps(steps, each)]
    for k in range(len(found[0]) if len(by_rest) > 1 else 0):
        found = _without_gaps(found, k)
    if sum(prod(map(len, box)) for box in found) <= MOST_SPREAD:
        singles = [tuple(range(n, n + 1) for n in values) for box in found for values in product(*box)]
        found = found if len(found) == 1 else joined(singles)
    return [(evenly,)] if (evenly := _evenly_spaced(found)) else found


def joined(boxes: list[Box]) -> list[Box]:
    """Boxes whose values go by ones, cut wherever another begins or ends, and joined where their rest is the same."""
    if not boxes or not boxes[0]:
        return boxes[:1]
    waiting = sorted(boxes, key=lambda box: box[0].start, reverse=True)
    inside: list[Box] = []
    found: dict[tuple[Box, int], range] = {}
    for start, stop in pairwise(sorted({end for box in boxes for end in (box[0].start, box[0].stop)})):
        inside = [box for box in inside if box[0].stop > start]
        while waiting and waiting[-1][0].start == start:
            inside.append(waiting.pop())
        for rest in joined([box[1:] for box in inside]):
            before = found.pop((rest, start), range(start, stop))
            found[rest, stop] = range(before.start, stop)
    return sorted(((first, *rest) for (rest, _), first in found.items()), key=lambda box: [each.start for each in box])


def _joined_by_steps(steps: tuple[tuple[int, int], ...], boxes: list[Box]) -> list[Box]:
    """Boxes whose values go by the same steps and leave the same rest, joined."""
    by_ones = [
        tuple(range(at.start // step, at.start // step + len(at)) for at, (step, _) in zip(box, steps)) for box in boxes
    ]
    return [
        tuple(range(at.start * step + rest, at.stop * step + rest, step) for at, (step, rest) in zip(box, steps))
        for box in joined(by_ones)
    ]


def _without_gaps(boxes: list[Box], k: int) -> list[Box]:
    """Boxes with what lies beside the same of the others as one range, where its values leave nothing out."""
    beside: dict[Box, list[range]] = {}
    for box in boxes:
        beside.setdefault((*box[:k], *box[k + 1 :]), []).append(box[k])
    found = []
    for rest, ranges in beside.items():
        whole = range(min(at[0] for at in ranges), max(at[-1] for at in ranges) + 1)
        together = [whole] if sum(map(len, ranges)) == len(whole) else ranges
        found += [(*rest[:k], at, *rest[k:]) for at in together]
    return found


def _evenly_spaced(boxes: list[Box]) -> range | None:
    """Ranges of one unknown as one range with a smaller step, where together they are that."""
    if len(boxes) < 2 or any(len(box) > 1 for box in boxes):
        return None
    starts = sorted(box[0].start for box in boxes)
    evenly = range(starts[0], max(box[0][-1] for box in boxes) + 1, starts[1] - starts[0])
    together = sum(len(box[0]) for box in boxes)
    inside = all(start in evenly for start in starts) and all(
        box[0].step % evenly.step == 0 for box in boxes if len(box[0]) > 1
    )
    return evenly if inside and len(evenly) == together > 2 else None


def parted(box: Box, unknowns: tuple[Unknown, ...]) -> Iterator[Box]:
    """The rows that tell a box: words, and a few values of the last unknown, stand one by one."""
    last = unknowns[-1]
    sides = []
    for unknown, numbers in zip(unknowns, box):
        single = unknown.words or (unknown is last and numbers.step == 1 and len(numbers) <= LONGEST_LIST)
        sides.append([range(n, n + 1) for n in numbers] if single else [numbers])
    return product(*sides)
