"""What comes of a sweep as JSON: exact numbers, and a version of its shape."""

from typing import Any

from convcalc.render.as_json import json_text
from convcalc.render.formats import Options
from convcalc.sweep.results import Results
from convcalc.sweep.rows import names_of, values_of

SCHEMA_VERSION = 1
SHAPE = {
    "schema_version": "integer", "name": "text", "vary": {"*": "integer"}, "size": "integer", "asked": "integer",
    "tried": "integer", "where": ["text"], "kept": "integer", "beyond_limits": "integer", "without_figures": "integer",
    "reasons": [{"points": "integer", "first": "integer", "text": "text"}],
    "front": [{"figure": "text", "way": "text"}], "points": [{"*": "anything"}],
}  # fmt: skip


def render(results: Results, options: Options) -> str:
    """The counts, and the points that stand out."""
    return json_text(to_dict(results))


def to_dict(results: Results) -> dict[str, Any]:
    """The same as plain values."""
    survey, sweep = results.survey, results.survey.sweep
    names = names_of(sweep)
    return {
        "schema_version": SCHEMA_VERSION,
        "name": sweep.members.spec.name,
        "vary": {axis.name: len(axis.choices) for axis in survey.space.axes},
        "size": survey.space.size,
        "asked": len(survey.indices),
        "tried": results.tried,
        "where": [limit.text for limit in sweep.limits] + [each.text for each in survey.space.conditions],
        "kept": results.kept,
        "beyond_limits": results.over,
        "without_figures": results.unbuilt,
        "reasons": [
            {"points": each.points, "first": each.first, "text": each.text} for each in results.refused.values()
        ],
        "front": [{"figure": each.gauge.name, "way": "max" if each.most else "min"} for each in survey.front],
        "points": iter(
            [
                dict(zip(names, values_of(sweep, each.number, each.figures), strict=True)) | {"alike": each.alike}
                for each in results.points
            ]
        ),
    }
