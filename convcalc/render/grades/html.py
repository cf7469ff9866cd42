"""Judged answers as a page of HTML that needs no other file; of several files, with a section for each."""

from collections.abc import Iterator

from convcalc.homework.grading import Graded, Mark, Result, Unread
from convcalc.render.formats import Options
from convcalc.render.grades import earned, heading, points, question_text, said, sentences, steps
from convcalc.render.markup import html
from convcalc.render.text import page

_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{}</title>
<style>
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
dt { margin-top: .7rem; overflow-wrap: anywhere; } dd { margin-left: 1.5rem; overflow-wrap: anywhere; }
.right b { color: light-dark(#17632c, #7ad793); } .follows b { color: light-dark(#7a4d00, #e8b95a); }
.wrong b, .unanswered b, .unreadable b { color: light-dark(#a4161a, #ff9d9a); }
.text { white-space: pre-line; }
</style>
</head>
<body>
<main>"""


def render(files: list[Graded | Unread], options: Options) -> str:
    """Every file with its questions."""
    title = _name(files[0]) if len(files) == 1 else f"{len(files)} files of answers"
    parts = [line for each in files for line in _section(each)]
    text = "\n".join([_HEAD.replace("{}", html(title), 1), *parts, "</main>", "</body>", "</html>"])
    return page(text.split("\n"))


def _name(file: Graded | Unread) -> str:
    return heading(file) if isinstance(file, Graded) else file.name


def _section(file: Graded | Unread) -> Iterator[str]:
    yield f"<h1>{html(_name(file))}</h1>"
    if isinstance(file, Unread):
        yield from (f"<p>This could not be read: {html(each.message)}</p>" for each in file.problems)
        return
    yield f"<p>{points(file.points)} of {points(file.most)} points</p>"
    for result in file.results:
        yield from _question(result)


def _question(result: Result) -> Iterator[str]:
    yield f"<h2>{html(result.question.id)}: {earned(result)}</h2>"
    yield f'<p class="text">{_lines(question_text(result.question))}</p>'
    yield "<dl>"
    for mark in result.marks:
        yield from _mark(mark)
    yield "</dl>"


def _lines(text: str) -> str:
    return "\n".join(map(html, text.split("\n")))


def _mark(mark: Mark) -> Iterator[str]:
    """The answer, and below it what is to be said of it and how the figure comes about."""
    yield f'<dt class="{mark.verdict}"><b>{mark.verdict}</b> {html(f"{mark.asked.key}: {said(mark)}")}</dt>'
    yield from (f"<dd>{html(sentence)}</dd>" for sentence in sentences(mark))
    yield from (f"<dd><code>{html(step)}</code></dd>" for step in steps(mark))
