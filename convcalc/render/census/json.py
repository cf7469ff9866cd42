"""How many members of a family are within limits, as JSON, with a version of its shape."""

from convcalc.render.as_json import json_text
from convcalc.render.formats import Options
from convcalc.sweep.census import Census

SCHEMA_VERSION = 1
SHAPE = {
    "schema_version": "integer", "name": "text", "size": "integer", "within": "integer",
    "limits": [{"limit": "text", "alone": "integer"}], "conditions": ["text"],
}  # fmt: skip


def render(found: Census, options: Options) -> str:
    """The count, and that of each limit by itself."""
    each = found.each or (found.within,) * len(found.limits)
    return json_text(
        {
            "schema_version": SCHEMA_VERSION,
            "name": found.name,
            "size": found.size,
            "within": found.within,
            "limits": [{"limit": limit, "alone": alone} for limit, alone in zip(found.limits, each, strict=True)],
            "conditions": list(found.conditions),
        }
    )
