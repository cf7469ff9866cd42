"""For people: each problem with its line, a caret, what is related and what would help."""

from convcalc.check.report import Report
from convcalc.render.findings import tally
from convcalc.render.formats import Options
from convcalc.render.problems import render_problem


def render(report: Report, options: Options) -> str:
    """Every problem, then the tally."""
    return "\n".join([*map(render_problem, report.problems), tally(report)])
