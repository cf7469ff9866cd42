"""The summary as a Markdown table with its totals below, for notes and pull requests."""

from collections.abc import Iterator

from convcalc.analysis.analyse import Analysis
from convcalc.render.formats import Options
from convcalc.render.markup import markdown, markdown_heading, markdown_row
from convcalc.render.summary.columns import chosen, tables
from convcalc.render.summary.totals import below_table

TAKES = ("columns", "depth", "full", "exact", "like")


def parts(analysis: Analysis, options: Options) -> Iterator[str]:
    """A heading, the table and a list of totals, some lines at a time."""
    columns = chosen(analysis, options)
    yield f"{markdown_heading(2, analysis.network.name)}\n"
    yield markdown_row([column.title for column in columns])
    yield markdown_row(["---:" if column.number else "---" for column in columns])
    for shown in tables(columns, analysis, options):
        yield "\n".join(map(markdown_row, shown.rows))
    figures = below_table(analysis, options)
    yield "\n".join(["", *(f"- **{name.strip()}**: {markdown(text)}" for name, text in figures)])
