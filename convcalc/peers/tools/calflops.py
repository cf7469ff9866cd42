"""calflops: counts as DeepSpeed's profiler does, whose code it took over."""

from convcalc.peers.rules import Rule, products
from convcalc.peers.tools.deepspeed import FLOPS, UNSURE

RULES = (
    Rule("calflops", "0.3.2", "flops", "calflops/pytorch_ops.py", FLOPS, UNSURE),
    Rule("calflops", "0.3.2", "macs", "calflops/pytorch_ops.py", products()),
)
