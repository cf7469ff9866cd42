"""Points as lines of JSON: an object each with exact numbers."""

import json
from collections.abc import Iterable, Iterator

from convcalc.render.as_json import json_row
from convcalc.sweep.gauges import Plain
from convcalc.sweep.rows import POINT, names_of, rows_in, told_figure
from convcalc.sweep.running import Chunk, Sweep


def head(sweep: Sweep) -> str:
    """Nothing: each line says what it holds."""
    return ""


def text(sweep: Sweep, chunk: Chunk) -> str:
    """The lines of some points."""
    names = names_of(sweep)
    return "".join([f"{json_row(dict(zip(names, row, strict=True)))}\n" for row in rows_in(sweep, chunk)])


def read(sweep: Sweep, lines: Iterable[str]) -> Iterator[tuple[int, tuple[Plain, ...]]]:
    """The points in lines that were written so, with their figures."""
    names = [gauge.name for gauge in sweep.gauges]
    for line in lines:
        row = json.loads(line)
        yield row[POINT], tuple([told_figure(row[name]) for name in names])
