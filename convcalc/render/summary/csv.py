"""The summary as CSV: a row a layer, or a closed block, and exact integers. What is in a block is not counted twice."""

from collections.abc import Callable
from typing import Any

from convcalc.analysis.analyse import Analysis
from convcalc.render.formats import Options
from convcalc.render.markup import csv_text
from convcalc.render.summary.columns import COLUMNS
from convcalc.render.summary.outline import Outlined, outline

TAKES = ("columns", "depth", "full", "exact")
USUAL: dict[str, Callable[[Outlined], Any]] = {
    "name": lambda line: line.path,
    "kind": lambda line: line.kind,
    "settings": lambda line: line.node.site.settings if line.node else line.settings,
    "output": COLUMNS["output"].value,
    "params": COLUMNS["params"].value,
    "buffers": COLUMNS["buffers"].value,
    "macs": COLUMNS["macs"].value,
    "bytes": COLUMNS["memory"].value,
    "receptive_field": COLUMNS["field"].value,
    "field_stride": COLUMNS["stride"].value,
    "field_padding": COLUMNS["padding"].value,
}
"""The columns where none are asked for: of these programs know the names."""


def render(analysis: Analysis, options: Options) -> str:
    """All lines, under a heading."""
    columns = {name: COLUMNS[name].value for name in options.columns} or USUAL
    lines = outline(analysis, options.depth, options.full or options.depth is None, fold=False)
    rows = ([value(line) for value in columns.values()] for line in lines if line.part.numbers)
    return csv_text([list(columns), *rows])
