"""Workflow commands that GitHub shows as annotations beside the lines of a pull request."""

from convcalc.check.report import Report
from convcalc.render.findings import remark, rule_name, spots, tally
from convcalc.render.formats import Options
from convcalc.render.markup import github


def render(report: Report, options: Options) -> str:
    """A command a problem, then the tally for the log."""
    lines = []
    for problem, where in spots(report):
        properties = {
            "file": where.path, "line": where.line, "col": where.column, "endColumn": where.end,
            "title": f"{problem.code} {rule_name(problem.code)}",
        }  # fmt: skip
        text = ". ".join(filter(None, (problem.message, problem.help, remark(problem))))
        lines.append(github(problem.severity, properties, text))
    return "\n".join([*lines, tally(report)])
