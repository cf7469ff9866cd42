"""What other tools say of torchvision's networks and of small ones, where they are installed, by convcalc's rules.

`python -m tests.oracles.peers` measures all anew and writes tests/data/peers.json and peers_layers.json, which the
quick tests read. A tool that fails on a network has no figure there.
"""

import contextlib
import importlib.util
import io
import json
import logging
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[1] / "data"
NETWORKS = (
    "alexnet", "vgg16", "vgg11_bn", "squeezenet1_0", "resnet18", "resnet50", "resnext50_32x4d", "wide_resnet50_2",
    "googlenet", "inception_v3", "densenet121", "mobilenet_v2", "mobilenet_v3_small", "mobilenet_v3_large",
    "efficientnet_b0", "efficientnet_v2_s", "shufflenet_v2_x1_0", "mnasnet1_0", "regnet_x_400mf", "regnet_y_400mf",
    "convnext_tiny", "vit_b_16", "swin_t", "fcn_resnet50", "deeplabv3_resnet50", "lraspp", "r3d_18", "mc3_18",
    "r2plus1d_18",
)  # fmt: skip
SHAPES = {
    "inception_v3": (3, 299, 299),
    "efficientnet_v2_s": (3, 384, 384),
    **dict.fromkeys(("fcn_resnet50", "deeplabv3_resnet50", "lraspp"), (3, 520, 520)),
    **dict.fromkeys(("r3d_18", "mc3_18", "r2plus1d_18"), (3, 16, 112, 112)),
}
CALLED = {"lraspp": "lraspp_mobilenet_v3_large"}
OPTIONS: dict[str, dict[str, Any]] = {
    "googlenet": {"aux_logits": False, "init_weights": False},
    "inception_v3": {"aux_logits": False, "init_weights": False},
    "fcn_resnet50": {"aux_loss": True, "weights_backbone": None},
    "deeplabv3_resnet50": {"aux_loss": True, "weights_backbone": None},
    "lraspp": {"weights_backbone": None},
}


def build(name: str) -> Any:
    """A network in evaluation mode, the same each time."""
    import torch
    import torchvision

    torch.manual_seed(0)
    return torchvision.models.get_model(CALLED.get(name, name), weights=None, **OPTIONS.get(name, {})).eval()


def example_of(name: str) -> Any:
    """What goes into it."""
    import torch

    return torch.zeros(1, *SHAPES.get(name, (3, 224, 224)))


def _torchinfo(model: Any, x: Any) -> dict[str, int]:
    import torchinfo

    return {"mult-adds": torchinfo.summary(model, input_data=x, verbose=0, device="cpu").total_mult_adds}


def _fvcore(model: Any, x: Any) -> dict[str, int]:
    from fvcore.nn import ActivationCountAnalysis, FlopCountAnalysis

    flops, activations = FlopCountAnalysis(model, x), ActivationCountAnalysis(model, x)
    return {"flops": flops.total(), "activations": activations.total()}


def _mmengine(model: Any, x: Any) -> dict[str, int]:
    from mmengine.analysis import get_model_complexity_info

    found = get_model_complexity_info(model, None, inputs=(x,), show_table=False, show_arch=False)
    return {"flops": found["flops"], "activations": found["activations"]}


def _thop(model: Any, x: Any) -> dict[str, int]:
    import thop

    return {"macs": thop.profile(model, inputs=(x,), verbose=False)[0]}


def _ptflops(model: Any, x: Any) -> dict[str, int]:
    from ptflops import get_model_complexity_info

    quiet = {"as_strings": False, "print_per_layer_stat": False, "verbose": False}
    shape, given = tuple(x.shape[1:]), {"input_constructor": lambda _: x} if not x.is_floating_point() else {}
    return {
        "macs": get_model_complexity_info(model, shape, backend="pytorch", **given, **quiet)[0],
        "macs (aten)": get_model_complexity_info(model, shape, backend="aten", **given, **quiet)[0],
    }


