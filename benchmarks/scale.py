"""Growth, from a thousand layers to a million: time a layer must stay the same, and memory within 2 GB.

Each is a whole process, less what one takes for ten layers.
"""

import os
import tempfile
from collections.abc import Iterator

from benchmarks.claims import Claim
from benchmarks.processes import COMMAND, measured

PART = "Growth to a million layers"
SIZES = (1_000, 10_000, 100_000, 1_000_000)
NONE = 10
GRAPH = """input: 32x32x16
blocks:
  unit:
    - add:
        residual: [{conv: 16 3x3 p1}, relu, {conv: 16 3x3 p1}]
        shortcut:
layers:
  - unit:
    repeat: %d
"""


def _chain(layers: int) -> str:
    return f"input: 8x8x4\nlayers:\n  - {{conv: 4 3x3 p1, repeat: {layers}}}\n"


def _graph(layers: int) -> str:
    return GRAPH % (layers // 4)


def _text(layers: int) -> str:
    pair = ("  - conv: 4 3x3 p1", "  - relu")
    return "\n".join(["input: 8x8x4", "layers:", *pair * (layers // 2), ""])


KINDS = {
    "a chain, its totals": (_chain, "summary"),
    "a graph of residual units, its totals": (_graph, "summary"),
    "a text with a layer a line, checked": (_text, "check --jobs 1"),
    "a chain as a table with a line a layer": (_chain, "summary --full"),
    "a text as a table with a line a layer": (_text, "summary --full"),
    "a chain as JSON": (_chain, "summary --format json"),
    "a chain as CSV": (_chain, "summary --format csv"),
    "a chain as Markdown": (_chain, "summary --full --format markdown"),
    "a chain as a report": (_chain, "report"),
    "a graph of residual units as a report": (_graph, "report"),
    "a text as a report": (_text, "report"),
}


def claims() -> Iterator[Claim]:
    """Time a layer against that among 10,000, at each size, and the memory."""
    with tempfile.TemporaryDirectory() as folder:
        for what, (make, words) in KINDS.items():
            path = os.path.join(folder, "net.yaml")
            taken = {}
            for size in (NONE, *SIZES):
                with open(path, "w") as file:
                    file.write(make(size))
                taken[size] = measured([*COMMAND, *words.split(), path])
            each = {size: (taken[size][0] - taken[NONE][0]) / size * 1e6 for size in SIZES}
            told = ", ".join(f"{each[size]:.1f} us a layer among {size:,}" for size in SIZES)
            memory = f"{taken[SIZES[-1]][1] / 1e6:,.0f} MB in all"
            last = each[SIZES[-1]] / each[SIZES[1]]
            yield Claim(PART, what, last, bound="about 1, within 2,000 MB", beside=f"{told}; {memory}")
