"""fvcore: two operations for a number of a batch norm, and what goes into adaptive pooling."""

from convcalc.peers.rules import ADAPTIVE, CONVS, DENSE, Rule, Summand, inputs, outputs, products

FLOPS = (
    *products(),
    Summand("batch norm outputs", ("bn",), outputs, 2),
    Summand("outputs of other norms", ("ln", "gn", "in"), outputs, 5),
    Summand("inputs of adaptive pooling", ADAPTIVE, inputs, mean=0),
)
ACTIVATIONS = (Summand("outputs of convolutions and dense layers", (*CONVS, *DENSE), outputs),)
RULES = (
    Rule("fvcore", "0.1.5", "flops", "fvcore/nn/flop_count.py", FLOPS, ("upsample",)),
    Rule("fvcore", "0.1.5", "activations", "fvcore/nn/activation_count.py", ACTIVATIONS),
)
