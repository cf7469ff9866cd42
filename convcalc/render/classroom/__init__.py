"""A class as text: one module a format, each with `render`. The pages of students are those of `render/grades`."""

from convcalc.document.wording import many
from convcalc.homework.classroom import Classroom, Overview, QuestionMean, overview
from convcalc.homework.grading import Unread
from convcalc.homework.grading.verdicts import RIGHT, UNANSWERED, UNREADABLE
from convcalc.render.grades import points

QUESTIONS = ("mean", "of", "right", "unread", "no answer")
"""What is said of each question."""
SLIPS = ("slip", "in", "students")
REPEATED = ("of several rows, the last handed in counts", "rows", "counted")


def title(classroom: Classroom) -> str:
    """The homework as its file calls it."""
    sheet = classroom.sheet
    return sheet.title if sheet.title == sheet.source.name else f"{sheet.title} ({sheet.source.name})"


def unread(classroom: Classroom) -> list[Unread]:
    """The answers that could not be read."""
    return [each.graded for each in classroom.members if isinstance(each.graded, Unread)]


def lead(classroom: Classroom, found: Overview) -> str:
    """How many there are, and how they did: `12 students, mean 3.92 of 5 points`."""
    graded = many(len(classroom.graded), "student")
    return f"{graded}, mean {points(found.mean)} of {points(classroom.most)} points"


def failed(classroom: Classroom) -> str:
    """How many more there are whose answers could not be read; empty where there is none."""
    count = len(unread(classroom))
    return f"{count:,} more could not be read" if count else ""


def of_question(each: QuestionMean) -> list[str]:
    """What QUESTIONS name."""
    answers = sum(each.verdicts.values()) or 1
    shares = [f"{each.verdicts[word] / answers:.0%}" for word in (RIGHT, UNREADABLE, UNANSWERED)]
    return [points(each.mean), points(each.question.points), *shares]


def said(classroom: Classroom, found: Overview) -> str:
    """What is said of it in a sentence."""
    return ", ".join(filter(None, (lead(classroom, found), failed(classroom))))


def tables(classroom: Classroom, found: Overview) -> list[tuple[tuple[str, ...], list[tuple[str, ...]], int]]:
    """The tables below that of the questions: head, rows, and how many columns are words. None is empty."""
    each = ((SLIPS, _slips(found), 2), (REPEATED, _repeated(classroom), 1))
    return [table for table in each if table[1]]


def _slips(found: Overview) -> list[tuple[str, ...]]:
    """What SLIPS name, the commonest first."""
    return [(slip.title, slip.where, f"{len(slip.students):,}") for slip in found.slips]


def _repeated(classroom: Classroom) -> list[tuple[str, ...]]:
    """What REPEATED names."""
    return [(each.name, f"{len(each.lines)}", f"line {each.lines[-1]}") for each in classroom.repeated]


__all__ = ["Overview", "overview", "title", "unread"]
