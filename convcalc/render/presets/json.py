"""The shipped specs as JSON, with exact integers and a version of its shape."""

from typing import Any

from convcalc.language.presets import Preset
from convcalc.render.as_json import json_text
from convcalc.render.formats import Options
from convcalc.render.presets import Presets
from convcalc.render.presets.figures import PresetFigures
from convcalc.render.summary.json import FIELD, VOLUME

SCHEMA_VERSION = 2
SHAPE = {
    "schema_version": "integer",
    "presets": [{
        "name": "text", "title": "text", "source": "text", "input": (VOLUME, {"*": VOLUME}), "params": "integer",
        "buffers": "integer", "macs": "integer", "receptive_field": FIELD,
    }],
}  # fmt: skip


def render(presets: Presets, options: Options) -> str:
    """All specs, family by family."""
    members = (_preset(*member) for family in presets.families for member in presets.members(family))
    return json_text({"schema_version": SCHEMA_VERSION, "presets": members})


def _preset(entry: Preset, of: PresetFigures) -> dict[str, Any]:
    return {
        "name": entry.name,
        "title": entry.title,
        "source": entry.source,
        "input": of.exact["input"],
        "params": of.params,
        "buffers": of.buffers,
        "macs": of.macs,
        "receptive_field": of.exact["receptive_field"],
    }
