"""Explanations as Markdown: a table of formulas, for notes and sheets."""

from collections.abc import Sequence

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
from convcalc.render.markup import Marked, markdown, markdown_code, markdown_row


def render(explained: Explained, options: Options) -> str:
    """A layer, a block, or the steps of a receptive field."""
    if isinstance(explained, UnitView):
        explained = explained.explained()
    if isinstance(explained, Breakdown):
        return _block(explained)
    if isinstance(explained, Explanation):
        return _layer(explained)
    if isinstance(explained, FieldTable):
        return _table(explained)
    return _steps(explained)


def _layer(explanation: Explanation) -> str:
    """A heading, and a row a figure: formula, values, result."""
    parts = [f"### {_literal(explanation.name)}", "", f"{markdown_code(explanation.layer)}: {explanation.change}", ""]
    parts += ["| | formula | values | result |", "|---|---|---|---|"]
    parts += (markdown_row(_cells(line)) for line in explanation.lines)
    return "\n".join(parts)


def _steps(steps: Sequence[Step]) -> str:
    """A row a layer on the way from the input."""
    parts = [f"Receptive field, from the input: `{FORMULA}`", ""]
    parts += ["| | layer | values | result |", "|---|---|---|---|"]
    for step in steps:
        for line in step.lines:
            _, _, values, total = _cells(line)
            told = Marked(" ".join(filter(None, [of(line), total])))
            parts.append(markdown_row((_literal(step.name), markdown_code(step.layer), values, told)))
    return "\n".join(parts)


def _table(table: FieldTable) -> str:
    """A row a layer, and the recurrence below."""
    parts = ["Receptive field, from the input", "", markdown_row(FIELD_TITLES), "|---|---|" + "---:|" * 8]
    parts += (markdown_row((_literal(name), markdown_code(kind), *cells)) for name, kind, *cells in field_rows(table))
    legend = (f"- {name}: {words}; {markdown_code(formula)}" for name, words, formula in LEGEND)
    least = [f"- {_literal(text)}"] if (text := shortest_path(table)) else []
    return "\n".join([*parts, "", *legend, *least])


def _block(block: Breakdown) -> str:
    """The parts of a block as a table, with their sums in its last row."""
    volumes = Marked(" -> ".join(map(_literal, change(block).split(" -> "))))
    parts = [f"### {_literal(block.total.name)}", "", f"{block.total.layer}: {volumes}", ""]
    parts += [markdown_row(TITLES), "|---|---|---:|---:|---:|---:|---:|"]
    *cells, total = rows(block)
    parts += (markdown_row((_literal(name), markdown_code(kind), *others)) for name, kind, *others in cells)
    return "\n".join([*parts, markdown_row(Marked(f"**{markdown(cell)}**") for cell in total)])


def _cells(line: Line | Rest) -> tuple[str, ...]:
    if isinstance(line, Rest):
        left, _, right = division(line.above, line.below).partition(" = ")
        return "", "", markdown_code(left), f"{right}: {line.words}"
    if line.term is None:
        return line.label, "", "", _literal(line.words)
    formula = markdown_code(symbols(line.term))
    values = "" if isinstance(line.term, (Name, Number)) else markdown_code(numbers(line.term))
    return line.label, formula, values, _literal(result(line))


def _literal(text: str) -> Marked:
    """Text whose underscores are no markup either for readers that take them so inside a word."""
    return Marked("\\_".join(map(markdown, text.split("_"))))
