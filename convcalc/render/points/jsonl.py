"""Points as lines of JSON: an object each with exact numbers."""

from convcalc.render.as_json import json_row
from convcalc.sweep.rows import columns_of, rows_in
from convcalc.sweep.running import Chunk, Sweep


def head(sweep: Sweep) -> str:
    """Nothing: each line says what it holds."""
    return ""


def text(sweep: Sweep, chunk: Chunk) -> str:
    """The lines of some points."""
    names = [column.name for column in columns_of(sweep)]
    return "".join([f"{json_row(dict(zip(names, row, strict=True)))}\n" for row in rows_in(sweep, chunk)])
