"""DeepSpeed's flops profiler: two for a multiply-accumulate, and what functions it knows take in."""

from convcalc.model.network import Site
from convcalc.peers.recurrent import ADDED, gated, sums
from convcalc.peers.rules import (
    ADAPTIVE,
    ADAPTIVE_MAX,
    CONVS,
    DENSE,
    NORMS,
    POOLS,
    RECURRENT,
    Rule,
    Summand,
    additions,
    inputs,
    macs,
    norm,
    normed,
    outputs,
    products,
    scores,
)


def sized(site: Site) -> int:
    """What interpolation to a size counts: its places, without channels."""
    return site.output.positions


TWICE = (Summand("MACs of convolutions", CONVS, macs, 2), Summand("MACs of dense layers", DENSE, macs, 2))
OTHERS = (
    Summand("sums of recurrent layers", RECURRENT, sums),
    ADDED,
    *gated(10, 7),
    Summand("biases added by convolutions", CONVS, additions, called={"linear": 0}),
    *norm("batch norm", ("bn",), 2, 1),
    *norm("other norms", NORMS, 5, 4),
    Summand("operations of local response norm", ("lrn",), normed),
    Summand("outputs of activations", ("relu", "prelu", "elu", "leaky_relu", "silu", "gelu", "softmax"), outputs),
    Summand("softmaxes of attention", ("attention",), scores, 0, {"products": 1}),
    Summand("inputs of pooling", (*POOLS, *ADAPTIVE, *ADAPTIVE_MAX), inputs, called={"mean": 0}),
    Summand("places of interpolation to a size", ("upsample",), sized, 0, {"sized": 1}),
)
"""What calflops counts likewise."""
_OTHER_PRODUCTS = (
    Summand("MACs of transposed convolutions", ("tconv",), macs),
    Summand("MACs of matmul", ("matmul",), macs),
    Summand("MACs of attention", ("attention",), macs),
)
_SOURCE = "deepspeed/profiling/flops_profiler/profiler.py"
RULES = (
    Rule(
        "deepspeed", "0.19.8", "flops", _SOURCE,
        (
            *TWICE, *(share._replace(times=2) for share in _OTHER_PRODUCTS), *OTHERS,
            Summand("biases added by transposed convolutions", ("tconv",), additions),
            Summand("outputs of interpolation", ("upsample",), outputs, called={"sized": 0}),
        ),
    ),
    Rule("deepspeed", "0.19.8", "macs", _SOURCE, (*products(), *_OTHER_PRODUCTS)),
)  # fmt: skip
