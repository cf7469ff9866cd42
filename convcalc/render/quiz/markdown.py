"""A quiz as Markdown."""

from convcalc.homework.quiz import Exercise, Quiz
from convcalc.render.formats import Options
from convcalc.render.quiz import LETTERS, choices, title

TAKES = ("choices",)


def render(quiz: Quiz, options: Options) -> str:
    """The questions; with answers to choose from where `choose`."""
    return "\n\n".join(
        [f"# {title(quiz)}", *(_question(number, item, options.choices) for number, item in enumerate(quiz.items, 1))]
    )


def _question(number: int, item: Exercise, choose: bool) -> str:
    lines = [f"{number}. {item.draft.text}"]
    if choose:
        lines += [f"   - {letter}) {text}" for letter, text in zip(LETTERS, choices(item))]
    return "\n".join(lines)
