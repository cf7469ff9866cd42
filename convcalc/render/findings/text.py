"""For people: each problem with its line, a caret, what is related and what would help."""

from convcalc.check.run import Report
from convcalc.render.findings import tally
from convcalc.render.problems import render_problem


def render(report: Report) -> str:
    """Every problem, then the tally."""
    return "\n".join([*map(render_problem, report.problems), tally(report)])
