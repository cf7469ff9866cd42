"""A quiz as text2qti reads it, which makes of it the QTI that Canvas and other learning platforms import."""

from convcalc.homework.quiz import Exercise, Quiz
from convcalc.model.geometry import Volume
from convcalc.render.formats import Options
from convcalc.render.markup import markdown, markdown_code
from convcalc.render.quiz import LETTERS, choices, notations, reasons, title

TAKES = ("choices",)


def render(quiz: Quiz, options: Options) -> str:
    """All questions; the feedback is the working, and beside a wrong choice its slip."""
    parts = [f"Quiz title: {title(quiz)}"]
    parts += ("\n".join(_question(number, item, options.choices)) for number, item in enumerate(quiz.items, 1))
    return "\n\n".join(parts)


def _question(number: int, item: Exercise, choose: bool) -> list[str]:
    lines = [f"Title: {item.level} {number}", "Points: 1", f"{number}. {markdown(item.draft.text)}"]
    if because := "; ".join(map(markdown_code, reasons(item))):
        lines.append(f"... {because}")
    return lines + (_choices(item) if choose and item.wrong else _answers(item))


def _choices(item: Exercise) -> list[str]:
    lines = []
    for letter, k, text in zip(LETTERS, item.order, choices(item)):
        lines.append(f"{'' if k else '*'}{letter}) {text}")
        if k:
            wrong = item.wrong[k - 1]
            lines.append(f"... {markdown(f'{wrong.title}: {wrong.why}')}")
    return lines


def _answers(item: Exercise) -> list[str]:
    """A number, or a volume in every way to write it. It takes no 0 for a number."""
    if isinstance(item.figure, Volume) or not item.figure:
        return [f"* {each}" for each in notations(item.text)]
    return [f"= {item.text}"]
