"""onnx-tool: what a file of PyTorch's older exporter has, batch norm folded into the convolutions before it."""

from math import prod

from convcalc.model.layers.transposed import TransposedConv
from convcalc.model.layers.upsampling import Upsample
from convcalc.model.network import Site
from convcalc.peers.recurrent import ADDED, PRODUCTS, once
from convcalc.peers.rules import (
    CONVS,
    DENSE,
    Rule,
    Summand,
    additions,
    inputs,
    macs,
    outputs,
    products,
    queries,
    scores,
    window,
)

ADAPTIVE_SIZES = ("adaptive_avgpool", "adaptive_maxpool")
_DIVISION, _EXPONENT, _LOGARITHM, _ROOT = 4, 32, 43, 24
"""What the tool takes these operations for."""
_SOFTMAX = _EXPONENT + _DIVISION
_TANH = _EXPONENT + 2 + _DIVISION
_SOFTPLUS = _EXPONENT + 1 + _LOGARITHM


def _uneven(site: Site, way: str) -> bool:
    """Adaptive pooling whose windows differ, which the exporter does not write; attention in windows, which many do."""
    if site.kind == "attention" and any(site.layer.window):  # type: ignore[attr-defined]
        return True
    size = zip(site.inputs[0].size, site.output.size) if site.kind in ADAPTIVE_SIZES else ()
    return any(before % after for before, after in size)


def _one(site: Site) -> int:
    return 1


def _merged(site: Site) -> int:
    """An operation for each number that comes out, and each input after the first."""
    return site.output.elements * (len(site.inputs) - 1)


def _spread(site: Site) -> int:
    """Products of transposed convolution: for each number that comes out, the window of the filters of its group."""
    layer: TransposedConv = site.layer  # type: ignore[assignment]
    return site.output.elements * (layer.filters // layer.groups) * prod(layer.kernel)


def _normed(site: Site) -> int:
    """Of a layer norm: seven for each number, and a sum, a root and a division for each place."""
    return 7 * outputs(site) + (1 + _ROOT + _DIVISION) * max(1, site.output.positions)


def _interpolated(site: Site) -> int:
    layer: Upsample = site.layer  # type: ignore[assignment]
    return {"nearest": 0, "linear": 4, "cubic": 8}[layer.mode] * outputs(site)


def _scaled(site: Site) -> int:
    """The roots of the scale, on queries and on keys, as scaled_dot_product_attention is exported."""
    return 2 * queries(site) + 3 * _ROOT + _DIVISION


def _gathered(site: Site) -> int:
    """What pooling gathers: in an image its windows, elsewhere the first side of each."""
    kernel: tuple[int, ...] = site.layer.kernel  # type: ignore[attr-defined]
    return window(site) if site.output.rank == 2 else outputs(site) * kernel[0]


def _responses(site: Site) -> int:
    """Of a global response norm: the strengths by their roots, their mean, the shares, and four for each number."""
    return (1 + _ROOT + 4) * outputs(site) + 2 + _DIVISION


_SIZES = {"inside": 2, "expanded": 6, "chunked": 7}
RULES = (
    Rule(
        "onnx_tool", "1.0.1", "macs", "onnx_tool/node.py",
        (
            *products(),
            Summand("MACs of transposed convolutions, by their outputs", ("tconv",), _spread),
            Summand("MACs of attention and matmul", ("attention", "matmul"), macs),
            PRODUCTS, ADDED,
            Summand("units of lstm at each step", ("lstm",), once, 3 * _EXPONENT + 2 * _TANH + 8),
            Summand("units of gru at each step", ("gru",), once, 2 * _EXPONENT + _TANH + 8),
            Summand("biases added", (*CONVS, *DENSE, "tconv"), additions, called={"folded": 0}),
            Summand("batch norm outputs, as biases", ("bn",), outputs, 3 + _ROOT + _DIVISION, {"folded": 1}),
            Summand("operations of layer norm", ("ln",), _normed),
            Summand("outputs of group norm", ("gn",), outputs, 9),
            Summand("outputs of instance norm", ("in",), outputs, 7),
            Summand("operations of global response norm", ("grn",), _responses),
            Summand("outputs of scale", ("scale",), outputs),
            Summand("outputs of relu", ("relu",), outputs),
            Summand("outputs of relu6, leaky relu and prelu", ("relu6", "leaky_relu", "prelu"), outputs, 2),
            Summand("outputs of elu", ("elu",), outputs, _EXPONENT + 3),
            Summand("outputs of sigmoid", ("sigmoid",), outputs, _EXPONENT),
            Summand("outputs of silu", ("silu",), outputs, _EXPONENT + 1),
            Summand("outputs of gelu", ("gelu",), outputs, _EXPONENT + 2),
            Summand("outputs of tanh", ("tanh",), outputs, 2 * _TANH),
            Summand("outputs of softplus", ("softplus",), outputs, _SOFTPLUS),
            Summand("outputs of mish", ("mish",), outputs, _SOFTPLUS + 2 * _TANH + 1),
            Summand("outputs of hard sigmoid", ("hard_sigmoid",), outputs, 4),
            Summand("outputs of hard swish", ("hard_swish",), outputs, 5),
            Summand("outputs of softmax", ("softmax",), outputs, _SOFTMAX),
            Summand("outputs of log softmax", ("log_softmax",), outputs, _SOFTMAX + 1 + _LOGARITHM),
            Summand("softmaxes of attention", ("attention",), scores, _SOFTMAX, {"written": _SOFTMAX + 1}),
            Summand("scales of attention", ("attention",), _scaled, called={"written": 0}),
            Summand("operations on sizes", ("attention", "param", "slice"), _one, 0, _SIZES),
            Summand("outputs of add and mul", ("add", "mul"), _merged),
            Summand("operations of interpolation", ("upsample",), _interpolated),
            Summand("places that pooling gathers", ("maxpool", "avgpool"), _gathered),
            Summand("inputs of global pooling", ("gap", "gmp"), inputs),
            Summand("outputs of global pooling", ("gap",), outputs, _DIVISION, {"mean": 0}),
            Summand("places that adaptive pooling gathers", ADAPTIVE_SIZES, inputs),
        ),
        ("selu", "lrn", "unpool"), _uneven,
    ),
)  # fmt: skip
