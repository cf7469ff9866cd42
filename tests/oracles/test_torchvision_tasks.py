"""The shipped specs of other tasks, and of transformers, against torchvision itself, on PyTorch's meta device."""

from collections import Counter
from typing import Any

import pytest

from convcalc.analysis.cost import products
from convcalc.language.loading import load, preset_names
from convcalc.public import analyse

torch = pytest.importorskip("torch", reason="PyTorch is not installed: these tests compare presets with its models")
models = pytest.importorskip("torchvision.models", reason="torchvision is not installed: nothing to compare with")

pytestmark = [pytest.mark.oracle, pytest.mark.slow]

ALIASES = {"lraspp": "lraspp_mobilenet_v3_large"}
TRANSFORMERS = ["swin_t", "vit_b_16"]
OTHERS = ["deeplabv3_resnet50", "fcn_resnet50", "lraspp", "mc3_18", "r2plus1d_18", "r3d_18"]
HEADS = {"deeplabv3_resnet50": {"aux_loss": True}, "fcn_resnet50": {"aux_loss": True}}


def build(name: str) -> Any:
    options = {"weights_backbone": None} if name in ("lraspp", *HEADS) else {}
    with torch.device("meta"):
        return models.get_model(ALIASES.get(name, name), weights=None, **options, **HEADS.get(name, {}))


def example(name: str) -> Any:
    volume = load(name).input
    return torch.empty(1, volume.channels, *volume.size, device="meta")


def test_every_preset_of_a_torchvision_name_is_compared() -> None:
    classifiers = models.list_models(models)
    named = {name for name in preset_names() if ALIASES.get(name, name) in models.list_models()}
    assert named - {*classifiers} == {*OTHERS}
    assert {*TRANSFORMERS} == {name for name in named if name.startswith(("swin", "vit"))}


@pytest.mark.parametrize("name", TRANSFORMERS + OTHERS)
def test_parameters_and_buffers(name: str) -> None:
    """Without batch norm's step counters and Swin's index of relative positions, which are whole numbers."""
    model, total = build(name), analyse(load(name)).total
    assert total.params == sum(p.numel() for p in model.parameters())
    assert total.buffers == sum(b.numel() for b in model.buffers() if b.is_floating_point())


@pytest.mark.parametrize("name", TRANSFORMERS + OTHERS)
def test_multiply_accumulates(name: str) -> None:
    """The math form of attention multiplies matrices that the counter sees, as bmm."""
    from torch.nn.attention import SDPBackend, sdpa_kernel
    from torch.utils.flop_counter import FlopCounterMode

    with torch.no_grad(), FlopCounterMode(display=False) as counter, sdpa_kernel(SDPBackend.MATH):
        build(name).eval()(example(name))
    found = analyse(load(name))
    between = counter.get_flop_counts()["Global"].get(torch.ops.aten.bmm, 0)
    assert (2 * found.total.macs, 2 * products(found.network)) == (counter.get_total_flops(), between)


@pytest.mark.parametrize("name", OTHERS)
def test_every_convolution_and_dense_layer(name: str) -> None:
    expected: Counter[tuple[str, int, int]] = Counter()

    def record(module: Any, inputs: Any, output: Any) -> None:
        channels, *size = output.shape[1:]
        volume = "x".join(map(str, [*size, channels]))
        expected[volume, sum(p.numel() for p in module.parameters()), output.numel() * module.weight[0].numel()] += 1

    model = build(name).eval()
    for module in model.modules():
        if isinstance(module, (torch.nn.Conv2d, torch.nn.Conv3d, torch.nn.Linear)):
            module.register_forward_hook(record)
    model(example(name))
    rows = [row for row in analyse(load(name)).rows if row.cost.macs]
    assert Counter((str(row.node.site.output), row.cost.params, row.cost.macs) for row in rows) == expected


@pytest.mark.parametrize("name", TRANSFORMERS + OTHERS)
def test_every_norm_adds_the_same_to_the_variance(name: str) -> None:
    norms = (torch.nn.modules.batchnorm._BatchNorm, torch.nn.LayerNorm)
    expected = Counter(module.eps for module in build(name).modules() if isinstance(module, norms))
    layers = [node.site.layer for node in load(name).nodes if node.inputs]
    assert Counter(layer.eps for layer in layers if layer.normalises) == expected


@pytest.mark.parametrize("name", TRANSFORMERS + OTHERS)
def test_published_figures(name: str) -> None:
    """`_ops` is in 10^9 multiply-accumulates, printed to three digits."""
    for each in models.get_model_weights(ALIASES.get(name, name)):
        if each.transforms.keywords.get("crop_size") != 384:  # has more position embeddings
            total = analyse(load(name)).total
            assert (total.params, round(total.macs / 1e9, 3)) == (each.meta["num_params"], each.meta["_ops"])


@pytest.mark.parametrize("name", TRANSFORMERS)
def test_what_transformers_save(name: str) -> None:
    """On the CPU, whose fused attention keeps what that of a GPU does; on the meta device it is the math form's."""
    from tests.oracles.networks.keeping import Kept

    network, model = load(name), models.get_model(name, weights=None).train()
    seen = Kept((*model.parameters(), *model.buffers()))
    with seen.saving():
        model(torch.rand(2, network.input.channels, *network.input.size))
    assert sum(analyse(network, batch=2).memory.saved) == seen.bytes


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_saved_for_the_backward_pass(name: str) -> None:
    from tests.oracles.networks.keeping import Kept

    network, model = load(name), build(name).train()
    seen = Kept((*model.parameters(), *model.buffers()))
    with seen.saving():
        model(torch.cat([example(name)] * 2))
    assert sum(analyse(network, batch=2).memory.saved) == seen.bytes
