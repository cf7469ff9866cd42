"""Who answered, and what: as it was read, and not judged yet."""

from typing import Any

from convcalc.document.places import Place
from convcalc.document.problems import Problem
from convcalc.document.records import NamedTuple
from convcalc.homework.classroom.slots import Slot
from convcalc.homework.grading import Unread

Reply = tuple[Any, Place]
"""An answer as it was given, and where."""


class Student(NamedTuple):
    """Who answered."""

    name: str
    details: tuple[str, ...]
    """What the columns of the table say of them."""
    lines: tuple[int, ...] = ()
    """The lines of their rows in the table, in the order in which they were handed in: the last one counts."""


class Submission(NamedTuple):
    """What one student answered."""

    student: Student
    answers: dict[Slot, Reply]


class ClassAnswers(NamedTuple):
    """What a class answered."""

    headings: tuple[str, ...]
    """Of what is said of students."""
    submissions: tuple[tuple[Student, Submission | Unread], ...]
    warnings: tuple[Problem, ...]
