"""torchvision: what the metadata of its weights says, in thousands of millions and with three digits."""

from convcalc.peers.rules import Rule, Summand, macs, products

RULES = (
    Rule(
        "torchvision", "0.29.1", "_ops", "torchvision.models, metadata of weights",
        (*products(), Summand("MACs of attention", ("attention",), macs)),
        ("tconv", "lstm", "gru", "embedding"),
    ),
)  # fmt: skip
