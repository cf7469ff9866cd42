"""ptflops: biases count; in its first backend, activations and pooling too, twice where they are modules."""

from convcalc.peers.rules import ADAPTIVE, ADAPTIVE_MAX, NORMS, POOLS, Rule, Summand, biases, inputs, outputs, products

RULES = (
    Rule(
        "ptflops", "0.7.5", "macs", "ptflops/pytorch_ops.py and pytorch_engine.py",
        (
            *products(),
            *biases(),
            Summand("norm outputs", ("bn", *NORMS), outputs, 2),
            Summand("outputs of relu, twice of a module", ("relu", "elu", "leaky_relu", "prelu"), outputs, 2, 1),
            Summand("outputs of relu6, silu and gelu", ("relu6", "silu", "gelu"), outputs),
            Summand("inputs of pooling, twice of a module", (*POOLS, *ADAPTIVE, *ADAPTIVE_MAX), inputs, 2, 1, 0),
        ),
        ("upsample", "softmax", *NORMS),
    ),
    Rule(
        "ptflops", "0.7.5", "macs (aten)", "ptflops/aten_ops.py",
        (*products(), *biases()),
    ),
)  # fmt: skip
