"""A class as JSON: the overview, and every student with every answer."""

from typing import Any

from convcalc.homework.classroom import Classroom, Member, Overview
from convcalc.render.as_json import json_text
from convcalc.render.classroom import overview
from convcalc.render.formats import Options
from convcalc.render.grades import question_text
from convcalc.render.grades.json import FILE, SCHEMA_VERSION, UNREAD, graded_data

MEMBER = {"student": "text", "details": {"*": "text"}, "lines": ["integer"]}
SHAPE = {
    "schema_version": "integer", "title": "text", "mean": "number", "max_points": "number",
    "questions": [{
        "id": "text", "question": "text", "mean": "number", "max_points": "number", "verdicts": {"*": "integer"},
    }],
    "slips": [{"*": "anything"}], "students": [({**MEMBER, **FILE}, {**MEMBER, **UNREAD})],
}  # fmt: skip


def render(classroom: Classroom, options: Options) -> str:
    """All of it."""
    found = overview(classroom)
    return json_text(
        {
            "schema_version": SCHEMA_VERSION,
            "title": classroom.sheet.title,
            "mean": float(found.mean),
            "max_points": float(classroom.most),
            "questions": _questions(found),
            "slips": [each._asdict() for each in found.slips],
            "students": [_student(classroom, member) for member in classroom.members],
        }
    )


def _questions(found: Overview) -> list[dict[str, Any]]:
    return [
        {
            "id": each.question.id,
            "question": question_text(each.question),
            "mean": float(each.mean),
            "max_points": float(each.question.points),
            "verdicts": dict(each.verdicts),
        }
        for each in found.questions
    ]


def _student(classroom: Classroom, member: Member) -> dict[str, Any]:
    details = dict(zip(classroom.headings, member.student.details))
    who = {"student": member.student.name, "details": details, "lines": list(member.student.lines)}
    return {**who, **graded_data(member.graded)}
