"""Answers to questions judged: read from a file, compared with the figures, diagnosed. Knows no formats."""

from convcalc.homework.grading.alike import Alike
from convcalc.homework.grading.asked import Asked
from convcalc.homework.grading.judging import Graded, Mark, Result, Unread, grade, judge
from convcalc.homework.grading.questions import Question, Sheet
from convcalc.homework.grading.sheet import inline, read_sheet, sheet_in

__all__ = [
    "Alike",
    "Asked",
    "Graded",
    "Mark",
    "Question",
    "Result",
    "Sheet",
    "Unread",
    "grade",
    "inline",
    "judge",
    "read_sheet",
    "sheet_in",
]
