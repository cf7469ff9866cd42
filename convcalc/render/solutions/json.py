"""Solutions as JSON: the values of what was asked, what they come to, and what was tried; a version of its shape."""

from typing import Any

from convcalc.homework.solve import Answers, Outcome, Run, Solution, Tried, Unknown
from convcalc.render.as_json import json_text
from convcalc.render.formats import Options
from convcalc.render.solutions import Solved
from convcalc.render.summary.json import VOLUME

SCHEMA_VERSION = 1
OUTCOME = {
    "input": VOLUME, "output": VOLUME, "params": "integer", "receptive_field": [("integer", "null")],
}  # fmt: skip
SOLUTION = {
    "values": {"*": ("anything", {"first": "integer", "last": ("integer", "null"), "step": "integer"})},
    "first": OUTCOME, "last": OUTCOME,
}  # fmt: skip
SHAPE = {
    "schema_version": "integer", "wanted": "text", "solutions": [SOLUTION], "nearest": [SOLUTION], "refused": "text",
    "tried": [{"name": "text", "first": "integer", "last": "integer", "all": "boolean", "note": "text"}],
}  # fmt: skip


def render(solved: Solved, options: Options) -> str:
    """All solutions; where there are none, the nearest."""
    answers = solved.answers
    return json_text(
        {
            "schema_version": SCHEMA_VERSION,
            "wanted": solved.wanted,
            "solutions": [_solution(answers, each) for each in answers.solutions],
            "nearest": [_solution(answers, each) for each in answers.nearest],
            "refused": answers.refused,
            "tried": [_tried(each) for each in answers.tried],
        }
    )


def _solution(answers: Answers, solution: Solution) -> dict[str, Any]:
    values = {unknown.name: _value(run, unknown) for unknown, run in zip(answers.unknowns, solution.runs, strict=True)}
    return {"values": values, "first": _outcome(solution.first), "last": _outcome(solution.last)}


def _value(run: Run, unknown: Unknown) -> Any:
    """A word, a number, or a run of numbers, whose last is null where it has no end."""
    if unknown.words:
        return unknown.words[run.first]
    if run.first == run.last and not run.endless:
        return run.first
    return {"first": run.first, "last": None if run.endless else run.last, "step": run.step}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "input": list(outcome.sites[0].inputs[0].numbers),
        "output": list(outcome.output.numbers),
        "params": outcome.params,
        "receptive_field": list(outcome.field),
    }


def _tried(tried: Tried) -> dict[str, Any]:
    return {
        "name": tried.unknown.name, "first": tried.first, "last": tried.last, "all": tried.all and not tried.more,
        "note": tried.note,
    }  # fmt: skip
