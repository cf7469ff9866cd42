"""ONNX files: read as the onnx package reads them, and every volume as its shape inference has it."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.analysis.analyse import analyse
from convcalc.document.foreign import Foreign
from convcalc.document.problems import SpecError
from convcalc.exchange.onnx import messages
from convcalc.exchange.onnx.file import MUCH, graph_of
from convcalc.exchange.onnx.messages import read_model
from convcalc.exchange.onnx.wire import WireError, fields
from convcalc.exchange.tensors import reading
from convcalc.exchange.tensors.translate import read, translate
from convcalc.exchange.tensors.values import MOST, Constant, Placed, folded, plain
from convcalc.language import loading
from convcalc.language.expansion import build
from tests.support.paths import SHARED
from tests.support.protobuf import onnx_model, onnx_node, onnx_tensor

onnx = pytest.importorskip("onnx", reason="onnx is not installed: pip install '.[test]'")
numpy = pytest.importorskip("numpy")
helper, make, shapes = onnx.helper, onnx.helper.make_node, onnx.shape_inference
LIGHT = sorted(Path(onnx.__file__).parent.glob("backend/test/data/light/*.onnx"))
FILES = [*LIGHT, *sorted((SHARED / "files" / "onnx").glob("*.onnx"))]


def document(data: bytes) -> Foreign:
    graph = graph_of("net.onnx", data)
    return Foreign("net.onnx", "", lambda source: translate(source, graph)).fill()


def network(data: bytes) -> Any:
    return build(loading.read_source(document(data)))


def inferred(model: Any) -> dict[str, list[int]]:
    known = shapes.infer_shapes(model)
    values = (*known.graph.value_info, *known.graph.output)
    sizes = {value.name: [dim.dim_value for dim in value.type.tensor_type.shape.dim] for value in values}
    return {name: dims for name, dims in sizes.items() if all(dims)}


def agree(model: Any) -> int:
    """Hold every volume that a file's values have to shape inference; how many there were."""
    known = inferred(model)
    graph = graph_of("net.onnx", shapes.infer_shapes(model).SerializeToString())
    reading = read(Foreign("net.onnx", "", lambda source: None), graph)
    found = {name: value for name, value in reading.values.items() if isinstance(value, Placed) and name in known}
    for name, value in found.items():
        assert list(reading.dims(value)) == known[name], name
    return len(found)


FIGURES = {
    "light_bvlc_alexnet": (60_965_224, 654_560_384), "light_densenet121": (8_062_504, 2_834_161_664),
    "light_inception_v1": (6_998_552, 1_431_556_352), "light_inception_v2": (11_214_888, 2_018_851_840),
    "light_resnet50": (25_557_032, 4_089_184_256), "light_shufflenet": (1_393_320, 124_664_528),
    "light_squeezenet": (1_235_496, 349_151_936), "light_vgg19": (143_667_240, 19_632_062_464),
    "light_zfnet512": (87_250_536, 1_481_727_008), "googlenet.dyn": (6_610_344, 1_498_376_192),
    "resnet18.dyn": (11_679_912, 1_814_073_344), "resnet50.dyn": (25_503_912, 4_089_184_256),
    "mobilenet_v2.dyn": (3_469_760, 300_774_272), "efficientnet_b0.dyn": (5_236_192, 385_814_752),
    "convnext_tiny.dyn": (28_580_064, 4_455_531_264), "vit_b_16.dyn": (86_556_672, 17_563_828_224),
}  # fmt: skip
"""Parameters and MACs. Those of batch norm folded into convolutions are gone from a file, as are zero biases."""


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_figures_and_volumes_of_files(path: Path) -> None:
    total = analyse(network(path.read_bytes())).total
    if path.stem in FIGURES:
        assert (total.params, total.macs) == FIGURES[path.stem]
    assert agree(onnx.load(path, load_external_data=False)) > 15


