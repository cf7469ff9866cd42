"""The summary as a LaTeX table with booktabs rules, for papers; its conventions stand above it as comments."""

from collections.abc import Sequence

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.parts import Figures, whole
from convcalc.model.quantities import counted_in
from convcalc.render.formats import Options
from convcalc.render.summary.columns import table
from convcalc.render.summary.outline import Line
from convcalc.render.summary.totals import totals

TAKES = ("columns", "depth", "full", "exact")
_TOTALLED = ("layer", *counted_in("count"))

_ESCAPES = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": r"\textbar{}", '"': r"\textquotedbl{}", **{char: f"\\{char}" for char in "&%$#_{}"},
}  # fmt: skip


def render(analysis: Analysis, options: Options) -> str:
    """A tabular with a row a line, and a last row with what all layers cost together."""
    network, (columns, _, rows) = analysis.network, table(analysis, options)
    volumes = f"{network.input} -> {network.nodes[network.output].site.output}"
    parts = [
        f"% {' '.join(network.name.split())}: {volumes}; needs \\usepackage{{booktabs}} and \\usepackage[T1]{{fontenc}}"
    ]
    parts += (f"% {name.strip()}: {text}" for name, text in totals(analysis, options.exact))
    parts.append(f"\\begin{{tabular}}{{{''.join('r' if column.number else 'l' for column in columns)}}}")
    parts += ["\\toprule", _row([column.title for column in columns]), "\\midrule"]
    parts += map(_row, rows)
    everything = Line(0, "total", "", "", 1, 1, whole(network), Figures.of(analysis), "")
    totalled = [column.cell(everything, options.exact) if column.name in _TOTALLED else "" for column in columns]
    parts += ["\\midrule", _row(totalled), "\\bottomrule", "\\end{tabular}"]
    return "\n".join(parts)


def _row(row: Sequence[str]) -> str:
    return " & ".join(map(escaped, row)) + r" \\"


def escaped(text: str) -> str:
    """Indentation kept as quads; characters of the markup taken as they are."""
    bare = text.lstrip(" ")
    return r"\quad " * ((len(text) - len(bare)) // 2) + "".join(_ESCAPES.get(char, char) for char in bare)
