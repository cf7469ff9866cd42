"""Growth, from ten thousand layers to a million: time a layer must stay the same, and memory within 2 GB.

Each is a whole process, less what one takes for ten layers, the least of some where it is over in no time.
"""

import os
import tempfile
from collections.abc import Callable, Iterator

from benchmarks.claims import Claim, tried
from benchmarks.processes import COMMAND, measured

PART = "Growth to a million layers"
SIZES = (10_000, 100_000, 1_000_000)
NONE, SHORT, RUNS = 10, 100_000, 2
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


def _varied(layers: int) -> str:
    """A text in which 97 kinds of layers alternate: hardly two neighbours are alike."""
    return "\n".join(["input: 8x8x4", "layers:", *(f"  - conv: {k % 97 + 1} 3x3 p1" for k in range(layers)), ""])


KINDS = {
    "a chain, its totals": (_chain, "summary"),
    "a graph of residual units, its totals": (_graph, "summary"),
    "a text with a layer a line, checked": (_text, "check --jobs 1"),
    "a chain as a table with a line a layer": (_chain, "summary --full"),
    "a chain as JSON": (_chain, "summary --format json"),
    "a chain as a report": (_chain, "report"),
    "a graph of residual units as a report": (_graph, "report"),
    "a text of 97 kinds of layers as a report": (_varied, "report"),
}


def claims() -> Iterator[Claim]:
    """For each kind of network and what is asked of it, time and memory."""
    for what, (make, words) in KINDS.items():
        yield from tried(PART, what, lambda make=make, words=words, what=what: _grown(what, make, words))


def _grown(what: str, make: Callable[[int], str], words: str) -> Iterator[Claim]:
    """Time a layer among a million against that among fewer, and the memory that a million take."""
    taken = {}
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "net.yaml")
        for size in (NONE, *SIZES):
            with open(path, "w") as file:
                file.write(make(size))
            runs = RUNS if size <= SHORT else 1
            taken[size] = min(measured([*COMMAND, *words.split(), path]) for _ in range(runs))
    each = {size: (taken[size][0] - taken[NONE][0]) / size * 1e6 for size in SIZES}
    told = ", ".join(f"{each[size]:.1f} us among {size:,}" for size in SIZES)
    yield Claim(PART, what, each[SIZES[-1]] / each[SHORT], bound="at most 1.5", beside=f"{told}, a layer")
    yield Claim(PART, f"{what}: memory of a million", taken[SIZES[-1]][1] / 1e6, "MB", "at most 2,000")
