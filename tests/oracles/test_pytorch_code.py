"""Networks written as PyTorch code: it runs, is what convcalc says, and computes what PyTorch and torchvision do."""

import json
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from convcalc.exchange.writing.pytorch.file import spelled, written
from convcalc.language.loading import load, loads, preset_names
from convcalc.model.network import Network
from convcalc.public import analyse

torch = pytest.importorskip("torch", reason="PyTorch is not installed: nothing runs the code that is written for it")

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:Using padding='same':UserWarning"),  # PyTorch's word on even kernels
]


def module_of(network: Network, keys: str = "") -> tuple[Any, dict[str, Any]]:
    """The model of a network, and all that its file defines."""
    names: dict[str, Any] = {"__name__": "written"}
    exec(compile(written(network, keys), network.name, "exec"), names)
    return names[spelled(network, network.name)]().eval(), names


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_checks_itself(name: str, tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "net.py"
    path.write_text(written(load(name)))
    runpy.run_path(str(path), run_name="__main__")
    assert f"{analyse(load(name)).total.params:,} parameters" in capsys.readouterr().out


@pytest.mark.parametrize("name", preset_names())
def test_multiply_accumulates_of_every_preset(name: str) -> None:
    """The math form of attention multiplies matrices that the counter sees."""
    from torch.nn.attention import SDPBackend, sdpa_kernel
    from torch.utils.flop_counter import FlopCounterMode

    network = load(name)
    with torch.device("meta"):
        model, _ = module_of(network)
        with torch.no_grad(), FlopCounterMode(display=False) as counter, sdpa_kernel(SDPBackend.MATH):
            model(*examples(network))
    assert counter.get_total_flops() == 2 * analyse(network).total.macs


def examples(network: Network) -> list[Any]:
    volumes = [network.nodes[number].site.output for number in network.inputs]
    return [torch.zeros(1, volume.channels, *volume.size) for volume in volumes]


def weights(grown: Any) -> Iterator[Any]:
    """The learned numbers and statistics of a random network; a factor that its layer has for all channels for each."""
    from tests.oracles.networks.keeping import _modules

    for layer, _ in grown.nodes:
        if layer.kind == "scale":
            yield torch.full((layer.shape[0],), 1.5)
            if layer.params > layer.shape[0]:
                yield torch.zeros(layer.shape[0])
        for module in _modules(layer.run):
            yield from (each for each in module.state_dict().values() if each.is_floating_point())


@pytest.mark.parametrize("seed", range(1, 301))
def test_random_networks_compute_the_same(seed: int) -> None:
    from tests.oracles.networks.comparing import example, run
    from tests.oracles.networks.growing import Network as Grown

    torch.set_default_dtype(torch.float64)
    try:
        grown = Grown(seed)
        if not grown.items:
            return
        network = loads(json.dumps(grown.spec), name="net")
        model, names = module_of(network)
        names["load_by_order"](model, dict(enumerate(weights(grown))))
        x = example(grown, 2)
        with torch.no_grad():
            expected, found = run(grown, x)[-1], model(x)
        assert found.shape == expected.shape
        if found.isfinite().all():  # a window that holds nothing but padding has no largest number
            assert torch.allclose(found, expected, atol=1e-9)
    finally:
        torch.set_default_dtype(torch.float32)


ALIASES = {"lraspp": "lraspp_mobilenet_v3_large"}
OPTIONS: dict[str, dict[str, Any]] = {
    "googlenet": {"init_weights": False},
    "inception_v3": {"init_weights": False},
    "lraspp": {"weights_backbone": None},
    "deeplabv3_resnet50": {"weights_backbone": None, "aux_loss": True},
    "fcn_resnet50": {"weights_backbone": None, "aux_loss": True},
}
APART = ("swin_t",)
"""Its merging of patches has torchvision's channels in another order than pixel unshuffle."""


def of_torchvision() -> list[str]:
    models = pytest.importorskip("torchvision.models", reason="torchvision is not installed")
    known = models.list_models()
    return [name for name in preset_names() if ALIASES.get(name, name) in known and name not in APART]


@pytest.mark.parametrize("name", of_torchvision())
def test_with_torchvision_s_weights_the_same_comes_out(name: str) -> None:
    models = pytest.importorskip("torchvision.models", reason="torchvision is not installed")
    network = load(name)
    model, names = module_of(network, "torchvision")
    other = models.get_model(ALIASES.get(name, name), weights=None, **OPTIONS.get(name, {})).eval()
    if hasattr(other, "transform_input"):
        other.transform_input = False
    names["load_torchvision"](model, other.state_dict())
    x = torch.rand(1, network.input.channels, *network.input.size)
    with torch.no_grad():
        found, expected = model(x), other(x)
    pairs = zip(found, expected.values()) if isinstance(expected, dict) else [(found, expected)]
    assert max(float((mine - theirs).abs().max()) for mine, theirs in pairs) == 0.0


def test_with_torchvision_s_weights_boxes_are_found_alike() -> None:
    """Its detectors take lists of images and give boxes: what its head gives of the pyramid is compared."""
    detection = pytest.importorskip("torchvision.models.detection", reason="torchvision is not installed")
    model, names = module_of(load("retinanet"), "torchvision")
    other = detection.retinanet_resnet50_fpn(weights=None, weights_backbone=None).eval()
    names["load_torchvision"](model, other.state_dict())
    x = torch.rand(1, 3, 800, 800)
    with torch.no_grad():
        found, theirs = model(x), other.head(list(other.backbone(x).values()))
    expected = torch.cat([theirs["cls_logits"], theirs["bbox_regression"]], 2).movedim(1, 2)
    assert torch.equal(found, expected)
