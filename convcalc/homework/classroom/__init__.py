"""A class graded: its answers read from a table or a folder, and what is to be said of all of them together."""

from convcalc.homework.classroom.answers import ClassAnswers, Student, Submission
from convcalc.homework.classroom.grading import Classroom, Member, check_key, filled_in, grade_class
from convcalc.homework.classroom.overview import Overview, QuestionMean, overview
from convcalc.homework.classroom.reading import read_answers

__all__ = [
    "ClassAnswers",
    "Classroom",
    "Member",
    "Overview",
    "QuestionMean",
    "Student",
    "Submission",
    "check_key",
    "filled_in",
    "grade_class",
    "overview",
    "read_answers",
]
