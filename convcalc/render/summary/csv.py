"""The summary as CSV: a row a layer, or a closed block, and exact integers. What is in a block is not counted twice."""

import csv
import io
from collections.abc import Callable
from typing import Any

from convcalc.analysis.analyse import Analysis
from convcalc.render.formats import Options
from convcalc.render.summary.columns import COLUMNS
from convcalc.render.summary.outline import Line, outline

TAKES = ("columns", "depth", "full", "exact")
USUAL: dict[str, Callable[[Line], Any]] = {
    "name": lambda line: line.path,
    "kind": lambda line: line.kind,
    "settings": lambda line: line.node.site.layer.settings() if line.node else line.settings,
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
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for line in outline(analysis, options.depth, options.full or options.depth is None, fold=False):
        if line.part.numbers:
            writer.writerow([value(line) for value in columns.values()])
    return text.getvalue().rstrip("\n")
