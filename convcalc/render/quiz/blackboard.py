"""A quiz as Blackboard uploads it: a line a question, its parts apart by tabs."""

from convcalc.homework.quiz import Exercise, Quiz
from convcalc.model.geometry import Volume
from convcalc.render.formats import Options
from convcalc.render.markup import html
from convcalc.render.quiz import choices, notations

TAKES = ("choices",)


def render(quiz: Quiz, options: Options) -> str:
    """All questions, without a heading and without an empty line, as it takes none."""
    return "\n".join("\t".join(map(html, _question(item, options.choices))) for item in quiz.items)


def _question(item: Exercise, choose: bool) -> list[str]:
    text = item.draft.text
    if choose and item.wrong:
        told = [[shown, "incorrect" if k else "correct"] for k, shown in zip(item.order, choices(item))]
        return ["MC", text, *(cell for pair in told for cell in pair)]
    if isinstance(item.figure, Volume):
        return ["FIB", text, *filter(str.isascii, notations(item.text))]
    return ["NUM", text, item.text, "0"]
