"""A verdict as JSON, with a version of its shape."""

from convcalc.compare.verdict import different, holds
from convcalc.render.as_json import json_text
from convcalc.render.diff import Diff, words
from convcalc.render.formats import Options
from convcalc.render.text import unstyled
from convcalc.render.verdict.text import why

SCHEMA_VERSION = 1
SHAPE = {
    "schema_version": "integer", "spec": "text", "model": "text", "holds": "boolean", "other_forms": ["text"],
    "first_difference": "anything", "different_layers": "integer",
}  # fmt: skip


def render(diff: Diff, options: Options) -> str:
    """Whether it holds, what is the same in another form, and the first difference."""
    return json_text(
        {
            "schema_version": SCHEMA_VERSION,
            "spec": diff.sides[0],
            "model": diff.sides[1],
            "holds": holds(diff.comparison),
            "other_forms": [unstyled(form) for form in words.forms(diff)],
            "first_difference": why(diff, *diff.sides),
            "different_layers": different(diff.comparison),
        }
    )
