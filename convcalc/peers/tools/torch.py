"""PyTorch's own FlopCounterMode on a CPU: two for each multiply-accumulate that is not fused in one operator."""

from convcalc.peers.rules import Rule, Summand, macs, products

RULES = (
    Rule(
        "torch", "2.14.1", "flops", "torch/utils/flop_counter.py, FlopCounterMode",
        (
            *(share._replace(times=2) for share in products()),
            Summand("MACs of transposed convolutions", ("tconv",), macs, 2),
            Summand("MACs of gru", ("gru",), macs, 2),
            Summand("MACs of matmul", ("matmul",), macs, 2),
            Summand("MACs of attention", ("attention",), macs, 0, {"written": 2}),
        ),
    ),
)  # fmt: skip
