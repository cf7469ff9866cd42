"""A class for a person: the mean of each question, and the commonest slips."""

from collections.abc import Iterator

from convcalc.document.wording import many
from convcalc.homework.classroom import Classroom, Overview, Student
from convcalc.homework.grading.verdicts import RIGHT, UNANSWERED, UNREADABLE
from convcalc.render.classroom import overview, title, unread
from convcalc.render.formats import Options
from convcalc.render.grades import line, points
from convcalc.render.text import aligned, cut, page, style

MOST_ROWS = 20
LONGEST_QUESTION = 60


def render(classroom: Classroom, options: Options) -> str:
    """The overview; each student has a row in csv, and a page in markdown and html."""
    found = overview(classroom)
    parts = [*_heading(classroom, found), "", *_questions(found, options.width)]
    if found.slips:
        parts += ["", *_slips(found, options.width)]
    if classroom.repeated:
        parts += ["", *_repeated(classroom.repeated, options.width)]
    return page(parts)


def _heading(classroom: Classroom, found: Overview) -> Iterator[str]:
    graded = many(len(classroom.graded), "student")
    mean = f"{graded}, mean {points(found.mean)} of {points(classroom.most)} points"
    yield f"{style(title(classroom), 'bold')}: {mean}"
    if failed := unread(classroom):
        yield style(f"{len(failed):,} more could not be read", "red")


def _questions(found: Overview, width: int | None) -> list[str]:
    rows: list[tuple[str, ...]] = [("question", "", "mean", "of", "right", "unread", "no answer")]
    for each in found.questions:
        answers = sum(each.verdicts.values()) or 1
        shares = [f"{each.verdicts[word] / answers:.0%}" for word in (RIGHT, UNREADABLE, UNANSWERED)]
        text = cut(line(each.question), LONGEST_QUESTION)
        rows.append((each.question.id, text, points(each.mean), points(each.question.points), *shares))
    return _table(rows, 2, width)


def _slips(found: Overview, width: int | None) -> list[str]:
    rows: list[tuple[str, ...]] = [("slip", "in", "students")]
    rows += [(slip.title, slip.where, f"{len(slip.students):,}") for slip in found.slips[:MOST_ROWS]]
    more = len(found.slips) - MOST_ROWS
    return _table(rows, 2, width) + ([f"and {more:,} more, in --format json"] if more > 0 else [])


def _repeated(students: list[Student], width: int | None) -> list[str]:
    rows: list[tuple[str, ...]] = [("of several rows, the last handed in counts", "rows", "counted")]
    rows += [(each.name, f"{len(each.lines)}", f"line {each.lines[-1]}") for each in students[:MOST_ROWS]]
    more = len(students) - MOST_ROWS
    return _table(rows, 1, width) + ([f"and {more:,} more, in --format json"] if more > 0 else [])


def _table(rows: list[tuple[str, ...]], words: int, width: int | None) -> list[str]:
    head, *lines = aligned(rows, words, width)
    return [style(head, "bold"), *lines]
