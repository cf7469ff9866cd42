"""Keras's architecture files: what each class makes, known totals, models in models, shared layers, and faults."""

import io
import json
import random
import zipfile
from typing import Any

import pytest

from convcalc.analysis.analyse import Analysis, analyse
from convcalc.document.opening import document
from convcalc.document.problems import SpecError
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.model.network import Network
from tests.support.command import convcalc
from tests.support.paths import SHARED

FILES = SHARED / "files" / "keras"


def network(model: Any) -> Network:
    text = model if isinstance(model, str) else json.dumps(model)
    return build(loading.read_source(document("net.json", text.encode())))


def figures(model: Any) -> tuple[str, int, int, int]:
    """What comes out, and all that it costs."""
    found = analyse(network(model))
    return found.network.gives, *found.total


def problems(model: Any) -> list[str]:
    with pytest.raises(SpecError) as caught:
        network(model)
    return [problem.message for problem in caught.value.problems]


def layer(type: str, name: str = "", **config: Any) -> dict[str, Any]:
    return {"class_name": type, "config": {"name": name or type.lower(), **config}}


def row(*layers: dict[str, Any], shape: tuple[int | None, ...] = (8, 8, 4), name: str = "net") -> dict[str, Any]:
    """A sequential model."""
    start = {"class_name": "InputLayer", "config": {"batch_shape": [None, *shape], "name": "in"}}
    return {"class_name": "Sequential", "config": {"name": name, "layers": [start, *layers]}}


def entry(shape: tuple[int, ...] = (8, 8, 4), name: str = "in") -> dict[str, Any]:
    config = {"batch_shape": [None, *shape], "name": name}
    return {"class_name": "InputLayer", "config": config, "name": name, "inbound_nodes": []}


def tensor(name: str, node: int = 0, shape: tuple[int | None, ...] = (None, 8, 8, 4)) -> dict[str, Any]:
    return {"class_name": "__keras_tensor__", "config": {"shape": shape, "keras_history": [name, node, 0]}}


def called(made: dict[str, Any], *calls: Any) -> dict[str, Any]:
    """A layer as Keras 3 has it: each of its calls with the layers that it reads, in a list where they are many."""
    nodes = []
    for call in calls:
        names = call if isinstance(call, tuple) else (call,)
        tensors = [each if isinstance(each, dict) else tensor(each) for each in names]
        nodes.append({"args": [tensors] if len(tensors) > 1 else tensors, "kwargs": {}})
    return {**made, "name": made["config"]["name"], "inbound_nodes": nodes}


def graph(*layers: dict[str, Any], ends: Any, starts: Any = ("in", 0, 0)) -> dict[str, Any]:
    config = {"name": "net", "layers": list(layers), "input_layers": list(starts), "output_layers": list(ends)}
    return {"class_name": "Functional", "config": config}


