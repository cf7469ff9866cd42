"""A class judged by the teacher's sheet: each student's answers put in the place of the key. Reads no files."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction

from convcalc.document.places import Place
from convcalc.document.problems import Problem, SpecError, doing, fail
from convcalc.document.records import NamedTuple
from convcalc.document.wording import nearest, shown
from convcalc.homework.classroom.answers import ClassAnswers, Reply, Student, Submission
from convcalc.homework.classroom.slots import Slot, called, slots_of
from convcalc.homework.grading import Alike, Asked, Graded, Question, Result, Sheet, Unread, grade
from convcalc.homework.grading.asked import answered
from convcalc.homework.grading.judging import judged
from convcalc.homework.grading.verdicts import RIGHT, UNANSWERED
from convcalc.homework.slips.recount import Effort

MOST_TRIED = 3_000_000
"""So many steps are taken for the wrong answers of a class, the same for each question: what is left goes on to the
next."""
MOST_DIFFERENT = 10_000
"""So many answers to questions of a class are judged; equal ones count once."""
IN_PARTS = "equal ones count once: grade some of the questions, or of the students, at a time"


class TooManyError(SpecError):
    """A class gave more different answers than are judged."""


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
    """Every student judged by one sheet: equal answers once. `told` hears how many of them that makes so far.

    It goes question by question, so that what is worked out for one is there for all. Raises SpecError where there are
    too many different answers.
    """
    filler = _Filler(sheet)
    effort = Effort(0)
    papers = [_Paper(filler, effort, student, submission) for student, submission in answers.submissions]
    for k in range(len(sheet.questions)):
        effort.add(MOST_TRIED // len(sheet.questions))
        for number, paper in enumerate(papers):
            paper.judge(k, alike)
            if told:
                told((k * len(papers) + number + 1) // len(sheet.questions))
    return Classroom(sheet, answers.headings, tuple([paper.member for paper in papers]))


class _Paper:
    """What a student answered, and what came of it so far."""

    def __init__(self, filler: "_Filler", effort: Effort, student: Student, submission: Submission | Unread) -> None:
        self._student = student
        self._unread = submission if isinstance(submission, Unread) else None
        self._results: list[Result] = []
        self._effort = Effort(of=effort)
        if isinstance(submission, Submission):
            with self._watching():
                self._sheet = filler.sheet(submission)

    @contextmanager
    def _watching(self) -> Iterator[None]:
        """Whatever goes wrong is told of the student, and stops nothing else."""
        try:
            with doing(f"grading {self._student.name!r}"):
                yield
        except TooManyError:
            raise
        except SpecError as error:
            self._unread = Unread(self._student.name, error.problems)

    def judge(self, k: int, alike: Alike) -> None:
        """Judge the answers to a question."""
        if not self._unread:
            with self._watching():
                self._results.append(judged(self._sheet.questions[k], self._sheet, alike, self._effort))

    @property
    def member(self) -> Member:
        """The student, with all that was judged."""
        return Member(self._student, self._unread or Graded(self._sheet, tuple(self._results)))


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
        self._read: dict[tuple[int, tuple[object, ...]], tuple[Asked, ...]] = {}
        """The same by what was given for a question, where that is words as a table has them: read once."""

    def sheet(self, submission: Submission) -> Sheet:
        """The sheet as a student would have filled it in."""
        numbered = enumerate(self._sheet.questions)
        questions = tuple(
            [question._replace(asked=self._asked(k, question, submission.answers)) for k, question in numbered]
        )
        return self._sheet._replace(name=submission.student.name, questions=questions)

    def _asked(self, k: int, question: Question, answers: dict[Slot, Reply]) -> tuple[Asked, ...]:
        given = [answers.get((k, j), (None, self._place)) for j in range(len(question.asked))]
        said = k, tuple([value for value, _ in given])
        plain = all(value is None or isinstance(value, str) for value in said[1])
        if plain and said in self._read:
            return self._read[said]
        found = tuple([answered(asked, *each) for asked, each in zip(question.asked, given)])
        known = self._known.setdefault((k, tuple([each.text for each in found])), found)
        if len(self._known) > MOST_DIFFERENT:
            raise TooManyError([Problem(f"more than {MOST_DIFFERENT:,} different answers", help=IN_PARTS)])
        if plain:  # 1 is True to Python, and how 34.90 is written its place says
            self._read[said] = known
        return known
