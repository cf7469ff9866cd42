"""A table in Markdown, as for the page of a CI job: each problem with its place, its rule and what would help."""

from convcalc.check.report import Report
from convcalc.document.problems import Problem
from convcalc.render.findings import Location, remark, rule_name, spots, tally
from convcalc.render.formats import Options
from convcalc.render.markup import markdown, markdown_code, markdown_row

MOST = 1000
"""Rows: a page of a job takes a megabyte, and nobody reads more."""


def render(report: Report, options: Options) -> str:
    """The tally, and a row for each problem."""
    found = list(spots(report))
    lines: list[str] = [markdown(tally(report))]
    if found:
        lines += ["", "| where | | problem | help |", "|---|---|---|---|"]
        lines += [_finding(*each) for each in found[:MOST]]
    if len(found) > MOST:
        lines += ["", f"and {len(found) - MOST:,} more"]
    return "\n".join(lines)


def _finding(problem: Problem, where: Location) -> str:
    why = f" ({remark(problem)})" if remark(problem) else ""
    place = markdown_code(f"{where.path}:{where.line}:{where.column}")
    rule = f"{problem.severity} {problem.code} {rule_name(problem.code)}"
    return markdown_row([place, rule, problem.message + why, problem.help])
