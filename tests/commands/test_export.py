"""Networks written as ONNX: its checker takes them, every volume is what its shape inference has, numbers are right."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convcalc.analysis.analyse import analyse
from convcalc.compare.difference import compare
from convcalc.compare.verdict import first_difference, holds
from convcalc.document.problems import SpecError
from convcalc.exchange.writing.onnx import model
from convcalc.exchange.writing.onnx.encoding import number
from convcalc.exchange.writing.onnx.kinds import KINDS as WRITTEN
from convcalc.exchange.writing.onnx.model import written
from convcalc.exchange.writing.volumes import shape_of
from convcalc.language.loading import load, preset_names
from convcalc.model.layers import KINDS
from convcalc.model.network import Network
from tests.support.any_layer import layers_of
from tests.support.command import convcalc
from tests.support.graphs import network
from tests.support.hostile import NAMES as HOSTILE

onnx = pytest.importorskip("onnx", reason="onnx is not installed: pip install '.[test]'")
numpy = pytest.importorskip("numpy")


def inferred(net: Network) -> dict[str, list[Any]]:
    """What ONNX makes of the volumes on its own; it is told those of interpolation, where it loses the batch."""
    model = onnx.load_from_string(written(net))
    onnx.checker.check_model(model)
    told = {node.output[0] for node in model.graph.node if node.op_type == "Resize"}
    kept = [value for value in model.graph.value_info if value.name in told]
    del model.graph.value_info[:]
    model.graph.value_info.extend(kept)
    graph = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True).graph
    values = (*graph.value_info, *graph.output, *graph.input)
    return {each.name: [dim.dim_param or dim.dim_value for dim in each.type.tensor_type.shape.dim] for each in values}


def held(net: Network) -> None:
    found = inferred(net)
    for node in net.nodes:
        assert found[node.path] == ["N", *shape_of(node.site.output)], node.title


@pytest.mark.parametrize("name", ["lenet5", "resnet18", "squeezenet1_1", "tcn", "dcgan_g"])
def test_volumes_are_those_that_onnx_infers(name: str):
    held(load(name))


@pytest.mark.slow
@pytest.mark.parametrize("name", preset_names())
def test_volumes_of_every_preset_are_those_that_onnx_infers(name: str):
    held(load(name))


def test_every_kind_is_written_but_two():
    assert {*KINDS} - {*WRITTEN} == {"local", "custom"}


REFUSED = ("adaptive pooling from", "average pooling with dilation", "one bias a gate")
"""What ONNX cannot say of layers of kinds that it knows."""


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in WRITTEN if name not in ("param", "embedding", "matmul")])
def test_random_layers_of_every_kind(name: str):
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
    @given(layers_of(name))
    def check(analysis: Any) -> None:
        try:
            held(analysis.network)
        except SpecError as error:
            assert any(words in error.problems[0].message for words in REFUSED)

    check()


# Read back


WINDOWS = ("coatnet_0", "mobilevit_s", "swin_t")
"""Attention in windows, or with relative places, is not seen again."""
PRESETS = [name for name in preset_names() if name not in WINDOWS]


def held_to_itself(net: Network, path: Path, filled: bool = False) -> None:
    """What is read of the file is what was written, in every figure and every layer."""
    path.write_bytes(written(net, filled))
    first, second = analyse(net), analyse(load(str(path)))
    assert first.total == second.total
    assert [each.fields for each in first.sights] == [each.fields for each in second.sights]
    comparison = compare(first, second)
    assert holds(comparison), first_difference(comparison)


@pytest.mark.slow
@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_read_as_it_was_written(name: str, tmp_path: Path):
    held_to_itself(load(name), tmp_path / "net.onnx")


SMALL: dict[str, tuple[str, list[Any]]] = {
    "class token": ("8x4", [{"concat": {"class": [{"param": [1, 4]}], "x": []}, "along": "length"},
                            {"add": {"x": [], "places": [{"param": [9, 4]}]}}, "ln", {"dense": "12 each"},
                            {"attention": 2}]),
    "looking up": ("7x1", [{"embedding": "30 12"}, {"dense": "10 each"}]),
    "responses": ("6x6x4", [{"conv": "8 1x1"}, "grn", {"conv": "4 1x1"}]),
    "channels of zeros": ("6x6x4", [{"pad": {"pad": 0, "channel_pad": 2}}, "relu"]),
    "one weight": ("6x6x4", [{"conv": "4 3x3 p1", "name": "a"}, "relu", {"conv": "4 3x3 p1", "weights": "a"}]),
    "three summed": ("6x6x4", [{"add": {"a": [{"conv": "4 1x1"}], "b": [{"conv": "4 1x1"}], "c": ["relu"]}}]),
    "even pooling": ("6x6x4", [{"adaptive_avgpool": 3}, {"adaptive_maxpool": 3}]),
    "another volume": ("6x6x4", [{"conv": "12 3x3"}, {"reshape": "8x24"}, {"dense": "5 each"}]),
    "response norm": ("6x6x8", [{"lrn": {"size": 3, "alpha": 0.0002, "beta": 0.5, "k": 2.0}}]),
    "slow statistics": ("6x6x8", [{"conv": "8 1x1 nobias"}, {"bn": {"momentum": 0.003, "eps": 0.001}}]),
    "sized": ("6x6x8", [{"upsample": {"size": [12, 12]}}, {"upsample": {"size": [13, 15], "mode": "linear"}}]),
}  # fmt: skip


@pytest.mark.parametrize("filled", [False, True])
@pytest.mark.parametrize("name", SMALL)
def test_a_small_network_is_read_as_it_was_written(name: str, filled: bool, tmp_path: Path):
    volume, layers = SMALL[name]
    held_to_itself(network({"input": volume, "layers": layers}), tmp_path / "net.onnx", filled)


def test_the_first_layer_can_read_another_input_than_the_first(tmp_path: Path):
    layers = [{"conv": "4 3", "from": "mel"}, "relu", {"conv": "4 1", "from": "audio"}]
    spec = {"input": {"audio": "20x1", "mel": "8x3"}, "layers": layers}
    path = tmp_path / "net.onnx"
    path.write_bytes(written(network(spec)))
    assert [str(node.site.output) for node in load(str(path)).nodes] == ["20x1", "8x3", "6x4", "6x4", "20x4"]


# Numbers


def computed(spec: dict[str, Any], x: Any, **weights: Any) -> Any:
    """What comes out of a network, with weights by name in the place of zeros."""
    model = onnx.load_from_string(written(network(spec), True))
    for tensor in model.graph.initializer:
        if tensor.name in weights:
            value = numpy.asarray(weights[tensor.name], numpy.float32).reshape(list(tensor.dims))
            tensor.CopyFrom(onnx.numpy_helper.from_array(value, tensor.name))
    from onnx.reference import ReferenceEvaluator

    (found,) = ReferenceEvaluator(model).run(None, {"input": x.astype(numpy.float32)})
    return found


def noise(*shape: int) -> Any:
    return numpy.random.default_rng(7).standard_normal(shape).astype(numpy.float32)


def test_pixels_are_shuffled_and_put_back():
    x = noise(2, 8, 4, 6)
    spec = {"input": "4x6x8", "layers": [{"pixel_shuffle": 2}, {"space_to_depth": 2}]}
    assert numpy.array_equal(computed(spec, x), x)
    shuffled = computed({"input": "4x6x8", "layers": [{"pixel_shuffle": 2}]}, x)
    assert all(shuffled[1, c, 2 * h + i, 2 * w + j] == x[1, 4 * c + 2 * i + j, h, w]
               for c in range(2) for h in range(4) for w in range(6) for i in range(2) for j in range(2))  # fmt: skip


@pytest.mark.parametrize("after", ["6x8x4", "24x8", "8x24", "192"])
def test_numbers_keep_the_order_of_the_spec_in_another_volume(after: str):
    x, shape = noise(2, 8, 4, 6), [int(size) for size in after.split("x")]
    last = computed({"input": "4x6x8", "layers": [{"reshape": after}]}, x)
    assert numpy.array_equal(numpy.moveaxis(last, 1, -1), numpy.moveaxis(x, 1, -1).reshape(2, *shape))
    first = computed({"input": "8x4x6", "order": "channels_first", "layers": [{"reshape": after}]}, x)
    assert numpy.array_equal(first, x.reshape(2, *shape))


def test_channels_are_dealt_out():
    x = noise(1, 6, 2, 2)
    assert numpy.array_equal(
        computed({"input": "2x2x6", "layers": [{"channel_shuffle": 3}]}, x), x[:, [0, 2, 4, 1, 3, 5]]
    )


def attended(x: Any, heads: int, seen: Any, relative: Any = None) -> Any:
    """Attention by its definition: a query looks at the keys that it sees."""
    _, channels, *size = x.shape
    flat = x.reshape(channels, -1)
    part = channels // 3
    out = numpy.zeros((part, flat.shape[1]))
    each = part // heads
    for head in range(heads):
        rows = slice(head * each, (head + 1) * each)
        q, k, v = flat[:part][rows], flat[part : 2 * part][rows], flat[2 * part :][rows]
        for query in range(flat.shape[1]):
            keys = [key for key in range(flat.shape[1]) if seen(query, key)]
            scores = numpy.array([q[:, query] @ k[:, key] for key in keys]) / each**0.5
            if relative is not None:
                scores = scores + numpy.array([relative(query, key, head) for key in keys])
            share = numpy.exp(scores - scores.max())
            out[rows, query] = v[:, keys] @ (share / share.sum())
    return out.reshape(1, part, *size)


def test_attention_over_everything():
    x = noise(1, 12, 3, 2)
    found = computed({"input": "3x2x12", "layers": [{"attention": 2}]}, x)
    assert numpy.allclose(found, attended(x, 2, lambda query, key: True), atol=1e-5)


@pytest.mark.parametrize("shift", [0, 1])
def test_attention_in_windows(shift: int):
    x = noise(1, 12, 4, 6)
    found = computed({"input": "4x6x12", "layers": [{"attention": {"heads": 2, "window": 2, "shift": shift}}]}, x)

    def home(place: int) -> tuple[int, int]:
        return (place // 6 - shift) // 2, (place % 6 - shift) // 2

    assert numpy.allclose(found, attended(x, 2, lambda query, key: home(query) == home(key)), atol=1e-5)


def test_attention_with_relative_places():
    x, table = noise(1, 6, 2, 3), noise(3 * 5, 1)
    spec = {"input": "2x3x6", "layers": [{"attention": {"heads": 1, "relative": True}, "name": "a"}]}
    found = computed(spec, x, **{"a.relative": table})

    def way(query: int, key: int, head: int) -> float:
        return table[(query // 3 - key // 3 + 1) * 5 + query % 3 - key % 3 + 2, head]

    assert numpy.allclose(found, attended(x, 1, lambda query, key: True, way), atol=1e-5)


def test_dense_at_each_position_and_matmul():
    x, w = noise(1, 3, 2, 2), noise(5, 3)
    spec = {"input": "2x2x3", "layers": [{"dense": {"units": 5, "each": True, "bias": False}, "name": "d"}]}
    assert numpy.allclose(computed(spec, x, **{"d.weight": w}), numpy.einsum("uc,nchw->nuhw", w, x), atol=1e-6)


# The command


def test_the_command_writes_a_file(tmp_path: Path):
    path = tmp_path / "net.onnx"
    assert convcalc("export", "lenet5", "--to", "onnx", "-o", str(path)) == (0, "", "")
    assert len(path.read_bytes()) < 10_000
    assert convcalc("export", "lenet5", "--to", "onnx", "-o", str(path), "--weights").code == 0
    model = onnx.load(str(path))
    zeros = [tensor for tensor in model.graph.initializer if tensor.name.rpartition(".")[2] in ("weight", "bias")]
    assert sum(numpy.prod(tensor.dims) for tensor in zeros) == 61_706


def test_weights_that_fill_no_file_are_refused_before_any_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    command = ("export", "lenet5", "--to", "onnx", "-o", str(tmp_path / "net.onnx"))
    monkeypatch.setattr(model, "LARGEST", 4 * 61_706)
    assert convcalc(*command, "--weights").code == 0
    monkeypatch.setattr(model, "LARGEST", 4 * 61_706 - 1)
    told = convcalc(*command, "--weights")
    assert told.code == 2
    assert "the weights of lenet5 are 246,824 bytes, and a file of ONNX holds at most 246,823" in told.err
    assert convcalc(*command).code == 0


def test_blocks_are_noted_as_exporters_of_pytorch_do(tmp_path: Path):
    """PyTorch's own: `['', 'layer1', 'layer1.0', 'layer1.0.conv1', 'conv2d_1']`, and the class of each."""
    model = onnx.load_from_string(written(load("resnet18")))
    noted = {each.name: {note.key: note.value for note in each.metadata_props} for each in model.graph.node}
    scopes = "['', 'stage1', 'stage1.unit', 'stage1.unit.residual', 'stage1.unit.residual.conv_bn', {0}, {0}]"
    name = "stage1.unit.residual.conv_bn.conv"
    assert noted[name]["pkg.torch.onnx.name_scopes"] == scopes.format(repr(name)), noted[name]
    assert noted[name]["pkg.torch.onnx.class_hierarchy"].endswith("'conv_bn', 'conv', 'Conv']")
    path = tmp_path / "net.onnx"
    path.write_bytes(written(load("resnet50")))
    assert "conv_bn(filters, kernel=1, stride=1):" in convcalc("import", str(path)).out


def test_what_onnx_cannot_say_is_refused_with_the_layer(tmp_path: Path):
    spec = tmp_path / "net.yaml"
    spec.write_text("input: 8x8x3\nlayers:\n  - local: 4 3x3\n    name: odd\n")
    path = tmp_path / "net.onnx"
    done = convcalc("export", str(spec), "--to", "onnx", "-o", str(path))
    assert done.code == 2 and not path.exists()
    assert "net.yaml:3:5: error: odd: ONNX cannot say it: a layer of kind local" in done.err


@pytest.mark.parametrize("name", HOSTILE[:6])
def test_names_are_data(name: str, tmp_path: Path):
    held(network({"input": "8x8x3", "layers": [{"conv": "4 3x3"}], "name": json.loads(json.dumps(name))}))


@given(st.integers(-(2**63), 2**63 - 1))
def test_numbers_are_written_as_protocol_buffers_are(value: int):
    attribute = onnx.AttributeProto()
    attribute.ParseFromString(number(3, value))
    assert attribute.i == value
