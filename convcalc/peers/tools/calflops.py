"""calflops: counts as DeepSpeed's profiler does, whose code it took over, of another day."""

from math import prod

from convcalc.model.layers.transposed import TransposedConv
from convcalc.model.network import Site
from convcalc.peers.rules import Rule, Summand, inputs, macs, products
from convcalc.peers.tools.deepspeed import OTHERS, TWICE


def _spread(site: Site) -> int:
    """MACs of transposed convolution: divided by its groups twice."""
    layer: TransposedConv = site.layer  # type: ignore[assignment]
    filters = layer.filters // layer.groups // layer.groups
    return site.inputs[0].elements * prod(layer.kernel) * filters


def _biases(site: Site) -> int:
    """Biases of transposed convolution, added where a convolution would add them."""
    layer: TransposedConv = site.layer  # type: ignore[assignment]
    size = zip(site.inputs[0].size, layer.windows(site.inputs), strict=True)
    places = [(n + 2 * each.before - each.dilation * (each.kernel - 1) - 1) // each.stride + 1 for n, each in size]
    return layer.bias * (layer.filters // layer.groups) * prod(places)


_ATTENDED = Summand("MACs of attention", ("attention",), macs, 0, {"products": 1})
_SPREAD = Summand("MACs of transposed convolutions", ("tconv",), _spread)
RULES = (
    Rule(
        "calflops", "0.3.2", "flops", "calflops/pytorch_ops.py",
        (
            *TWICE, _SPREAD._replace(times=2), _ATTENDED._replace(called={"products": 2}), *OTHERS,
            Summand("biases of transposed convolutions", ("tconv",), _biases),
            Summand("inputs of interpolation", ("upsample",), inputs, called={"sized": 0}),
        ),
    ),
    Rule("calflops", "0.3.2", "macs", "calflops/pytorch_ops.py", (*products(), _SPREAD, _ATTENDED)),
)  # fmt: skip
