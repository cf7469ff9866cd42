"""A class as one document in Markdown for its teacher: the overview, and every student with the answers."""

from collections.abc import Iterable, Sequence

from convcalc.homework.classroom import Classroom
from convcalc.render.classroom import QUESTIONS, of_question, overview, said, tables
from convcalc.render.formats import Options
from convcalc.render.grades import line
from convcalc.render.grades import markdown as grades
from convcalc.render.markup import markdown, markdown_heading, markdown_row
from convcalc.render.text import page


def render(classroom: Classroom, options: Options) -> str:
    """The overview, and then the pages of the students."""
    found = overview(classroom)
    questions = [(each.question.id, line(each.question), *of_question(each)) for each in found.questions]
    parts = [markdown_heading(1, classroom.sheet.title), markdown(said(classroom, found))]
    parts.append(_table(("question", "", *QUESTIONS), questions, 2))
    parts += [_table(*table) for table in tables(classroom, found)]
    parts.append(grades.render([each.graded for each in classroom.members], options))
    return page("\n\n".join(parts).split("\n"))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], words: int) -> str:
    rule = (*("---",) * words, *("---:",) * (len(head) - words))
    return "\n".join(markdown_row(row) for row in (head, rule, *rows))
