"""Explanations as plain text: a figure a line in symbols, and a line with the values and the result."""

from collections.abc import Iterator, Sequence

from click import style

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
        return _layer(explained, options.width)
    return _steps(explained, options.width)


def _layer(explanation: Explanation, width: int | None) -> str:
    """A heading, and every figure beside its name."""
    name, same = explanation.name, explanation.layer.split(" ")[0] == explanation.name
    heading = style(explanation.layer if same else name, bold=True) + ("" if same else f"  {explanation.layer}")
    margin = max(len(line.label) for line in explanation.lines) + 2
    lines = [f"{heading}  {explanation.change}", ""]
    for line in explanation.lines:
        lines += _beside(line.label, _texts(line), margin, width)
    return "\n".join(lines)


def _steps(steps: Sequence[Step], width: int | None) -> str:
    """How a receptive field grows on the way from the input."""
    left, middle = max(len(step.name) for step in steps) + 2, max(len(step.layer) for step in steps) + 2
    lines = [f"{style('receptive field, from the input', bold=True)}  {FORMULA}", ""]
    for step in steps:
        text = "; ".join(_short(line) for line in step.lines)
        lines += _beside(f"{step.name.ljust(left)}{step.layer.ljust(middle)}", [text], left + middle, width)
    return "\n".join(lines)


def _block(block: Breakdown) -> str:
    """The parts of a block as a table, with their sums below."""
    cells = [TITLES, *rows(block)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    title, *parts, total = ["  ".join(map(_place, row, range(len(row)), widths)).rstrip() for row in cells]
    rule = "-" * (sum(widths) + 2 * len(widths) - 2)
    heading = f"{style(block.total.name, bold=True)}  {block.total.layer}  {change(block)}"
    return "\n".join([heading, "", title, rule, *parts, rule, total])


def _place(cell: str, column: int, width: int) -> str:
    return cell.ljust(width) if column < 2 else cell.rjust(width)


def _texts(line: Line | Rest) -> list[str]:
    """The lines of text of one figure: its formula, then the values and the result."""
    if isinstance(line, Rest):
        return [f"{division(line.above, line.below)}: {line.words}"]
    if line.term is None:
        return [line.words]
    if isinstance(line.term, (Name, Number)):
        return [f"{symbols(line.term)} = {result(line)}"]
    return [symbols(line.term), f"{numbers(line.term)} = {result(line)}"]


def _short(line: Line | Rest) -> str:
    """A figure of a step on one line."""
    text = _texts(line)[-1]
    return " ".join(filter(None, [of(line), text]))


def _beside(label: str, texts: Sequence[str], margin: int, width: int | None) -> Iterator[str]:
    """A label, and texts to the right of it, broken where the terminal ends."""
    for text in texts:
        for part in _wrapped(text, width - margin if width and width > margin + 20 else None):
            yield f"{label.ljust(margin)}{part}".rstrip()
            label = ""


def _wrapped(text: str, width: int | None) -> list[str]:
    if width is None or len(text) <= width:
        return [text]
    import textwrap

    return textwrap.wrap(text, width, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
