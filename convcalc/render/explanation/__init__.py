"""Explanations as text: one module a format, each with `render`. What they share is here."""

from collections.abc import Sequence

from convcalc.explain.block import Breakdown, Share
from convcalc.explain.field import Step
from convcalc.explain.lines import Explanation, FieldRow, FieldTable, Line, Rest
from convcalc.explain.terms import value
from convcalc.explain.unit import UnitView
from convcalc.model.geometry import per_axis
from convcalc.model.quantities import QUANTITIES
from convcalc.render.numbers import field, size

Explained = Explanation | Breakdown | FieldTable | UnitView | Sequence[Step]
"""A layer, the parts of a block, how a receptive field grows from the input, as a table or with its formulas; or what a
unit sees."""

FORMULA = "r_before + (kernel - 1) * stride_before"
FIELD_TITLES = ("", "", "k", "s", "p", "n", "j", "r", "P", "start")
LEGEND = (
    ("n", "size", "(n + 2p - k) / s + 1, rounded down"),
    ("j", "jump, the field's stride", "j * s"),
    ("r", "receptive field", "r + (k - 1) * j"),
    ("P", "the field's padding", "P + p * j"),
    ("start", "middle of the first field, the first pixel's at 0.5", "start + ((k - 1)/2 - p) * j"),
)
"""What a table of the field says of each layer, and how it follows from the row above."""
TITLES = ("", "", "output", "parameters", "MACs", "memory", "receptive field")
SHORT_TITLES = ("", "", "output", "params", "MACs", "memory", "field")


def result(line: Line) -> str:
    """What a formula comes to, with its unit and what is said about it."""
    assert line.term is not None
    total = value(line.term)
    if QUANTITIES[line.figure].in_bytes:
        rounded = f" ({size(total)})" if total >= 1024 else ""
        return f"{total:,} bytes{rounded} {line.words}"
    return f"{total:,}" + (f": {line.words}" if line.words else "")


def of(line: Line | Rest) -> str:
    """Of which axis a step's number is, and that it is a stride and not the field."""
    if isinstance(line, Rest):
        return ""
    return " ".join([*line.axes, *(["stride"] if line.aspect == "stride" else [])])


def change(block: Breakdown) -> str:
    """What goes into a block, and what comes out."""
    outputs = [f"{head} {volume}".lstrip() for head, volume in block.outputs]
    return f"{', '.join(map(str, block.inputs))} -> {', '.join(outputs)}"


def rows(block: Breakdown) -> list[tuple[str, ...]]:
    """The cells of a block's parts, and last of their sum; several outputs are named above it."""
    name, layer, output, *sums, reach = _cells(block.total._replace(name="sum"))
    if len(block.outputs) > 1:
        output = reach = ""
    return [*map(_cells, block.parts), (name, layer, output, *sums, reach)]


def _cells(part: Share) -> tuple[str, ...]:
    named = ", ".join(f"{path} {field(each)}" for path, each in part.seen)
    reach = named or (field(part.reach) if part.reach else "")
    return part.name, part.layer, str(part.output), f"{part.params:,}", f"{part.macs:,}", size(part.bytes), reach


def field_rows(table: FieldTable) -> list[tuple[str, ...]]:
    """The cells of a table of the field, below FIELD_TITLES."""
    return [_field_cells(row) for row in table.rows]


def shortest_path(table: FieldTable) -> str:
    """What the shortest path sees, where it is less than all see together."""
    if not table.shortest or field(table.shortest) == field(table.union):
        return ""
    return f"the shortest path to {table.at} sees {field(table.shortest)}; all paths together {field(table.union)}"


def _field_cells(row: FieldRow) -> tuple[str, ...]:
    """What slides over the input, and n, j, r, P and start; of axes that differ, each."""
    pads = (at.before if at.before == at.after else f"{at.before}+{at.after}" for at in row.windows)
    sliding = (per_axis(at.extent for at in row.windows), per_axis(at.stride for at in row.windows), per_axis(pads))
    seen = all(span.lows for span in row.reach)
    jump, padding, start = (str(each) if seen else "" for each in (row.stride, row.padding, row.start))
    return row.name, row.layer, *sliding, per_axis(row.n) or "1", jump, field(row.reach), padding, start
