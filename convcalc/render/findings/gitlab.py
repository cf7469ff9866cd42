"""GitLab's code quality report: what its merge requests show, a part of Code Climate's format."""

from convcalc.check.report import UNREADABLE, Report
from convcalc.render.as_json import json_text
from convcalc.render.findings import fingerprints, remark
from convcalc.render.formats import Options

SEVERITIES = {"error": "major", "warning": "minor"}


def render(report: Report, options: Options) -> str:
    """A list with an entry for each problem."""
    return json_text(
        {
            "description": "; ".join(filter(None, (problem.message, remark(problem)))),
            "check_name": problem.code,
            "fingerprint": fingerprint,
            "severity": "critical" if problem.code == UNREADABLE else SEVERITIES[problem.severity],
            "location": {"path": where.path, "lines": {"begin": where.line}},
        }
        for problem, where, fingerprint in fingerprints(report)
    )