CONV = {"filters": 6, "kernel_size": [3, 3], "padding": "same"}
EACH = ("8x8x4", 0, 0, 0)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (layer("Conv2D", **CONV), ("8x8x6", 222, 0, 64 * 216)),
        (layer("Conv2D", **CONV, activation="relu"), ("8x8x6", 222, 0, 64 * 216)),
        (layer("Conv2D", **CONV, use_bias=False, strides=[2, 2]), ("4x4x6", 216, 0, 16 * 216)),
        (layer("Conv2D", **CONV, groups=2), ("8x8x6", 6 * 18 + 6, 0, 64 * 6 * 18)),
        (layer("Conv2D", filters=6, kernel_size=[3, 1], dilation_rate=[2, 1]), ("4x8x6", 78, 0, 32 * 72)),
        (layer("DepthwiseConv2D", kernel_size=3, depth_multiplier=2), ("6x6x8", 80, 0, 36 * 72)),
        (layer("SeparableConv2D", filters=6, kernel_size=3), ("6x6x6", 36 + 30, 0, 36 * 36 + 36 * 24)),
        (layer("Conv2DTranspose", filters=3, kernel_size=3, strides=2), ("17x17x3", 111, 0, 64 * 108)),
        (layer("Conv2DTranspose", **CONV, strides=2), ("16x16x6", 222, 0, 64 * 216)),
        (layer("Dense", units=10), ("8x8x10", 50, 0, 64 * 40)),
        (layer("BatchNormalization"), ("8x8x4", 8, 8, 0)),
        (layer("BatchNormalization", scale=False, axis=[3]), ("8x8x4", 4, 8, 0)),
        (layer("BatchNormalization", center=False, axis=-1), ("8x8x4", 4, 8, 0)),
        (layer("LayerNormalization", axis=[-1]), ("8x8x4", 8, 0, 0)),
        (layer("GroupNormalization", groups=2), ("8x8x4", 8, 0, 0)),
        (layer("GroupNormalization", groups=-1), ("8x8x4", 8, 0, 0)),
        (layer("Normalization"), ("8x8x4", 0, 8, 0)),
        (layer("Normalization", mean=[1.0, 2.0], variance=[1.0, 1.0]), EACH),
        (layer("LayerScale", projection_dim=4), ("8x8x4", 4, 0, 0)),
        (layer("PReLU"), ("8x8x4", 256, 0, 0)),
        (layer("PReLU", shared_axes=[1, 2]), ("8x8x4", 4, 0, 0)),
        (layer("PReLU", shared_axes=[1, 2, 3]), ("8x8x4", 1, 0, 0)),
        (layer("PReLU", shared_axes=[1]), ("8x8x4", 32, 0, 0)),
        (layer("MaxPooling2D", pool_size=[2, 2]), ("4x4x4", 0, 0, 0)),
        (layer("MaxPooling2D", pool_size=[3, 3], strides=[2, 2], padding="same"), ("4x4x4", 0, 0, 0)),
        (layer("AveragePooling2D", pool_size=[3, 3], strides=[1, 1]), ("6x6x4", 0, 0, 0)),
        (layer("GlobalAveragePooling2D"), ("4", 0, 0, 0)),
        (layer("GlobalMaxPooling2D", keepdims=True), ("1x1x4", 0, 0, 0)),
        (layer("ZeroPadding2D", padding=[[0, 1], [2, 3]]), ("9x13x4", 0, 0, 0)),
        (layer("ZeroPadding2D", padding=[1, 2]), ("10x12x4", 0, 0, 0)),
        (layer("ZeroPadding2D", padding=3), ("14x14x4", 0, 0, 0)),
        (layer("Cropping2D", cropping=[[1, 1], [2, 0]]), ("6x6x4", 0, 0, 0)),
        (layer("UpSampling2D", size=[2, 3], interpolation="bilinear"), ("16x24x4", 0, 0, 0)),
        (layer("Resizing", height=5, width=6), ("5x6x4", 0, 0, 0)),
        (layer("Flatten"), ("256", 0, 0, 0)),
        (layer("Reshape", target_shape=[4, -1]), ("4x64", 0, 0, 0)),
        (layer("Permute", dims=[2, 1, 3]), EACH),
        *((layer(type), EACH) for type in ("ReLU", "LeakyReLU", "ELU", "Softmax", "Dropout", "Rescaling")),
        *((layer("Activation", activation=name), EACH) for name in ("swish", "relu6", "linear", "hard_silu", "gelu")),
        (layer("ReLU", max_value=6.0), EACH),
        (layer("StochasticDepth", drop_path_rate=0.1), EACH),
    ],
)  # fmt: skip
def test_a_class_makes(made, expected):
    assert figures(row(made)) == expected


@pytest.mark.parametrize(
    ("made", "shape", "expected"),
    [
        (layer("Dense", units=10), (7,), ("10", 80, 0, 70)),
        (layer("Conv1D", filters=2, kernel_size=[3], padding="causal", dilation_rate=[2]), (9, 4), ("9x2", 26, 0, 216)),
        (layer("ZeroPadding1D", padding=[1, 2]), (9, 4), ("12x4", 0, 0, 0)),
        (layer("Embedding", input_dim=10, output_dim=4), (7,), ("7x4", 40, 0, 0)),
        # 4 gates of 3 units: of 4 inputs, of the state, and a bias
        (layer("LSTM", units=3), (9, 4), ("3", 4 * (12 + 9 + 3), 0, 9 * 4 * 21)),
        (layer("LSTM", units=3, return_sequences=True), (9, 4), ("9x3", 4 * (12 + 9 + 3), 0, 9 * 4 * 21)),
        (layer("GRU", units=3, reset_after=True), (9, 4), ("3", 3 * (12 + 9 + 6), 0, 9 * 3 * 21)),
        (layer("GRU", units=3, reset_after=False), (9, 4), ("3", 3 * (12 + 9 + 3), 0, 9 * 3 * 21)),
        (layer("Bidirectional", layer=layer("LSTM", units=3)), (9, 4), ("6", 8 * (12 + 9 + 3), 0, 9 * 8 * 21)),
        (layer("Conv3D", filters=2, kernel_size=[3, 3, 3]), (5, 5, 5, 4), ("3x3x3x2", 218, 0, 27 * 216)),
    ],
)
def test_a_class_makes_of_other_volumes(made, shape, expected):
    assert figures(row(made, shape=shape)) == expected


