"""A class for a gradebook, as CSV: a row a student, with the points of each question and of all."""

from collections.abc import Iterator

from convcalc.homework.classroom import Classroom, Member, Student
from convcalc.homework.grading import Graded, Unread
from convcalc.homework.grading.verdicts import UNREADABLE
from convcalc.render.formats import Options
from convcalc.render.grades import points
from convcalc.render.markup import csv_text


def render(classroom: Classroom, options: Options) -> str:
    """Every student, under a heading; of one whose answers could not be read, why."""
    questions = [question.id for question in classroom.sheet.questions]
    heading = (*classroom.headings, *questions, "points", "max_points", "note")
    return csv_text([heading, *(tuple(_student(classroom, member)) for member in classroom.members)])


def _student(classroom: Classroom, member: Member) -> Iterator[str]:
    graded, most = member.graded, points(classroom.most)
    yield from member.student.details
    if isinstance(graded, Unread):
        yield from ("",) * (len(classroom.sheet.questions) + 1)
        yield from (most, f"unreadable: {graded.problems[0].message}")
    else:
        yield from (points(result.points) for result in graded.results)
        yield from (points(graded.points), most, "; ".join(filter(None, (_rows(member.student), _unreadable(graded)))))


def _rows(student: Student) -> str:
    return f"the last of {len(student.lines)} rows" if len(student.lines) > 1 else ""


def _unreadable(graded: Graded) -> str:
    """The answers that nobody could judge: somebody has to look at them."""
    found = [
        f"{result.question.id} {mark.asked.key} {mark.asked.text!r}"
        for result in graded.results
        for mark in result.marks
        if mark.verdict == UNREADABLE
    ]
    return f"unreadable: {'; '.join(found)}" if found else ""
