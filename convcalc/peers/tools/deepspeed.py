"""DeepSpeed's flops profiler: two for a multiply-accumulate, and what functions it knows take in."""

from convcalc.peers.rules import (
    ADAPTIVE,
    ADAPTIVE_MAX,
    CONVS,
    DENSE,
    NORMS,
    POOLS,
    Rule,
    Summand,
    additions,
    inputs,
    macs,
    outputs,
    products,
)

FLOPS = (
    Summand("MACs of convolutions", CONVS, macs, 2),
    Summand("MACs of dense layers", DENSE, macs, 2),
    Summand("biases added by convolutions", CONVS, additions),
    Summand("batch norm outputs", ("bn",), outputs, 2),
    Summand("outputs of other norms", NORMS, outputs, 5),
    Summand("outputs of activations", ("relu", "prelu", "elu", "leaky_relu", "silu", "gelu"), outputs),
    Summand("inputs of pooling", (*POOLS, *ADAPTIVE, *ADAPTIVE_MAX), inputs, mean=0),
)
UNSURE = ("upsample", "softmax")
_SOURCE = "deepspeed/profiling/flops_profiler/profiler.py"
RULES = (
    Rule("deepspeed", "0.19.8", "flops", _SOURCE, FLOPS, UNSURE),
    Rule("deepspeed", "0.19.8", "macs", _SOURCE, products()),
)
