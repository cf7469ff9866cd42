"""What other tools say of torchvision's networks, where they are installed, by the names of convcalc's rules.

`python -m tests.oracles.peers` measures all anew and writes tests/data/peers.json, which the quick tests read.
"""

import contextlib
import importlib.util
import io
import json
import logging
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "data" / "peers.json"
NETWORKS = (
    "alexnet", "vgg16", "vgg11_bn", "squeezenet1_0", "resnet18", "resnet50", "resnext50_32x4d", "wide_resnet50_2",
    "googlenet", "inception_v3", "densenet121", "mobilenet_v2", "mobilenet_v3_small", "mobilenet_v3_large",
    "efficientnet_b0", "efficientnet_v2_s", "shufflenet_v2_x1_0", "mnasnet1_0", "regnet_x_400mf", "regnet_y_400mf",
)  # fmt: skip
SIDES = {"inception_v3": 299, "efficientnet_v2_s": 384}


def build(name: str) -> Any:
    """A network in evaluation mode, the same each time."""
    import torch
    import torchvision

    torch.manual_seed(0)
    options = {"aux_logits": False, "init_weights": False} if name in ("googlenet", "inception_v3") else {}
    return torchvision.models.get_model(name, weights=None, **options).eval()


def _torchinfo(model: Any, side: int) -> dict[str, int]:
    import torchinfo

    found = torchinfo.summary(model, input_size=(1, 3, side, side), verbose=0, device="cpu")
    return {"mult-adds": found.total_mult_adds}


def _fvcore(model: Any, side: int) -> dict[str, int]:
    import torch
    from fvcore.nn import ActivationCountAnalysis, FlopCountAnalysis

    x = torch.zeros(1, 3, side, side)
    flops, activations = FlopCountAnalysis(model, x), ActivationCountAnalysis(model, x)
    return {"flops": flops.total(), "activations": activations.total()}


def _mmengine(model: Any, side: int) -> dict[str, int]:
    from mmengine.analysis import get_model_complexity_info

    found = get_model_complexity_info(model, (3, side, side), show_table=False, show_arch=False)
    return {"flops": found["flops"], "activations": found["activations"]}


def _thop(model: Any, side: int) -> dict[str, int]:
    import thop
    import torch

    return {"macs": thop.profile(model, inputs=(torch.zeros(1, 3, side, side),), verbose=False)[0]}


def _ptflops(model: Any, side: int) -> dict[str, int]:
    from ptflops import get_model_complexity_info

    quiet = {"as_strings": False, "print_per_layer_stat": False, "verbose": False}
    return {
        "macs": get_model_complexity_info(model, (3, side, side), backend="pytorch", **quiet)[0],
        "macs (aten)": get_model_complexity_info(model, (3, side, side), backend="aten", **quiet)[0],
    }


def _calflops(model: Any, side: int) -> dict[str, int]:
    from calflops import calculate_flops

    quiet = {"output_as_string": False, "print_results": False, "print_detailed": False}
    flops, macs, _ = calculate_flops(model, input_shape=(1, 3, side, side), **quiet)
    return {"flops": flops, "macs": macs}


def _deepspeed(model: Any, side: int) -> dict[str, int]:
    from deepspeed.profiling.flops_profiler import get_model_profile

    quiet = {"as_string": False, "print_profile": False, "detailed": False}
    flops, macs, _ = get_model_profile(model, input_shape=(1, 3, side, side), **quiet)
    return {"flops": flops, "macs": macs}


def _torchscan(model: Any, side: int) -> dict[str, int]:
    from torchscan import crawl_module

    totals = crawl_module(model, (3, side, side))["totals"]
    return {"flops": totals["module_flops"]["known_value"], "macs": totals["macs"]["known_value"]}


def _torch(model: Any, side: int) -> dict[str, int]:
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    with FlopCounterMode(display=False) as counter:
        model(torch.zeros(1, 3, side, side))
    return {"flops": counter.get_total_flops()}


def _onnx_tool(model: Any, side: int) -> dict[str, int]:
    import onnx_tool
    import torch

    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "model.onnx"))
        torch.onnx.export(model, (torch.zeros(1, 3, side, side),), path, dynamo=False)
        graph = onnx_tool.Model(path).graph
        graph.shape_infer(None)
        graph.profile()
    return {"macs": graph.macs[0] if isinstance(graph.macs, (list, tuple)) else graph.macs}


TOOLS: dict[str, Callable[[Any, int], dict[str, int]]] = {
    "torchinfo": _torchinfo, "fvcore": _fvcore, "mmengine": _mmengine, "thop": _thop, "ptflops": _ptflops,
    "calflops": _calflops, "deepspeed": _deepspeed, "torchscan": _torchscan, "torch": _torch, "onnx_tool": _onnx_tool,
}  # fmt: skip


def installed() -> list[str]:
    """The tools that are there."""
    return [tool for tool in TOOLS if importlib.util.find_spec(tool)]


def measure(tool: str, name: str) -> dict[str, int]:
    """A tool's figures of a network, each by the name of convcalc's rule."""
    logging.disable(logging.CRITICAL)
    quiet = io.StringIO()
    with warnings.catch_warnings(), contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
        warnings.simplefilter("ignore")
        found = TOOLS[tool](build(name), SIDES.get(name, 224))
    return {f"{tool} {figure}": int(value) for figure, value in found.items()}


def main() -> None:
    """Measure all, and write the file."""
    figures = {}
    for name in NETWORKS:
        figures[name] = {rule: value for tool in installed() for rule, value in measure(tool, name).items()}
        sys.stderr.write(f"{name}\n")
    FILE.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
