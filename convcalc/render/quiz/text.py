"""A quiz as plain text."""

import textwrap

from convcalc.homework.quiz import Exercise, Quiz
from convcalc.render.formats import Options
from convcalc.render.quiz import LETTERS, choices, title

WIDEST = 78
TAKES = ("choices",)


def render(quiz: Quiz, options: Options) -> str:
    """The questions; with answers to choose from where `choose`."""
    questions = (_question(number, item, options.choices) for number, item in enumerate(quiz.items, 1))
    return "\n\n".join([title(quiz), *questions])


def _question(number: int, item: Exercise, choose: bool) -> str:
    start = f"{number}. "
    lines = textwrap.wrap(start + item.draft.text, WIDEST, subsequent_indent=" " * len(start), break_on_hyphens=False)
    if choose:
        lines += [f"   {letter}) {text}" for letter, text in zip(LETTERS, choices(item))]
    return "\n".join(lines)
