"""The summary as a LaTeX table with booktabs rules, for papers; its conventions stand above it as comments."""

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.parts import Figures, whole
from convcalc.model.quantities import counted_in
from convcalc.model.tree import Group
from convcalc.render.formats import Options
from convcalc.render.markup import latex_comment, latex_row
from convcalc.render.summary.columns import table
from convcalc.render.summary.outline import Outlined
from convcalc.render.summary.totals import below_table

TAKES = ("columns", "depth", "full", "exact", "like")
_TOTALLED = ("layer", *counted_in("count", "bytes"))


def render(analysis: Analysis, options: Options) -> str:
    """A tabular with a row a line, and a last row with what all layers cost together."""
    network, shown = analysis.network, table(analysis, options)
    volumes = f"{network.takes} -> {network.gives}"
    needs = "needs \\usepackage{booktabs} and \\usepackage[T1]{fontenc}"
    parts = [latex_comment(f"{network.name}: {volumes}; {needs}")]
    parts += (latex_comment(f"{name.strip()}: {text}") for name, text in below_table(analysis, options))
    parts.append(f"\\begin{{tabular}}{{{''.join('r' if column.number else 'l' for column in shown.columns)}}}")
    parts += ["\\toprule", latex_row(column.title for column in shown.columns), "\\midrule"]
    parts += map(latex_row, shown.rows)
    everything = Outlined(0, "total", "", "", 1, 1, whole(network), Figures.of(analysis), Group(network.nodes[0].scope))
    adds = {*_TOTALLED, *(each.name for each in shown.columns[3:] if options.like)}
    totalled = [column.cells([everything], options.exact)[0] if column.name in adds else "" for column in shown.columns]
    parts += ["\\midrule", latex_row(totalled), "\\bottomrule", "\\end{tabular}"]
    return "\n".join(parts)
