"""Counts of channels, found by halving: no size, count or field ever falls as filters are added."""

from collections.abc import Callable, Iterator

from convcalc.homework.solve.bounds import Bounds
from convcalc.homework.solve.model import Unknown

LARGEST_COUNT = 10**9


def takes_any(bounds: Bounds, unknown: Unknown) -> bool:
    """Whether the layers after an unknown count take any number of channels."""
    after = bounds.model.items[unknown.layer + 1 :]
    grouped = any("groups" in item.settings or not (item.cls and item.cls.any_channels) for item in after)
    return unknown.counted and unknown.field in ("filters", "units", "multiplier") and not grouped


def step(bounds: Bounds, unknown: Unknown, fixed: dict[Unknown, int]) -> int:
    """The count goes up by its layer's groups."""
    if unknown.field != "filters":
        return 1
    given = [value for each, value in fixed.items() if (each.layer, each.field) == (unknown.layer, "groups")]
    settings = bounds.model.items[unknown.layer].settings
    groups: int = given[0] if given else settings.get("groups", 1)
    return groups


def ends(bounds: Bounds, unknown: Unknown, fixed: dict[Unknown, int], by: int) -> tuple[list[int], bool]:
    """The counts around the first and the last that can be right, and whether there is no last."""
    most = LARGEST_COUNT // by
    least = first(lambda k: not _too_small(bounds, {**fixed, unknown: k * by}), most)
    beyond = first(lambda k: _too_large(bounds, {**fixed, unknown: k * by}), most)
    around = sorted({least - 1, least, beyond - 1, beyond})
    return [k * by for k in around if 1 <= k <= most], beyond > most


def first(holds: Callable[[int], bool], most: int) -> int:
    """The first number from 1 for which a condition holds that never ceases to; `most + 1` where none does.

    >>> first(lambda n: n * n > 50, 100), first(lambda n: n > 100, 100)
    (8, 101)
    """
    high = 1
    while high <= most and not holds(high):
        high *= 2
    low, high = high // 2, min(high, most + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if middle <= most and holds(middle) else (middle, high)
    return high


def _too_small(bounds: Bounds, values: dict[Unknown, int]) -> bool:
    return any(figure < low for figure, low, _ in _figures(bounds, values))


def _too_large(bounds: Bounds, values: dict[Unknown, int]) -> bool:
    return any(figure > high for figure, _, high in _figures(bounds, values))


def _figures(bounds: Bounds, values: dict[Unknown, int]) -> Iterator[tuple[int, float, float]]:
    """The figures that grow with a count, each with the least and the most that is asked for."""
    outcome, target = bounds.model.run(values), bounds.target
    if outcome is None:
        return
    output = outcome.output
    if target.output and len(target.output) == output.rank + 1 and target.output[-1] is not None:
        yield output.channels, target.output[-1], target.output[-1]
    if target.params:
        yield outcome.params, float(target.params.low), float(target.params.high)
