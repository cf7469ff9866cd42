"""A quiz as a notebook of Jupyter, with the cells that nbgrader grades: a question, an answer, and a check of it.

The check is `convcalc.grade`, whose last value is the points: nbgrader takes it for partial credit.
"""

from typing import Any

from convcalc.homework.quiz import Exercise, Quiz
from convcalc.render.as_json import json_text
from convcalc.render.formats import Options
from convcalc.render.markup import markdown
from convcalc.render.quiz import title, yaml

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
HINT = 'None  # your answer, as 760 or "32x32x10"'


def render(quiz: Quiz, options: Options) -> str:
    """All questions; the questions themselves stand in the first cell, for the checks."""
    sheet = f'import convcalc\n\nQUIZ = """\n{yaml.render(quiz, options)}\n"""'
    cells = [_cell("markdown", f"# {title(quiz)}"), _cell("code", sheet, "quiz", locked=True)]
    for number, item in enumerate(quiz.items, 1):
        cells += _question(number, item)
    named = [{"id": f"cell-{k}", **cell} for k, cell in enumerate(cells)]
    return json_text({"cells": named, "metadata": {"kernelspec": KERNEL}, "nbformat": 4, "nbformat_minor": 5})


def _question(number: int, item: Exercise) -> list[dict[str, Any]]:
    name = f"q{number}"
    answer = f"{name} = {HINT}\n### BEGIN SOLUTION\n{name} = {item.text!r}\n### END SOLUTION"
    check = f'graded = convcalc.grade(QUIZ, {{"{name}": {name}}})\nprint(graded)\nfloat(graded.points)'
    return [
        _cell("markdown", f"{number}. {markdown(item.draft.text)}", f"{name}-question", locked=True),
        _cell("code", answer, f"{name}-answer", solution=True),
        _cell("code", check, f"{name}-check", locked=True, grade=True, points=1.0),
    ]


def _cell(kind: str, source: str, id: str = "", **traits: Any) -> dict[str, Any]:
    """A cell of a notebook; with an id for nbgrader, one that it knows."""
    usual = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False, "grade_id": id}
    metadata = {"nbgrader": {**usual, **traits}} if id else {}
    more: dict[str, Any] = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "metadata": metadata, "source": source, **more}
