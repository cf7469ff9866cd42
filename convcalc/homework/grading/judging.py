"""Each answer judged: right or wrong, what slip it was, and whether it follows from an earlier wrong one."""

from fractions import Fraction
from functools import lru_cache

from convcalc.analysis.amounts import Answer, Bound
from convcalc.analysis.ask import Ask, alternatives
from convcalc.analysis.parts import Figures
from convcalc.analysis.truth import Sizes, Truth
from convcalc.document.problems import Problem
from convcalc.document.records import NamedTuple
from convcalc.explain.layer import rests
from convcalc.explain.terms import value
from convcalc.homework.grading.alike import Alike
from convcalc.homework.grading.asked import Asked
from convcalc.homework.grading.follow import Wrong, follow
from convcalc.homework.grading.questions import Question, Sheet
from convcalc.homework.slips.diagnosis import Diagnosis, diagnose
from convcalc.homework.slips.recount import Effort
from convcalc.model.geometry import Volume

RIGHT, FOLLOWS, WRONG, UNANSWERED = "right", "follows", "wrong", "unanswered"
MOST_EARLIER = 50
"""So many earlier wrong answers are looked at for what may follow from them: the last ones."""
GIVEN_UP = "not every slip was tried: the wrong answers of this file are too many, or about too large networks"


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


class _Verdict(NamedTuple):
    word: str
    truth: Truth | str
    note: str = ""
    diagnoses: tuple[Diagnosis, ...] = ()
    given: tuple[str, ...] = ()


def grade(sheet: Sheet, alike: Alike | None = None) -> Graded:
    """Every answer of a file, judged: equal ones to equal questions once, also of several files with one `alike`."""
    alike, effort = alike or Alike(), Effort()
    return Graded(sheet, tuple([_judged(each, sheet, alike, effort) for each in sheet.questions]))


def _judged(question: Question, sheet: Sheet, alike: Alike, effort: Effort) -> Result:
    key = id(question.asked), question.shares, sheet.follow_through, sheet.strict_fit, sheet.half_points
    if known := alike.get(key):
        return Result(question, known.marks)
    result = judge(question, sheet.follow_through, sheet.strict_fit, effort, sheet.half_points)
    if not any(mark.note == GIVEN_UP for mark in result.marks):  # another file may have its patience left
        alike.keep(key, result)
    return result


def judge(
    question: Question,
    follow_through: bool = False,
    strict_fit: bool = False,
    effort: Effort | None = None,
    half_points: bool = False,
) -> Result:
    """Every answer of a question, judged in order."""
    effort = effort or Effort()
    wrongs: list[Wrong] = []
    marks = []
    for asked, each in zip(question.asked, question.shares):
        ask, verdict = _worst(asked, wrongs, strict_fit, effort)
        points = each * _share(verdict, follow_through, half_points)
        word, truth, note, diagnoses, given = verdict
        marks.append(Mark(asked, word, truth, note, diagnoses, given, points, each, ask))
        if word in (WRONG, FOLLOWS) and isinstance(asked.answer, Answer):
            wrongs += [Wrong(asked.key, one, asked.answer) for one in asked.asks]
    return Result(question, tuple(marks))


def _share(verdict: _Verdict, follow_through: bool, half_points: bool) -> Fraction:
    """What part of its points an answer earns."""
    if verdict.word == RIGHT or (verdict.word == FOLLOWS and follow_through):
        return Fraction(1)
    return Fraction(1, 2) if half_points and verdict.word == WRONG and verdict.diagnoses else Fraction(0)


def _worst(asked: Asked, wrongs: list[Wrong], strict_fit: bool, effort: Effort) -> tuple[Ask, _Verdict]:
    """The first use for which an answer is not right, else the first."""
    first: tuple[Ask, _Verdict] | None = None
    for ask in asked.asks:
        verdict = _verdict(asked, ask, wrongs, strict_fit, effort)
        if verdict.word != RIGHT:
            return ask, verdict
        first = first or (ask, verdict)
    assert first is not None
    return first


