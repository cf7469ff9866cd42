"""A quiz as an answer file: a student fills in what is expected, and `convcalc grade` judges it."""

from convcalc.homework.quiz import Exercise, Quiz
from convcalc.homework.quiz.drafts import Draft
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
        *(_named(draft) if draft.spec else _layers(draft)),
    ]
    return "\n".join([*lines, "    expect:", f"      {draft.quantity}:"])


def _named(draft: Draft) -> list[str]:
    """A shipped spec."""
    return [f"    spec: {draft.spec}", *([f"    vars: {{classes: {draft.classes}}}"] if draft.classes else [])]


def _layers(draft: Draft) -> list[str]:
    """Layers on a volume, and what else is said of them."""
    lines = [f"    input: {draft.volume}", f"    layers: [{', '.join(draft.layers)}]"]
    if draft.against:
        lines.append(f"    against: [{', '.join(draft.against)}]")
    if draft.until:
        lines.append(f"    until: {{{draft.until}}}")
    if draft.batch > 1:
        lines.append(f"    batch: {draft.batch}")
    return lines
