"""Every classification network of torchvision, and those of timm, through torch.export, against hooks on the model."""

import io
import json
import math
from typing import Any

import pytest

from convcalc.analysis.analyse import analyse
from convcalc.document.foreign import Foreign
from convcalc.exchange.pt2.archive import program
from convcalc.exchange.pt2.graph import graph_of
from convcalc.exchange.tensors.translate import translate
from convcalc.language import loading
from convcalc.language.expansion import build
from tests.support.paths import SHARED

torch = pytest.importorskip("torch")
torchvision = pytest.importorskip("torchvision")
pytestmark = [
    pytest.mark.oracle,
    pytest.mark.filterwarnings("ignore:The tensor attributes:UserWarning"),  # a cache of timm's
]
KNOWN = SHARED / "reference" / "timm.json"
TIMM = json.loads(KNOWN.read_text()) if KNOWN.exists() else {}
SIDES = {"inception_v3": 299}


def by_hooks(model: Any, example: Any) -> tuple[int, int, int]:
    """Parameters, statistics of batch norm, and the MACs of convolutions and dense layers."""
    counted = []

    def hook(module: Any, inputs: Any, output: Any) -> None:
        if isinstance(module, (torch.nn.Conv1d, torch.nn.Conv2d, torch.nn.Conv3d)):
            counted.append(output.numel() * math.prod(module.weight.shape[1:]))
        elif isinstance(module, torch.nn.Linear):
            counted.append(output.numel() * module.in_features)

    hooks = [module.register_forward_hook(hook) for module in model.modules()]
    with torch.no_grad():
        model(example)
    for each in hooks:
        each.remove()
    statistics = [each for name, each in model.named_buffers() if name.endswith(("running_mean", "running_var"))]
    return sum(each.numel() for each in model.parameters()), sum(each.numel() for each in statistics), sum(counted)


def through_export(model: Any, example: Any) -> tuple[int, int, int]:
    file = io.BytesIO()
    torch.export.save(torch.export.export(model, (example,)), file)
    file.seek(0)
    graph = graph_of(program("net.pt2", file))
    network = build(loading.read_source(Foreign("net.pt2", "", lambda source: translate(source, graph)).fill()))
    total = analyse(network).total
    return total.params, total.buffers, total.macs


def names() -> list[str]:
    found = torchvision.models.list_models(module=torchvision.models)
    return [name for name in found if not name.startswith(("vit", "swin", "maxvit"))]  # they have attention, see below


@pytest.mark.parametrize("name", names())
def test_torchvision(name: str) -> None:
    more = {"init_weights": False, "aux_logits": False} if name in ("googlenet", "inception_v3") else {}
    model = torchvision.models.get_model(name, weights=None, **more).eval().to("meta")
    example = torch.zeros(1, 3, SIDES.get(name, 224), SIDES.get(name, 224), device="meta")
    assert through_export(model, example) == by_hooks(model, example)


@pytest.mark.parametrize("name", list(TIMM))
def test_timm(name: str) -> None:
    timm = pytest.importorskip("timm")
    known = TIMM[name]
    with torch.device("meta"):
        model = timm.create_model(name, pretrained=False).eval()
        example = torch.zeros(1, *model.pretrained_cfg["input_size"])
        assert through_export(model, example) == (
            known["params"],
            known["buffers"],
            known.get("macs_with_attention", known["macs"]),
        )
