"""JSON with all that is known of each problem, and a version of its shape."""

from typing import Any

from convcalc.check.baseline import spec_path
from convcalc.check.report import Report
from convcalc.document.places import Place
from convcalc.document.problems import Problem
from convcalc.render.as_json import json_text
from convcalc.render.findings import Location, rule_name, short, spot, spots
from convcalc.render.formats import Options

SCHEMA_VERSION = 1
SPOT = {"file": "text", "line": "integer", "column": "integer", "end_column": "integer"}
SHAPE = {
    "schema_version": "integer", "files": [{"file": "text", "failed": "boolean"}], "skipped": "integer",
    "old": "integer", "gone": "integer", "notes": [{"message": "text", "help": "text", **SPOT}],
    "problems": [{
        "code": "text", "name": "text", "severity": "text", "message": "text", "help": "text", **SPOT, "path": "text",
        "notes": [{"message": "text", **SPOT}],
    }],
}  # fmt: skip


def render(report: Report, options: Options) -> str:
    """The whole report as text."""
    data = {
        "schema_version": SCHEMA_VERSION,
        "files": ({"file": short(file.name), "failed": file.failed} for file in report.files),
        "skipped": report.skipped,
        "old": report.old,
        "gone": report.gone,
        "notes": [_note(note) for note in report.notes],
        "problems": (_problem(problem, where) for problem, where in spots(report)),
    }
    return json_text(data)


def _problem(problem: Problem, where: Location) -> dict[str, Any]:
    return {
        "code": problem.code,
        "name": rule_name(problem.code),
        "severity": problem.severity,
        "message": problem.message,
        "help": problem.help,
        **_place(where),
        "path": spec_path(problem.place) if problem.place else "",
        "notes": [{"message": note.message, **_place(_spot(note.place))} for note in problem.notes],
    }


def _note(note: Problem) -> dict[str, Any]:
    """What is said of an input, which is no finding."""
    assert note.place is not None
    return {"message": note.message, "help": note.help, **_place(_spot(note.place))}


def _spot(place: Place) -> Location:
    return spot(place, place.source.name)


def _place(where: Location) -> dict[str, Any]:
    return {"file": where.path, "line": where.line, "column": where.column, "end_column": where.end}