def _verdict(asked: Asked, ask: Ask, wrongs: list[Wrong], strict_fit: bool, effort: Effort) -> _Verdict:
    truth = ask.figure()
    rest = _rest(ask) if ask.quantity == "output" else None
    if not asked.text:
        return _Verdict(UNANSWERED, truth)
    if asked.fault:
        return _Verdict(WRONG, truth, f"{asked.fault}: {asked.help}" if asked.help else asked.fault)
    if rest and strict_fit:
        return _strict(asked, rest)
    if asked.misfit:
        return _Verdict(WRONG, truth, _fits(rest))
    if isinstance(asked.answer, Bound):
        return _Verdict(RIGHT if asked.answer.allows(truth, ask.in_bytes) else WRONG, truth)
    assert asked.answer is not None
    if _matches(asked.answer, truth, ask):
        return _Verdict(RIGHT, truth)
    for other, words in alternatives(ask):
        if asked.answer.matches(other, ask.in_bytes):
            return _Verdict(RIGHT, other, words)
    return _wrong(asked.answer, ask, truth, wrongs, effort)


def _matches(answer: Answer, truth: Truth, ask: Ask) -> bool:
    """Whether an answer is right; a flat volume may be written with sizes of 1."""
    if isinstance(truth, Volume) and not truth.size and isinstance(answer.value, Sizes):
        return answer.value.each == type(truth)((1,) * (len(answer.value.each) - 1), truth.channels).numbers
    return answer.matches(truth, ask.in_bytes)


def _wrong(answer: Answer, ask: Ask, truth: Truth, wrongs: list[Wrong], effort: Effort) -> _Verdict:
    followed = list(follow(ask, wrongs[-MOST_EARLIER:], effort))
    for each in followed:
        if answer.matches(each.value, ask.in_bytes):
            return _Verdict(FOLLOWS, truth, given=each.given)
    found = tuple(diagnose(ask, answer, effort))
    for each in followed:
        if not found and each.ask.network is not ask.network and (again := tuple(diagnose(each.ask, answer, effort))):
            return _Verdict(WRONG, truth, diagnoses=again, given=each.given)
    return _Verdict(WRONG, truth, GIVEN_UP if effort.given_up and not found else "", diagnoses=found)


# Strides that leave something over


class _Rest(NamedTuple):
    text: str
    room: int
    stride: int


def _rest(ask: Ask) -> _Rest | None:
    """The first division by a stride, on the way to an output, that does not come out."""
    number, rest = _first_rest(ask.figures)
    return rest if number <= ask.part.end else None


@lru_cache(maxsize=1)
def _first_rest(figures: Figures) -> tuple[int, _Rest | None]:
    """The first layer of a network whose division does not come out, with that; it is asked for each output."""
    sites: set[int] = set()
    for number, node in enumerate(figures.network.nodes):
        if node.is_input or id(node.site) in sites:
            continue
        sites.add(id(node.site))
        for rest in rests(node.site)[:1]:
            room, stride = value(rest.above), value(rest.below)
            share = Fraction(room, stride)
            shown = f"{float(share):g}" if (share * 10**4).denominator == 1 else str(share)
            return number, _Rest(f"{room}/{stride} = {shown} is no whole number", room, stride)
    return 0, None


def _strict(asked: Asked, rest: _Rest) -> _Verdict:
    truth = "does not fit"
    share = Fraction(rest.room, rest.stride)
    said = isinstance(asked.answer, Answer) and any(asked.answer.matches(each) for each in (share, share + 1))
    return _Verdict(RIGHT if said or asked.misfit else WRONG, truth, rest.text)


def _fits(rest: _Rest | None) -> str:
    if rest is None:
        return "it fits: the division comes out"
    return f"{rest.text}, and is rounded down; where that counts as a misfit the file says strict_fit: true"
