"""A class as text: one module a format, each with `render`. The pages of students are those of `render/grades`."""

from convcalc.homework.classroom import Classroom, Overview, overview
from convcalc.homework.grading import Unread


def title(classroom: Classroom) -> str:
    """The homework as its file calls it."""
    sheet = classroom.sheet
    return sheet.title if sheet.title == sheet.source.name else f"{sheet.title} ({sheet.source.name})"


def unread(classroom: Classroom) -> list[Unread]:
    """The answers that could not be read."""
    return [each.graded for each in classroom.members if isinstance(each.graded, Unread)]


__all__ = ["Overview", "overview", "title", "unread"]
