"""Certain repairs of what is found in an open file, as `convcalc check --fix` makes them, one at a time."""

from convcalc.check.fixes import fixed
from convcalc.check.report import Checked
from convcalc.check.rules import Repair
from convcalc.check.run import CheckRun, Selection
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
    checked = _checked(reading)
    if checked is None or checked.source is None:
        return []
    found = []
    for problem, mend in zip(checked.problems, checked.mends, strict=False):
        if isinstance(mend, Repair) and problem.place and first <= problem.place.position.line <= last:
            text = fixed(checked.source, checked._replace(repairs=(mend,), stale=())).text
            if text != reading.text:
                found.append(Action(f"{mend.setting}: {str(mend.value).lower()}", problem, text))
    return found


def _checked(reading: OpenSpec) -> Checked | None:
    if not reading.whole or reading.source is None or reading.network is None:
        return None
    run = CheckRun(Selection(), [reading.name])
    with run.watching(reading.name):
        run.network(reading.name, reading.source, reading.network)
    return run.report().files[0]
