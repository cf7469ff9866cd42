"""SARIF 2.1.0, the exchange format of static analysis (OASIS 2020)."""

from typing import Any
from urllib.parse import quote

from convcalc.check.report import Report
from convcalc.check.rules import OFF, PAGES, RULES, page
from convcalc.document.problems import Problem
from convcalc.render.as_json import json_text
from convcalc.render.findings import Location, fingerprints, rule_name, rule_page, spot
from convcalc.render.formats import Options
from convcalc.version import HOME, __version__

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
BROKEN = ("C001", "C002", "C003")
"""The codes of errors; all others are warnings."""


def render(report: Report, options: Options) -> str:
    """A log with one run."""
    codes = [*PAGES, *RULES]
    driver = {
        "name": "convcalc",
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": HOME,
        "rules": [_rule(code) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": not any(file.failed for file in report.files)}],
        "columnKind": "unicodeCodePoints",
        "results": (_result(*each, codes.index(each[0].code)) for each in fingerprints(report)),
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: str) -> dict[str, Any]:
    text = page(code)
    summary, _, rest = text.partition("\n\n")
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in rule_name(code).split("-")),
        "shortDescription": {"text": summary.replace("\n", " ")},
        "fullDescription": {"text": rest.partition("\n\nBad:")[0].replace("\n", " ") or summary},
        "help": {"text": text, "markdown": text},
        "helpUri": rule_page(code),
        "defaultConfiguration": {"level": "error" if code in BROKEN else "warning", "enabled": code not in OFF},
    }


def _result(problem: Problem, where: Location, fingerprint: str, index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": index,
        "level": problem.severity,
        "message": {"text": f"{problem.message}. {problem.help}".rstrip(". ") + "."},
        "locations": [{"physicalLocation": _location(where)}],
        "partialFingerprints": {"specPath/v1": fingerprint},
    }
    if problem.notes:
        result["relatedLocations"] = [
            {
                "id": number,
                "message": {"text": note.message},
                "physicalLocation": _location(spot(note.place, note.place.source.name)),
            }
            for number, note in enumerate(problem.notes, 1)
        ]
    return result


def _location(where: Location) -> dict[str, Any]:
    region = {"startLine": where.line, "startColumn": where.column, "endColumn": where.end}
    uri = quote(where.path)
    return {"artifactLocation": {"uri": f"file://{uri}" if uri.startswith("/") else uri}, "region": region}
