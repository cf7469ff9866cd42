r"""Explanations as LaTeX, for papers and sheets: equations that need amsmath, tables that need booktabs."""

from collections.abc import Iterator, Sequence

from convcalc.explain.block import Breakdown
from convcalc.explain.field import Step
from convcalc.explain.formula import ATOM, PRODUCT, Writer, quotient_value
from convcalc.explain.lines import Explanation, FieldTable, Line, Rest
from convcalc.explain.terms import Name, Number, Power, Product, Quotient, Term, value
from convcalc.explain.unit import UnitView
from convcalc.render.explanation import (
    FIELD_TITLES,
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
from convcalc.render.markup import Marked, latex, latex_comment, latex_row

LONGEST = 60
"""Characters of a sentence that fit beside an equation; longer ones are broken."""


class LatexWriter(Writer):
    r"""How formulas are written in LaTeX, `\frac{32 + 2 \cdot 2 - 5}{1} + 1`."""

    def product(self, factors: list[Term], spaced: bool = False) -> str:
        """Factors with dots between."""
        return r" \cdot ".join(self.write(each, PRODUCT if isinstance(each, Product) else ATOM) for each in factors)

    def power(self, term: Power) -> str:
        """`2^{3}`."""
        return f"{self.write(term.base, ATOM)}^{{{self.write(term.exponent)}}}"

    def quotient(self, term: Quotient) -> tuple[str, int]:
        """A fraction, between floor or ceiling marks where it does not come out."""
        text = rf"\frac{{{self.write(term.above)}}}{{{self.write(term.below)}}}"
        if not term.up and term.exact:
            return text, ATOM
        mark = "ceil" if term.up else "floor"
        return rf"\left\l{mark} {text} \right\r{mark}", ATOM

    def name(self, symbol: str) -> str:
        """A name upright, what follows its first underscore as an index."""
        first, _, rest = symbol.partition("_")
        index = rf"_{{\text{{{latex(rest.replace('_', ' '))}}}}}" if rest else ""
        return (first if len(first) == 1 else rf"\text{{{latex(first)}}}") + index

    def parentheses(self, text: str) -> str:
        """Parentheses as tall as what they hold."""
        return rf"\left({text}\right)"


_SYMBOLS, _NUMBERS = LatexWriter(), LatexWriter(values=True)


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
    """Equations, aligned: each figure in symbols, then with its values."""
    heading = latex_comment(
        f"{explanation.name}: {explanation.layer}, {explanation.change}; needs \\usepackage{{amsmath}}"
    )
    return "\n".join([heading, *_aligned([row for line in explanation.lines for row in _rows(line)])])


def _steps(steps: Sequence[Step]) -> str:
    """An equation a layer on the way from the input."""
    lines = []
    for step in steps:
        label = rf"\text{{{latex(f'{step.name} {step.layer}'.rstrip())}}}"
        equations = r",\quad ".join(_named(line) + _equation(line) for line in step.lines)
        lines.append(rf"{label} &\quad {equations}")
    before, stride = r"r_{\text{before}}", r"\text{stride}_{\text{before}}"
    heading = rf"% receptive field, from the input: \({before} + (\text{{kernel}} - 1) \cdot {stride}\)"
    return "\n".join([heading, *_aligned(lines)])


def _block(block: Breakdown) -> str:
    """The parts of a block as a table, with their sums in its last row."""
    *cells, total = map(latex_row, rows(block))
    return "\n".join([
        latex_comment(f"{block.total.name}: {block.total.layer}, {change(block)}; needs \\usepackage{{booktabs}}"),
        r"\begin{tabular}{llrrrrr}", r"\toprule", latex_row(TITLES), r"\midrule",
        *cells, r"\midrule", total, r"\bottomrule", r"\end{tabular}",
    ])  # fmt: skip


def _table(table: FieldTable) -> str:
    """A tabular with a row a layer; the recurrence stands in comments."""
    title = latex_row(Marked(rf"${name}$") if len(name) == 1 else name for name in FIELD_TITLES)
    return "\n".join([
        latex_comment("receptive field, from the input; needs \\usepackage{booktabs}"),
        *(latex_comment(f"{name} = {formula}: {words}") for name, words, formula in LEGEND),
        *(latex_comment(text) for text in [shortest_path(table)] if text),
        r"\begin{tabular}{llrrrrrrrr}", r"\toprule", title, r"\midrule",
        *map(latex_row, field_rows(table)), r"\bottomrule", r"\end{tabular}",
    ])  # fmt: skip


def _aligned(lines: Sequence[str]) -> list[str]:
    return [r"\begin{align*}", *(f"{line} \\\\" for line in lines[:-1]), *lines[-1:], r"\end{align*}"]


def _rows(line: Line | Rest) -> Iterator[str]:
    """The rows of one figure: its name and formula, then the values."""
    if isinstance(line, Rest):
        yield f"&\\quad {_equation(line)}"
        return
    name = rf"\text{{{line.label}}}" if line.label else ""
    if line.term is None or isinstance(line.term, (Name, Number)):
        symbol = f"{_SYMBOLS.write(line.term)} = " if line.term else ""
        yield f"{name} &= {symbol}{_equation(line)}" if line.label else f"&\\quad {_equation(line)}"
        return
    yield f"{name} &= {_SYMBOLS.write(line.term)}"
    yield f"&= {_equation(line)}"


def _named(line: Line | Rest) -> str:
    """The axis of a step's figure, and that it is a stride."""
    words = of(line)
    return rf"\text{{{words} }}" if words else ""


def _equation(line: Line | Rest) -> str:
    """A figure with its values and its result."""
    if isinstance(line, Rest):
        quotient = quotient_value(value(line.above), value(line.below)).replace("...", r"\dots")
        fraction = rf"\frac{{{_NUMBERS.write(line.above)}}}{{{_NUMBERS.write(line.below)}}}"
        return rf"{fraction} = {quotient}\text{{: {latex(line.words)}}}"
    if line.term is None:
        box = "text" if len(line.words) <= LONGEST else r"parbox[t]{0.6\linewidth}"
        return rf"\{box}{{{latex(line.words)}}}"
    total, _, words = result(line).partition(" ")
    total, colon = total.rstrip(":").replace(",", "{,}"), ": " if total.endswith(":") else "~"
    told = total + (rf"\text{{{colon}{latex(words)}}}" if words else "")
    return told if isinstance(line.term, (Name, Number)) else f"{_NUMBERS.write(line.term)} = {told}"
