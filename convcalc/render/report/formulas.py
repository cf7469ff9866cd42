"""How each figure of a layer comes about, as the page is told it: lines of text, grouped by the figure they explain."""

from convcalc.analysis.analyse import Analysis
from convcalc.explain.formula import division, numbers, symbols
from convcalc.explain.layer import explain_layer
from convcalc.explain.lines import Line, Rest
from convcalc.explain.terms import Name, Number
from convcalc.render.explanation import result

FIGURES = (("output",), ("params", "buffers"), ("macs",), ("memory",), ("receptive_field",))
"""What a click on a figure explains: of parameters, also the statistics beside them."""

Text = tuple[str, str, str]
"""What the figure is, its formula in symbols, and with its values and the result."""


def formulas(analysis: Analysis, number: int) -> tuple[tuple[Text, ...], ...]:
    """For each of FIGURES, the lines that explain it."""
    explanation = explain_layer(analysis, number)
    return tuple(tuple(_text(line) for name in names for line in explanation.of(name)) for names in FIGURES)


def _text(line: Line | Rest) -> Text:
    if isinstance(line, Rest):
        return "", "", f"{division(line.above, line.below)}: {line.words}"
    if line.term is None:
        return line.label, "", line.words
    if isinstance(line.term, (Name, Number)):
        return line.label, "", f"{symbols(line.term)} = {result(line)}"
    return line.label, symbols(line.term), f"{numbers(line.term)} = {result(line)}"
