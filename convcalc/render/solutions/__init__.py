"""Numbers that give what is wanted, one module a format."""

from convcalc.document.records import NamedTuple
from convcalc.homework.solve import Answers, Target


class Solved(NamedTuple):
    """What was found, and what was looked for."""

    answers: Answers
    target: Target
    wanted: str
    """What was looked for, in words."""
