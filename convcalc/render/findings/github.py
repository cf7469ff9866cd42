"""Workflow commands that GitHub shows as annotations beside the lines of a pull request."""

from convcalc.check.report import Report
from convcalc.render.findings import rule_name, spots, tally
from convcalc.render.formats import Options


def render(report: Report, options: Options) -> str:
    """A command a problem, then the tally for the log."""
    lines = []
    for problem, where in spots(report):
        properties = {
            "file": where.path, "line": where.line, "col": where.column, "endColumn": where.end,
            "title": f"{problem.code} {rule_name(problem.code)}",
        }  # fmt: skip
        text = f"{problem.message}. {problem.help}" if problem.help else problem.message
        named = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
        lines.append(f"::{problem.severity} {named}::{_data(text)}")
    return "\n".join([*lines, tally(report)])


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
