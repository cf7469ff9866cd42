"""A class as one page of HTML for its teacher: the overview, and every student with the answers, folded."""

from collections.abc import Iterable, Iterator, Sequence

from convcalc.homework.classroom import Classroom, Overview
from convcalc.homework.grading import Graded
from convcalc.render.classroom import QUESTIONS, of_question, overview, said, tables
from convcalc.render.formats import Options
from convcalc.render.grades import html as grades
from convcalc.render.grades import line
from convcalc.render.markup import html
from convcalc.render.web.page import WebPage, asset, web_page


def parts(classroom: Classroom, options: Options) -> Iterator[str]:
    """The page."""
    found, name = overview(classroom), classroom.sheet.title
    looks = asset(grades.__file__, "grades.css") + asset(__file__, "classroom.css")
    yield from web_page(
        WebPage(name, html(name), "\n".join(_main(classroom, found)), html(said(classroom, found)), style=looks)
    )


def _main(classroom: Classroom, found: Overview) -> Iterator[str]:
    questions = [(f"{each.question.id}: {line(each.question)}", *of_question(each)) for each in found.questions]
    yield from _table(("question", *QUESTIONS), questions, 1)
    for table in tables(classroom, found):
        yield from _table(*table)
    yield "<h2>Students</h2>"
    for each in classroom.members:
        total = grades.total(each.graded) if isinstance(each.graded, Graded) else "not read"
        yield f"<details><summary>{html(each.student.name)} <small>{total}</small></summary>"
        yield from grades.answers(each.graded, 3)
        yield "</details>"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], words: int) -> Iterator[str]:
    """A table of which so many columns are words, and the others figures."""
    yield '<div class="scroll" tabindex="0"><table><thead>'
    yield _of_table("th", head, words)
    yield "</thead><tbody>"
    yield from (_of_table("td", row, words) for row in rows)
    yield "</tbody></table></div>"


def _of_table(tag: str, cells: Sequence[str], words: int) -> str:
    kinds = ("" if k < words else ' class="figure"' for k in range(len(cells)))
    return f"<tr>{''.join(f'<{tag}{kind}>{html(cell)}</{tag}>' for kind, cell in zip(kinds, cells))}</tr>"
