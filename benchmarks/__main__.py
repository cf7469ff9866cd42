"""Run the benchmarks: a line a claim, and where it was faster before; if asked for, the page and the history."""

import argparse
from collections.abc import Callable, Iterator

from benchmarks import families, onnx_file, onnx_peer, ordinary, peers, scale, serving, startup
from benchmarks.claims import Claim
from benchmarks.history import before, keep, slower
from benchmarks.table import write

parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure how fast convcalc is.")
parser.add_argument(
    "--only", nargs="*", help="some parts: startup, peers, onnx, file, ordinary, families, serving, scale"
)
parser.add_argument("--python", action="append", default=[], help="another Python in which peers are installed")
parser.add_argument(
    "--write", action="store_true", help="write docs/benchmarks.md, and a row of benchmarks/history.jsonl"
)
asked = parser.parse_args()

PARTS: dict[str, Callable[[], Iterator[Claim]]] = {
    "startup": startup.claims, "peers": lambda: peers.claims(asked.python), "file": onnx_file.claims,
    "scale": scale.claims, "ordinary": ordinary.claims, "families": families.claims, "serving": serving.claims,
    "onnx": onnx_peer.claims,
}  # fmt: skip
"""Whole processes first: what one takes at most is never less than what the one that starts it has taken."""

known, found = before(), []
for name, part in PARTS.items():
    for claim in part() if asked.only is None or name in asked.only else ():
        found.append(claim)
        print(claim, slower(claim, known), flush=True)
if asked.write:
    write(found)
    keep(found)
