"""A quiz as plain text."""

from convcalc.homework.quiz import Exercise, Quiz
from convcalc.render.formats import Options
from convcalc.render.quiz import LETTERS, choices, title
from convcalc.render.text import wrapped

WIDEST = 78
TAKES = ("choices",)


def render(quiz: Quiz, options: Options) -> str:
    """The questions; with answers to choose from where `choose`."""
    questions = (question(number, item, options) for number, item in enumerate(quiz.items, 1))
    return "\n\n".join([title(quiz), *questions])


def question(number: int, item: Exercise, options: Options) -> str:
    """One of them."""
    start = f"{number}. "
    lines = wrapped(item.draft.text, min(WIDEST, options.width or WIDEST), start, " " * len(start))
    if options.choices:
        lines += [f"   {letter}) {text}" for letter, text in zip(LETTERS, choices(item))]
    return "\n".join(lines)
