"""Whole processes: a table of each layer's parameters and MACs, by convcalc and by other tools, of the same network.

Each tool does what its own documentation shows. The time includes what it has to import, and for those of PyTorch and
Keras to make the network with its weights: one cannot ask them without. What takes seconds is run once, after one run
of the tool that is not measured.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence

from benchmarks.claims import Claim, missing, tried
from benchmarks.processes import COMMAND, can, measured

RUNS, LONG = 5, 1
"""How often a process is run, and after how many seconds of runs no more."""
PART = "Whole processes, against other tools"
NETWORKS = {"vgg16": "VGG16", "resnet152": "ResNet152", "densenet201": "DenseNet201"}
"""Networks as torchvision and as Keras call them."""

_TORCH = "import torch, torchvision; model = torchvision.models.{0}(weights=None).eval(); "
OF_CODE = {
    "torchinfo": "from torchinfo import summary; summary(model, (1, 3, 224, 224))",
    "fvcore": "from fvcore.nn import FlopCountAnalysis, flop_count_table; "
              "print(flop_count_table(FlopCountAnalysis(model, torch.zeros(1, 3, 224, 224))))",
    "ptflops": "from ptflops import get_model_complexity_info; get_model_complexity_info(model, (3, 224, 224))",
    "calflops": "from calflops import calculate_flops; calculate_flops(model=model, input_shape=(1, 3, 224, 224))",
}  # fmt: skip
KERAS = (
    "import os; os.environ.setdefault('KERAS_BACKEND', 'torch'); import keras; "
    "keras.applications.{1}(weights=None).summary()"
)
OF_FILES = {
    "onnx": "import onnx; onnx.shape_inference.infer_shapes(onnx.load({0!r}))",
    "onnx_tool": "import numpy, onnx_tool; graph = onnx_tool.Model({0!r}).graph; "
                 "graph.shape_infer({{graph.input[0]: numpy.zeros((1, 3, 224, 224), 'float32')}}); graph.profile(); "
                 "graph.print_node_map()",
}  # fmt: skip


def claims(pythons: Sequence[str]) -> Iterator[Claim]:
    """One claim a tool and network, or why it could not be measured."""
    for tool in (*OF_CODE, "keras", *OF_FILES):
        python = next((each for each in (sys.executable, *pythons) if can(each, tool) and _complete(each, tool)), None)
        if python is None:
            yield from missing(PART, tool, "it is not installed")
        else:
            own = _of_files if tool in OF_FILES else _of_code
            yield from tried(PART, tool, lambda own=own, tool=tool, python=python: own(tool, python))


def _complete(python: str, tool: str) -> bool:
    """Whether it has what the tool stands on, too."""
    return tool in OF_FILES or can(python, "torch" if tool == "keras" else "torchvision")


def _of_code(tool: str, python: str) -> Iterator[Claim]:
    script = KERAS if tool == "keras" else _TORCH + OF_CODE[tool]
    scripts = {name: [python, "-c", script.format(name, other)] for name, other in NETWORKS.items()}
    measured(next(iter(scripts.values())))
    for name, theirs in scripts.items():
        yield from _claim(f"{tool} / convcalc, {name}", theirs, [*COMMAND, "summary", name], "at least 20")


def _of_files(tool: str, python: str) -> Iterator[Claim]:
    """The same file of ONNX, without its weights; the onnx package finds volumes alone."""
    with tempfile.TemporaryDirectory() as folder:
        for name in NETWORKS:
            path = os.path.join(folder, f"{name}.onnx")
            subprocess.run([*COMMAND, "export", name, "--to", "onnx", "-o", path], check=True)
            theirs = [python, "-c", OF_FILES[tool].format(path)]
            what = f"{tool} / convcalc, {name} from its ONNX file"
            yield from _claim(what, theirs, [*COMMAND, "summary", path], "at least 1")


def _claim(what: str, theirs: list[str], ours: list[str], bound: str) -> Iterator[Claim]:
    def claims() -> Iterator[Claim]:
        (slow, much), (quick, little) = _several(theirs), _several(ours)
        beside = f"{slow:.2f} s and {much / 1e6:,.0f} MB, {quick:.2f} s and {little / 1e6:,.0f} MB"
        yield Claim(PART, what, slow / quick, bound=bound, beside=beside)

    yield from tried(PART, what, claims)


def _several(command: list[str]) -> tuple[float, int]:
    """The least time and the most memory of some runs."""
    runs = [measured(command)]
    while len(runs) < RUNS and sum(seconds for seconds, _ in runs) < LONG:
        runs.append(measured(command))
    return min(seconds for seconds, _ in runs), max(memory for _, memory in runs)
