"""The summary as a Markdown table with its totals below, for notes and pull requests."""

from convcalc.analysis.analyse import Analysis
from convcalc.render.formats import Options
from convcalc.render.summary.columns import table
from convcalc.render.summary.totals import totals

TAKES = ("columns", "depth", "full", "exact")


def render(analysis: Analysis, options: Options) -> str:
    """A heading, the table and a list of totals."""
    columns, _, rows = table(analysis, options)
    parts = [f"## {analysis.network.name}", ""]
    parts.append(table_row([column.title for column in columns]))
    parts.append(table_row(["---:" if column.number else "---" for column in columns]))
    parts += (table_row([escaped(cell) for cell in row]) for row in rows)
    parts.append("")
    parts += (f"- **{name.strip()}**: {escaped(text)}" for name, text in totals(analysis, options.exact))
    return "\n".join(parts)


def table_row(row: list[str]) -> str:
    """A line of a table; the cells must be escaped."""
    return f"| {' | '.join(row)} |"


def escaped(text: str) -> str:
    """Indentation kept as entities; characters of the markup taken as they are."""
    bare = text.lstrip(" ")
    for char in "\\|*<[`":
        bare = bare.replace(char, f"\\{char}")
    return "&nbsp;" * (len(text) - len(text.lstrip(" "))) + bare
