"""The summary as a Markdown table with its totals below, for notes and pull requests."""

from convcalc.analysis.analyse import Analysis
from convcalc.render.formats import Options
from convcalc.render.markup import markdown, markdown_heading, markdown_row
from convcalc.render.summary.columns import table
from convcalc.render.summary.totals import below_table

TAKES = ("columns", "depth", "full", "exact", "like")


def render(analysis: Analysis, options: Options) -> str:
    """A heading, the table and a list of totals."""
    shown = table(analysis, options)
    parts = [markdown_heading(2, analysis.network.name), ""]
    parts.append(markdown_row(column.title for column in shown.columns))
    parts.append(markdown_row("---:" if column.number else "---" for column in shown.columns))
    parts += map(markdown_row, shown.rows)
    parts.append("")
    parts += (f"- **{name.strip()}**: {markdown(text)}" for name, text in below_table(analysis, options))
    return "\n".join(parts)
