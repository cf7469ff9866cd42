"""A quiz as plain text, and its key."""

import textwrap

from convcalc.homework.quiz import Exercise, Quiz
from convcalc.render.quiz import LETTERS, answer, choices, reasons, right_letter, slips, title

WIDEST = 78


def render(quiz: Quiz, choose: bool) -> str:
    """The questions; with answers to choose from where `choose`."""
    return "\n\n".join([title(quiz), *(_question(number, item, choose) for number, item in enumerate(quiz.items, 1))])


def key(quiz: Quiz, choose: bool) -> str:
    """The answers, how they come about, and what wrong ones tell."""
    parts = [f"{title(quiz)}: key"]
    for number, item in enumerate(quiz.items, 1):
        letter = f"{right_letter(item)}) " if choose else ""
        lines = [*reasons(item), *slips(item)]
        parts.append("\n".join([f"{number}. {letter}{answer(item)}", *(f"   {line}" for line in lines)]))
    return "\n\n".join(parts)


def _question(number: int, item: Exercise, choose: bool) -> str:
    start = f"{number}. "
    lines = textwrap.wrap(start + item.draft.text, WIDEST, subsequent_indent=" " * len(start), break_on_hyphens=False)
    if choose:
        lines += [f"   {letter}) {text}" for letter, text in zip(LETTERS, choices(item))]
    return "\n".join(lines)
