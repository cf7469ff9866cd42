"""torchinfo: what its summary calls mult-adds. Parameters, those of convolutions once for each position."""

from convcalc.peers.rules import CONVS, DENSE, RECURRENT, Rule, Summand, additions, macs, params, places, steps

RULES = (
    Rule(
        "torchinfo", "1.8.0", "mult-adds", "torchinfo/layer_info.py, calculate_macs",
        (
            Summand("MACs of convolutions", CONVS, macs, called={"linear": 0}),
            Summand("biases added by convolutions", CONVS, additions, called={"linear": 0}),
            Summand("parameters of transposed convolutions at each output", ("tconv",), places),
            Summand("parameters of dense layers", DENSE, params, called={"inside": 0, "function": 0}),
            Summand("parameters of 1x1 convolutions as dense layers", CONVS, params, 0, {"linear": 1}),
            Summand("parameters of recurrent layers at each step", RECURRENT, steps),
            Summand("parameters of norms", ("bn", "ln", "gn", "in", "grn", "prelu"), params),
            Summand("parameters of embeddings", ("embedding",), params),
        ),
    ),
)  # fmt: skip
