"""What a check found, one module a format. Here is what they share."""

import os
from collections.abc import Iterator

from convcalc.check.baseline import spec_path
from convcalc.check.report import Report
from convcalc.check.rules import PAGES, RULES
from convcalc.document.places import Place
from convcalc.document.problems import Problem
from convcalc.document.records import NamedTuple
from convcalc.document.wording import many
from convcalc.version import HOME


class Location(NamedTuple):
    """Where a problem is, as other programs want it: a path from here with slashes, lines and columns from 1."""

    path: str
    line: int
    column: int
    end: int
    """The column after the last."""


def spot(place: Place | None, name: str) -> Location:
    """The spot of a place; the start of the file that was asked for where there is none."""
    if place is None:
        return Location(short(name), 1, 1, 2)
    position = place.source.locate(place.route, place.key)
    return Location(short(place.source.name), position.line, position.column, position.column + position.length)


def short(name: str) -> str:
    """A path as it is named from here, where it lies below; with slashes."""
    if os.path.isabs(name) and not (near := os.path.relpath(name)).startswith(".."):
        name = near
    return name.replace(os.sep, "/").removeprefix("./")


def rule_name(code: str) -> str:
    """The name of a code: bias-before-norm."""
    return PAGES.get(code) or RULES[code]


def rule_page(code: str) -> str:
    """Where a code is explained."""
    return f"{HOME}/blob/main/docs/reference/rules.md#{code.lower()}-{rule_name(code)}"


def remark(problem: Problem) -> str:
    """What is noted of a problem at its own place: why it was left as it is."""
    return "; ".join(note.message for note in problem.notes if note.place == problem.place)


def spots(report: Report) -> Iterator[tuple[Problem, Location]]:
    """Every problem with its spot."""
    for file in report.checked:
        for problem in file.problems:
            yield problem, spot(problem.place, file.name)


def fingerprints(report: Report) -> Iterator[tuple[Problem, Location, str]]:
    """Every problem with its spot and what stays the same of it when lines move; no two alike in a report."""
    from hashlib import sha256

    times: dict[str, int] = {}
    for problem, where in spots(report):
        path = spec_path(problem.place) if problem.place else problem.message
        key = f"{where.path}\0{problem.code}\0{path}"
        times[key] = times.get(key, 0) + 1
        yield problem, where, sha256(f"{key}\0{times[key]}".encode()).hexdigest()[:32]


def tally(report: Report) -> str:
    """A report in one line."""
    problems = report.problems
    errors = sum(problem.severity == "error" for problem in problems)
    parts = [many(len(report.files), "file") + " checked: " + (_found(errors, len(problems) - errors) or "no problems")]
    if report.old:
        parts.append(f"{many(report.old, 'old problem')} in the baseline")
    if report.worse:
        parts.append(f"{many(report.worse, 'problem')} worse than in the baseline")
    if report.gone:
        parts.append(f"{report.gone:,} of the baseline's are gone: write it anew")
    if report.minor:
        parts.append(f"{many(report.minor, 'warning')} not counted")
    if report.skipped:
        parts.append(f"{many(report.skipped, 'other YAML file')} passed over")
    return "; ".join(parts)


def _found(errors: int, warnings: int) -> str:
    return ", ".join(many(count, what) for count, what in ((errors, "error"), (warnings, "warning")) if count)
