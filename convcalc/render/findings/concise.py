"""A line a problem, as editors and scripts read them: `file:line:column: code message`."""

from convcalc.check.report import Report
from convcalc.render.findings import spots, tally
from convcalc.render.formats import Options
from convcalc.render.text import page


def render(report: Report, options: Options) -> str:
    """Every problem, then the tally."""
    lines = [
        f"{where.path}:{where.line}:{where.column}: {problem.code} {problem.message}"
        for problem, where in spots(report)
    ]
    return page([*lines, tally(report)])
