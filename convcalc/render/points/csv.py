"""Points as CSV: a heading, and a row each with exact numbers; what is a list is written as in a spec."""

from convcalc.render.markup import csv_text
from convcalc.sweep.choices import written
from convcalc.sweep.rows import columns_of, rows_in
from convcalc.sweep.running import Chunk, Sweep


def head(sweep: Sweep) -> str:
    """The names of the columns."""
    return csv_text([[column.name for column in columns_of(sweep)]]) + "\n"


def text(sweep: Sweep, chunk: Chunk) -> str:
    """The rows of some points."""
    rows = [
        [each if type(each) is int or type(each) is float else written(each) for each in row]
        for row in rows_in(sweep, chunk)
    ]
    return csv_text(rows) + "\n" if rows else ""
