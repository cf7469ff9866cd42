"""A quiz as JSON, with the right answer and what wrong ones tell of; a version of its shape."""

from typing import Any

from convcalc.homework.quiz import Exercise, Quiz
from convcalc.model.geometry import Volume
from convcalc.render.as_json import json_text
from convcalc.render.formats import Options
from convcalc.render.quiz import reasons, title
from convcalc.render.summary.json import VOLUME

SCHEMA_VERSION = 1
SHAPE = {
    "schema_version": "integer", "title": "text", "seed": "integer",
    "questions": [{
        "id": "text", "level": "text", "ask": "text", "input": "text", "layers": ["text"], "quantity": "text",
        "answer": ("integer", "number", "text", VOLUME), "because": ["text"],
        "wrong": [{"answer": "text", "title": "text", "why": "text"}],
    }],
}  # fmt: skip


def render(quiz: Quiz, options: Options) -> str:
    """All questions with their key."""
    questions = [_question(number, item) for number, item in enumerate(quiz.items, 1)]
    return json_text(
        {"schema_version": SCHEMA_VERSION, "title": title(quiz), "seed": quiz.seed, "questions": questions}
    )


def _question(number: int, item: Exercise) -> dict[str, Any]:
    draft, figure = item.draft, item.figure
    return {
        "id": f"q{number}",
        "level": item.level,
        "ask": draft.text,
        "input": str(draft.volume),
        "layers": list(draft.layers),
        "quantity": draft.quantity,
        "answer": list(figure.numbers) if isinstance(figure, Volume) else figure if type(figure) is int else item.text,
        "because": list(reasons(item)),
        "wrong": [{"answer": each.text, "title": each.title, "why": each.why} for each in item.wrong],
    }
