"""PyTorch's own FlopCounterMode: two for each multiply-accumulate, and nothing else."""

from convcalc.model.layers import KINDS
from convcalc.peers.rules import Rule, Summand, macs

_COUNTED = tuple(name for name in KINDS if name not in ("lstm", "gru", "local", "custom"))
RULES = (
    Rule(
        "torch", "2.14.1", "flops", "torch/utils/flop_counter.py, FlopCounterMode",
        (Summand("MACs", _COUNTED, macs, 2),),
    ),
)  # fmt: skip
