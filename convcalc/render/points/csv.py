"""Points as CSV: a heading, and a row each with exact numbers; what is a list is written as in a spec."""

import csv
from collections.abc import Iterable, Iterator

from convcalc.render.markup import csv_text
from convcalc.sweep.choices import written
from convcalc.sweep.gauges import Plain
from convcalc.sweep.rows import names_of, rows_in, told_figure
from convcalc.sweep.running import Chunk, Sweep


def head(sweep: Sweep) -> str:
    """The names of the columns."""
    return csv_text([names_of(sweep)]) + "\n"


def text(sweep: Sweep, chunk: Chunk) -> str:
    """The rows of some points."""
    rows = [
        [each if type(each) is int or type(each) is float else written(each) for each in row]
        for row in rows_in(sweep, chunk)
    ]
    return csv_text(rows) + "\n" if rows else ""


def read(sweep: Sweep, lines: Iterable[str]) -> Iterator[tuple[int, tuple[Plain, ...]]]:
    """The points in lines that were written so, with their figures."""
    for row in csv.reader(lines):
        if row[0].isdecimal():
            yield int(row[0]), tuple(map(_number, row[-len(sweep.gauges) :]))


def _number(cell: str) -> Plain:
    return told_figure(cell if cell == "all" else float(cell) if not cell.lstrip("-").isdecimal() else int(cell))
