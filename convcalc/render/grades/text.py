"""Judged answers for a person: each right or wrong, the slip, and how the figure comes about."""

from collections.abc import Iterator

from click import style

from convcalc.homework.grading import Graded, Result
from convcalc.render.formats import Options
from convcalc.render.grades import points, question_text, said, sentences, steps

MOST_SENTENCES = 4
_COLORS = {"right": "green", "follows": "yellow", "wrong": "red", "unanswered": "red"}


def render(files: list[Graded], options: Options) -> str:
    """Every file with its questions."""
    return "\n\n\n".join(
        "\n\n".join([_heading(each), *(_question(result, options.width) for result in each.results)]) for each in files
    )


def _heading(graded: Graded) -> str:
    sheet = graded.sheet
    name = sheet.title if sheet.title == sheet.name else f"{sheet.title} ({sheet.name})"
    return f"{style(name, bold=True)}: {points(graded.points)} of {points(graded.most)} points"


def _question(result: Result, width: int | None) -> str:
    question = result.question
    earned = f"{points(result.points)} of {points(question.points)}"
    heading = _wrapped(f"{question.id} ({earned})  {question_text(question)}", width, "    ")
    return "\n".join([*heading, *answers(result, width)])


def answers(result: Result, width: int | None = None) -> Iterator[str]:
    """The answers of one question, a few lines each."""
    for mark in result.marks:
        word = style(mark.verdict.ljust(10), fg=_COLORS[mark.verdict])
        yield f"  {word} {mark.asked.key}: {said(mark)}"
        said_too = list(sentences(mark))
        if len(said_too) > MOST_SENTENCES:
            said_too[MOST_SENTENCES:] = [f"and {len(said_too) - MOST_SENTENCES} more, in --format json"]
        for line in said_too:
            yield from _wrapped(line, width, " " * 13, " " * 13)
        for line in steps(mark):
            yield from (style(part, dim=True) for part in _wrapped(line, width, " " * 15, " " * 13))


def _wrapped(text: str, width: int | None, indent: str, first: str = "") -> list[str]:
    import textwrap

    return textwrap.wrap(
        text, max(40, width or 100), initial_indent=first, subsequent_indent=indent, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip
