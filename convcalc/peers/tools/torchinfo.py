"""torchinfo: what its summary calls mult-adds. Parameters, those of convolutions once for each position."""

from convcalc.peers.rules import CONVS, DENSE, Rule, Summand, additions, macs, params

RULES = (
    Rule(
        "torchinfo", "1.8.0", "mult-adds", "torchinfo/layer_info.py, calculate_macs",
        (
            Summand("MACs of convolutions", CONVS, macs),
            Summand("biases added by convolutions", CONVS, additions),
            Summand("parameters of dense layers", DENSE, params),
            Summand("parameters of norms", ("bn", "ln", "gn", "in", "prelu"), params),
        ),
    ),
)  # fmt: skip
