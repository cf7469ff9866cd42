"""Two stacks side by side as JSON, where names stand for numbers: exact polynomials as people write them."""

from typing import Any

from convcalc.compare.symbolic import SymbolicStack
from convcalc.render.as_json import json_text
from convcalc.render.formats import Options
from convcalc.render.summary.json import AXES, reach
from convcalc.render.symbols.text import Symbols, written_sum

SCHEMA_VERSION = 1
SHAPE = {
    "schema_version": "integer", "channels": ("integer", "text"), "macs_of": "text",
    "stacks": [{
        "name": "text", "receptive_field": AXES, "params": "text", "macs": "text", "nonlinearities": "integer",
        "sides": [["text"]], "channels": "text", "sides_are_multiples_of": "integer",
    }],
}  # fmt: skip


def render(side_by_side: Symbols, options: Options) -> str:
    """The stacks, one after the other."""
    stacks, channels, whole = side_by_side
    of = "the input" if whole else "a position that comes out"
    told = list(map(_stack, stacks))
    return json_text({"schema_version": SCHEMA_VERSION, "channels": channels, "macs_of": of, "stacks": told})


def _stack(stack: SymbolicStack) -> dict[str, Any]:
    return {
        "name": stack.name,
        "receptive_field": reach(stack.analysis.rows[-1].reach),
        "params": written_sum(stack.params),
        "macs": written_sum(stack.macs),
        "nonlinearities": stack.bends,
        "sides": [list(map(written_sum, sizes)) for sizes in stack.sizes],
        "channels": written_sum(stack.channels),
        "sides_are_multiples_of": stack.stride,
    }
