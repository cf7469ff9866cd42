"""`summary` of an ONNX file with all its weights, the whole process, against the onnx package loading it.

The file is ResNet-50 as `onnx_peer` writes it, with weights of zeros: 102 MB, made when it is measured, by a process of
its own: what a process takes at most is never less than what the one that starts it has taken.
"""

import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from benchmarks.claims import Claim, missing
from benchmarks.processes import COMMAND, measured, ratio

RUNS = 5
PART = "Whole processes, against other tools"


def claims() -> Iterator[Claim]:
    """Time as a ratio, and both with their memory, or why they could not be measured."""
    if not find_spec("onnx"):
        yield from missing(PART, "onnx", "it is not installed (pip install '.[bench]')")
        return
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "resnet50.onnx")
        subprocess.run([sys.executable, "-m", "benchmarks.onnx_file", path], check=True)
        size = os.path.getsize(path) / 1e6
        ours, theirs = [*COMMAND, "summary", path], [sys.executable, "-c", f"import onnx; onnx.load({path!r})"]
        value = ratio(ours, theirs, RUNS)
        told = [f"{seconds:.2f} s and {memory / 1e6:,.0f} MB" for seconds, memory in map(measured, (ours, theirs))]
        what = f"`summary` of an ONNX file of {size:.0f} MB / `onnx.load` of it"
        yield Claim(PART, what, value, bound="at most 1", beside=", ".join(told))


def _make(path: str) -> None:
    """Write the file."""
    import onnx

    from benchmarks.onnx_peer import onnx_model
    from convcalc.language import loading

    model: Any = onnx_model(loading.load("resnet50"))
    first, *weights = model.graph.input
    for each in weights:
        dims = [dim.dim_value for dim in each.type.tensor_type.shape.dim]
        model.graph.initializer.append(
            onnx.helper.make_tensor(each.name, 1, dims, bytes(4 * math.prod(dims)), raw=True)
        )
    del model.graph.input[:]
    model.graph.input.append(first)
    onnx.save(model, path)


if __name__ == "__main__":
    _make(sys.argv[1])
