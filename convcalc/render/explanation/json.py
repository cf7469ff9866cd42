"""Explanations as JSON: each figure with its formula, its values and its result; of a unit, the pixels that it sees."""

from collections.abc import Sequence
from typing import Any

from convcalc.explain.block import Breakdown
from convcalc.explain.field import Step
from convcalc.explain.formula import division, numbers, symbols
from convcalc.explain.lines import Explanation, FieldRow, FieldTable, Line, Rest
from convcalc.explain.terms import value
from convcalc.explain.unit import UnitView
from convcalc.render.as_json import json_text
from convcalc.render.explanation import Explained
from convcalc.render.formats import Options
from convcalc.render.summary.json import AXES, COUNT, FIELD, VOLUME, reach

SCHEMA_VERSION = 1
LINE = {
    "figure": "text", "of?": ("text", "null"), "axes?": ["text"], "formula?": "text", "values?": "text",
    "result?": "anything", "division?": "text", "words": "text",
}  # fmt: skip
PART = {
    "name": "text", "layer": "text", "output": VOLUME, "params": "integer", "macs": "integer", "bytes": "integer",
    "receptive_field": FIELD,
}  # fmt: skip
SIZES = ["integer"]
EXPLAINED = (
    {"name": "text", "layer": "text", "change": "text", "figures": [LINE]},
    {"name": "text", "inputs": [VOLUME], "parts": [PART], "sum": PART},
    {"chain": [{"name": "text", "layer": "text", "figures": [LINE]}]},
    {
        "receptive_field": [{
            "name": "text", "layer": "text", "windows": [SIZES], "size": SIZES, "receptive_field": AXES,
            "start": (["number"], "null"),
        }],
        "shortest_path": {"layer": "text", "sizes": [COUNT]},
    },
    {
        "name": "text", "layer": "text", "unit": SIZES,
        "sees": {"*": [{
            "axis": "text", "size": "integer", "pixels": [SIZES], "field": (SIZES, "null"), "whole": "boolean",
            "exact": "boolean",
        }]},
    },
)  # fmt: skip
SHAPE = (*EXPLAINED, {"schema_version": "integer", "explained": [EXPLAINED]})
"""One that is asked for alone, or several."""


def render(explained: Explained, options: Options) -> str:
    """A layer, a block, a unit, or how a receptive field grows."""
    return json_text(to_dict(explained))


def joined(texts: Sequence[str]) -> str:
    """Several in one document: a list of them, and a version of its shape."""
    return f'{{\n"schema_version": {SCHEMA_VERSION},\n"explained": [\n' + ",\n".join(texts) + "\n]\n}"


def to_dict(explained: Explained) -> dict[str, Any]:
    """What is explained as plain values."""
    if isinstance(explained, Breakdown):
        return _block(explained)
    if isinstance(explained, UnitView):
        return _unit(explained)
    if isinstance(explained, FieldTable):
        rows = [_grown_row(row) for row in explained.rows]
        return {"receptive_field": rows, "shortest_path": {"layer": explained.at, "sizes": _sizes(explained)}}
    if isinstance(explained, Explanation):
        lines = [_line(line) for line in explained.lines]
        return {"name": explained.name, "layer": explained.layer, "change": explained.change, "figures": lines}
    return {"chain": [_step(step) for step in explained]}


def _line(line: Line | Rest) -> dict[str, Any]:
    """A figure: what it is of, and how it comes about, or only words."""
    if isinstance(line, Rest):
        return {"figure": line.figure, "division": division(line.above, line.below), "words": line.words}
    told: dict[str, Any] = {"figure": line.figure, "of": line.aspect or None, "axes": list(line.axes)}
    if line.term is not None:
        told |= {"formula": symbols(line.term), "values": numbers(line.term), "result": value(line.term)}
    return {**told, "words": line.words}


def _step(step: Step) -> dict[str, Any]:
    return {"name": step.name, "layer": step.layer, "figures": [_line(line) for line in step.lines]}


def _block(block: Breakdown) -> dict[str, Any]:
    """The parts of a block, and last of all their sum."""
    parts = [
        {
            "name": part.name, "layer": part.layer, "output": list(part.output.numbers), "params": part.params,
            "macs": part.macs, "bytes": part.bytes,
            "receptive_field": {path: reach(each) for path, each in part.seen} or reach(part.reach),
        }
        for part in (*block.parts, block.total)
    ]  # fmt: skip
    inputs = [list(volume.numbers) for volume in block.inputs]
    return {"name": block.total.name, "inputs": inputs, "parts": parts[:-1], "sum": parts[-1]}


def _unit(view: UnitView) -> dict[str, Any]:
    """The pixels along each axis of each input; `field` may reach beyond the input."""
    sees = {
        path: [
            {
                "axis": view.axis(each), "size": each.size, "pixels": _runs(each.pixels),
                "field": each.field and list(each.field), "whole": each.whole, "exact": each.exact,
            }
            for each in axes
        ]
        for path, axes in view.sees
    }  # fmt: skip
    return {"name": view.name, "layer": view.layer, "unit": list(view.unit), "sees": sees}


def _runs(pixels: Sequence[int]) -> list[list[int]]:
    """Pixels in order as runs of neighbours, first and last of each."""
    runs: list[list[int]] = []
    for pixel in pixels:
        if runs and runs[-1][1] == pixel - 1:
            runs[-1][1] = pixel
        else:
            runs.append([pixel, pixel])
    return runs


def _grown_row(row: FieldRow) -> dict[str, Any]:
    windows = [[at.extent, at.stride, at.before, at.after] for at in row.windows]
    starts = getattr(row.start, "each", None)
    return {
        "name": row.name, "layer": row.layer, "windows": windows, "size": list(row.n),
        "receptive_field": reach(row.reach), "start": starts and [float(each) for each in starts],
    }  # fmt: skip


def _sizes(table: FieldTable) -> list[int | None]:
    """What the shortest path sees along each axis; null for the whole input."""
    return [span.size for span in table.shortest]
