"""Items of a block that are repeated, as rows: those alike in one, the first or the last apart where it differs."""

import itertools
from collections.abc import Sequence

from convcalc.document.records import NamedTuple
from convcalc.exchange.writing.code.bodies import BodyItem, ItemKey
from convcalc.exchange.writing.code.words import LayerWords

LEAST_PROGRESSION = 3
"""So many numbers that grow by the same are no accident."""


class Spoken(NamedTuple):
    """An item in the words of the target."""

    item: BodyItem
    words: LayerWords


class Segment(NamedTuple):
    """An item so many times in a row."""

    key: ItemKey
    items: tuple[Spoken, ...]
    growth: tuple[tuple[str, int], ...] = ()
    """By how much its numbers grow each time, where they do."""

    @property
    def words(self) -> LayerWords:
        """Those of the first."""
        return self.items[0].words

    @property
    def shape(self) -> tuple[object, ...]:
        """What segments of different calls must have in common, to be one."""
        first = self.items[0]
        names = tuple([name for name, _ in first.words.args])
        return first.words.callee, names, len(first.item.reads), len(self.items[-1].item.gives), self.growing

    @property
    def growing(self) -> tuple[str, ...]:
        """The names of numbers that grow; none where it stands once, and nobody can say."""
        return tuple([name for name, step in self.growth if step])


ItemRows = Sequence[Sequence[Spoken]]
"""The items of one key, in each call of the block."""


def segmented(key: ItemKey, rows: ItemRows) -> list[list[Segment]]:
    """The segments of one key in each call of the block."""
    if max(map(len, rows), default=0) < 2:
        return [[Segment(key, tuple(row))] if row else [] for row in rows]
    if not all(map(_is_row, rows)):
        return [[Segment((*key, k), (each,)) for k, each in enumerate(row)] for row in rows]
    if found := _progressions(key, rows):
        return found
    runs = [_runs(row) for row in rows]
    counts = {len(run) for run in runs}
    if len(counts) == 1:
        return [[Segment((*key, k), part) for k, part in enumerate(run)] for run in runs]
    if counts <= {0, 1, 2} and all(len(run[0]) == 1 for run in runs if len(run) == 2):
        return [_cut(key, row, 1) for row in rows]
    if counts <= {0, 1, 2} and all(len(run[1]) == 1 for run in runs if len(run) == 2):
        return [_cut(key, row, len(row) - 1) for row in rows]
    return [[Segment((*key, k), (each,)) for k, each in enumerate(row)] for row in rows]


def _is_row(row: Sequence[Spoken]) -> bool:
    """Whether each item reads what the one before it gives, and nothing else."""
    single = all(len(each.item.reads) == 1 and len(each.item.gives) == 1 for each in row) or len(row) < 2
    return single and all(other.item.reads == one.item.gives for one, other in itertools.pairwise(row))


def _cut(key: ItemKey, row: Sequence[Spoken], at: int) -> list[Segment]:
    return [Segment((*key, k), tuple(part)) for k, part in enumerate((row[:at], row[at:])) if part]


def _runs(row: Sequence[Spoken]) -> list[tuple[Spoken, ...]]:
    """Neighbours that are said in the same words."""
    runs: list[list[Spoken]] = []
    for each in row:
        if runs and runs[-1][-1].words == each.words:
            runs[-1].append(each)
        else:
            runs.append([each])
    return [tuple(run) for run in runs]


def _progressions(key: ItemKey, rows: ItemRows) -> list[list[Segment]]:
    """ItemRows whose numbers grow by the same each time; none where some do not, or all stay."""
    found = [_growth(row) for row in rows]
    longest = max(rows, key=len)
    named = {name for growth in found for name, step in growth or () if step}
    if len(longest) < LEAST_PROGRESSION or not named or any(growth is None for growth in found):
        return []
    growths = [tuple([(name, dict(growth or ()).get(name, 0)) for name in sorted(named)]) for growth in found]
    known = next(growth for growth, row in zip(growths, rows) if len(row) > 1)
    return [
        [Segment(key, tuple(row), growth if len(row) > 1 else known)] if row else []
        for growth, row in zip(growths, rows)
    ]


def _growth(row: Sequence[Spoken]) -> list[tuple[str, int]] | None:
    """By how much each number grows each time; None where that differs, or more than numbers do."""
    if len({(each.words.callee, *[name for name, _ in each.words.args]) for each in row}) > 1:
        return None
    found: list[tuple[str, int]] = []
    for values in zip(*(each.words.args for each in row)):
        name, numbers = values[0][0], [value for _, value in values]
        if all(number == numbers[0] for number in numbers):
            continue
        if not all(type(number) is int for number in numbers):
            return None
        steps = {other - one for one, other in itertools.pairwise(numbers)}
        if len(steps) > 1 or min(steps) < 0:
            return None
        found.append((name, steps.pop()))
    return found
