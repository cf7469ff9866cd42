"""thop: four operations for a number of a norm; pooling that is called as a function is not seen."""

from convcalc.peers.rules import ADAPTIVE, Rule, Summand, inputs, outputs, products

RULES = (
    Rule(
        "thop", "0.1.1", "macs", "thop/profile.py, register_hooks",
        (
            *products(),
            Summand("norm outputs", ("bn", "ln", "in"), outputs, 4),
            Summand("outputs of average pooling", ("avgpool",), outputs, function=0),
            Summand("inputs of adaptive pooling", ADAPTIVE, inputs, function=0),
            Summand("outputs of adaptive pooling", ADAPTIVE, outputs, function=0),
        ),
        ("prelu", "softmax", "upsample"),
    ),
)  # fmt: skip
