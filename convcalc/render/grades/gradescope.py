"""Judged answers as the results.json that Gradescope's autograder reads: a test a question."""

from typing import Any

from convcalc.homework.grading import Graded, Result
from convcalc.render.formats import Options
from convcalc.render.grades import line
from convcalc.render.grades.text import answers
from convcalc.render.markup import json_text
from convcalc.render.text import page, unstyled


def render(files: list[Graded], options: Options) -> str:
    """The results of one file; the score is the sum of the tests'."""
    tests = [_test(result, number) for graded in files for number, result in enumerate(graded.results, 1)]
    return json_text({"visibility": "visible", "stdout_visibility": "hidden", "tests": tests})


def _test(result: Result, number: int) -> dict[str, Any]:
    question = result.question
    return {
        "number": str(number),
        "name": question.id,
        "score": float(result.points),
        "max_score": float(question.points),
        "status": "passed" if result.points == question.points else "failed",
        "output_format": "text",
        "output": unstyled(page([line(question), *answers(result)])),
    }
