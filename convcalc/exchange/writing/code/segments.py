"""Items of a block that are repeated, as rows: those alike in one, the first or the last apart where it differs."""

import itertools
from collections.abc import Sequence
from typing import Any, Literal

from convcalc.document.records import NamedTuple
from convcalc.exchange.writing.code.bodies import BodyItem, ItemKey
from convcalc.exchange.writing.code.words import LayerWords

LEAST_PROGRESSION = 3
"""So many numbers that grow by the same are no accident."""


class Course(NamedTuple):
    """How a value changes from one time to the next."""

    name: str
    kind: Literal["grows", "first", "odd"]
    """By the same number each time; it is another one the first time, or every second time."""
    one: Any
    """What it is the first time."""
    other: Any
    """By how much it grows, or what it is the second time; None where it stands once, and nobody can say."""


class Spoken(NamedTuple):
    """An item in the words of the target."""

    item: BodyItem
    words: LayerWords


class Segment(NamedTuple):
    """An item so many times in a row."""

    key: ItemKey
    items: tuple[Spoken, ...]
    courses: tuple[Course, ...] = ()
    """How those of its values change that do."""
    rest: bool = False
    """Another one stands before it, or behind, that is written in the same place."""

    @property
    def words(self) -> LayerWords:
        """Those of the first."""
        return self.items[0].words

    @property
    def shape(self) -> tuple[object, ...]:
        """What segments of different calls must have in common, to be one."""
        first = self.items[0]
        names = tuple([name for name, _ in first.words.args])
        changing = tuple([(course.name, course.kind) for course in self.courses])
        said = first.words.family or first.words.callee
        return said, names, len(first.item.reads), len(self.items[-1].item.gives), changing


ItemRows = Sequence[Sequence[Spoken]]
"""The items of one key, in each call of the block."""


def segmented(key: ItemKey, rows: ItemRows) -> list[list[Segment]]:
    """The segments of one key in each call of the block."""
    if max(map(len, rows), default=0) < 2 or not all(map(_is_row, rows)):
        return unrolled(key, rows)
    if found := _coursing(key, rows, ("grows",)):
        return found
    runs = [_runs(row) for row in rows]
    counts = {len(run) for run in runs if run}
    if len(counts) == 1:
        return [[Segment((*key, k), part) for k, part in enumerate(run)] for run in runs]
    if counts == {1, 2} and all(len(run[0]) == 1 for run in runs if len(run) == 2):
        return [_cut(key, row, 1) for row in rows]
    if counts == {1, 2} and all(len(run[1]) == 1 for run in runs if len(run) == 2):
        return [_cut(key, row, len(row) - 1) for row in rows]
    if found := _coursing(key, rows, ("first", "odd", "grows")):
        return found
    return unrolled(key, rows)


def unrolled(key: ItemKey, rows: ItemRows) -> list[list[Segment]]:
    """Each item of one key by itself."""
    if max(map(len, rows), default=0) < 2:
        return [[Segment(key, tuple(row))] if row else [] for row in rows]
    return [[Segment((*key, k), (each,)) for k, each in enumerate(row)] for row in rows]


def _is_row(row: Sequence[Spoken]) -> bool:
    """Whether each item reads what the one before it gives, and nothing else."""
    single = all(len(each.item.reads) == 1 and len(each.item.gives) == 1 for each in row) or len(row) < 2
    return single and all(other.item.reads == one.item.gives for one, other in itertools.pairwise(row))


def _cut(key: ItemKey, row: Sequence[Spoken], at: int) -> list[Segment]:
    cut = enumerate((row[:at], row[at:]))
    return [Segment((*key, k), tuple(part), (), k == (at == 1)) for k, part in cut if part]


def _runs(row: Sequence[Spoken]) -> list[tuple[Spoken, ...]]:
    """Neighbours that are said in the same words."""
    runs: list[list[Spoken]] = []
    for each in row:
        if runs and runs[-1][-1].words == each.words:
            runs[-1].append(each)
        else:
            runs.append([each])
    return [tuple(run) for run in runs]


CourseKinds = Sequence[Literal["grows", "first", "odd"]]


def _coursing(key: ItemKey, rows: ItemRows, kinds: CourseKinds) -> list[list[Segment]]:
    """Rows whose values change in the same way; none where some do not, or all stay."""
    longest = max(rows, key=len)
    if len(longest) < LEAST_PROGRESSION or len({_names(each) for row in rows for each in row}) > 1:
        return []
    courses: list[tuple[str, Literal["grows", "first", "odd"]]] = []
    for place, (name, _) in enumerate(longest[0].words.args):
        values = [[each.words.args[place][1] for each in row] for row in rows]
        if all(value == row[0] for row in values for value in row):
            continue
        fitting = [kind for kind in kinds if all(_runs_so(kind, row) for row in values)]
        if not fitting:
            return []
        courses.append((name, fitting[0]))
    return [[Segment(key, tuple(row), _courses(row, courses))] if row else [] for row in rows] if courses else []


def _names(each: Spoken) -> tuple[str, ...]:
    return each.words.callee, *[name for name, _ in each.words.args]


def _runs_so(kind: str, values: Sequence[Any]) -> bool:
    """Whether values change in a way."""
    if kind == "first":
        return all(value == values[1] for value in values[2:])
    if kind == "odd":
        return all(value == values[k % 2] for k, value in enumerate(values))
    if not all(type(value) is int for value in values):
        return False
    steps = {other - one for one, other in itertools.pairwise(values)}
    return len(steps) < 2 and min(steps, default=0) >= 0


def _courses(
    row: Sequence[Spoken], courses: Sequence[tuple[str, Literal["grows", "first", "odd"]]]
) -> tuple[Course, ...]:
    found: list[Course] = []
    for name, kind in courses:
        values = [dict(each.words.args)[name] for each in row]
        second = values[1] if len(values) > 1 else None
        found.append(Course(name, kind, values[0], second - values[0] if kind == "grows" and second else second))
    return tuple(found)
