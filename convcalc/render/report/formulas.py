"""How each figure of a layer comes about, as the page is told it: lines of text, grouped by the figure they explain."""

from convcalc.analysis.analyse import Analysis
from convcalc.explain.formula import division, numbers, symbols
from convcalc.explain.layer import explain_layer
from convcalc.explain.lines import Line, Rest
from convcalc.explain.terms import Name, Number
from convcalc.render.explanation import result

FIGURES = ("output", "params", "macs", "memory", "field")
_STARTS = {"parameters": 1, "buffers": 1, "MACs": 2, "memory": 3}

Text = tuple[str, str, str]
"""What the figure is, its formula in symbols, and with its values and the result."""


def formulas(analysis: Analysis, number: int) -> tuple[tuple[Text, ...], ...]:
    """For each of FIGURES, the lines that explain it."""
    groups: list[list[Text]] = [[] for _ in FIGURES]
    group = 0
    for line in explain_layer(analysis, number).lines:
        what = line.what if isinstance(line, Line) else ""
        group = 4 if what.startswith("receptive field") else _STARTS.get(what, group)
        groups[group].append(_text(line))
    return tuple(map(tuple, groups))


def _text(line: Line | Rest) -> Text:
    if isinstance(line, Rest):
        return "", "", f"{division(line.above, line.below)}: {line.words}"
    if line.term is None:
        return line.what, "", line.words
    if isinstance(line.term, (Name, Number)):
        return line.what, "", f"{symbols(line.term)} = {result(line)}"
    return line.what, symbols(line.term), f"{numbers(line.term)} = {result(line)}"
