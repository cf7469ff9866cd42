"""mmengine: counts as fvcore does, whose code it took over."""

from convcalc.peers.rules import Rule
from convcalc.peers.tools.fvcore import ACTIVATIONS, FLOPS

RULES = (
    Rule("mmengine", "0.10.7", "flops", "mmengine/analysis/complexity_analysis.py", FLOPS),
    Rule("mmengine", "0.10.7", "activations", "mmengine/analysis/complexity_analysis.py", ACTIVATIONS),
)
