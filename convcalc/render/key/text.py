"""The key of a quiz as plain text."""

from convcalc.homework.quiz import Quiz
from convcalc.render.formats import Options
from convcalc.render.quiz import answer, reasons, right_letter, slips, title
from convcalc.render.text import wrapped

TAKES = ("choices",)


def render(quiz: Quiz, options: Options) -> str:
    """The answers, how they come about, and what wrong ones tell."""
    parts = [f"{title(quiz)}: key"]
    for number, item in enumerate(quiz.items, 1):
        letter = f"{right_letter(item)}) " if options.choices else ""
        lines = [*reasons(item), *slips(item)]
        below = (each for line in lines for each in wrapped(line, options.width, " " * 3, " " * 5))
        parts.append("\n".join([f"{number}. {letter}{answer(item)}", *below]))
    return "\n\n".join(parts)
