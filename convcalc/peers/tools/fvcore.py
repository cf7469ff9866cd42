"""fvcore: two operations for a number of a batch norm, and what goes into adaptive pooling."""

from convcalc.model.layers.upsampling import Upsample
from convcalc.model.network import Site
from convcalc.peers.rules import (
    ADAPTIVE,
    CONVS,
    DENSE,
    NORMS,
    Rule,
    Summand,
    inputs,
    macs,
    norm,
    outputs,
    products,
    scores,
)


def _interpolated(site: Site) -> int:
    """Images alone: a number nearest, four bilinear, none bicubic."""
    layer: Upsample = site.layer  # type: ignore[assignment]
    reads = {"nearest": 1, "linear": 4, "cubic": 0}[layer.mode]
    return reads * site.output.elements if site.output.rank == 2 else 0


def _looked_at(site: Site) -> int:
    """What comes out of both products of attention."""
    return scores(site) + site.output.elements


def _pooled(site: Site) -> int:
    """What goes into adaptive pooling of an image."""
    return inputs(site) if site.inputs[0].rank == 2 else 0


FLOPS = (
    *products(),
    Summand("MACs of transposed convolutions", ("tconv",), macs),
    Summand("MACs of matmul", ("matmul",), macs),
    Summand("MACs of attention", ("attention",), macs, 0, {"written": 1}),
    *norm("batch norm", ("bn",), 2, 1),
    *norm("other norms", NORMS, 5, 4),
    Summand("inputs of adaptive pooling", ADAPTIVE, _pooled, called={"mean": 0}),
    Summand("operations of interpolation", ("upsample",), _interpolated),
)
ACTIVATIONS = (
    Summand("outputs of convolutions and dense layers", (*CONVS, "tconv", *DENSE), outputs),
    Summand("outputs of matmul", ("matmul",), outputs),
    Summand("outputs of attention", ("attention",), _looked_at, 0, {"written": 1}),
)
RULES = (
    Rule("fvcore", "0.1.5", "flops", "fvcore/nn/flop_count.py", FLOPS),
    Rule("fvcore", "0.1.5", "activations", "fvcore/nn/activation_count.py", ACTIVATIONS),
)