@pytest.mark.slow
@pytest.mark.parametrize("path", LIGHT, ids=lambda path: path.stem)
def test_parameters_are_the_numbers_of_the_weights_that_layers_use(path: Path) -> None:
    """By hand: what convolutions, dense layers and scales read; the statistics of batch norm are buffers."""
    model = onnx.load(path)
    sizes = {each.name: int(numpy.prod(each.dims)) for each in model.graph.initializer}
    made = {node.output[0]: node.input[0] for node in model.graph.node if node.op_type in ("Unsqueeze", "Reshape")}
    inferred_sizes = {name: int(numpy.prod(dims)) for name, dims in inferred(model).items()}
    sizes |= {
        node.output[0]: inferred_sizes[node.output[0]] for node in model.graph.node if node.op_type == "ConstantOfShape"
    }
    used, buffers = set[str](), set[str]()
    for node in model.graph.node:
        for k, name in enumerate(made.get(each, each) for each in node.input):
            if name in sizes and node.op_type not in ("Unsqueeze", "Reshape", "ConstantOfShape"):
                (buffers if node.op_type == "BatchNormalization" and k > 2 else used).add(name)
    total = analyse(network(path.read_bytes())).total
    assert total.params == sum(sizes[name] for name in used if sizes[name] > 1)
    assert total.buffers == sum(sizes[name] for name in buffers)


# Operators, each in a model of its own

X = (1, 8, 12, 10)


def model(nodes: list[Any], weights: dict[str, Any], x: tuple[int, ...] = X, outputs: tuple[str, ...] = ("y",)) -> Any:
    tensors = [
        onnx.numpy_helper.from_array(value if isinstance(value, numpy.ndarray) else numpy.zeros(value, "float32"), name)
        for name, value in weights.items()
    ]
    float32 = onnx.TensorProto.FLOAT
    inputs = [helper.make_tensor_value_info("x", float32, x)]
    ends = [helper.make_tensor_value_info(name, float32, None) for name in outputs]
    graph = helper.make_graph(nodes, "net", inputs, ends, tensors)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])
    return shapes.infer_shapes(made)


def node(op: str, *inputs: str, to: str = "y", **attributes: Any) -> Any:
    return make(op, ["x", *inputs], [to], name=f"the {op}", **attributes)


def ints(*values: int) -> Any:
    return numpy.array(values, "int64")


