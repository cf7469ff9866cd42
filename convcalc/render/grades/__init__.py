"""Judged answers as text: one module a format, each with `render`. What they share is here."""

from collections.abc import Iterator
from fractions import Fraction

from convcalc.analysis.amounts import Answer
from convcalc.analysis.truth import Sizes, Truth, WholeInput
from convcalc.homework.grading import Graded, Mark, Question, Result
from convcalc.homework.grading.verdicts import FOLLOWS, RIGHT, UNANSWERED, UNREADABLE, WRONG
from convcalc.homework.grading.working import working
from convcalc.model.geometry import Volume
from convcalc.render.numbers import size

MOST_LAYERS = 4


def figure(truth: Truth | str, in_bytes: bool = False) -> str:
    """A right figure with all its digits.

    >>> figure(Sizes((7, 7))), figure(138357544), figure(40960, True)
    ('7', '138,357,544', '40,960 bytes (40.0 KiB)')
    """
    if isinstance(truth, (str, Volume, Sizes, WholeInput)):
        return str(truth)
    if isinstance(truth, Fraction) and truth.denominator > 1:
        return f"{float(truth):,g}"
    short = f" ({size(int(truth))})" if truth >= 1024 else ""
    return f"{int(truth):,}" + (f" bytes{short}" if in_bytes else "")


def points(value: Fraction) -> str:
    """Points as people write them: `1`, `0.5`, `0.67`."""
    return f"{float(round(value, 2)):g}"


def question_text(question: Question) -> str:
    """The question as it was put, else the layers that it is about."""
    if question.text:
        return question.text
    network = question.network
    layers = network.layers
    if len(layers) > MOST_LAYERS:
        return f"{network.name}, {len(layers)} layers on {network.takes}"
    return f"{network.takes}: {', '.join(str(node.site) for _, node in layers)}"


def line(question: Question) -> str:
    """The question on one line."""
    return " ".join(question_text(question).split())


def sentences(mark: Mark) -> Iterator[str]:
    """What is to be said about an answer that is not simply right."""
    if mark.note:
        yield mark.note
    if mark.verdict == FOLLOWS:
        yield f"it follows from {_listed(mark.given)}, answered wrongly before"
    elif mark.verdict == WRONG and mark.given:
        yield f"with what was answered for {_listed(mark.given)}:"
    for k, each in enumerate(mark.diagnoses):
        yield f"{'or: ' if k else '' if each.telling else 'perhaps '}{each.title}: {each.why}"
    if mark.verdict == WRONG and not mark.note and isinstance(mark.asked.answer, Answer) and not mark.diagnoses:
        yield "no known slip gives this"
    if 0 < mark.points < mark.most:
        yield "half of its points, as the slip is known"


def heading(graded: Graded) -> str:
    """Whose answers these are, or of which file, and to what."""
    sheet = graded.sheet
    return sheet.title if sheet.title == sheet.name else f"{sheet.title} ({sheet.name})"


def earned(result: Result) -> str:
    """The points of a question: `2 of 3`."""
    return f"{points(result.points)} of {points(result.question.points)}"


def said(mark: Mark) -> str:
    """The answer, and beside a wrong one what is right."""
    right = figure(mark.truth, mark.ask.in_bytes)
    if mark.verdict == RIGHT:
        rounded = isinstance(mark.asked.answer, Answer) and mark.asked.answer.half
        return f"{mark.asked.text} ({right})" if rounded else mark.asked.text
    if mark.verdict == UNANSWERED:
        return f"not answered; it is {right}"
    if mark.verdict == UNREADABLE:
        return f"{mark.asked.text}, which cannot be read; it is {right}"
    return f"{mark.asked.text}, but it {right if isinstance(mark.truth, str) else f'is {right}'}"


def steps(mark: Mark) -> list[str]:
    """How the right figure comes about, where there is one."""
    return [] if isinstance(mark.truth, str) else working(mark.ask)


def _listed(keys: tuple[str, ...]) -> str:
    return " and ".join(keys)
