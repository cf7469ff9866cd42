"""The columns that every table format shares: titles, cells, and which can be chosen."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from convcalc.analysis.receptive_field import Reach
from convcalc.render import numbers
from convcalc.render.summary.outline import Line


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
    if line.node is None:
        return ""
    site = line.node.site
    tensors = site.layer.weights(site.inputs)
    return ", ".join(f"{tensor.name} {'x'.join(map(str, tensor.shape))}" for tensor in tensors)


def _count(name: str) -> Callable[[Line, bool], str]:
    return lambda line, exact: numbers.count(line.sum(name), exact)


def _figure(cell: Callable[[Line, bool], str]) -> Callable[[Line, bool], str]:
    """A cell that stays empty in the heading of an open block."""
    return lambda line, exact: cell(line, exact) if line.part.numbers else ""


def _seen(write: Callable[[Reach], str]) -> Callable[[Line, bool], str]:
    return lambda line, exact: write(line.reach) if line.reach else ""


COLUMNS = {
    column.name: column
    for column in (
        Column("layer", "layer", _label, number=False),
        Column("kind", "kind", _kind, number=False),
        Column("output", "output", _figure(lambda line, exact: str(line.output))),
        Column("params", "params", _figure(_count("params"))),
        Column("buffers", "buffers", _figure(_count("buffers"))),
        Column("macs", "MACs", _figure(_count("macs"))),
        Column("flops", "FLOPs", _figure(_count("flops"))),
        Column("memory", "memory", _figure(lambda line, exact: numbers.size(line.sum("memory"), exact))),
        Column("field", "receptive field", _figure(_seen(numbers.field)), short="field"),
        Column("stride", "field stride", _figure(_seen(numbers.stride))),
        Column("padding", "field padding", _figure(_seen(numbers.padding))),
        Column("weights", "weights", _weights, number=False),
    )
}

DEFAULT = ("layer", "kind", "output", "params", "macs", "memory", "field")


def cells(lines: Sequence[Line], columns: Sequence[Column], exact: bool) -> list[list[str]]:
    """The text of every cell, line by line."""
    return [[column.cell(line, exact) for column in columns] for line in lines]
