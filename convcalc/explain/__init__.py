"""Every figure of a layer as a formula, with its values and in words. An analysis in, plain data out; no layout.

The formulas are those of the layer kinds themselves: their methods are run on numbers that remember how they
came about.
"""

from convcalc.explain.block import Block, Part, explain_block
from convcalc.explain.field import Step, field_steps
from convcalc.explain.find import Found, find
from convcalc.explain.fit import misfits
from convcalc.explain.layer import explain_layer
from convcalc.explain.lines import Explanation, Line, Rest

__all__ = [
    "Block", "Explanation", "Found", "Line", "Part", "Rest", "Step",
    "explain_block", "explain_layer", "field_steps", "find", "misfits",
]  # fmt: skip
