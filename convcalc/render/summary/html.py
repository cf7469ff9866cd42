"""The summary as a plain HTML table with its totals below, for notebooks and pages that have a style of their own."""

from collections.abc import Iterator, Sequence

from convcalc.analysis.analyse import Analysis
from convcalc.render.formats import Options
from convcalc.render.markup import html
from convcalc.render.summary.columns import Column, chosen, tables
from convcalc.render.summary.totals import below_table

TAKES = ("columns", "depth", "full", "exact", "like")

_STYLE = """<style>
.convcalc caption, .convcalc .word { text-align: left; }
.convcalc .number { text-align: right; font-variant-numeric: tabular-nums; }
.convcalc th, .convcalc td { white-space: nowrap; }
</style>"""


def parts(analysis: Analysis, options: Options) -> Iterator[str]:
    """A table with a caption, some rows at a time, and a list of totals."""
    network, columns = analysis.network, chosen(analysis, options)
    yield f'{_STYLE}\n<table class="convcalc">'
    yield f"<caption>{html(network.name)}: {html(network.takes)} → {html(network.gives)}</caption>"
    yield f"<thead>{_row([column.title for column in columns], columns, 'th')}</thead>\n<tbody>"
    for shown in tables(columns, analysis, options):
        yield "\n".join([_row(row, columns, "td") for row in shown.rows])
    yield "</tbody>\n</table>\n<ul>"
    yield from (f"<li><b>{html(name.strip())}</b>: {html(text)}</li>" for name, text in below_table(analysis, options))
    yield "</ul>"


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
