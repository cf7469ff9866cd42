"""Run the benchmarks: a line a claim, and where it was faster before; if asked for, the page and the history."""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from typing import Any

import convcalc
from benchmarks.claims import Claim, tried
from benchmarks.history import before, keep, slower
from benchmarks.table import write

PARTS = {
    "startup": "startup", "peers": "peers", "file": "onnx_file", "scale": "scale", "ordinary": "ordinary",
    "families": "families", "serving": "serving", "onnx": "onnx_peer",
}  # fmt: skip
"""Modules. Whole processes first, and each imported as it is run: what a process takes at most is never less than what
the one that starts it has taken."""
FAILED = "Parts that failed"


def _python(path: str) -> str:
    if shutil.which(path) is None:
        raise argparse.ArgumentTypeError(f"no program is at {path!r}")
    return path


def _claims(part: str) -> Iterator[Claim]:
    module: Any = import_module(f"benchmarks.{PARTS[part]}")
    yield from module.claims(asked.python) if part == "peers" else module.claims()


parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure how fast convcalc is.")
parser.add_argument("--only", nargs="+", choices=PARTS, metavar="PART", help=f"some parts: {', '.join(PARTS)}")
parser.add_argument(
    "--python", action="append", default=[], type=_python, help="another Python in which peers are installed"
)
parser.add_argument(
    "--write", action="store_true", help="write docs/benchmarks.md, and a row of benchmarks/history.jsonl"
)
asked = parser.parse_args()

package = os.path.dirname(os.path.abspath(convcalc.__file__))
os.environ["PYTHONPATH"] = os.path.dirname(package)  # what runs as a process is what is measured in this one
subprocess.run([sys.executable, "-m", "compileall", "-q", package], check=False)  # as it is where it is installed

known, found, whole = before(), [], False
try:
    for name in PARTS if asked.only is None else [name for name in PARTS if name in asked.only]:
        for claim in tried(FAILED, name, partial(_claims, name)):
            found.append(claim)
            print(claim, slower(claim, known), flush=True)
    whole = asked.only is None
finally:  # what was measured until it was stopped is written, too
    if asked.write and found:
        write(found, whole)
        keep(found)
