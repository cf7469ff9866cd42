"""Old findings, kept in a file so that only new ones count. Knows paths in a spec; not lines, which move."""

import os
from collections import Counter
from collections.abc import Iterable
from typing import Any

from convcalc.document.files import contents, shown_path
from convcalc.document.problems import Place, Problem, SpecError, fail
from convcalc.document.source import decode
from convcalc.language.items import ITEM_KEYS

VERSION = 1
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
    return str(item)


def fingerprint(problem: Problem, folder: str) -> Fingerprint:
    """What stays the same of a finding when lines move."""
    if problem.place is None:
        return "", problem.code, problem.message
    name = problem.place.source.name
    path = os.path.relpath(name, folder).replace(os.sep, "/") if os.path.exists(name) else name
    return path, problem.code, spec_path(problem.place)


class Baseline:
    """The findings that a file holds, each as often as it was found."""

    def __init__(self, name: str, found: Counter[Fingerprint]) -> None:
        self.folder = os.path.dirname(os.path.abspath(name))
        self.found = found
        self.left = Counter(found)
        """Those that no finding of this run has matched."""

    def holds(self, problem: Problem) -> bool:
        """Whether a finding is an old one; each that the file holds stands for one finding."""
        key = fingerprint(problem, self.folder)
        if not self.left[key]:
            return False
        self.left[key] -= 1
        return True


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
        rows = [((str(row["file"]), str(row["code"]), str(row["path"])), int(row["count"])) for row in data["findings"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise fail(f"{shown_path(name)} is not a baseline", help=_NEW) from None
    return Baseline(name, Counter(dict(rows)))


_NEW = "write one with --write-baseline"


def baseline_text(problems: Iterable[Problem], name: str) -> str:
    """The text of a baseline that holds all of these findings."""
    import json

    folder = os.path.dirname(os.path.abspath(name))
    found = Counter(fingerprint(problem, folder) for problem in problems)
    rows = [
        {"file": file, "code": code, "path": path, "count": count}
        for (file, code, path), count in sorted(found.items())
    ]
    return json.dumps({"version": VERSION, "findings": rows}, indent=2) + "\n"
