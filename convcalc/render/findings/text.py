"""For people: each problem with its line, a caret, what is related and what would help."""

from itertools import chain

from convcalc.check.report import Report
from convcalc.render.findings import tally
from convcalc.render.formats import Options
from convcalc.render.problems import lines_of
from convcalc.render.text import page, style

SOME = 500
"""Problems whose lines are made fit to be shown together."""


def render(report: Report, options: Options) -> str:
    """Every problem, then the tally."""
    problems = report.problems
    parts = (problems[k : k + SOME] for k in range(0, len(problems), SOME))
    return "\n".join(
        [*(page(chain.from_iterable(map(lines_of, part))) for part in parts), style(tally(report), "bold")]
    )
