"""A quiz as an answer file: a student fills in what is expected, and `convcalc grade` judges it."""

from convcalc.homework.quiz import Exercise, Quiz
from convcalc.render.formats import Options
from convcalc.render.quiz import title


def render(quiz: Quiz, options: Options) -> str:
    """The questions with empty answers."""
    parts = [f'name: "{title(quiz)}"', "questions:"]
    parts += (_question(number, item) for number, item in enumerate(quiz.items, 1))
    return "\n".join(parts)


def _question(number: int, item: Exercise) -> str:
    draft = item.draft
    lines = [
        f"  - id: q{number}",
        f'    ask: "{draft.text}"',
        f"    input: {draft.volume}",
        f"    layers: [{', '.join(draft.layers)}]",
    ]
    if draft.until:
        lines.append(f"    until: {{{draft.until}}}")
    if draft.batch > 1:
        lines.append(f"    batch: {draft.batch}")
    return "\n".join([*lines, "    expect:", f"      {draft.quantity}:"])
