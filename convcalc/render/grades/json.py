"""Judged answers as JSON: every slip that fits, and a version of its shape."""

from typing import Any

from convcalc.analysis.truth import Sizes, Truth, WholeInput
from convcalc.document.problems import Problem
from convcalc.homework.grading import Graded, Mark, Result, Unread
from convcalc.homework.slips.diagnosis import Diagnosis
from convcalc.language.notes import notes_on
from convcalc.model.geometry import Volume
from convcalc.render.as_json import json_text
from convcalc.render.formats import Options
from convcalc.render.grades import question_text, steps
from convcalc.render.summary.json import NOTES

SCHEMA_VERSION = 1
FILE = {
    "file": "text", "failed": "boolean", "title": "text", "points": "number", "max_points": "number",
    "questions": [{
        "id": "text", "question": "text", "notes": NOTES, "points": "number", "max_points": "number",
        "answers": [{
            "key": "text", "answer": "text", "verdict": "text", "right": "anything", "note": "text",
            "follows_from": ["text"],
            "slips": [{"codes": ["text"], "title": "text", "why": "text", "gives": "anything", "telling": "boolean"}],
            "points": "number", "max_points": "number", "working": ["text"],
        }],
    }],
}  # fmt: skip
UNREAD = {
    "file": "text", "failed": "boolean",
    "problems": [{"message": "text", "help": "text", "file": "text", "line": "integer", "column": "integer"}],
}  # fmt: skip
SHAPE = {"schema_version": "integer", "files": [(FILE, UNREAD)]}


def render(files: list[Graded | Unread], options: Options) -> str:
    """Every file with its questions."""
    return json_text({"schema_version": SCHEMA_VERSION, "files": [graded_data(each) for each in files]})


def graded_data(graded: Graded | Unread) -> dict[str, Any]:
    """One file with its questions, or why it could not be read."""
    if isinstance(graded, Unread):
        return {"file": graded.name, "failed": True, "problems": [_problem(each) for each in graded.problems]}
    return {
        "file": graded.sheet.name,
        "failed": False,
        "title": graded.sheet.title,
        "points": float(graded.points),
        "max_points": float(graded.most),
        "questions": map(_question, graded.results),
    }


def _problem(problem: Problem) -> dict[str, Any]:
    name, line, column = problem.place.spot if problem.place else ("", 1, 1)
    return {"message": problem.message, "help": problem.help, "file": name, "line": line, "column": column}


def _question(result: Result) -> dict[str, Any]:
    return {
        "id": result.question.id,
        "question": question_text(result.question),
        "notes": [{"message": note.message, "help": note.help} for note in notes_on(result.question.network)],
        "points": float(result.points),
        "max_points": float(result.question.points),
        "answers": [_answer(mark) for mark in result.marks],
    }


def _answer(mark: Mark) -> dict[str, Any]:
    return {
        "key": mark.asked.key,
        "answer": mark.asked.text,
        "verdict": mark.verdict,
        "right": _value(mark.truth),
        "note": mark.note,
        "follows_from": list(mark.given),
        "slips": list(map(_slip, mark.diagnoses)),
        "points": float(mark.points),
        "max_points": float(mark.most),
        "working": steps(mark),
    }


def _slip(found: Diagnosis) -> dict[str, Any]:
    return {
        "codes": list(found.codes),
        "title": found.title,
        "why": found.why,
        "gives": _value(found.value),
        "telling": found.telling,
    }


def _value(truth: Truth | str) -> Any:
    """A figure as JSON holds it: whole numbers exact, volumes and fields as lists, null for the whole input."""
    if isinstance(truth, Volume):
        return list(truth.numbers)
    if isinstance(truth, Sizes):
        return truth.plain
    if isinstance(truth, WholeInput):
        return None
    if isinstance(truth, (str, int)):
        return truth
    return int(truth) if truth.denominator == 1 else float(truth)
