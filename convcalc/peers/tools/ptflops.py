"""ptflops: biases count; in its first backend, activations and pooling too, twice where they are modules."""

from convcalc.model.network import Site
from convcalc.peers.recurrent import ADDED, PRODUCTS, gated
from convcalc.peers.rules import (
    ADAPTIVE,
    ADAPTIVE_MAX,
    POOLS,
    Rule,
    Summand,
    additions,
    biases,
    inputs,
    macs,
    norm,
    normed,
    outputs,
    products,
    queries,
    scores,
)


def _looked(site: Site) -> int:
    """The scale of the queries, both products and the softmax of attention."""
    return queries(site) + macs(site) + scores(site)


_SPREAD = (
    Summand("MACs of transposed convolutions", ("tconv",), macs),
    Summand("biases added by transposed convolutions", ("tconv",), additions),
)
_TWICE = {"function": 1}
RULES = (
    Rule(
        "ptflops", "0.7.5", "macs", "ptflops/pytorch_ops.py and pytorch_engine.py",
        (
            *(share._replace(called={"function": 0, "own": 0}) for share in (*products(), *biases())),
            *_SPREAD, PRODUCTS, ADDED, *gated(10, 7),
            Summand("operations of attention", ("attention",), _looked, 0, {"inside": 1}),
            Summand("MACs of attention", ("attention",), macs, 0, {"products": 1}),
            Summand("softmaxes of attention", ("attention",), scores, 0, {"products": 1}),
            *norm("norm", ("bn", "gn", "in"), 2, 1),
            Summand("layer norm outputs", ("ln",), outputs, called={"function": 0}),
            Summand("operations of local response norm", ("lrn",), normed),
            Summand("outputs of relu, twice of a module", ("relu", "elu", "prelu", "gelu"), outputs, 2, _TWICE),
            Summand("outputs of relu6, silu and softmax", ("relu6", "silu", "softmax"), outputs),
            Summand("outputs of leaky relu", ("leaky_relu",), outputs, called={"function": 0}),
            Summand("outputs of interpolation, twice of a module", ("upsample",), outputs, 2, _TWICE),
            Summand(
                "inputs of pooling, twice of a module", (*POOLS, *ADAPTIVE, *ADAPTIVE_MAX), inputs, 2,
                {"function": 1, "mean": 0},
            ),
        ),
    ),
    Rule(
        "ptflops", "0.7.5", "macs (aten)", "ptflops/aten_ops.py",
        (
            *products(), *biases(), *_SPREAD,
            Summand("MACs of matmul", ("matmul",), macs),
            Summand("MACs of attention", ("attention",), macs, 0, {"written": 1}),
            Summand("MACs of gru", ("gru",), macs),
            Summand("biases added by gru", ("gru",), additions),
        ),
    ),
)  # fmt: skip
