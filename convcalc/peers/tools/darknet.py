"""Darknet: BFLOPs, two for each multiply-accumulate of convolutional and connected layers."""

from convcalc.peers.rules import CONVS, DENSE, Rule, Summand, macs

RULES = (
    Rule(
        "darknet", "AlexeyAB", "BFLOPs", "src/network.c, parse_network_cfg",
        (Summand("MACs of convolutions", CONVS, macs, 2), Summand("MACs of connected layers", DENSE, macs, 2)),
        (
            "depthwise", "tconv", "attention", "matmul", "embedding", "param", "grn", "scale", "lrn", "ln", "gn", "in",
            "unpool",
        ),
    ),
)  # fmt: skip
