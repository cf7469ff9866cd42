"""flopth: modules alone, each by its last call; dense layers count as if they took flat volumes."""

from convcalc.model.layers.convolution import Conv
from convcalc.model.network import Site
from convcalc.peers.rules import (
    ADAPTIVE,
    ADAPTIVE_MAX,
    CONVS,
    DENSE,
    POOLS,
    Rule,
    Summand,
    additions,
    inputs,
    macs,
    norm,
    outputs,
    window,
)


def _spread(site: Site) -> int:
    """As of a convolution: for each number that comes out, the whole window of all channels that go in."""
    layer: Conv = site.layer  # type: ignore[assignment]
    return window(site) * (site.inputs[0].channels // layer.groups)


def _across(site: Site) -> int:
    """The first axis that goes in times the first that comes out: the channels of flat volumes."""
    size = site.output.size
    return size[0] ** 2 if size else site.inputs[0].channels * site.output.channels


def _pooled(site: Site) -> int:
    """What goes into pooling of images."""
    return inputs(site) if site.inputs[0].rank == 2 else 0


def _places(site: Site) -> int:
    return site.output.positions


_ACTIVATIONS = ("relu", "relu6", "prelu", "elu", "leaky_relu", "gelu", "selu", "tanh", "hard_swish", "hard_sigmoid")
_SEEN = {"function": 0}
_EACH = (
    Summand("MACs of convolutions", CONVS, macs, called={"linear": 0}),
    Summand("products of 1x1 convolutions as dense layers, by their first axis", CONVS, _across, 0, {"linear": 1}),
    Summand("MACs of transposed convolutions, by their outputs", ("tconv",), _spread),
    Summand("biases added by convolutions", (*CONVS, "tconv"), additions, called={"linear": 0}),
    Summand("products of dense layers, by their first axis", DENSE, _across, called={"inside": 0, "function": 0}),
    *norm("norm", ("bn", "gn", "in"), 2, 1),
    Summand("layer norm outputs", ("ln",), outputs),
    Summand("outputs of activations", _ACTIVATIONS, outputs, called=_SEEN),
    Summand("inputs of pooling", (*POOLS, *ADAPTIVE, *ADAPTIVE_MAX), _pooled, called=_SEEN),
    Summand("places of interpolation", ("upsample",), _places, called=_SEEN),
)
RULES = (
    Rule(
        "flopth", "0.1.6", "flops", "flopth/helper.py", tuple(share._replace(once="last") for share in _EACH),
        ("lstm", "gru"), lambda _, way: way == "own",
    ),
)  # fmt: skip
