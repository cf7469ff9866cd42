"""Quizzes as text: one module a format, each with `render`. What they share is here."""

from convcalc.homework.grading.working import working
from convcalc.homework.quiz import Exercise, Quiz
from convcalc.render.grades import figure

LETTERS = "abcdefgh"


def title(quiz: Quiz) -> str:
    """What stands above the questions."""
    return f"Quiz: {quiz.level}, seed {quiz.seed}"


def choices(item: Exercise) -> list[str]:
    """The answers to choose from, in their order; numbers with their thousands apart."""
    shown = [answer(item), *(_spaced(each.text) for each in item.wrong)]
    return [shown[k] for k in item.order]


def right_letter(item: Exercise) -> str:
    """The letter of the right choice."""
    return LETTERS[item.order.index(0)]


def answer(item: Exercise) -> str:
    """The right answer, with its thousands apart."""
    return figure(item.figure)


def reasons(item: Exercise) -> list[str]:
    """How the answer comes about."""
    return working(item.ask)


def slips(item: Exercise) -> list[str]:
    """What wrong answers tell: `750: bias forgotten`."""
    return [f"{_spaced(each.text)}: {each.title}" for each in item.wrong]


def notations(volume: str) -> list[str]:
    """A volume as it may be typed: where an answer is compared as a text."""
    sizes = volume.split("x")
    return list(dict.fromkeys([volume, " x ".join(sizes), "×".join(sizes), f"({', '.join(sizes)})", ", ".join(sizes)]))


def _spaced(text: str) -> str:
    return f"{int(text):,}" if text.isdecimal() else text
