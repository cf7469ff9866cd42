"""Judged answers as a page of HTML that needs no other file; of several files, with a section for each."""

from collections.abc import Iterator

from convcalc.document.wording import many
from convcalc.homework.grading import Graded, Mark, Result, Unread
from convcalc.homework.grading.verdicts import FOLLOWS, RIGHT, UNANSWERED, UNREADABLE, WRONG
from convcalc.render.formats import Options
from convcalc.render.grades import earned, points, question_text, said, sentences, steps
from convcalc.render.markup import html
from convcalc.render.web.page import WebPage, asset, web_page

SIGNS = {RIGHT: "✓", FOLLOWS: "↳", WRONG: "✗", UNREADABLE: "?", UNANSWERED: "–"}


def parts(files: list[Graded | Unread], options: Options) -> Iterator[str]:
    """Every file with its questions."""
    one = files[0] if len(files) == 1 else None
    title = name(one) if one else f"{many(len(files), 'file')} of answers"
    heading = one.sheet.title if isinstance(one, Graded) else title
    main = (line for each in files for line in _section(each, one is not None))
    lead = _lead(one) if isinstance(one, Graded) else ""
    yield from web_page(WebPage(title, html(heading), "\n".join(main), lead, style=asset(__file__, "grades.css")))


def name(file: Graded | Unread) -> str:
    """Whose answers these are, or of which file."""
    return file.sheet.name if isinstance(file, Graded) else file.name


def total(graded: Graded) -> str:
    """The points of a file: `3.5 of 5 points`."""
    return f"{points(graded.points)} of {points(graded.most)} points"


def answers(file: Graded | Unread, level: int) -> Iterator[str]:
    """The questions of a file, under headings of a level; of one that could not be read, why."""
    if isinstance(file, Unread):
        yield from (f"<p>This could not be read: {html(each.message)}</p>" for each in file.problems)
        return
    for result in file.results:
        yield from _question(result, level)


def _lead(graded: Graded) -> str:
    who = f"{html(graded.sheet.name)}: " if graded.sheet.name != graded.sheet.title else ""
    return f"{who}<b>{total(graded)}</b>"


def _section(file: Graded | Unread, alone: bool) -> Iterator[str]:
    if alone:
        yield from answers(file, 2)
        return
    earned = f" <small>{total(file)}</small>" if isinstance(file, Graded) else ""
    yield f'<section class="file"><h2>{html(name(file))}{earned}</h2>'
    yield from answers(file, 3)
    yield "</section>"


def _question(result: Result, level: int) -> Iterator[str]:
    text = "<br>".join(map(html, question_text(result.question).split("\n")))
    yield f'<section class="question"><h{level}>{html(result.question.id)} <small>{earned(result)}</small></h{level}>'
    yield f"<p>{text}</p><ul>"
    for mark in result.marks:
        yield from _mark(mark)
    yield "</ul></section>"


def _mark(mark: Mark) -> Iterator[str]:
    """The answer, and below it what is to be said of it and how the figure comes about."""
    yield f'<li class="{mark.verdict}"><b>{SIGNS[mark.verdict]} {mark.verdict}</b>'
    yield f"<div><p>{html(f'{mark.asked.key}: {said(mark)}')}</p>"
    yield from (f"<p>{html(sentence)}</p>" for sentence in sentences(mark))
    yield "".join(f"<code>{html(step)}</code>" for step in steps(mark))
    yield "</div></li>"
