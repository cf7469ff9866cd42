"""What a report tells its page, read back from the text."""

import json
from typing import Any

from convcalc.analysis.analyse import Analysis
from convcalc.render.markup import script_parts
from convcalc.render.report.data import network_data


def told(analysis: Analysis) -> dict[str, Any]:
    """The data of one network."""
    data: dict[str, Any] = json.loads("\n".join(script_parts(network_data(analysis))))
    return data


def told_layers(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Its layers, each with its facts by name, and what it reads by numbers."""
    names, columns = list(data["layers"]), data["layers"].values()
    layers = [dict(zip(names, facts, strict=True)) for facts in zip(*columns, strict=True)]
    for number, layer in enumerate(layers):
        read = layer["inputs"]
        layer["inputs"] = [number - read] if isinstance(read, int) else read
    return layers
