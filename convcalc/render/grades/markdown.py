"""Judged answers as Markdown: a page for who gave them, or a section of it for each file."""

from collections.abc import Iterator

from convcalc.homework.grading import Graded, Mark, Result, Unread
from convcalc.render.formats import Options
from convcalc.render.grades import earned, heading, points, question_text, said, sentences, steps
from convcalc.render.markup import markdown, markdown_code, markdown_heading
from convcalc.render.text import page


def render(files: list[Graded | Unread], options: Options) -> str:
    """Every file with its questions."""
    return page("\n\n".join(part for each in files for part in _parts(each)).split("\n"))


def _parts(file: Graded | Unread) -> Iterator[str]:
    if isinstance(file, Unread):
        yield markdown_heading(1, file.name)
        yield from (markdown(f"This could not be read: {each.message}") for each in file.problems)
        return
    yield markdown_heading(1, heading(file))
    yield f"**{points(file.points)} of {points(file.most)} points**"
    for result in file.results:
        yield from _question(result)


def _question(result: Result) -> Iterator[str]:
    yield markdown_heading(2, f"{result.question.id}: {earned(result)}")
    yield "\n".join(map(markdown, question_text(result.question).split("\n")))
    yield "\n".join(line for mark in result.marks for line in _mark(mark))


def _mark(mark: Mark) -> Iterator[str]:
    """The answer, and below it what is to be said of it and how the figure comes about."""
    yield f"- **{mark.verdict}** {markdown(f'{mark.asked.key}: {said(mark)}')}"
    yield from (f"  - {markdown(sentence)}" for sentence in sentences(mark))
    yield from (f"  - {markdown_code(step)}" for step in steps(mark))
