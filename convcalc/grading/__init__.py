"""Answers to questions judged: read from a file, compared with the figures, diagnosed. Knows no formats."""

from convcalc.grading.asked import Asked
from convcalc.grading.judging import Graded, Mark, Result, grade, judge
from convcalc.grading.sheet import Question, Sheet, inline, read_sheet

__all__ = ["Asked", "Graded", "Mark", "Question", "Result", "Sheet", "grade", "inline", "judge", "read_sheet"]
