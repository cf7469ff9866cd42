"""Two stacks side by side as JSON: numbers exact, and what they are in terms of the channels C."""

from fractions import Fraction
from typing import Any

from convcalc.compare.stacks import Stack
from convcalc.render.as_json import json_text
from convcalc.render.formats import Options
from convcalc.render.stacks.text import Stacks, polynomial
from convcalc.render.summary.json import AXES, reach

SCHEMA_VERSION = 1
NUMBER = ("number", "text")
"""A whole number, or a fraction as 17/16."""
SHAPE = {
    "schema_version": "integer", "channels": "integer", "macs_of": "text",
    "stacks": [{
        "name": "text", "receptive_field": AXES, "params": "integer", "params_in_c": "text", "macs": NUMBER,
        "macs_in_c": "text", "nonlinearities": "integer", "sides": [["integer"]],
    }],
}  # fmt: skip


def render(side_by_side: Stacks, options: Options) -> str:
    """The stacks, one after the other."""
    stacks, channels, whole = side_by_side
    told = [_stack(stack, whole) for stack in stacks]
    of = "the input" if whole else "a position that comes out"
    return json_text({"schema_version": SCHEMA_VERSION, "channels": channels, "macs_of": of, "stacks": told})


def _stack(stack: Stack, whole: bool) -> dict[str, Any]:
    return {
        "name": stack.name,
        "receptive_field": reach(stack.analysis.rows[-1].reach),
        "params": stack.analysis.total.params,
        "params_in_c": polynomial(stack.params),
        "macs": _number(stack.cost),
        "macs_in_c": polynomial(stack.macs),
        "nonlinearities": stack.bends,
        "sides": [list(size) for size in stack.sizes] if whole else [],
    }


def _number(found: Fraction) -> int | str:
    return found.numerator if found.denominator == 1 else str(found)