ONE = [
    ("Conv", {"w": (16, 8, 3, 3), "b": (16,)}, {"pads": [1, 1, 1, 1], "strides": [2, 1]}, "conv 16 3x3 s2x1 p1", 1168),
    ("Conv", {"w": (16, 2, 3, 5)}, {"group": 4, "dilations": [2, 1], "auto_pad": "VALID"}, "", 480),
    ("Conv", {"w": (16, 8, 3, 3)}, {"auto_pad": "SAME_UPPER", "strides": [2, 2]}, "", 1152),
    ("Conv", {"w": (16, 8, 2, 3)}, {"pads": [1, 0, 0, 2]}, "", 768),
    ("ConvTranspose", {"w": (8, 6, 3, 3), "b": (6,)}, {"strides": [2, 2], "output_padding": [1, 0]}, "", 438),
    ("ConvTranspose", {"w": (8, 3, 4, 4)}, {"strides": [2, 2], "pads": [1, 1, 1, 1], "group": 2}, "", 384),
    ("MaxPool", {}, {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1]}, "maxpool 3x3 s2 p1", 0),
    ("MaxPool", {}, {"kernel_shape": [3, 2], "strides": [2, 2], "ceil_mode": 1}, "", 0),
    ("AveragePool", {}, {"kernel_shape": [2, 2], "strides": [2, 2], "count_include_pad": 1}, "avgpool 2x2", 0),
    ("GlobalAveragePool", {}, {}, "gap", 0),
    ("GlobalMaxPool", {}, {}, "gmp", 0),
    ("BatchNormalization", {"s": (8,), "b": (8,), "m": (8,), "v": (8,)}, {"epsilon": 1e-3}, "bn eps=0.001", 16),
    ("BatchNormalization", {"s": (8,), "b": (8,), "m": (8,), "v": (8,)}, {"momentum": 0.99}, "bn momentum=0.01", 16),
    ("InstanceNormalization", {"s": (8,), "b": (8,)}, {}, "", 16),
    ("LRN", {}, {"size": 5}, "lrn 5", 0),
    ("Relu", {}, {}, "relu", 0),
    ("LeakyRelu", {}, {"alpha": 0.1}, "leaky_relu 0.1", 0),
    ("Elu", {}, {}, "elu", 0),
    ("Sigmoid", {}, {}, "sigmoid", 0),
    ("HardSigmoid", {}, {}, "hard_sigmoid", 0),
    ("HardSwish", {}, {}, "hard_swish", 0),
    ("Softmax", {}, {"axis": 1}, "softmax", 0),
    ("PRelu", {"slope": (8, 1, 1)}, {}, "prelu", 8),
    ("Clip", {"low": numpy.array(0, "float32"), "high": numpy.array(6, "float32")}, {}, "relu6", 0),
    ("Clip", {"low": numpy.array(0, "float32")}, {}, "relu", 0),
    ("Clip", {"low": numpy.array(-1, "float32"), "high": numpy.array(1, "float32")}, {}, "", 0),
    ("Dropout", {}, {}, "dropout 0.5", 0),
    ("Flatten", {}, {}, "flatten", 0),
    ("Reshape", {"shape": ints(1, -1)}, {}, "flatten", 0),
    ("Reshape", {"shape": ints(0, 4, 2, 12, 10)}, {}, None, 0),
    ("Reshape", {"shape": ints(0, 8, -1)}, {}, "reshape 120x8", 0),
    ("Reshape", {"shape": ints(0, 8, 6, 20)}, {}, "reshape 6x20x8", 0),
    ("Reshape", {"shape": ints(8, 12, 10)}, {}, None, 0),
    ("ReduceMean", {"axes": ints(2, 3)}, {}, "gap", 0),
    ("ReduceMean", {"axes": ints(-1, -2)}, {"keepdims": 0}, "flatten", 0),
    ("ReduceMean", {"axes": ints(1)}, {}, "channel_mean", 0),
    ("Pad", {"pads": ints(0, 0, 1, 2, 0, 0, 3, 0)}, {}, "", 0),
    ("Pad", {"pads": ints(0, 0, -1, -2, 0, 0, -3, 0)}, {}, "", 0),
    ("Slice", {"starts": ints(2), "ends": ints(5), "axes": ints(1)}, {}, "slice 2 5", 0),
    ("Slice", {"starts": ints(1), "ends": ints(-2), "axes": ints(2)}, {}, "", 0),
    ("Slice", {"starts": ints(0), "ends": ints(2**62), "axes": ints(3), "steps": ints(2)}, {}, None, 0),
    ("DepthToSpace", {}, {"blocksize": 2}, "pixel_shuffle 2", 0),
    ("SpaceToDepth", {}, {"blocksize": 2}, "space_to_depth 2", 0),
    ("Mul", {"s": (1, 8, 1, 1)}, {}, "scale", 8),
    ("Mul", {"s": (8, 1, 1)}, {}, "scale", 8),
    ("Mul", {"s": numpy.array(0.5, "float32")}, {}, "custom params=0 multiply_accumulates=0 each op=Mul", 0),
    ("Add", {"s": (1, 8, 12, 10)}, {}, "add", 960),
    ("Add", {"s": (10,)}, {}, "add", 10),
    ("MatMul", {"w": (10, 5)}, {}, "", 50),
    ("Tanh", {}, {}, "tanh", 0),
    ("Exp", {}, {}, "", 0),
    ("Transpose", {}, {"perm": [0, 2, 3, 1]}, None, 0),
]  # fmt: skip
"""An operator, its weights and attributes, what it becomes ("" for whatever has its volume), and its parameters."""


@pytest.mark.parametrize(("op", "weights", "attributes", "layer", "params"), ONE, ids=lambda value: str(value)[:30])
def test_an_operator(op: str, weights: dict[str, Any], attributes: dict[str, Any], layer: str, params: int) -> None:
    made = model([node(op, *weights, **attributes)], weights)
    agree(made)
    found = analyse(network(made.SerializeToString()))
    assert found.total.params == (params or 0)
    if layer:
        assert str(found.rows[-1].node.site) == layer


