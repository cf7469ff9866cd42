"""A line a problem, as editors and scripts read them: `file:line:column: code message`."""

from convcalc.check.report import Report
from convcalc.document.problems import Problem
from convcalc.render.findings import Location, remark, spots, tally
from convcalc.render.formats import Options
from convcalc.render.text import page


def render(report: Report, options: Options) -> str:
    """Every problem, then the tally."""
    return page([*(_line(*each) for each in spots(report)), tally(report)])


def _line(problem: Problem, where: Location) -> str:
    why = f" ({remark(problem)})" if remark(problem) else ""
    return f"{where.path}:{where.line}:{where.column}: {problem.code} {problem.message}{why}"
