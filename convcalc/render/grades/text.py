"""Judged answers for a person: each right or wrong, the slip, and how the figure comes about."""

from collections.abc import Iterator

from convcalc.homework.grading import Graded, Result, Unread
from convcalc.render.formats import Options
from convcalc.render.grades import earned, heading, line, points, said, sentences, steps
from convcalc.render.text import page, style, wrapped

MOST_SENTENCES = 4
_COLORS = {"right": "green", "follows": "yellow", "wrong": "red", "unreadable": "red", "unanswered": "red"}


def render(files: list[Graded | Unread], options: Options) -> str:
    """Every file with its questions; why others cannot be read is told elsewhere."""
    read = [each for each in files if isinstance(each, Graded)]
    return page(line for k, graded in enumerate(read) for line in (*[""] * (2 if k else 0), *_file(graded, options)))


def _file(graded: Graded, options: Options) -> Iterator[str]:
    total = f"{points(graded.points)} of {points(graded.most)} points"
    yield f"{style(heading(graded), 'bold')}: {total}"
    for result in graded.results:
        yield ""
        yield from question(result, options.width)


def question(result: Result, width: int | None = None) -> Iterator[str]:
    """A question with its points, and its answers."""
    yield from _wrapped(f"{result.question.id} ({earned(result)})  {line(result.question)}", width, "", "    ")
    yield from answers(result, width)


def answers(result: Result, width: int | None = None) -> Iterator[str]:
    """The answers of one question, a few lines each."""
    for mark in result.marks:
        word = style(mark.verdict.ljust(10), _COLORS[mark.verdict])
        yield f"  {word} {mark.asked.key}: {said(mark)}"
        said_too = list(sentences(mark))
        if len(said_too) > MOST_SENTENCES:
            said_too[MOST_SENTENCES:] = [f"and {len(said_too) - MOST_SENTENCES} more, in --format json"]
        for sentence in said_too:
            yield from _wrapped(sentence, width, " " * 13, " " * 13)
        for step in steps(mark):
            yield from (style(part, "dim") for part in _wrapped(step, width, " " * 13, " " * 15))


def _wrapped(text: str, width: int | None, first: str, rest: str) -> list[str]:
    return wrapped(text, max(40, width or 100), first, rest)
