"""Certain repairs of what is found in an open file, as `convcalc check --fix` makes them, one at a time."""

from convcalc.check.fixes import fixed
from convcalc.check.rules import Repair
from convcalc.document.problems import Problem
from convcalc.document.records import NamedTuple
from convcalc.editor.reading import OpenSpec


class Action(NamedTuple):
    """A repair: what it is of, and the text with it made."""

    title: str
    problem: Problem
    text: str


def actions(reading: OpenSpec, first: int, last: int) -> list[Action]:
    """The repairs of problems on lines from one to another, from 1."""
    checked = reading.report.files[0] if reading.report else None
    if checked is None or checked.source is None:
        return []
    found = []
    for problem, mend in zip(checked.problems, checked.mends, strict=False):
        if isinstance(mend, Repair) and problem.place and first <= problem.place.position.line <= last:
            text = fixed(checked.source, checked._replace(repairs=(mend,), stale=())).text
            if text != reading.text:
                found.append(Action(f"{mend.setting}: {str(mend.value).lower()}", problem, text))
    return found
