"""onnx-tool: what a file of PyTorch's older exporter has, batch norm folded into the convolutions before it."""

from convcalc.model.network import Site
from convcalc.peers.rules import CONVS, DENSE, Rule, Summand, additions, inputs, outputs, products, window


def _merged(site: Site) -> int:
    """An operation for each number that comes out, and each input after the first."""
    return site.output.elements * (len(site.inputs) - 1)


_DIVISION, _EXPONENT, _ROOT = 4, 32, 24
"""What the tool takes these operations for."""

RULES = (
    Rule(
        "onnx_tool", "1.0.1", "macs", "onnx_tool/node.py",
        (
            *products(),
            Summand("biases added", (*CONVS, *DENSE), additions, folded=0),
            Summand("batch norm outputs, as biases", ("bn",), outputs, 3 + _ROOT + _DIVISION, folded=1),
            Summand("outputs of relu", ("relu",), outputs),
            Summand("outputs of relu6", ("relu6",), outputs, 2),
            Summand("outputs of sigmoid", ("sigmoid",), outputs, _EXPONENT),
            Summand("outputs of silu", ("silu",), outputs, _EXPONENT + 1),
            Summand("outputs of hard sigmoid", ("hard_sigmoid",), outputs, 4),
            Summand("outputs of hard swish", ("hard_swish",), outputs, 5),
            Summand("outputs of add and mul", ("add", "mul"), _merged),
            Summand("places that pooling gathers", ("maxpool", "avgpool"), window),
            Summand("inputs of global pooling", ("gap",), inputs),
            Summand("outputs of global pooling", ("gap",), outputs, _DIVISION, mean=0),
            Summand("places that adaptive pooling gathers", ("adaptive_avgpool",), inputs),
        ),
        ("softmax", "log_softmax", "ln", "gn", "in", "gelu", "elu", "prelu", "leaky_relu", "tanh", "upsample",
         "slice"),
    ),
)  # fmt: skip