@pytest.mark.parametrize(
    ("type", "config", "gives"),
    [("Add", {}, "8x8x4"), ("Multiply", {}, "8x8x4"), ("Average", {}, "8x8x4"), ("Maximum", {}, "8x8x4"),
     ("Concatenate", {"axis": -1}, "8x8x8"), ("Concatenate", {"axis": 3}, "8x8x8"),
     ("Concatenate", {"axis": 1}, "16x8x4")],
)  # fmt: skip
def test_what_joins(type, config, gives):
    relu = called(layer("ReLU", "relu"), "in")
    assert (
        network(graph(entry(), relu, called(layer(type, "both", **config), ("in", "relu")), ends=("both", 0, 0))).gives
        == gives
    )


def test_keras_2_writes_calls_as_lists():
    first = {**layer("Conv2D", "conv", **CONV), "name": "conv", "inbound_nodes": [[["in", 0, 0, {}]]]}
    both = {**layer("Add", "add"), "name": "add", "inbound_nodes": [[["conv", 0, 0, {}], ["conv", 0, 0, {}]]]}
    start = {
        "class_name": "InputLayer",
        "config": {"batch_input_shape": [None, 8, 8, 4]},
        "name": "in",
        "inbound_nodes": [],
    }
    assert figures(graph(start, first, both, ends=[["add", 0, 0]], starts=[["in", 0, 0]])) == (
        "8x8x6",
        222,
        0,
        64 * 216,
    )


def test_a_row_of_keras_2_says_what_goes_in_at_its_first_layer():
    model = row(layer("Conv2D", batch_input_shape=[None, 8, 8, 4], **CONV))
    model["config"]["layers"] = model["config"]["layers"][1:]
    assert network(model).gives == "8x8x6"


def test_a_layer_that_is_called_twice_has_its_weights_once():
    conv = called(layer("Conv2D", "twin", **CONV, activation="relu"), "left", "right")
    ends = called(layer("Concatenate", "both"), (tensor("twin", 0), tensor("twin", 1)))
    starts = [["left", 0, 0], ["right", 0, 0]]
    found = network(graph(entry(name="left"), entry(name="right"), conv, ends, ends=("both", 0, 0), starts=starts))
    assert found.takes == "left 8x8x4, right 8x8x4"
    assert [node.shares for node in found.nodes if node.site.kind == "conv"] == [None, 2]
    assert analyse(found).total == (222, 0, 2 * 64 * 216)


def test_a_model_inside_another_twice():
    inner = row(layer("Conv2D", "conv", **CONV), layer("BatchNormalization", "bn"), name="inner")
    whole = called({"class_name": "Sequential", "config": inner["config"]}, "left", "right")
    ends = called(layer("Add", "sum"), (tensor("inner", 0), tensor("inner", 1)))
    starts = [["left", 0, 0], ["right", 0, 0]]
    found = network(graph(entry(name="left"), entry(name="right"), whole, ends, ends=("sum", 0, 0), starts=starts))
    paths = [node.path for node in found.nodes][2:]
    assert paths == ["inner.conv", "inner.bn", "inner_2.conv", "inner_2.bn", "sum"]
    assert analyse(found).total == (222 + 12, 12, 2 * 64 * 216)


def test_several_outputs_have_their_names():
    layers = [called(layer("ReLU", "a"), "in"), called(layer("Flatten", "b"), "a")]
    assert network(graph(entry(), *layers, ends=[["a", 0, 0], ["b", 0, 0]])).gives == "a 8x8x4, b 256"
    assert network(graph(entry(), *layers, ends=["a", 0, 0])).gives == "8x8x4"


def test_layers_need_not_stand_in_running_order():
    layers = [called(layer("Flatten", "b"), "a"), called(layer("ReLU", "a"), "in")]
    assert [node.label for node in network(graph(entry(), *layers, ends=["b", 0, 0])).nodes] == ["input", "a", "b"]


def test_what_is_not_trained_is_frozen():
    found = network(row(layer("Conv2D", **CONV, trainable=False), layer("Dense", units=2)))
    assert [node.label for node in found.nodes if node.frozen] == ["conv2d"]


# What is not known


