"""Each answer of a file judged in order, with its points: what is right, and what follows from an earlier wrong one."""

from fractions import Fraction

from convcalc.analysis.amounts import Answer
from convcalc.analysis.ask import Ask
from convcalc.analysis.truth import Truth
from convcalc.document.problems import Problem
from convcalc.document.records import NamedTuple
from convcalc.homework.grading.accepted import AS_USUAL, Accepted
from convcalc.homework.grading.alike import Alike
from convcalc.homework.grading.asked import Asked
from convcalc.homework.grading.follow import Wrong
from convcalc.homework.grading.questions import Question, Sheet
from convcalc.homework.grading.verdicts import FOLLOWS, GIVEN_UP, RIGHT, WRONG, Standards, Verdict, settled, worst
from convcalc.homework.slips.diagnosis import Diagnosis
from convcalc.homework.slips.recount import Effort


class Mark(NamedTuple):
    """One answer, judged."""

    asked: Asked
    verdict: str
    truth: Truth | str
    """The right figure, or words where there is none."""
    note: str
    """What is to be said about it: the convention by which it is right, why it cannot be."""
    diagnoses: tuple[Diagnosis, ...]
    given: tuple[str, ...]
    """The earlier wrong answers that it follows from."""
    points: Fraction
    most: Fraction
    ask: Ask
    """The use that decides."""


class Result(NamedTuple):
    """One question, judged."""

    question: Question
    marks: tuple[Mark, ...]

    @property
    def points(self) -> Fraction:
        """The points earned."""
        return sum((mark.points for mark in self.marks), Fraction(0))

    @property
    def right(self) -> bool:
        """Whether every answer is right."""
        return all(mark.verdict == RIGHT for mark in self.marks)


class Unread(NamedTuple):
    """A file that could not be graded, and why."""

    name: str
    problems: tuple[Problem, ...]


class Graded(NamedTuple):
    """One file, judged."""

    sheet: Sheet
    results: tuple[Result, ...]

    @property
    def points(self) -> Fraction:
        """The points earned."""
        return sum((result.points for result in self.results), Fraction(0))

    @property
    def most(self) -> Fraction:
        """The points that could be earned."""
        return sum((question.points for question in self.sheet.questions), Fraction(0))

    @property
    def right(self) -> bool:
        """Whether every answer is right."""
        return all(result.right for result in self.results)


def grade(sheet: Sheet, alike: Alike | None = None) -> Graded:
    """Every answer of a file, judged: equal ones to equal questions once, also of several files with one `alike`."""
    alike, effort = alike or Alike(), Effort()
    return Graded(sheet, tuple([judged(each, sheet, alike, effort) for each in sheet.questions]))


def judged(question: Question, sheet: Sheet, alike: Alike, effort: Effort) -> Result:
    """One question of a file, judged; what is equal to it in another way serves again."""
    key = id(question.asked), question.shares, sheet.follow_through, sheet.strict_fit, sheet.half_points, sheet.accepted
    if known := alike.get(key):
        return Result(question, known.marks)
    result = judge(question, sheet.follow_through, sheet.strict_fit, effort, sheet.half_points, sheet.accepted)
    if not any(mark.note == GIVEN_UP for mark in result.marks):  # another file may have its patience left
        alike.keep(key, result)
    return result


def judge(
    question: Question,
    follow_through: bool = False,
    strict_fit: bool = False,
    effort: Effort | None = None,
    half_points: bool = False,
    accepted: Accepted = AS_USUAL,
) -> Result:
    """Every answer of a question, judged in order."""
    standards = Standards(accepted, strict_fit, effort or Effort(), settled(question.asked, accepted))
    wrongs: list[Wrong] = []
    marks = []
    for asked, each in zip(question.asked, question.shares):
        ask, verdict = worst(asked, wrongs, standards)
        points = each * _share(verdict, follow_through, half_points)
        word, truth, note, diagnoses, given = verdict
        marks.append(Mark(asked, word, truth, note, diagnoses, given, points, each, ask))
        if word in (WRONG, FOLLOWS) and isinstance(asked.answer, Answer):
            wrongs += [Wrong.of(asked.key, one, asked.answer) for one in asked.asks]
    return Result(question, tuple(marks))


def _share(verdict: Verdict, follow_through: bool, half_points: bool) -> Fraction:
    """What part of its points an answer earns."""
    if verdict.word == RIGHT or (verdict.word == FOLLOWS and follow_through):
        return Fraction(1)
    return Fraction(1, 2) if half_points and verdict.word == WRONG and verdict.diagnoses else Fraction(0)
