"""The points of a sweep as rows of plain values: what the columns are called, what they hold, and each row."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from convcalc.document.records import NamedTuple
from convcalc.model.quantities import QUANTITIES
from convcalc.sweep.gauges import WHOLE, Gauge, Plain
from convcalc.sweep.running import Chunk, Sweep
from convcalc.sweep.space import Axis

POINT = "point"
"""The column of a point's number, by which it is found again."""

Holds = Literal["integer", "real", "truth", "integers", "word"]
"""What a column holds; of a receptive field that is the whole input, `all` too."""


class PointColumn(NamedTuple):
    """A column of a table of points."""

    name: str
    holds: Holds


def names_of(sweep: Sweep) -> list[str]:
    """The number, each axis and each figure. An axis that is called as a figure is, is `vars.depth` then."""
    figures = [gauge.name for gauge in sweep.gauges]
    axes = [axis.name for axis in sweep.members.space.axes]
    return [POINT, *(f"vars.{name}" if name in (POINT, *figures) else name for name in axes), *figures]


def columns_of(sweep: Sweep) -> tuple[PointColumn, ...]:
    """The same with what they hold, for which all choices are looked at."""
    holds: list[Holds] = ["integer", *map(_varies, sweep.members.space.axes), *map(_measures, sweep.gauges)]
    return tuple(map(PointColumn, names_of(sweep), holds))


def _varies(axis: Axis) -> Holds:
    kinds = {_kind(choice) for choice in axis.choices}
    if kinds == {"integer", "real"}:
        return "real"
    return kinds.pop() if len(kinds) == 1 else "word"


def _kind(choice: Any) -> Holds:
    if isinstance(choice, bool):
        return "truth"
    if isinstance(choice, list):
        return "integers" if all(type(each) is int for each in choice) else "word"
    return "integer" if isinstance(choice, int) else "real" if isinstance(choice, float) else "word"


def _measures(gauge: Gauge) -> Holds:
    quantity = QUANTITIES[gauge.quantity]
    return "real" if quantity.unit == "ratio" or quantity.placed else "integer"


def values_of(sweep: Sweep, point: int, figures: Sequence[Plain]) -> list[Any]:
    """The row of a point: plain values, as JSON holds them."""
    return [point, *sweep.members.space.chosen(point), *map(figure_of, figures)]


def figure_of(figure: Plain) -> Plain | str:
    """A figure; `all` for the whole input."""
    return "all" if figure == WHOLE else figure


def told_figure(told: Plain | str) -> Plain:
    """The figure that was told so."""
    return WHOLE if isinstance(told, str) else told


def rows_in(sweep: Sweep, chunk: Chunk) -> Iterator[list[Any]]:
    """The rows of what came of some points."""
    for point, figures in points_in(chunk):
        yield values_of(sweep, point, figures)


def points_in(chunk: Chunk, places: Any = None) -> Iterator[tuple[int, tuple[Plain, ...]]]:
    """The points of a chunk, or of an array of places in it, with their figures, as numbers of Python."""
    each: Sequence[Any] = (chunk.indices, *chunk.columns)
    if places is not None:
        each = [column[places] for column in each]
    columns = [column.tolist() if hasattr(column, "tolist") else column for column in each]
    if columns[0]:
        for point, *figures in zip(*columns, strict=True):
            yield point, tuple(figures)


def point_at(chunk: Chunk, place: int) -> tuple[int, tuple[Plain, ...]]:
    """A point of a chunk with its figures, as numbers of Python."""
    each: Sequence[Any] = (chunk.indices, *chunk.columns)
    point, *figures = [column[place].item() if hasattr(column, "dtype") else column[place] for column in each]
    return point, tuple(figures)
