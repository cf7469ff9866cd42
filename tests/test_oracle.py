"""The shipped specs against torchvision itself, where it is installed: `pip install convcalc[oracle]`.

Models are built on PyTorch's meta device, which knows shapes and holds no numbers.
"""

from collections import Counter
from typing import Any

import pytest

from convcalc.api import analyse, load, preset_names

torch = pytest.importorskip("torch", reason="PyTorch is not installed: these tests compare presets with its models")
models = pytest.importorskip("torchvision.models", reason="torchvision is not installed: nothing to compare with")

WITH_HEADS = ("googlenet", "inception_v3")
NAMES = [name for name in preset_names() if name in models.list_models()]


@pytest.fixture(autouse=True)
def regnet_rule_off_the_meta_device(monkeypatch: pytest.MonkeyPatch) -> None:
    """RegNet works out its widths with tensors, which must hold numbers."""
    on_meta = models.regnet.BlockParams.from_init_params

    def on_cpu(**settings: Any) -> Any:
        with torch.device("cpu"):
            return on_meta(**settings)

    monkeypatch.setattr(models.regnet.BlockParams, "from_init_params", on_cpu)


def build(name: str, heads: bool = False) -> Any:
    options = {"init_weights": False, "aux_logits": heads} if name in WITH_HEADS else {}
    with torch.device("meta"):
        return models.get_model(name, weights=None, **options)


def calls(model: Any, crop: int) -> Counter[tuple[str, int, int]]:
    """Every call of a convolution or linear layer: its output's volume, parameters and multiply-accumulates."""
    found: Counter[tuple[str, int, int]] = Counter()

    def record(module: Any, inputs: Any, output: Any) -> None:
        shape = list(output.shape[1:])
        if isinstance(module, torch.nn.Conv2d):
            shape = [*shape[1:], shape[0]]
        macs = output.numel() * module.weight[0].numel()
        found["x".join(map(str, shape)), sum(p.numel() for p in module.parameters()), macs] += 1

    for module in model.modules():
        if isinstance(module, (torch.nn.Conv2d, torch.nn.Linear)):
            module.register_forward_hook(record)
    model.eval()(torch.empty(1, 3, crop, crop, device="meta"))
    return found


def weights(name: str) -> list[Any]:
    return list(models.get_model_weights(name))


def crop_size(each: Any) -> int:
    return each.transforms.keywords["crop_size"]


def test_every_preset_of_a_torchvision_name_is_compared() -> None:
    others = {"alexnet-caffe", "googlenet-caffe", "lenet5", "resnet50-v1", "unet"}
    assert set(preset_names()) - set(NAMES) == others


@pytest.mark.parametrize("name", NAMES)
def test_parameters_and_buffers(name: str) -> None:
    model, total = build(name), analyse(load(name)).total
    assert total.params == sum(p.numel() for p in model.parameters())
    assert total.buffers == sum(b.numel() for b in model.buffers() if b.dim())  # without the step counters


@pytest.mark.parametrize("name", WITH_HEADS)
def test_parameters_and_buffers_with_auxiliary_heads(name: str) -> None:
    model, total = build(name, heads=True), analyse(load(name, {"aux": True})).total
    assert total.params == sum(p.numel() for p in model.parameters())
    assert total.buffers == sum(b.numel() for b in model.buffers() if b.dim())


@pytest.mark.parametrize("name", NAMES)
def test_every_convolution_and_dense_layer(name: str) -> None:
    crop = crop_size(models.get_model_weights(name).DEFAULT)
    found = analyse(load(name))
    ours = Counter((str(row.node.site.output), row.cost.params, row.cost.macs) for row in found.rows if row.cost.macs)
    expected = calls(build(name), crop)
    assert found.network.input.size == (crop, crop)
    assert ours == expected
    assert found.total.macs == sum(macs * times for (_, _, macs), times in expected.items())


@pytest.mark.parametrize("name", NAMES)
def test_published_figures(name: str) -> None:
    """`_ops` is in 10^9 multiply-accumulates, printed to three digits; heads count among the parameters only."""
    for each in weights(name):
        total = analyse(load(name, input=f"{crop_size(each)}x{crop_size(each)}x3")).total
        assert round(total.macs / 1e9, 3) == each.meta["_ops"]
        if name != "inception_v3":
            assert total.params == each.meta["num_params"]
