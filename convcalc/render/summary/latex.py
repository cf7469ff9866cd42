"""The summary as a LaTeX table with booktabs rules, for papers; its conventions stand above it as comments."""

from collections.abc import Iterator

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.parts import Figures, whole
from convcalc.model.quantities import counted_in
from convcalc.model.tree import Group
from convcalc.render.formats import Options
from convcalc.render.markup import latex_comment, latex_row
from convcalc.render.summary.columns import chosen, tables
from convcalc.render.summary.outline import Outlined
from convcalc.render.summary.totals import below_table

TAKES = ("columns", "depth", "full", "exact", "like")
_TOTALLED = ("layer", *counted_in("count", "bytes"))


def parts(analysis: Analysis, options: Options) -> Iterator[str]:
    """A tabular with a row a line, some at a time, and a last row with what all layers cost together."""
    network, columns = analysis.network, chosen(analysis, options)
    volumes = f"{network.takes} -> {network.gives}"
    needs = "needs \\usepackage{booktabs} and \\usepackage[T1]{fontenc}"
    yield latex_comment(f"{network.name}: {volumes}; {needs}")
    yield from (latex_comment(f"{name.strip()}: {text}") for name, text in below_table(analysis, options))
    yield f"\\begin{{tabular}}{{{''.join('r' if column.number else 'l' for column in columns)}}}"
    yield "\n".join(["\\toprule", latex_row(column.title for column in columns), "\\midrule"])
    for shown in tables(columns, analysis, options):
        yield "\n".join(map(latex_row, shown.rows))
    everything = Outlined(0, "total", "", 1, 1, whole(network), Figures.of(analysis), Group(network.nodes[0].scope))
    adds = {*_TOTALLED, *(each.name for each in columns[3:] if options.like)}
    totalled = [column.cells([everything], options.exact)[0] if column.name in adds else "" for column in columns]
    yield "\n".join(["\\midrule", latex_row(totalled), "\\bottomrule", "\\end{tabular}"])
