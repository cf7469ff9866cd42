"""What comes of a sweep as JSON: exact numbers, and a version of its shape."""

from collections.abc import Iterator
from typing import Any

from convcalc.render.as_json import json_text
from convcalc.render.formats import Options
from convcalc.sweep.beyond import NearPoint
from convcalc.sweep.results import Results
from convcalc.sweep.rows import names_of, values_of
from convcalc.sweep.running import Sweep

SCHEMA_VERSION = 1
SHAPE = {
    "schema_version": "integer", "name": "text", "vary": {"*": "integer"}, "size": "integer", "asked": "integer",
    "tried": "integer", "where": ["text"], "kept": "integer", "beyond_limits": "integer",
    "limits": [
        {"limit": "text", "beyond": "integer", "alone": "integer", "nearest": ("null", {"*": "anything"})}
    ],
    "nearest": ("null", {"*": "anything"}), "without_figures": "integer",
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
        "beyond_limits": results.beyond.points,
        "limits": iter(list(_limits(results))),
        "nearest": _near(sweep, results.beyond.nearest),
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


def _limits(results: Results) -> Iterator[dict[str, Any]]:
    """What each limit takes away."""
    sweep = results.survey.sweep
    for limit, each in zip(sweep.limits, results.beyond.limits):
        near = _near(sweep, each.nearest)
        yield {"limit": limit.text, "beyond": each.points, "alone": each.alone, "nearest": near}


def _near(sweep: Sweep, near: NearPoint | None) -> dict[str, Any] | None:
    """A point beyond limits, as those within are told."""
    return near and dict(zip(names_of(sweep), values_of(sweep, near.point, near.figures), strict=True))
