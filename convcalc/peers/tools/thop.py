"""thop: four operations for a number of a norm; pooling that is called as a function is not seen."""

from convcalc.model.layers.transposed import TransposedConv
from convcalc.model.layers.upsampling import Upsample
from convcalc.model.network import Site
from convcalc.peers.recurrent import ADDED, PRODUCTS, gated
from convcalc.peers.rules import ADAPTIVE, Rule, Summand, inputs, norm, outputs, products, window


def _spread(site: Site) -> int:
    """As of a convolution: for each number that comes out, the whole window of all channels that go in."""
    layer: TransposedConv = site.layer  # type: ignore[assignment]
    return window(site) * (site.inputs[0].channels // layer.groups)


def _shares(site: Site) -> int:
    """Exponents, sums and divisions of a softmax over the channels."""
    return 3 * outputs(site) - outputs(site) // site.output.channels


_LINEAR, _CUBIC = {1: 5, 2: 11}, 259


def _interpolated(site: Site) -> int:
    layer: Upsample = site.layer  # type: ignore[assignment]
    rank = site.output.rank
    reads = {"nearest": 1, "linear": _LINEAR.get(rank, 0), "cubic": _CUBIC}[layer.mode]
    return reads * site.output.elements


_UNSEEN = {"inside": 0, "function": 0, "own": 0}
RULES = (
    Rule(
        "thop", "0.1.1", "macs", "thop/profile.py, register_hooks",
        (
            *(share._replace(called=_UNSEEN) for share in products()),
            Summand("MACs of transposed convolutions, by their outputs", ("tconv",), _spread),
            PRODUCTS, ADDED, *gated(8, 7),
            *norm("norm", ("bn", "ln", "in"), 4, 2, {"function": 0}),
            Summand("outputs of prelu", ("prelu",), outputs, called={"function": 0}),
            Summand("operations of softmax", ("softmax",), _shares, called={"function": 0}),
            Summand("operations of interpolation", ("upsample",), _interpolated, called={"function": 0}),
            Summand("outputs of average pooling", ("avgpool",), outputs, called={"function": 0}),
            Summand("inputs of adaptive pooling", ADAPTIVE, inputs, called={"function": 0}),
            Summand("outputs of adaptive pooling", ADAPTIVE, outputs, called={"function": 0}),
        ),
    ),
)  # fmt: skip
