"""The summary as a plain HTML table with its totals below, for notebooks and pages that have a style of their own."""

from collections.abc import Sequence

from convcalc.analysis.analyse import Analysis
from convcalc.render.formats import Options
from convcalc.render.markup import html
from convcalc.render.summary.columns import Column, table
from convcalc.render.summary.totals import below_table

TAKES = ("columns", "depth", "full", "exact", "like")

_STYLE = """<style>
.convcalc caption, .convcalc .word { text-align: left; }
.convcalc .number { text-align: right; font-variant-numeric: tabular-nums; }
.convcalc th, .convcalc td { white-space: nowrap; }
</style>"""


def render(analysis: Analysis, options: Options) -> str:
    """A table with a caption, and a list of totals."""
    network, shown = analysis.network, table(analysis, options)
    parts = [_STYLE, '<table class="convcalc">']
    parts.append(f"<caption>{html(network.name)}: {html(network.takes)} → {html(network.gives)}</caption>")
    titles = _row([column.title for column in shown.columns], shown.columns, "th")
    parts.append(f"<thead>{titles}</thead>")
    parts.append("<tbody>")
    parts += (_row(row, shown.columns, "td") for row in shown.rows)
    parts += ["</tbody>", "</table>", "<ul>"]
    figures = below_table(analysis, options)
    parts += (f"<li><b>{html(name.strip())}</b>: {html(text)}</li>" for name, text in figures)
    return "\n".join([*parts, "</ul>"])


def _row(row: Sequence[str], columns: Sequence[Column], tag: str) -> str:
    made = (
        f'<{tag} class="{"number" if column.number else "word"}">{_spaced(text)}</{tag}>'
        for text, column in zip(row, columns, strict=True)
    )
    return f"<tr>{''.join(made)}</tr>"


def _spaced(text: str) -> str:
    """Indentation kept, the rest as it reads."""
    bare = text.lstrip(" ")
    return "&nbsp;" * 2 * (len(text) - len(bare)) + html(bare)
