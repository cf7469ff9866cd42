"""The summary as CSV: a row a layer, or a closed block, and exact integers. What is in a block is not counted twice."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from convcalc.analysis.analyse import Analysis
from convcalc.render.formats import Options
from convcalc.render.markup import csv_text
from convcalc.render.summary.columns import SOME, columns_of
from convcalc.render.summary.outline import Outlined, outline

TAKES = ("columns", "depth", "full", "exact")
USUAL = {
    "name": "layer",
    "kind": "",
    "settings": "",
    "output": "output",
    "params": "params",
    "buffers": "buffers",
    "macs": "macs",
    "bytes": "memory",
    "receptive_field": "field",
    "field_stride": "stride",
    "field_padding": "padding",
}
"""The columns where none are asked for, of which programs know the names, and what they are called elsewhere."""
_OWN: dict[str, Callable[[Outlined], Any]] = {
    "kind": lambda line: line.kind,
    "settings": lambda line: line.node.site.settings if line.node else line.settings,
}


def parts(analysis: Analysis, options: Options) -> Iterator[str]:
    """All lines, under a heading, some at a time."""
    names, asked = options.columns or USUAL, bool(options.columns)
    columns = {heading: value for name in names for heading, value in _columns(analysis, name, asked)}
    lines = outline(analysis, options.depth, options.full or options.depth is None, fold=False)
    rows = ([value(line) for value in columns.values()] for line in lines if line.part.numbers)
    yield csv_text([list(columns)])
    while some := list(islice(rows, SOME)):
        yield csv_text(some)


def _columns(analysis: Analysis, name: str, asked: bool) -> Iterator[tuple[str, Callable[[Outlined], Any]]]:
    """A column, or one for each of several inputs, with its heading."""
    if not asked and name in _OWN:
        yield name, _OWN[name]
        return
    named = columns_of(analysis, [name if asked else USUAL[name]])
    for column, sight in zip(named, analysis.sights, strict=False):
        of = f"_{analysis.network.nodes[sight.input].path}" if len(named) > 1 else ""
        yield f"{name}{of}", column.value
