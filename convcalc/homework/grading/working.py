"""How a right figure comes about, in a line or a few: the formula of a layer, the sum of several."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.ask import Ask
from convcalc.analysis.cost import COUNTED
from convcalc.analysis.field_numbers import NUMBERS
from convcalc.explain.find import short_names
from convcalc.explain.formula import division, numbers
from convcalc.explain.layer import explain_count, figure_lines
from convcalc.explain.lines import Line, Rest
from convcalc.explain.recurrence import grown
from convcalc.explain.terms import Name, Number, value
from convcalc.model.quantities import QUANTITIES

MOST_PARTS = 6
MOST_GROWN = 200
"""Layers on the way to one whose field is shown growing: of more, hardly one adds nothing."""


@lru_cache(maxsize=1000)
def working(ask: Ask) -> list[str]:
    """The arithmetic of a figure; none where there is nothing to show."""
    if ask.quantity in NUMBERS:
        return _recurrence(ask)
    if QUANTITIES[ask.quantity].unit == "setting":
        return _layers(ask._replace(quantity="output"), [ask.part.end])[:1]
    if QUANTITIES[ask.quantity].unit == "saving":
        return _saving(ask)
    layers = ask.part.numbers
    if len(layers) == 1:
        return _layers(ask, layers)
    if QUANTITIES[ask.quantity].adds == "sum":
        return _sum(ask)
    if ask.quantity == "prediction_memory":
        weights, total = ask.figures.weights, ask.figure()
        assert isinstance(total, int)
        return [f"{weights:,} of weights + {total - weights:,} of outputs alive at once = {total:,} bytes"]
    nodes = ask.network.nodes
    path = range(ask.part.end + 1)
    if not ask.network.is_chain or len(path) > 2 * MOST_PARTS or ask.quantity not in ("output", "receptive_field"):
        return _layers(ask, [ask.part.end]) if ask.quantity == "output" else []
    if ask.quantity == "output":
        return [" -> ".join(dict.fromkeys(str(nodes[number].site.output) for number in path))]
    return _layers(ask, path[1:], named=True)


def _saving(ask: Ask) -> list[str]:
    """What either has, and what comes of both."""
    more, less = ask.compared
    quantity, figure = QUANTITIES[ask.quantity], ask.figure()
    parts = [part for part in (ask.against, ask.part) if part]
    lines = [line for part in parts for line in working(ask._replace(quantity=quantity.of, part=part, against=None))]
    sign = "/" if quantity.adds == "ratio" else "-"
    result = f"{figure:,}" if isinstance(figure, int) else f"{float(figure):.4g}"  # type: ignore[arg-type]
    return [*lines, f"{more:,} {sign} {less:,} = {result}"]


def _recurrence(ask: Ask) -> list[str]:
    """How a number of the field grows: along a chain from the input on, else through the layer alone."""
    chain = ask.network.is_chain
    numbers = range(1, ask.part.end + 1) if chain else [ask.part.end]
    if len(numbers) > MOST_GROWN:
        return []
    lines = grown(ask.figures.analysis, numbers, ask.quantity, ask.part.input or 0)
    return lines if len(lines) <= 2 * MOST_PARTS else []


def _layers(ask: Ask, numbers: Sequence[int], named: bool = False) -> list[str]:
    """The lines of some layers that are about a quantity."""
    analysis = ask.figures.analysis
    names = [analysis.network.nodes[number].path if named else "" for number in numbers]
    return [line for number, name in zip(numbers, names) for line in _layer_lines(ask, analysis, number, name)]


def _layer_lines(ask: Ask, analysis: Analysis, number: int, name: str) -> Iterator[str]:
    asked = [explain_count(analysis, number, ask.quantity)] if ask.quantity in COUNTED else []
    for line in asked or figure_lines(analysis, number, ask.quantity):
        if isinstance(line, Rest):
            yield _text(line)
        elif line.aspect != "stride":
            yield f"{' '.join((name, *line.axes)) if name else line.label}: {_text(line)}"


def _text(line: Line | Rest) -> str:
    if isinstance(line, Rest):
        return f"{division(line.above, line.below)}: {line.words}"
    if line.term is None:
        return line.words
    if isinstance(line.term, (Name, Number)):
        return f"{value(line.term):,}"
    return f"{numbers(line.term)} = {value(line.term):,}"


def _sum(ask: Ask) -> list[str]:
    """The layers that have a share; of many, the largest."""
    names = short_names(ask.network)
    counted = {number: share for number, share in ask.shares().items() if share}
    if len(counted) == 1:
        return _layers(ask, list(counted))
    total = sum(counted.values())
    shown = sorted(sorted(counted, key=lambda number: -counted[number])[:MOST_PARTS])
    parts = [f"{names[number]} {counted[number]:,}" for number in shown]
    if rest := total - sum(counted[number] for number in shown):
        parts.append(f"{len(counted) - len(shown)} others {rest:,}")
    return [f"{' + '.join(parts)} = {total:,}"] if parts else []
