"""A class for a person: the mean of each question, and the commonest slips."""

from collections.abc import Iterator

from convcalc.homework.classroom import Classroom, Overview
from convcalc.render.classroom import QUESTIONS, failed, lead, of_question, overview, tables, title
from convcalc.render.formats import Options
from convcalc.render.grades import line
from convcalc.render.text import aligned, cut, page, style

MOST_ROWS = 20
LONGEST_QUESTION = 60


def render(classroom: Classroom, options: Options) -> str:
    """The overview; each student has a row in csv, and a page in markdown and html."""
    found = overview(classroom)
    parts = [*_heading(classroom, found), "", *_questions(found, options.width)]
    for head, rows, words in tables(classroom, found):
        parts += ["", *_first(head, rows, words, options.width)]
    return page(parts)


def _heading(classroom: Classroom, found: Overview) -> Iterator[str]:
    yield f"{style(title(classroom), 'bold')}: {lead(classroom, found)}"
    if more := failed(classroom):
        yield style(more, "red")


def _questions(found: Overview, width: int | None) -> list[str]:
    rows: list[tuple[str, ...]] = [("question", "", *QUESTIONS)]
    for each in found.questions:
        rows.append((each.question.id, cut(line(each.question), LONGEST_QUESTION), *of_question(each)))
    return _table(rows, 2, width)


def _first(head: tuple[str, ...], rows: list[tuple[str, ...]], words: int, width: int | None) -> list[str]:
    """A table of the first of some rows."""
    more = len(rows) - MOST_ROWS
    return _table([head, *rows[:MOST_ROWS]], words, width) + (
        [f"and {more:,} more, in --format json"] if more > 0 else []
    )


def _table(rows: list[tuple[str, ...]], words: int, width: int | None) -> list[str]:
    head, *lines = aligned(rows, words, width)
    return [style(head, "bold"), *lines]
