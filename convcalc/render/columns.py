"""The columns that every table format shares: titles, cells, and which can be chosen."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from convcalc.render import numbers
from convcalc.render.outline import Line


class Column(NamedTuple):
    """One column: its name in `--columns`, its title, and the cell of a line."""

    name: str
    title: str
    cell: Callable[[Line, bool], str]
    """Of a line, and whether numbers are wanted with all their digits."""
    number: bool = True
    """Set to the right, and never cut short."""
    short: str = ""
    """The title where there is little room."""


def _label(line: Line, exact: bool) -> str:
    return "  " * line.depth + line.label + (f" x{line.times}" if line.times > 1 else "")


def _kind(line: Line, exact: bool) -> str:
    return f"{line.kind} {line.settings}".rstrip()


def _weights(line: Line, exact: bool) -> str:
    if line.row is None:
        return ""
    site = line.row.node.site
    tensors = site.layer.weights(site.inputs[0]) if site.inputs else ()
    return ", ".join(f"{tensor.name} {'x'.join(map(str, tensor.shape))}" for tensor in tensors)


def _count(name: str) -> Callable[[Line, bool], str]:
    return lambda line, exact: "" if line.cost is None else numbers.count(getattr(line.cost, name), exact)


def _memory(line: Line, exact: bool) -> str:
    return "" if line.bytes is None else numbers.size(line.bytes, exact)


COLUMNS = {
    column.name: column
    for column in (
        Column("layer", "layer", _label, number=False),
        Column("kind", "kind", _kind, number=False),
        Column("output", "output", lambda line, exact: "" if line.output is None else str(line.output)),
        Column("params", "params", _count("params")),
        Column("buffers", "buffers", _count("buffers")),
        Column("macs", "MACs", _count("macs")),
        Column("flops", "FLOPs", _count("flops")),
        Column("memory", "memory", _memory),
        Column(
            "field",
            "receptive field",
            lambda line, exact: numbers.field(line.reach) if line.reach else "",
            short="field",
        ),
        Column("stride", "field stride", lambda line, exact: numbers.stride(line.reach) if line.reach else ""),
        Column("padding", "field padding", lambda line, exact: numbers.padding(line.reach) if line.reach else ""),
        Column("weights", "weights", _weights, number=False),
    )
}

DEFAULT = ("layer", "kind", "output", "params", "macs", "memory", "field")


def cells(lines: Sequence[Line], columns: Sequence[Column], exact: bool) -> list[list[str]]:
    """The text of every cell, line by line."""
    return [[column.cell(line, exact) for column in columns] for line in lines]
