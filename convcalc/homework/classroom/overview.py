"""What is to be said of a whole class: the mean of each question, and the slips that most of them made."""

from collections import Counter
from fractions import Fraction

from convcalc.document.records import NamedTuple
from convcalc.homework.classroom.grading import Classroom
from convcalc.homework.classroom.slots import called
from convcalc.homework.grading import Graded, Question


class QuestionMean(NamedTuple):
    """How a class did in one question."""

    question: Question
    mean: Fraction
    """Points, of all whose answers could be read."""
    verdicts: Counter[str]
    """How many of the answers were judged so."""


class SlipCount(NamedTuple):
    """A slip, and how many made it."""

    title: str
    where: str
    """The figure that was asked for."""
    codes: tuple[str, ...]
    students: tuple[str, ...]


class Overview(NamedTuple):
    """How a class did."""

    mean: Fraction
    questions: tuple[QuestionMean, ...]
    slips: tuple[SlipCount, ...]
    """The commonest first."""


def overview(classroom: Classroom) -> Overview:
    """How a class did; of what could not be read nothing is counted."""
    graded = classroom.graded
    questions = tuple([_question(classroom, graded, k) for k in range(len(classroom.sheet.questions))])
    return Overview(sum((each.mean for each in questions), Fraction(0)), questions, _slips(classroom))


def _question(classroom: Classroom, graded: list[Graded], k: int) -> QuestionMean:
    results = [each.results[k] for each in graded]
    points = sum((result.points for result in results), Fraction(0))
    verdicts = Counter(mark.verdict for result in results for mark in result.marks)
    return QuestionMean(classroom.sheet.questions[k], points / max(1, len(results)), verdicts)


def _slips(classroom: Classroom) -> tuple[SlipCount, ...]:
    found: dict[tuple[str, tuple[str, ...]], SlipCount] = {}
    for graded in classroom.graded:
        for k, result in enumerate(graded.results):
            for j, mark in enumerate(result.marks):
                if mark.diagnoses:
                    first, where = mark.diagnoses[0], called(classroom.sheet, (k, j))
                    known = found.get((where, first.codes)) or SlipCount(first.title, where, first.codes, ())
                    found[where, first.codes] = known._replace(students=(*known.students, graded.sheet.name))
    return tuple(sorted(found.values(), key=lambda slip: -len(slip.students)))
