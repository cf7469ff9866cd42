"""The shipped specs as JSON, with exact integers and a version of its shape."""

from typing import Any

from convcalc.analysis.analyse import Analysis
from convcalc.language.presets import Preset
from convcalc.render.as_json import json_text
from convcalc.render.formats import Options
from convcalc.render.presets import Presets
from convcalc.render.summary.json import by_input

SCHEMA_VERSION = 2


def render(presets: Presets, options: Options) -> str:
    """All specs, family by family."""
    members = (_preset(*member) for family in presets.families for member in presets.members(family))
    return json_text({"schema_version": SCHEMA_VERSION, "presets": members})


def _preset(entry: Preset, analysis: Analysis) -> dict[str, Any]:
    network, total = analysis.network, analysis.total
    return {
        "name": entry.name,
        "title": entry.title,
        "source": entry.source,
        "input": list(network.input.numbers),
        "params": total.params,
        "buffers": total.buffers,
        "macs": total.macs,
        "receptive_field": by_input(analysis, [each.fields[0] for each in analysis.sights]),
    }
