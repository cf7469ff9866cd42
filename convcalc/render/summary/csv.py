"""The summary as CSV: a row a layer, or a closed block, and exact integers. What is in a block is not counted twice."""

from collections.abc import Iterator, Sequence
from itertools import islice

from convcalc.analysis.analyse import Analysis
from convcalc.render.formats import Options
from convcalc.render.markup import csv_columns
from convcalc.render.summary.columns import SOME, ColumnValues, columns_of
from convcalc.render.summary.outline import Outlined, outline, settings_of

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


def parts(analysis: Analysis, options: Options) -> Iterator[str]:
    """All lines, under a heading, some at a time."""
    names, asked = options.columns or USUAL, bool(options.columns)
    columns = {heading: values for name in names for heading, values in _columns(analysis, name, asked)}
    lines = outline(analysis, options.depth, options.full or options.depth is None, fold=False)
    lines = (line for line in lines if line.part.numbers)
    yield csv_columns([[heading] for heading in columns])
    while some := list(islice(lines, SOME)):
        yield csv_columns([values(some) for values in columns.values()])


def _kinds(lines: Sequence[Outlined]) -> list[str]:
    return [line.kind for line in lines]


def _settings(lines: Sequence[Outlined]) -> list[str]:
    """Those of layers, also where one is all of a block."""
    several = zip(lines, settings_of(lines))
    return [text if line.is_layer or not line.node else line.node.site.settings for line, text in several]


_OWN: dict[str, ColumnValues] = {"kind": _kinds, "settings": _settings}


def _columns(analysis: Analysis, name: str, asked: bool) -> Iterator[tuple[str, ColumnValues]]:
    """A column, or one for each of several inputs, with its heading."""
    if not asked and name in _OWN:
        yield name, _OWN[name]
        return
    named = columns_of(analysis, [name if asked else USUAL[name]])
    for column, sight in zip(named, analysis.sights, strict=False):
        of = f"_{analysis.network.nodes[sight.input].path}" if len(named) > 1 else ""
        yield f"{name}{of}", column.values