CHAINS = [
    ([node("Sigmoid", to="s"), make("Mul", ["x", "s"], ["y"])], {}, ["silu"]),
    ([node("HardSigmoid", to="s"), make("Mul", ["s", "x"], ["y"])], {}, ["hard_swish"]),
    (
        [
            node("GlobalAveragePool", to="g"),
            make("Sigmoid", ["g"], ["s"]),
            make("Mul", ["x", "s"], ["y"]),
        ],
        {},
        ["gap", "sigmoid", "mul"],
    ),
    ([node("Mul", "m", to="t"), make("Add", ["t", "a"], ["y"])], {"m": (8, 1, 1), "a": (8, 1, 1)}, ["scale bias=true"]),
    (
        [
            node("Reshape", "apart", to="r"),
            make("Transpose", ["r"], ["t"], perm=[0, 2, 1, 3, 4]),
            make("Reshape", ["t", "back"], ["y"]),
        ],
        {"apart": ints(1, 4, 2, 12, 10), "back": ints(1, 8, 12, 10)},
        ["channel_shuffle 4"],
    ),
    (
        [
            node("Transpose", perm=[0, 2, 3, 1], to="t"),
            make("LayerNormalization", ["t", "s", "b"], ["n"], axis=-1),
            make("MatMul", ["n", "w"], ["d"]),
            make("Add", ["d", "c"], ["e"]),
            make("Transpose", ["e"], ["y"], perm=[0, 3, 1, 2]),
        ],
        {"s": (8,), "b": (8,), "w": (8, 5), "c": (5,)},
        ["ln channels", "dense 5 each"],
    ),
    (
        [
            node("Div", "root", to="d"),
            make("Erf", ["d"], ["e"]),
            make("Add", ["e", "one"], ["f"]),
            make("Mul", ["x", "f"], ["g"]),
            make("Mul", ["g", "half"], ["y"]),
        ],
        {name: numpy.array(value, "float32") for name, value in (("root", 1.41), ("one", 1), ("half", 0.5))},
        ["gelu"],
    ),
    (
        [
            node("Shape", to="s"),
            make("Gather", ["s", "first"], ["n"]),
            make("Unsqueeze", ["n", "first"], ["u"]),
            make("Concat", ["u", "rest"], ["r"], axis=0),
            make("Reshape", ["x", "r"], ["y"]),
        ],
        {"first": numpy.array(0, "int64"), "rest": ints(-1)},
        ["flatten"],
    ),
    (
        [make("Split", ["x"], ["a", "b"], axis=1, num_outputs=2), make("Concat", ["b", "a"], ["y"], axis=1)],
        {},
        ["slice 0 4", "slice 4 8", "concat"],
    ),
    (
        [make("Relu", ["x"], ["a"]), make("Concat", ["a", "x"], ["y"], axis=2)],
        {},
        ["relu", "concat along=height"],
    ),
    ([make("Resize", ["x", "", "by"], ["y"], mode="linear")], {"by": numpy.array([1, 1, 2, 2], "float32")}, [""]),
    ([make("Resize", ["x", "", "", "to"], ["y"])], {"to": ints(1, 8, 20, 15)}, [""]),
]


@pytest.mark.parametrize(("nodes", "weights", "layers"), CHAINS, ids=lambda value: str(value)[:40])
def test_several_nodes_that_are_a_layer(nodes: list[Any], weights: dict[str, Any], layers: list[str]) -> None:
    made = model(nodes, weights)
    agree(made)
    found = network(made.SerializeToString())
    written = [str(each.site) for _, each in found.layers]
    assert len(written) == len(layers)
    assert all(wanted in ("", text) for text, wanted in zip(written, layers)), written


# What a file cannot make us do


def small() -> bytes:
    nodes = [node("Conv", "w", to="c"), make("Relu", ["c"], ["y"])]
    return model(nodes, {"w": (4, 8, 3, 3)}).SerializeToString()  # type: ignore[no-any-return]


def test_what_is_cut_short_is_told() -> None:
    whole = small()
    figures = analyse(network(whole)).total
    graph = next(value for number, value in fields(whole, (0, len(whole))) if number == 7)
    assert not isinstance(graph, int)
    for end in range(graph[1]):
        with pytest.raises(SpecError, match="cut short"):
            network(whole[:end])
    for end in range(graph[1], len(whole)):
        try:
            assert analyse(network(whole[:end])).total == figures
        except SpecError as error:
            assert "cut short" in str(error)


@pytest.mark.slow
@given(st.binary(max_size=200), st.integers(0, 10_000))
@settings(max_examples=300)
def test_no_bytes_do_harm(noise: bytes, at: int) -> None:
    whole = small()
    at %= len(whole)
    for data in (noise, whole[:at] + noise + whole[at:], whole[:at] + noise + whole[at + len(noise) :]):
        try:
            network(data)
        except SpecError as error:
            assert error.problems


