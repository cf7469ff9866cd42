"""For people: each problem with its line, a caret, what is related and what would help."""

from itertools import chain

from convcalc.check.report import Report
from convcalc.render.findings import tally
from convcalc.render.formats import Options
from convcalc.render.problems import lines_of
from convcalc.render.text import page


def render(report: Report, options: Options) -> str:
    """Every problem, then the tally."""
    return page([*chain.from_iterable(map(lines_of, report.problems)), tally(report)])
