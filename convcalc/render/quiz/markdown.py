"""A quiz as Markdown, and its key."""

from convcalc.homework.quiz import Exercise, Quiz
from convcalc.render.quiz import LETTERS, answer, choices, reasons, right_letter, slips, title


def render(quiz: Quiz, choose: bool) -> str:
    """The questions; with answers to choose from where `choose`."""
    return "\n\n".join(
        [f"# {title(quiz)}", *(_question(number, item, choose) for number, item in enumerate(quiz.items, 1))]
    )


def key(quiz: Quiz, choose: bool) -> str:
    """The answers, how they come about, and what wrong ones tell."""
    parts = [f"# {title(quiz)}: key"]
    for number, item in enumerate(quiz.items, 1):
        letter = f"{right_letter(item)}) " if choose else ""
        lines = [*(f"`{line}`" for line in reasons(item)), *slips(item)]
        parts.append("\n".join([f"{number}. **{letter}{answer(item)}**", *(f"   - {line}" for line in lines)]))
    return "\n\n".join(parts)


def _question(number: int, item: Exercise, choose: bool) -> str:
    lines = [f"{number}. {item.draft.text}"]
    if choose:
        lines += [f"   - {letter}) {text}" for letter, text in zip(LETTERS, choices(item))]
    return "\n".join(lines)
