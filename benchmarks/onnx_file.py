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

from benchmarks.interleaved import COMMAND, claim
from benchmarks.onnx_peer import onnx_model
from convcalc.language import loading

RUNS = 5


def claims() -> Iterator[str]:
    """Time as a ratio, and memory in bytes, or why they could not be measured."""
    if not find_spec("onnx"):
        yield "onnx: not measured, it is not installed (pip install '.[bench]')"
        return
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "resnet50.onnx")
        subprocess.run([sys.executable, "-m", "benchmarks.onnx_file", path], check=True)
        size = os.path.getsize(path) / 1e6
        ours = [COMMAND, "summary", path]
        peer = [sys.executable, "-c", f"import onnx; onnx.load({path!r})"]
        taken = [(_run(ours), _run(peer)) for _ in range(RUNS)]
        seconds = sorted(one[0] / other[0] for one, other in taken)[RUNS // 2]
        yield claim(f"summary of an ONNX file of {size:.0f} MB / onnx.load, processor time", seconds, "at most 1")
        least, memory = min(one[0] for one, _ in taken), max(one[1] for one, _ in taken)
        yield f"an ONNX file of {size:.0f} MB: {least:.2f} s of processor time, {memory / 1e6:.0f} MB of memory"


def _make(path: str) -> None:
    """Write the file."""
    import onnx

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


def _run(command: list[str]) -> tuple[float, int]:
    """The processor time of a command in seconds, and the most memory in bytes."""
    with open(os.devnull, "wb") as nowhere:
        silent = [(os.POSIX_SPAWN_DUP2, nowhere.fileno(), 1)]
        number = os.posix_spawnp(command[0], command, os.environ, file_actions=silent)
        _, status, used = os.wait4(number, 0)
    assert not status, command
    return used.ru_utime + used.ru_stime, used.ru_maxrss * 1024


if __name__ == "__main__":
    _make(sys.argv[1])
