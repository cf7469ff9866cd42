"""From a thousand layers to a million: time a layer must stay the same, and memory within 2 GB.

Each size is a process of its own that reads, builds and analyses a residual network of so many layers.
"""

import subprocess
import sys
from collections.abc import Iterator

from benchmarks.interleaved import claim

SIZES = (1_000, 10_000, 100_000, 1_000_000)

SCRIPT = """
import gc, re, resource, sys, time
from convcalc.public import analyse
from convcalc.language import loading
from convcalc.document.source import parse
gc.disable()
text = '''
input: 32x32x16
blocks:
  unit:
    - add:
        residual: [{conv: 16 3x3 p1}, relu, {conv: 16 3x3 p1}]
        shortcut:
layers:
  - unit:
    repeat: %d
''' % (int(sys.argv[1]) // 4)
start = time.process_time()
network = loading.build(loading.read_source(parse("scale.yaml", text)))
analysis = analyse(network)
taken = time.process_time() - start
try:
    peak = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
except OSError:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(len(network.numbers), taken, peak * 1024)
"""


def claims() -> Iterator[str]:
    """Time a layer against that among 1,000, and the memory, at each size."""
    first = 0.0
    for size in SIZES:
        runs = 5 if size < 100_000 else 1
        figures = [_measured(size) for _ in range(runs)]
        layers, taken, memory = sorted(figures, key=lambda figure: figure[1])[runs // 2]
        first = first or taken / layers
        yield claim(f"a layer among {layers:,.0f} / a layer among 1,000", taken / layers / first, "linear: about 1")
        yield f"  {taken / layers * 1e6:.1f} us a layer, {memory / 2**20:,.0f} MiB in all (at most 2 GB)"


def _measured(size: int) -> tuple[float, float, float]:
    command = [sys.executable, "-c", SCRIPT, str(size)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(output[0]), float(output[1]), float(output[2])
