"""The inputs that a network takes as JSON, with a version of its shape."""

from convcalc.homework.solve import Fits
from convcalc.render.as_json import json_text
from convcalc.render.fits.text import told
from convcalc.render.formats import Options
from convcalc.render.summary.json import VOLUME

SCHEMA_VERSION = 1
SHAPE = {
    "schema_version": "integer", "name": "text", "first": VOLUME, "last": VOLUME,
    "fits": [{"side": "integer", "output": "text"}], "fails": [{"sides": ["integer"], "why": "text"}],
}  # fmt: skip


def render(fits: Fits, options: Options) -> str:
    """Each side that fits with what comes out, and the others by why they fail."""
    return json_text(
        {
            "schema_version": SCHEMA_VERSION,
            "name": fits.name,
            "first": list(fits.first.numbers),
            "last": list(fits.last.numbers),
            "fits": iter([{"side": side, "output": output} for side, output in fits.fitting]),
            "fails": [{"sides": list(each.sides), "why": told(each.problem)} for each in fits.misfits],
        }
    )
