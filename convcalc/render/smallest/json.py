"""The smallest input as JSON, with a version of its shape."""

from convcalc.homework.solve import Smallest
from convcalc.render.as_json import json_text
from convcalc.render.fits.text import told
from convcalc.render.formats import Options
from convcalc.render.summary.json import VOLUME

SCHEMA_VERSION = 1
SHAPE = {
    "schema_version": "integer", "name": "text", "input": VOLUME, "output": VOLUME, "smaller": (VOLUME, "null"),
    "why": ("text", "null"),
}  # fmt: skip


def render(found: Smallest, options: Options) -> str:
    """The volume, what comes out of it, and why the next smaller one fails."""
    network = found.network
    return json_text(
        {
            "schema_version": SCHEMA_VERSION,
            "name": network.name,
            "input": list(network.input.numbers),
            "output": list(network.nodes[network.output].site.output.numbers),
            "smaller": found.smaller and list(found.smaller.numbers),
            "why": found.problem and told(found.problem),
        }
    )
