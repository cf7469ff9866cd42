"""How many equal layers it takes, as JSON, with a version of its shape."""

from typing import Any

from convcalc.homework.solve import Stacked
from convcalc.render.as_json import json_text
from convcalc.render.counted import LayersCounted
from convcalc.render.formats import Options

SCHEMA_VERSION = 1
STACK = {"layers": "integer", "receptive_fields": [[("integer", "null")]], "sides": [["integer"]]}
SHAPE = {
    "schema_version": "integer", "layer": "text", "wanted": "text", "found": ("null", STACK), "nearest": [STACK],
}  # fmt: skip


def render(found: LayersCounted, options: Options) -> str:
    """How many layers, and what is seen and how large the sides are after each."""
    counted = found.counted
    return json_text(
        {
            "schema_version": SCHEMA_VERSION,
            "layer": found.layer,
            "wanted": found.wanted,
            "found": counted.found and _stack(counted.found),
            "nearest": [_stack(each) for each in counted.nearest],
        }
    )


def _stack(stacked: Stacked) -> dict[str, Any]:
    fields, sides = map(list, stacked.fields), map(list, stacked.sizes)
    return {"layers": stacked.layers, "receptive_fields": list(fields), "sides": list(sides)}
