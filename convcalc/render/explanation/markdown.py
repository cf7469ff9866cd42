"""Explanations as Markdown: a table of formulas, for notes and sheets."""

from collections.abc import Sequence

from convcalc.explain.block import Breakdown
from convcalc.explain.field import Step
from convcalc.explain.formula import division, numbers, symbols
from convcalc.explain.lines import Explanation, Line, Rest
from convcalc.explain.terms import Name, Number
from convcalc.render.explanation import FORMULA, TITLES, Explained, change, of, result, rows
from convcalc.render.formats import Options


def render(explained: Explained, options: Options) -> str:
    """A layer, a block, or the steps of a receptive field."""
    if isinstance(explained, Breakdown):
        return _block(explained)
    if isinstance(explained, Explanation):
        return _layer(explained)
    return _steps(explained)


def _layer(explanation: Explanation) -> str:
    """A heading, and a row a figure: formula, values, result."""
    parts = [f"### {_plain(explanation.name)}", "", f"`{explanation.layer}`: {explanation.change}", ""]
    parts += ["| | formula | values | result |", "|---|---|---|---|"]
    parts += (_row(_cells(line)) for line in explanation.lines)
    return "\n".join(parts)


def _steps(steps: Sequence[Step]) -> str:
    """A row a layer on the way from the input."""
    parts = [f"Receptive field, from the input: `{FORMULA}`", ""]
    parts += ["| | layer | values | result |", "|---|---|---|---|"]
    for step in steps:
        for line in step.lines:
            _, _, values, total = _cells(line)
            told = " ".join(filter(None, [of(line), total]))
            parts.append(_row((_plain(step.name), f"`{step.layer}`" if step.layer else "", values, told)))
    return "\n".join(parts)


def _block(block: Breakdown) -> str:
    """The parts of a block as a table, with their sums in its last row."""
    parts = [f"### {_plain(block.total.name)}", "", f"{block.total.layer}: {change(block)}", ""]
    parts += [_row(TITLES), "|---|---|---:|---:|---:|---:|---:|"]
    *cells, total = rows(block)
    parts += (_row((_plain(name), f"`{kind}`", *others)) for name, kind, *others in cells)
    return "\n".join([*parts, _row(tuple(f"**{cell}**" for cell in total))])


def _cells(line: Line | Rest) -> tuple[str, ...]:
    if isinstance(line, Rest):
        left, _, right = division(line.above, line.below).partition(" = ")
        return "", "", f"`{left}`", f"{right}: {line.words}"
    if line.term is None:
        return line.label, "", "", _plain(line.words)
    formula = f"`{symbols(line.term)}`"
    values = "" if isinstance(line.term, (Name, Number)) else f"`{numbers(line.term)}`"
    return line.label, formula, values, _plain(result(line))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """Text whose characters are not taken for markup."""
    for char in "\\|*_<[`":
        text = text.replace(char, f"\\{char}")
    return text