def test_an_unknown_layer_has_the_volume_that_the_file_states():
    unknown = called(layer("Mystery", "what"), "in")
    after = called(layer("Conv2D", "conv", **CONV), (tensor("what", shape=(None, 4, 4, 2)),))
    found = analyse(network(graph(entry(), unknown, after, ends=["conv", 0, 0])))
    assert str(found.network.nodes[1].site.output) == "4x4x2"
    assert found.network.nodes[1].site.layer.unstated() == ("params", "macs", "saved")
    assert found.total == (6 * 18 + 6, 0, 16 * 6 * 18)


def test_where_nothing_states_a_volume_no_figure_goes_further():
    assert problems(row(layer("Mystery"), layer("ReLU")))[0].startswith("what comes out of 'Mystery' is not known")
    first = problems(row(layer("Conv2D", **CONV, data_format="channels_first")))[0]
    assert first.startswith("what comes out of 'Conv2D with channels first' is not known")


def test_an_unknown_activation_has_an_unknown_cost():
    found = network(row(layer("Activation", activation={"class_name": "function", "config": "mine"})))
    assert found.nodes[1].site.layer.op == "mine"
    assert found.nodes[1].site.layer.unstated() == ("params", "macs", "saved")
    assert analyse(found).sights[0].fields[0][0].size == 1


# The ways in


def archive(config: str | None) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as whole:
        whole.writestr("metadata.json", "{}")
        if config is not None:
            whole.writestr("config.json", config)
    return file.getvalue()


def test_an_archive(tmp_path):
    path = tmp_path / "net.keras"
    path.write_bytes(archive(json.dumps(row(layer("Conv2D", **CONV)))))
    assert analyse(loading.load(path)).total == (222, 0, 64 * 216)
    assert loading.load(path, input="16x16x4").gives == "16x16x6"
    for content, message in (
        (archive(None), "it holds no config.json"),
        (archive("{"), "not valid JSON"),
        (archive("[]"), "expected a mapping, not a list"),
        (archive(" " * 2**22 + "{}"), "its config.json is larger than 4 MiB"),
        (b"PK\x03\x04", "is no archive that can be read"),
        (b"\x00\x01", "is no network: it is no archive of Keras"),
    ):
        path.write_bytes(content)
        found = convcalc("summary", str(path))
        assert (found.code, message in found.err) == (2, True), found.err


def test_a_spec_in_json_stays_one(tmp_path):
    (tmp_path / "net.json").write_text('{"input": [8, 8, 4], "layers": ["gap"]}')
    assert loading.load(tmp_path / "net.json").gives == "1x1x4"


def test_open_sizes_are_asked_for(tmp_path):
    (tmp_path / "net.json").write_text(json.dumps(row(layer("Dense", units=2), shape=(None, None, 4))))
    found = convcalc("summary", str(tmp_path / "net.json"))
    assert "error: input: its size is not stated" in found.err
    assert "8x8x4 -> 8x8x2" in convcalc("summary", str(tmp_path / "net.json"), "--input", "8x8x4").out


# Known totals

TOTALS = {
    "ResNet50": (25_636_712, 25_583_592, 3_857_973_248),
    "MobileNet": (4_253_864, 4_231_976, 568_740_352),
    "EfficientNetB0": (5_330_570, 5_288_548, 385_814_752),
    "InceptionV3": (23_851_784, 23_817_352, 5_713_216_096),
    "VGG16": (138_357_544, 138_357_544, 15_470_264_320),
    "ConvNeXtTiny": (28_589_128, 28_589_128, 4_455_531_264),
}
"""Keras's `count_params` in all, without EfficientNet's step counter, and what of it is trained; and the MACs."""


def shared(name: str) -> Analysis:
    path = FILES / f"{name}.json"
    if not path.is_file():
        pytest.skip(f"no ../shared/files/keras/{name}.json here")
    return analyse(loading.load(path))


@pytest.mark.parametrize("name", TOTALS)
def test_totals_of_keras(name):
    total = shared(name).total
    assert (total.params + total.buffers, total.params, total.macs) == TOTALS[name]


@pytest.mark.skipif(not FILES.is_dir(), reason="no ../shared/files/keras here")
@pytest.mark.parametrize("path", sorted(FILES.glob("*.json")), ids=lambda path: path.stem)
def test_volumes_are_those_that_the_file_states(path):
    """Of the layers whose outputs another layer reads, as Keras has worked them out."""
    nodes = {node.label: node for node in loading.load(path).nodes}
    stated = 0
    for each in json.loads(path.read_text())["config"]["layers"]:
        for node in each["inbound_nodes"]:
            for read in [one for arg in node["args"] for one in (arg if isinstance(arg, list) else [arg])]:
                name = read["config"]["keras_history"][0]
                found = nodes.get(f"{name}_activation") or nodes.get(f"{name}_flat") or nodes.get(name)
                if found and read["config"]["shape"][0] is None:
                    assert list(found.site.output.numbers) == read["config"]["shape"][1:], name
                    stated += 1
    assert stated > 20