@pytest.mark.slow
def test_a_large_file_is_read_in_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same network comes of it, and of its weights next to nothing is read."""
    path = tmp_path / "large.onnx"
    nodes = [node("Conv", "w", to="c", pads=[16] * 4), make("Relu", ["c"], ["y"])]
    path.write_bytes(model(nodes, {"w": (4096, 8, 33, 33)}).SerializeToString())
    asked = []
    read_here = os.read
    monkeypatch.setattr(os, "read", lambda *each: asked.append(each[1]) or read_here(*each))
    assert path.stat().st_size > MUCH
    assert analyse(loading.load(str(path))).total.params == 4096 * 8 * 33 * 33
    assert 0 < sum(asked) < 2**20


@pytest.mark.parametrize(("graph", "message"), [
    (onnx_tensor("t", [1] * 65), "a tensor has more than 64 axes"),
    (onnx_node("Relu", ["x"], ["y"]) * 5, "there are more than 4 operations"),
])  # fmt: skip
def test_more_than_any_file_has_is_told(graph: bytes, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The product of 900,000 sizes takes minutes, and 400,000 operations without a name take as long to read."""
    monkeypatch.setattr(messages, "MOST_OPERATIONS", 4)
    with pytest.raises(SpecError, match=message):
        network(onnx_model(graph))


def test_known_numbers_are_no_larger_and_no_more_than_those_of_sizes() -> None:
    one, many = Constant((), (2**40,)), plain([1] * MOST)
    assert folded("Mul", [one, one], {}) is None
    assert folded("ReduceProd", [plain([2] * 63)], {}) == Constant((), (2**63,))
    assert folded("ReduceProd", [plain([2] * 64)], {}) is None
    assert folded("Concat", [many, many], {}) == Constant((2 * MOST,))
    assert folded("Range", [Constant((), (each,)) for each in (0, 10**9, 1)], {}) == Constant((10**9,))
    assert folded("Unsqueeze", [one], {"axes": tuple(range(65))}) is None


def test_known_numbers_are_gone_through_for_a_second_or_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """20,000 times 4,096 of them took 700 MB."""
    nodes = [onnx_node("ConstantOfShape", ["sizes"], [f"y{k}"]) for k in range(50)]
    graph = graph_of("net.onnx", onnx_model(onnx_tensor("sizes", [1], [100]), *nodes))
    monkeypatch.setattr(reading, "MOST_FOLDED", 1_000)
    values = read(Foreign("net.onnx", "", lambda _: None), graph).values.values()
    assert 4 <= sum(isinstance(each, Constant) and bool(each.numbers) for each in values) < 9


def test_a_name_tells_of_so_many_modules() -> None:
    assert [each.label for each in messages.noted_modules("/a/b/Relu", {})] == ["a", "b"]
    assert len(messages.noted_modules("/a" * 1000 + "/Relu", {})) < messages.MOST_MODULES


@given(st.binary(max_size=60))
def test_fields_lie_inside(data: bytes) -> None:
    try:
        for _, value in fields(data, (0, len(data))):
            assert isinstance(value, int) or 0 <= value[0] <= value[1] <= len(data)
    except WireError as error:
        assert "at byte" in str(error)


def test_a_model_is_read_as_the_package_reads_it() -> None:
    for path in LIGHT[:4]:
        known, found = onnx.load(path), read_model(path.read_bytes())
        assert [(each.op_type, *each.input, *each.output) for each in known.graph.node] == [
            (each.op, *each.inputs, *each.outputs) for each in found.nodes
        ]
        assert {each.name: tuple(each.dims) for each in known.graph.initializer} == found.weights
        for each in known.graph.initializer:
            read_here = found.numbers(each.name)
            if read_here is not None and each.data_type in (1, 7):
                assert list(read_here) == list(onnx.numpy_helper.to_array(each).flatten())


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=4), st.integers(-50, 50).filter(bool))
def test_numbers_are_folded_as_they_are_computed(values: list[int], other: int) -> None:
    for op, work in (("Add", numpy.add), ("Sub", numpy.subtract), ("Mul", numpy.multiply)):
        found = folded(op, [plain(values), Constant((), (other,))], {})
        assert found and list(found.numbers or ()) == list(work(values, other))
    quotient = folded("Div", [plain(values), Constant((), (other,))], {})
    assert quotient and list(quotient.numbers or ()) == [int(value / other) for value in values]