def _calflops(model: Any, x: Any) -> dict[str, int]:
    from calflops import calculate_flops

    quiet = {"output_as_string": False, "print_results": False, "print_detailed": False}
    flops, macs, _ = calculate_flops(model, args=[x], **quiet)
    return {"flops": flops, "macs": macs}


def _deepspeed(model: Any, x: Any) -> dict[str, int]:
    from deepspeed.profiling.flops_profiler import get_model_profile

    quiet = {"as_string": False, "print_profile": False, "detailed": False}
    flops, macs, _ = get_model_profile(model, args=[x], **quiet)
    return {"flops": flops, "macs": macs}


def _torchscan(model: Any, x: Any) -> dict[str, int]:
    from torchscan import crawl_module

    totals = crawl_module(model, tuple(x.shape[1:]))["totals"]
    return {"flops": totals["module_flops"]["known_value"], "macs": totals["macs"]["known_value"]}


def _flopth(model: Any, x: Any) -> dict[str, int]:
    from flopth import flopth

    try:
        return {"flops": flopth(model, inputs=[x], bare_number=True)[0]}
    finally:  # it leaves its counting in the classes
        for kind in {type(module) for module in model.modules()}:
            if "__call__" in vars(kind):
                del kind.__call__


def _torch(model: Any, x: Any) -> dict[str, int]:
    from torch.utils.flop_counter import FlopCounterMode

    with FlopCounterMode(display=False) as counter:
        model(x)
    return {"flops": counter.get_total_flops()}


def _onnx_tool(model: Any, x: Any) -> dict[str, int]:
    import onnx_tool
    import torch

    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "model.onnx"))
        torch.onnx.export(model, (x,), path, dynamo=False)
        graph = onnx_tool.Model(path).graph
        graph.shape_infer(None)
        graph.profile()
    return {"macs": graph.macs[0] if isinstance(graph.macs, (list, tuple)) else graph.macs}


TOOLS: dict[str, Callable[[Any, Any], dict[str, int]]] = {
    "torchinfo": _torchinfo, "fvcore": _fvcore, "mmengine": _mmengine, "thop": _thop, "ptflops": _ptflops,
    "calflops": _calflops, "deepspeed": _deepspeed, "torchscan": _torchscan, "flopth": _flopth, "torch": _torch,
    "onnx_tool": _onnx_tool,
}  # fmt: skip


def installed() -> list[str]:
    """The tools that are there."""
    return [tool for tool in TOOLS if importlib.util.find_spec(tool)]


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Nothing is printed, whatever a tool prints."""
    logging.disable(logging.CRITICAL)
    void = io.StringIO()
    with warnings.catch_warnings(), contextlib.redirect_stdout(void), contextlib.redirect_stderr(void):
        warnings.simplefilter("ignore")
        yield
    logging.disable(logging.NOTSET)


def measure(tool: str, make: Callable[[], Any], x: Any) -> dict[str, int]:
    """A tool's figures of a network, each by the name of convcalc's rule; none where it fails."""
    try:
        with quiet():
            found = TOOLS[tool](make(), x)
    except Exception:
        return {}
    return {f"{tool} {figure}": int(value) for figure, value in found.items() if value is not None}


def _measured(names: Iterable[str], parts: Callable[[str], tuple[Callable[[], Any], Any]]) -> dict[str, dict[str, int]]:
    figures = {}
    for name in names:
        make, x = parts(name)
        figures[name] = {rule: value for tool in installed() for rule, value in measure(tool, make, x).items()}
        sys.stderr.write(f"{name} {len(figures[name])}\n")
    return figures


def main() -> None:
    """Measure all, and write the files."""
    from tests.oracles.peers_layers import parts
    from tests.support.peers_layers import LAYERS

    networks = _measured(NETWORKS, lambda name: (lambda: build(name), example_of(name)))
    for file, figures in (("peers", networks), ("peers_layers", _measured(LAYERS, parts))):
        (DATA / f"{file}.json").write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
