"""Explanations as plain text: a figure a line in symbols, and a line with the values and the result."""

from collections.abc import Iterator, Sequence

from convcalc.explain.block import Breakdown
from convcalc.explain.field import Step
from convcalc.explain.formula import division, numbers, symbols
from convcalc.explain.lines import Explanation, FieldTable, Line, Rest
from convcalc.explain.terms import Name, Number
from convcalc.explain.unit import UnitView
from convcalc.render.explanation import (
    FIELD_TITLES,
    FORMULA,
    LEGEND,
    SHORT_TITLES,
    TITLES,
    Explained,
    change,
    field_rows,
    of,
    result,
    rows,
    shortest_path,
)
from convcalc.render.formats import Options
from convcalc.render.text import aligned, columns, left, page, style, wrapped


def render(explained: Explained, options: Options) -> str:
    """A layer, a block, or the steps of a receptive field."""
    if isinstance(explained, UnitView):
        explained = explained.explained()
    if isinstance(explained, Breakdown):
        return _block(explained, options.width)
    if isinstance(explained, Explanation):
        return _layer(explained, options.width)
    if isinstance(explained, FieldTable):
        return _table(explained, options.width)
    return _steps(explained, options.width)


def _layer(explanation: Explanation, width: int | None) -> str:
    """A heading, and every figure beside its name."""
    name, same = explanation.name, explanation.layer.split(" ")[0] == explanation.name
    heading = style(explanation.layer if same else name, "bold") + ("" if same else f"  {explanation.layer}")
    margin = max(columns(line.label) for line in explanation.lines) + 2
    lines = [*wrapped(f"{heading}  {explanation.change}", width, "", "  "), ""]
    for line in explanation.lines:
        lines += _beside(line.label, _texts(line), margin, width)
    return page(lines)


def _steps(steps: Sequence[Step], width: int | None) -> str:
    """How a receptive field grows on the way from the input."""
    names, layers = (max(map(columns, texts)) + 2 for texts in zip(*((step.name, step.layer) for step in steps)))
    lines = [f"{style('receptive field, from the input', 'bold')}  {FORMULA}", ""]
    for step in steps:
        text = "; ".join(_short(line) for line in step.lines)
        lines += _beside(left(step.name, names) + left(step.layer, layers), [text], names + layers, width)
    return page(lines)


def _block(block: Breakdown, width: int | None) -> str:
    """The parts of a block as a table, with their sums below."""
    lines = aligned([TITLES, *rows(block)], words=2)
    if width and max(map(columns, lines)) > width:
        lines = aligned([SHORT_TITLES, *rows(block)], words=2, width=width)
    title, *parts, total = lines
    rule = "-" * max(map(columns, (title, *parts, total)))
    heading = f"{style(block.total.name, 'bold')}  {block.total.layer}  {change(block)}"
    return page([*wrapped(heading, width, "", "  "), "", style(title, "bold"), rule, *parts, rule, total])


def _table(table: FieldTable, width: int | None) -> str:
    """How a receptive field grows, with the recurrence below."""
    title, *lines = aligned([FIELD_TITLES, *field_rows(table)], words=2, width=width)
    rule = "-" * max(map(columns, (title, *lines)))
    legend = aligned([(name, "=" + f" {formula}", words) for name, words, formula in LEGEND], words=3)
    least = [text] if (text := shortest_path(table)) else []
    below = [line for text in (*legend, *least) for line in wrapped(text, width, "", " " * 9)]
    return page(
        [style("receptive field, from the input", "bold"), "", style(title, "bold"), rule, *lines, rule, *below]
    )


def _texts(line: Line | Rest) -> list[str]:
    """The lines of text of one figure: its formula, then the values and the result."""
    if isinstance(line, Rest):
        return [f"{division(line.above, line.below)}: {line.words}"]
    if line.term is None:
        return [line.words]
    if isinstance(line.term, (Name, Number)):
        return [f"{symbols(line.term)} = {_told(line)}"]
    return [symbols(line.term), f"{numbers(line.term)} = {_told(line)}"]


def _told(line: Line) -> str:
    """A result, whose number stands out."""
    number, space, unit = result(line).partition(" ")
    return f"{style(number, 'bold')}{space}{unit}"


def _short(line: Line | Rest) -> str:
    """A figure of a step on one line."""
    text = _texts(line)[-1]
    return " ".join(filter(None, [of(line), text]))


def _beside(label: str, texts: Sequence[str], margin: int, width: int | None) -> Iterator[str]:
    """A label, and texts to the right of it, broken where the terminal ends."""
    for text in texts:
        room = width if width and width > margin + 20 else None
        yield from (line.rstrip() for line in wrapped(text, room, left(label, margin), " " * (margin + 2)))
        label = ""
