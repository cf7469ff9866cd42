"""A class as one document in Markdown for its teacher: the overview, and every student with the answers."""

from collections.abc import Iterable, Sequence

from convcalc.homework.classroom import Classroom
from convcalc.render.classroom import (
    QUESTIONS,
    REPEATED,
    SLIPS,
    failed,
    lead,
    of_question,
    overview,
    repeated,
    slips,
)
from convcalc.render.formats import Options
from convcalc.render.grades import line
from convcalc.render.grades import markdown as grades
from convcalc.render.markup import markdown, markdown_heading, markdown_row
from convcalc.render.text import page


def render(classroom: Classroom, options: Options) -> str:
    """The overview, and then the pages of the students."""
    found = overview(classroom)
    said = ", ".join(filter(None, (lead(classroom, found), failed(classroom))))
    questions = [(each.question.id, line(each.question), *of_question(each)) for each in found.questions]
    parts = [markdown_heading(1, classroom.sheet.title), markdown(said)]
    parts.append(_table(("question", "", *QUESTIONS), questions, 2))
    parts += [_table(*each) for each in ((SLIPS, slips(found), 2), (REPEATED, repeated(classroom), 1)) if each[1]]
    parts.append(grades.render([each.graded for each in classroom.members], options))
    return page("\n\n".join(parts).split("\n"))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], words: int) -> str:
    rule = (*("---",) * words, *("---:",) * (len(head) - words))
    return "\n".join(markdown_row(row) for row in (head, rule, *rows))
