"""Answers as people write them: `~138M`, `10*(5*5*3+1)`, `10@32x32`, `327,680 bits`, `two`. Knows notations only."""

from convcalc.homework.reading.answers import Context, read_answer
from convcalc.homework.reading.spelling import is_given_up

__all__ = ["Context", "is_given_up", "read_answer"]
