"""An answer to one question of a quiz, judged as those of answer files are."""

from fractions import Fraction

from convcalc.document.places import Place
from convcalc.document.source import Source
from convcalc.homework.grading import Asked, Question, Result, judge
from convcalc.homework.grading.asked import answered
from convcalc.homework.quiz.making import Exercise


def check_answer(item: Exercise, text: str) -> Result:
    """How an answer is judged, as it was typed; an empty one is none."""
    place = Place(Source("answer", text), ())
    empty = Asked(item.draft.quantity, (item.ask,), None, "", place)
    asked = answered(empty, text or None, place)
    return judge(Question("", item.draft.text, item.ask.network, (asked,), (Fraction(1),)))
