"""Networks written as Keras code: it runs, is what convcalc says, and computes what PyTorch does with its weights."""

import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from convcalc.document.problems import SpecError
from convcalc.exchange.writing.keras.model import written
from convcalc.exchange.writing.keras.wording import IN_ANY_ORDER
from convcalc.language.loading import load, loads, preset_names
from convcalc.model.layers import KINDS
from convcalc.model.network import Network, Node
from tests.support.any_layer import layers_of

os.environ.setdefault("KERAS_BACKEND", "jax")
keras = pytest.importorskip("keras", reason="Keras is not installed: pip install '.[oracle]'")
np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install '.[oracle]'")
pytestmark = [pytest.mark.oracle, pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

NEAR = 1e-4


@pytest.fixture(autouse=True)
def _zeros(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights start as zeros, which takes no time."""
    for name in ("GlorotUniform", "RandomUniform", "Orthogonal"):
        monkeypatch.setattr(getattr(keras.initializers, name), "__call__", _zero)


def _zero(self: Any, shape: Any, dtype: Any = None, **_: Any) -> Any:
    return np.zeros(shape, "float32")


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_checks_itself(name: str, capsys: Any) -> None:
    exec(compile(written(load(name)), name, "exec"), {"__name__": "__main__"})
    assert "trainable parameters" in capsys.readouterr().out


def checked(network: Network) -> None:
    """Run the file, which holds itself to shapes and counts; none where Keras cannot say it."""
    try:
        text = written(network)
    except SpecError as error:
        assert "Keras cannot say it: " in error.problems[0].message
        return
    exec(compile(text, "net", "exec"), {"__name__": "__main__"})


@pytest.mark.parametrize("name", [name for name in KINDS if name not in ("param", "embedding", "matmul")])
def test_random_layers_of_every_kind(name: str) -> None:
    @settings(max_examples=12, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
    @given(layers_of(name))
    def check(analysis: Any) -> None:
        checked(analysis.network)

    check()


OTHERS = {
    "4x4x6": "[{param: 4x4x6, name: p}, {add: , from: [input, p]}]",
    "10": "[{embedding: 7 3}, {lstm: 4 both onebias}, {gru: 5 last}]",
    "10x1": "[{embedding: 7 3}, {lstm: 4 layers=2 onebias}, {gru: 5 both nobias}]",
    "8x6": "[{gru: {hidden: 4, layers: 3, both: true, two_biases: false}}, {lstm: 3 nobias last}]",
    "{a: 4x3x6, b: 5x6, c: 5x2}": "[{matmul: , transposed: true, from: [a, b], name: m}, {matmul: , from: [m, c]}]",
    "{a: 4x3x8, b: 5x8, c: 5x6}": "[{attention: 2, from: [a, b, c]}]",
    "4x6x12": "[{attention: {heads: 2, window: 2, shift: 1, relative: true}}, {permute: [width, channels, height]}]",
    "{a: 8x8x4, b: 4x4x4}": "[{e: , from: a, name: one}, {e: , from: b, weights: one}]",
    "8x8x4": "[{conv: 4 1, name: c, frozen: true}, {bn: , frozen: true}, {prelu: }, {conv: 4 1, weights: c}]",
}
BLOCK = "{e: [{conv: 4 3 p1, name: c}, bn, {dense: 4 each}]}"


@pytest.mark.parametrize(("input", "layers"), OTHERS.items())
def test_what_random_layers_are_not(input: str, layers: str) -> None:
    checked(loads(f"{{input: {input}, blocks: {BLOCK}, layers: {layers}}}", name="net"))


def made(network: Network) -> tuple[Any, list[Any]]:
    """The model of a network, and its weights in the order in which they were made."""
    weights: list[Any] = []
    add = keras.layers.Layer.add_weight

    def added(self: Any, *args: Any, **settings: Any) -> Any:
        weights.append(add(self, *args, **settings))
        return weights[-1]

    names: dict[str, Any] = {"__name__": "written"}
    exec(compile(written(network), network.name, "exec"), names)
    keras.layers.Layer.add_weight = added
    try:
        model = [value for value in names.values() if getattr(value, "__module__", "") == "written"][-1]()
    finally:
        keras.layers.Layer.add_weight = add
    kept = {id(each) for each in model.weights}
    return model, [each for each in weights if id(each) in kept]


def tensors(network: Network) -> Iterator[tuple[int, Node, Any]]:
    """The tensors of a network in order, each with its node; those that are shared once."""
    for number, node in enumerate(network.nodes):
        if node.shares is None:
            layer, inputs = node.site.layer, node.site.inputs
            yield from ((number, node, each) for each in (*layer.weights(inputs), *layer.buffers(inputs)))


def taken_over(network: Network, weights: list[Any], given: Iterator[Any]) -> None:
    """Give a model weights that lie as those of PyTorch do."""
    for (number, node, tensor), weight, value in zip(tensors(network), weights, given, strict=True):
        turned = _turned(network, number, node, tensor.name, np.asarray(value.detach(), "float32"))
        assert turned.size == np.prod(weight.shape)
        weight.assign(turned.reshape(weight.shape))


def _turned(network: Network, number: int, node: Node, name: str, value: Any) -> Any:
    """The channels at the end, those that come in before those that come out."""
    kind, rank = node.site.kind, value.ndim
    if kind in ("conv", "tconv") and name == "weight":
        return value.transpose(*range(2, rank), 1, 0)
    if kind == "depthwise" and name == "weight":
        channels = node.site.inputs[0].channels
        parts = value.reshape(channels, -1, *value.shape[2:])
        return parts.transpose(*range(2, rank), 0, 1)
    if kind == "dense" and name == "weight":
        flat = _flattened(network, number)
        if flat is not None:
            value = value.reshape(len(value), flat.channels, flat.positions).transpose(0, 2, 1)
        return value.reshape(len(value), -1).T
    if kind == "ln" and node.site.layer.over == "all":
        return value.transpose(*range(1, rank), 0)
    return np.moveaxis(value, -node.site.output.rank - 1, -1) if kind == "param" else value


def _flattened(network: Network, number: int) -> Any:
    """The volume that stands in a row before a dense layer, where nothing but such layers reads it."""
    source = network.nodes[number].inputs[0]
    while network.nodes[source].site.kind in IN_ANY_ORDER:
        source = network.nodes[source].inputs[0]
    site = network.nodes[source].site
    readers = [node.site.kind for node in network.nodes if source in node.inputs]
    return site.inputs[0] if site.kind == "flatten" and {*readers} <= {"dense", *IN_ANY_ORDER} else None


def examples(network: Network) -> list[Any]:
    volumes = [network.nodes[number].site.output for number in network.inputs]
    return [torch.rand(2, volume.channels, *volume.size) + 0.5 for volume in volumes]


def computed(model: Any, inputs: list[Any]) -> list[Any]:
    """What comes out, with the channels where PyTorch has them."""
    last = [np.moveaxis(each.numpy(), 1, -1) for each in inputs]
    found = model(last if len(last) > 1 else last[0], training=False)
    every = [*found.values()] if isinstance(found, dict) else [found]
    return [np.moveaxis(keras.ops.convert_to_numpy(each), -1, 1) for each in every]


def held(found: Any, expected: Any) -> None:
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() <= NEAR * max(1, np.abs(expected).max())


VALUES = (
    "lenet5", "resnet50", "mobilenet_v2", "googlenet", "unet", "densenet121", "inception_v3", "efficientnet_b0",
    "swin_t", "convnextv2_tiny", "shufflenet_v2_x0_5", "squeezenet1_0", "pix2pix_g", "alexnet-caffe",
    "fcn_resnet50",
)  # fmt: skip


@pytest.mark.parametrize("name", VALUES)
def test_numbers_are_those_of_the_model_in_pytorch(name: str) -> None:
    from tests.oracles.test_pytorch_code import module_of

    network = load(name)
    torch.manual_seed(7)
    module, _ = module_of(network)
    state = [each for each in module.state_dict().values() if each.is_floating_point()]
    with torch.no_grad():
        for each in state:
            if each.dim() < 2:
                each.copy_(torch.rand_like(each) + 0.5)
    model, weights = made(network)
    taken_over(network, weights, iter(state))
    inputs = examples(network)
    with torch.no_grad():
        expected = module(*inputs)
    for found, other in zip(computed(model, inputs), expected if isinstance(expected, tuple) else [expected]):
        held(found, other.numpy())


@pytest.mark.parametrize("seed", range(1, 161))
def test_random_networks_compute_the_same(seed: int) -> None:
    """But for those that reshape, which numbers in a row tell from PyTorch's order."""
    from tests.oracles.networks.comparing import example, run
    from tests.oracles.networks.growing import Network as Grown
    from tests.oracles.test_pytorch_code import weights as weights_of

    grown = Grown(seed)
    if not grown.items or any(node.layer.kind == "reshape" for node in grown.nodes):
        return
    network = loads(json.dumps(grown.spec), name="net")
    try:
        model, weights = made(network)
    except SpecError as error:
        assert "Keras cannot say it: " in error.problems[0].message
        return
    taken_over(network, weights, weights_of(grown))
    x = example(grown, 2)
    with torch.no_grad():
        expected = run(grown, x)[-1].numpy()
    if np.isfinite(expected).all():
        held(computed(model, [x])[0], expected)
