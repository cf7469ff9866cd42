"""Judged answers as the results.json that Gradescope's autograder reads: a test a question."""

from typing import Any

from convcalc.homework.grading import Graded, Result, Unread
from convcalc.render.as_json import json_text
from convcalc.render.formats import Options
from convcalc.render.grades import line
from convcalc.render.grades.text import answers
from convcalc.render.problems import render_problems
from convcalc.render.text import page, unstyled


def render(files: list[Graded | Unread], options: Options) -> str:
    """The results of one file; the score is the sum of the tests', and 0 where it cannot be read."""
    shown = {"visibility": "visible", "stdout_visibility": "hidden"}
    if unread := [unstyled(render_problems(each.problems)) for each in files if isinstance(each, Unread)]:
        return json_text({**shown, "score": 0.0, "output_format": "text", "output": "\n".join(unread), "tests": []})
    tests = (
        _test(result, number)
        for graded in files
        if isinstance(graded, Graded)
        for number, result in enumerate(graded.results, 1)
    )
    return json_text({**shown, "tests": tests})


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
