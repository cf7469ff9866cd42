"""Old findings, kept in a file so that only new ones count. Knows paths in a spec; not lines, which move.

What is held is as bad as it was: a figure that goes further from what is wanted of it counts again.
"""

import os
from collections.abc import Iterable
from typing import Any, Literal

from convcalc.document.files import contents, shown_path
from convcalc.document.opening import decode
from convcalc.document.places import Place
from convcalc.document.problems import Problem, SpecError, fail
from convcalc.document.records import NamedTuple
from convcalc.language.items import ITEM_KEYS

VERSION = 1
BUDGET = "C003"
Fingerprint = tuple[str, str, str]
"""A file, seen from the baseline's folder; a code; the path of the finding in its spec."""


def spec_path(place: Place) -> str:
    """Where a value stands by names: `layers/conv1/conv/bias`. A list's element is its layer's name, else its kind."""
    data, parts = place.source.data, []
    for step in place.route:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            data = None
        parts.append(step if isinstance(step, str) else _label(data))
    return "/".join(parts)


def _label(item: Any) -> str:
    if isinstance(item, dict):
        name = item.get("name")
        return name if isinstance(name, str) else next((key for key in item if key not in ITEM_KEYS), "")
    return "" if isinstance(item, list) else str(item)


def fingerprint(problem: Problem, folder: str) -> Fingerprint:
    """What stays the same of a finding when lines move."""
    if problem.place is None:
        return "", problem.code, problem.message
    name = problem.place.source.name
    path = os.path.relpath(name, folder).replace(os.sep, "/") if os.path.exists(name) else name
    return path, problem.code, spec_path(_subject(problem, problem.place))


def _subject(problem: Problem, place: Place) -> Place:
    """What a finding is about: of a budget, which stands in another file, the bound that is not kept."""
    return problem.notes[0].place if problem.code == BUDGET and problem.notes else place


class Forgiven(NamedTuple):
    """Findings that are forgiven."""

    times: int
    excess: int | None = None
    """The worst that is forgiven; None where anything is."""

    def forgives(self, excess: int | None) -> bool:
        """Whether a finding is no worse."""
        return self.excess is None or (excess is not None and excess <= self.excess)


class Baseline:
    """The findings that a file holds, each as often as it was found."""

    def __init__(self, name: str, rows: dict[Fingerprint, Forgiven]) -> None:
        self.folder = os.path.dirname(os.path.abspath(name))
        self.rows = rows
        self.left = {key: row.times for key, row in rows.items()}
        """How many of each no finding of this run has matched."""

    def holds(self, problem: Problem) -> Literal["as bad", "less bad", ""]:
        """Whether a finding is an old one, or worse than one; each that the file holds stands for one finding."""
        key = fingerprint(problem, self.folder)
        if key not in self.left and problem.code == BUDGET:
            key = (*key[:2], "")  # as 0.1.0 wrote all the budgets of a file
        if not self.left.get(key):
            return ""
        self.left[key] -= 1
        return "as bad" if self.rows[key].forgives(problem.excess) else "less bad"

    def gone(self, names: Iterable[str]) -> int:
        """How many findings are left of files that were judged."""
        judged = {os.path.abspath(name) for name in names}
        there = {file: os.path.abspath(os.path.join(self.folder, file)) in judged for file, _, _ in self.left}
        return sum(count for (file, _, _), count in self.left.items() if there[file])


def read_baseline(name: str) -> Baseline:
    """The baseline in a file. Raises SpecError where it is none."""
    import json

    try:
        text = decode(name, contents(name))
    except SpecError as error:
        raise SpecError([each._replace(help=_NEW) for each in error.problems]) from None
    try:
        data = json.loads(text)
        if data["version"] != VERSION:
            raise fail(f"{shown_path(name)} is of another version", help="write it anew with --write-baseline")
        if not isinstance(data["findings"], list):
            raise TypeError
        rows = {(str(row["file"]), str(row["code"]), str(row["path"])): _held(row) for row in data["findings"]}
    except (ArithmeticError, ValueError, TypeError, KeyError, RecursionError):
        raise fail(f"{shown_path(name)} is not a baseline", help=_NEW) from None
    return Baseline(name, rows)


def _held(data: Any) -> Forgiven:
    excess = data.get("excess")
    return Forgiven(int(data["count"]), None if excess is None else int(excess))


_NEW = "write one with --write-baseline"


def baseline_text(problems: Iterable[Problem], name: str) -> str:
    """The text of a baseline that holds all of these findings, each with the worst of its values."""
    import json

    folder = os.path.dirname(os.path.abspath(name))
    found: dict[Fingerprint, list[int | None]] = {}
    for problem in problems:
        found.setdefault(fingerprint(problem, folder), []).append(problem.excess)
    rows = []
    for key, values in sorted(found.items()):
        known = [value for value in values if value is not None]
        worst = {"excess": max(known)} if len(known) == len(values) else {}
        file, code, path = key
        rows.append({"file": file, "code": code, "path": path, "count": len(values), **worst})
    return json.dumps({"version": VERSION, "findings": rows}, indent=2) + "\n"