# Faults and hostile files


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (row(layer("Conv2D", filters=0, kernel_size=3)), "filters: expected a whole number from 1 on, not 0"),
        (row(layer("Conv2D", filters="many", kernel_size=3)), "filters: expected a whole number from 1 on, not 'many'"),
        (row(layer("Conv2D", filters=True, kernel_size=3)), "filters: expected a whole number from 1 on, not true"),
        (row(layer("Conv2D", filters=[1, 2], kernel_size=3)), "filters: expected one number, not 2"),
        (row(layer("Conv2D", filters=4, kernel_size=33)), "conv: the window does not fit"),
        (row(layer("Conv2D", filters=4, kernel_size=3, padding="full")), "padding: expected same or valid, not 'full'"),
        (row(layer("Dropout", rate="half")), "rate: expected a number, not 'half'"),
        (row(layer("Dense", units=2, use_bias=3)), "use_bias: expected true or false, not 3"),
        (row(3), "expected a mapping, not 3"),
        ({"class_name": "Functional", "config": 3}, "expected a mapping, not 3"),
        ({"class_name": "Mine", "config": {}}, "this model has no list of layers"),
        (graph(entry(), called(layer("ReLU", "a"), "b"), ends=["a", 0, 0]), "no layer makes 'b', which 'a' reads"),
        (graph(entry(), called(layer("ReLU", "a"), "b"), called(layer("ReLU", "b"), "a"), ends=["a", 0, 0]),
         "its inputs go in a circle"),
        ('{"class_name": ', "not valid JSON: expecting value"),
        ('{"class_name": ' + "[" * 100_000, "this JSON is nested too deep"),
        ('{"class_name": ' + "9" * 5000 + "}", "this JSON is nested too deep, or has a number that is too long"),
    ],
)  # fmt: skip
def test_faults(model, message):
    assert any(found.startswith(message) for found in problems(model))


def test_a_fault_stands_where_it_is(tmp_path):
    path = tmp_path / "net.json"
    path.write_text(json.dumps(row(layer("Conv2D", filters="many", kernel_size=3)), indent=1))
    line = path.read_text().split("\n").index('     "filters": "many",') + 1
    found = convcalc("summary", str(path))
    assert f"net.json:{line}:17: error: filters: expected a whole number" in found.err


def test_models_in_models_without_end():
    inner: dict[str, Any] = layer("ReLU")
    for k in range(30):
        inner = {"class_name": "Sequential", "config": {"name": f"m{k}", "layers": [inner]}}
    assert problems(row(inner)) == ["models stand inside models more than 20 deep"]


@pytest.mark.slow
def test_models_in_models_that_double():
    inner = layer("ReLU", "m")
    for _ in range(15):
        config = graph(entry(name="in"), called(inner, "in", "in"), ends=["m", 0, 0])["config"]
        inner = {"class_name": "Functional", "config": {**config, "name": "m"}}
    assert problems(inner) == ["more than 30,000 calls of layers"]


def attempted(text: str) -> None:
    try:
        network(text)
    except SpecError as error:
        assert all(problem.message for problem in error.problems)
        assert all(problem.place.position.line >= 1 for problem in error.problems if problem.place)


def test_files_with_values_at_random():
    """Each value of a model in turn is something else."""
    twice = called(layer("Conv2D", "conv", **CONV), "in", "in")
    inside = called({"class_name": "Sequential", "config": row(layer("PReLU"), name="inner")["config"]}, "conv")
    ends = called(layer("Concatenate", "both"), (tensor("inner"), tensor("conv", 1)))
    text = json.dumps(graph(entry(), twice, inside, ends, ends=["both", 0, 0]))
    dice = random.Random(3)
    for odd in (None, 3, -1, "x", [], {}, [[]], True, 1e300, ["in", 0, 0]):
        for _ in range(25):
            data = json.loads(text)
            at: Any = data
            while True:
                key = dice.choice(list(at) if isinstance(at, dict) else range(len(at)))
                if not isinstance(at[key], (dict, list)) or not at[key] or dice.random() < 0.1:
                    break
                at = at[key]
            at[key] = odd
            attempted(json.dumps(data))


def test_a_file_that_is_cut_short():
    text = json.dumps(row(layer("Conv2D", **CONV)))
    for length in range(20, len(text), 7):
        attempted(text[:length])
