"""A class judged by the teacher's sheet: each student's answers put in the place of the key. Reads no files."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from convcalc.document.places import Place
from convcalc.document.problems import Problem, SpecError, doing, fail
from convcalc.document.records import NamedTuple
from convcalc.document.wording import nearest, shown
from convcalc.homework.classroom.answers import ClassAnswers, Reply, Student, Submission
from convcalc.homework.classroom.slots import Slot, called, slots_of
from convcalc.homework.grading import Alike, Asked, Graded, Question, Sheet, Unread, grade
from convcalc.homework.grading.asked import answered
from convcalc.homework.grading.verdicts import RIGHT, UNANSWERED


class Member(NamedTuple):
    """A student, and what came of the answers."""

    student: Student
    graded: Graded | Unread


class Classroom(NamedTuple):
    """All of a class."""

    sheet: Sheet
    headings: tuple[str, ...]
    """Of what is said of students."""
    members: tuple[Member, ...]

    @property
    def graded(self) -> list[Graded]:
        """Those whose answers could be read."""
        return [each.graded for each in self.members if isinstance(each.graded, Graded)]

    @property
    def repeated(self) -> list[Student]:
        """Those with several rows, of which the last counts."""
        return [each.student for each in self.members if len(each.student.lines) > 1]

    @property
    def most(self) -> Fraction:
        """The points that could be earned."""
        return sum((question.points for question in self.sheet.questions), Fraction(0))


def check_key(sheet: Sheet, alike: Alike) -> None:
    """Raises SpecError where an answer that the teacher gives as the key is not right: nobody is graded by it."""
    problems = [
        Problem(f"the key of {result.question.id!r} is wrong: {mark.asked.key}", mark.asked.place, _right(mark.truth))
        for result in grade(sheet, alike).results
        for mark in result.marks
        if mark.verdict not in (RIGHT, UNANSWERED)
    ]
    if problems:
        raise SpecError(problems)


def _right(truth: object) -> str:
    return f"it is {truth:,}" if isinstance(truth, int) else f"it is {truth}"


def grade_class(
    sheet: Sheet, answers: ClassAnswers, alike: Alike, told: Callable[[int], None] | None = None
) -> Classroom:
    """Every student judged by one sheet: equal answers once. `told` hears after each how many are done."""
    filler = _Filler(sheet)
    members = []
    for number, (student, submission) in enumerate(answers.submissions, 1):
        members.append(Member(student, _graded(filler, submission, alike)))
        if told:
            told(number)
    return Classroom(sheet, answers.headings, tuple(members))


def _graded(filler: "_Filler", submission: Submission | Unread, alike: Alike) -> Graded | Unread:
    if isinstance(submission, Unread):
        return submission
    name = submission.student.name
    try:
        with doing(f"grading {name!r}"):
            return grade(filler.sheet(submission), alike)
    except SpecError as error:
        return Unread(name, error.problems)


def filled_in(sheet: Sheet, answers: Mapping[str, object]) -> Sheet:
    """The questions that answers name, with these in them; figures go by the names of `slots_of`. Raises SpecError."""
    slots, place, found = slots_of(sheet), Place(sheet.source, ()), {}
    for name, value in answers.items():
        slot = slots.find(name)
        if slot is None:
            names = [called(sheet, each) for each in slots.every]
            raise fail(f"{shown(name)} is not asked", None, nearest(name, names) or f"as {names[0]!r}")
        found[slot] = value, place
    asked = sorted({number for number, _ in found})
    whole = _Filler(sheet).sheet(Submission(Student(sheet.name, ()), found))
    return whole._replace(questions=tuple([whole.questions[number] for number in asked]))


class _Filler:
    """Sheets with answers in them; equal answers to a question are the same object, which is judged once."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._place = Place(sheet.source, ())
        self._known: dict[tuple[int, tuple[str, ...]], tuple[Asked, ...]] = {}

    def sheet(self, submission: Submission) -> Sheet:
        """The sheet as a student would have filled it in."""
        numbered = enumerate(self._sheet.questions)
        questions = tuple(
            [question._replace(asked=self._asked(k, question, submission.answers)) for k, question in numbered]
        )
        return self._sheet._replace(name=submission.student.name, questions=questions)

    def _asked(self, k: int, question: Question, answers: dict[Slot, Reply]) -> tuple[Asked, ...]:
        given = [answers.get((k, j), (None, self._place)) for j in range(len(question.asked))]
        found = tuple([answered(asked, *each) for asked, each in zip(question.asked, given)])
        return self._known.setdefault((k, tuple([each.text for each in found])), found)
