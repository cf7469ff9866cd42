"""The shipped specs against torchvision itself, where it is installed: `pip install convcalc[oracle]`.

Models are built on PyTorch's meta device, which knows shapes and holds no numbers.
"""

from collections import Counter
from typing import Any

import pytest

from convcalc.language.loading import load, preset_names
from convcalc.public import analyse

torch = pytest.importorskip("torch", reason="PyTorch is not installed: these tests compare presets with its models")
models = pytest.importorskip("torchvision.models", reason="torchvision is not installed: nothing to compare with")

pytestmark = [pytest.mark.oracle, pytest.mark.slow]

OPERATIONS = {
    "native_batch_norm": "bn",
    "native_layer_norm": "ln",
    "relu": "relu",
    "relu_": "relu",
    "hardtanh_": "relu6",
    "hardswish_": "hard_swish",
    "hardsigmoid": "hard_sigmoid",
    "silu_": "silu",
    "sigmoid": "sigmoid",
    "gelu": "gelu",
    "max_pool2d_with_indices": "maxpool",
    "avg_pool2d": "avgpool",
    "_adaptive_avg_pool2d": "adaptive_avgpool",
    "mean": "gap",
    "add": "add",
    "add_": "add",
    "mul": "mul",
    "cat": "concat",
}
"""The kind of each operation that a model runs, but for convolution and linear layers and what only moves numbers."""

WITH_HEADS = ("googlenet", "inception_v3")
NAMES = sorted({*preset_names()} & {*models.list_models(models)} - {"swin_t", "vit_b_16"})
"""Those that classify images, but for transformers; test_torchvision_tasks.py has the others."""


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


class Recorder(torch.utils._python_dispatch.TorchDispatchMode):
    """Counts the operations that run, each with the volume that comes out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Counter[tuple[str, str]] = Counter()

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        output = func(*args, **(kwargs or {}))
        kind = OPERATIONS.get(func.overloadpacket.__name__)
        if kind and not (kind == "concat" and len(args[0]) == 1):  # DenseNet starts its blocks with one volume
            first = output[0] if isinstance(output, tuple) else output
            self.found[kind, volume(kind, list(first.shape[1:]))] += 1
        return output


def volume(kind: str, shape: list[int]) -> str:
    """HxWxC; channels only after global pooling, whose 1x1 some models leave out."""
    if kind == "gap":
        return str(shape[0])
    channels_last = kind in ("ln", "gelu") or len(shape) < 3  # ConvNeXt turns its volumes for these
    return "x".join(map(str, shape if channels_last else [*shape[1:], shape[0]]))


@pytest.mark.parametrize("name", NAMES)
def test_what_is_saved_for_the_backward_pass(name: str) -> None:
    """By storage, of a batch of two; batch norm keeps a mean a channel for both."""
    from tests.oracles.networks.keeping import Kept

    network, model = load(name), build(name).train()
    seen = Kept((*model.parameters(), *model.buffers()))
    with seen.saving():
        model(torch.empty(2, 3, *network.input.size, device="meta"))
    assert sum(analyse(network, batch=2).memory.saved) == seen.bytes


def weights(name: str) -> list[Any]:
    return list(models.get_model_weights(name))


def crop_size(each: Any) -> int:
    return each.transforms.keywords["crop_size"]


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
def test_every_norm_activation_pool_and_merge(name: str) -> None:
    crop = crop_size(models.get_model_weights(name).DEFAULT)
    model = build(name).eval()
    with Recorder() as recorder:
        model(torch.empty(1, 3, crop, crop, device="meta"))
    ours: Counter[tuple[str, str]] = Counter()
    for node in load(name).nodes:
        kind = "mul" if node.site.kind == "scale" else node.site.kind
        output = node.site.output
        if kind in OPERATIONS.values():
            ours[kind, str(output.channels if kind == "gap" else output)] += 1
    assert ours == recorder.found


@pytest.mark.parametrize("name", NAMES)
def test_every_norm_adds_the_same_to_the_variance(name: str) -> None:
    norms = (torch.nn.modules.batchnorm._BatchNorm, torch.nn.LayerNorm, torch.nn.GroupNorm)
    model = build(name, heads=name in WITH_HEADS)
    expected = Counter(module.eps for module in model.modules() if isinstance(module, norms))
    network = load(name, {"aux": True} if name in WITH_HEADS else {})
    layers = [node.site.layer for node in network.nodes if node.inputs]
    assert Counter(layer.eps for layer in layers if layer.normalises) == expected


@pytest.mark.parametrize("name", NAMES)
def test_published_figures(name: str) -> None:
    """`_ops` is in 10^9 multiply-accumulates, printed to three digits; heads count among the parameters only."""
    for each in weights(name):
        total = analyse(load(name, input=f"{crop_size(each)}x{crop_size(each)}x3")).total
        assert round(total.macs / 1e9, 3) == each.meta["_ops"]
        if name != "inception_v3":
            assert total.params == each.meta["num_params"]
