"""Parameters, buffers, multiply-accumulates and operations, counted one at a time on small volumes."""

from collections.abc import Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.analysis.cost import Cost, costs, flops
from convcalc.model.layers import KINDS, Layer, kind
from tests.support.any_layer import layers_of
from tests.support.graphs import Node, Size, analysed, learned, multiplications, network, specs, unroll


def numbers(size: Size, channels: int) -> list[tuple[int, ...]]:
    """Every number of a volume, by its place."""
    return list(product(*map(range, size), range(channels)))


ACTIVATIONS = (
    *("relu", "relu6", "leaky_relu", "prelu", "elu", "selu", "gelu", "silu", "mish", "sigmoid"),
    *("hard_sigmoid", "hard_swish", "tanh", "softplus", "softmax", "log_softmax"),
)


WEIGHTED = ("conv", "depthwise", "tconv", "dense")


def operations(node: Node, inputs: list[Node]) -> int:
    """The element operations beside the multiply-accumulates, one at a time."""
    read = "gap", "gmp", "adaptive_avgpool", "adaptive_maxpool"
    volume = inputs[0] if node.kind in read else node
    count = 0
    for _ in numbers(volume.size, volume.channels):
        for _ in each_number(node, inputs):
            count += 1
    return count


def each_number(node: Node, inputs: list[Node]) -> Sequence[Any]:
    """What is done for one number."""
    s, kind = node.settings, node.kind
    if kind in ("maxpool", "avgpool"):
        return list(product(*map(range, s["kernel"])))
    if kind == "upsample":
        reads = {"nearest": 0, "linear": 2, "cubic": 4}[s.get("mode", "nearest")]
        return [(read, step) for read in product(range(reads), repeat=len(node.size)) for step in ("times", "plus")]
    done = {
        **dict.fromkeys(WEIGHTED, ("bias",) if s.get("bias", True) else ()),
        **dict.fromkeys(("bn", "gn", "in", "ln"), ("scale", "shift")),
        **dict.fromkeys(ACTIVATIONS, ("function",)),
        **dict.fromkeys(("add", "mul"), tuple(inputs[1:])),
        **dict.fromkeys(("gap", "gmp", "adaptive_avgpool", "adaptive_maxpool"), ("read",)),
        "grn": ("share", "scale", "shift", "add"),
        "scale": ("scale", "shift") if s.get("bias") else ("scale",),
        "lrn": ("square", "power", "divide", *range(s.get("size", 5) if kind == "lrn" else 0)),
    }
    return done.get(kind, ())


def agree(spec: dict[str, Any]) -> None:
    """The costs of every node of a spec."""
    graph, built = unroll(spec), network(spec)
    for node, made, cost in zip(graph.nodes[1:], built.nodes[1:], costs(built)[1:], strict=True):
        inputs = [graph.nodes[number] for number in node.inputs]
        x = inputs[0]
        macs = sum(1 for _ in multiplications(node, x.size, x.channels))
        statistics = [(name, c) for name in ("mean", "variance") for c in range(x.channels) if node.kind == "bn"]
        assert cost == Cost(len(learned(node, x.size, x.channels)), len(statistics), macs), node
        assert flops(made.site) == 2 * macs + operations(node, inputs), node


@pytest.mark.parametrize("name", [name for name in KINDS if kind(name).learned is not Layer.learned])
def test_as_many_numbers_are_learned_as_weights_have(name):
    @settings(max_examples=20)
    @given(layers_of(name))
    def judge(analysis):
        site = analysis.network.nodes[-1].site
        assert site.layer.learned(site.inputs) == sum(tensor.elements for tensor in site.layer.weights(site.inputs))

    judge()


@st.composite
def convolutions(draw):
    rank = draw(st.integers(1, 3))
    size = [draw(st.integers(2, 5 if rank < 3 else 3)) for _ in range(rank)]
    groups, each, out = draw(st.integers(1, 3)), draw(st.integers(1, 2)), draw(st.integers(1, 2))
    kernel = [draw(st.integers(1, 2 if rank == 3 else 3)) for _ in range(rank)]
    kind = draw(st.sampled_from(["conv", "tconv", "depthwise"]))
    value = {"kernel": kernel, "stride": draw(st.integers(1, 2)), "bias": draw(st.booleans())}
    value["pad"] = draw(st.integers(1, 2)) if kind == "conv" else 0 if kind == "tconv" else "same"
    value |= {"multiplier": out} if kind == "depthwise" else {"groups": groups, "filters": groups * out}
    return {"input": "x".join(map(str, (*size, groups * each))), "layers": [{kind: value}]}


@pytest.mark.slow
@given(convolutions())
@settings(max_examples=300)
def test_convolutions(spec):
    agree(spec)


@given(st.integers(1, 9), st.integers(1, 9), st.booleans(), st.integers(0, 2))
@settings(max_examples=40)
def test_dense(units, channels, bias, rank):
    flat = [{"flatten": None}] if rank else []
    spec = {
        "input": "x".join(["2"] * rank + [str(channels)]),
        "layers": [*flat, {"dense": {"units": units, "bias": bias}}],
    }
    agree(spec)


@pytest.mark.slow
@given(specs(depth=1, layers=4))
@settings(max_examples=100)
def test_graphs(spec):
    agree(spec)


@given(specs(rank=2, depth=1, layers=2))
@settings(max_examples=40)
def test_graphs_on_two_axes(spec):
    agree(spec)


NORMS = [
    {"bn": None},
    {"bn": {"affine": False}},
    {"ln": None},
    {"ln": {"affine": False}},
    {"ln": {"over": "all"}},
    {"ln": {"over": "all", "affine": False}},
    {"gn": {"groups": 2}},
    {"gn": {"groups": 4, "affine": False}},
    {"grn": None},
    {"in": None},
    {"in": {"affine": True}},
    {"lrn": None},
    {"lrn": {"size": 3}},
    {"scale": None},
    {"scale": {"bias": True}},
    {"prelu": None},
    {"prelu": {"shared": True}},
]


@pytest.mark.parametrize("layer", NORMS)
@pytest.mark.parametrize("volume", ["4", "3x4", "2x3x4", "2x2x3x4"])
def test_norms(layer, volume):
    agree({"input": volume, "layers": [layer]})


@pytest.mark.parametrize("kind", [*ACTIVATIONS, "identity", "dropout", "drop_path"])
def test_layers_without_weights(kind):
    agree({"input": "3x2x2", "layers": [{kind: None}]})


@pytest.mark.parametrize("mode", ["nearest", "linear", "cubic"])
@pytest.mark.parametrize("volume", ["3x2", "3x2x1", "2x1x2x1"])
def test_interpolation(mode, volume):
    agree({"input": volume, "layers": [{"upsample": {"factor": 2, "mode": mode}}]})


@pytest.mark.parametrize("kind", ["maxpool", "avgpool"])
@pytest.mark.parametrize("pad", [0, 1, "same"])
@pytest.mark.parametrize("ceil", [False, True])
def test_pooling(kind, pad, ceil):
    agree({"input": "5x6x2", "layers": [{kind: {"kernel": [2, 3], "stride": 2, "pad": pad, "ceil": ceil}}]})


MERGES = [
    {"add": {"a": [], "b": []}},
    {"add": {"a": [], "b": [], "c": [{"relu": None}]}},
    {"mul": {"a": [], "b": [{"gap": None}]}},
    {"concat": {"a": [], "b": [{"relu": None}]}},
    {"pixel_shuffle": {"factor": 2}},
    {"space_to_depth": {"factor": 2}},
    {"pad": {"pad": 1}},
    {"pad": {"pad": 1, "channel_pad": 2}},
    {"crop": {"pad": 1}},
    {"flatten": None},
]


@pytest.mark.parametrize("layer", MERGES)
def test_merging_and_moving(layer):
    agree({"input": "4x4x4", "layers": [layer]})


@pytest.mark.parametrize("layer", [{"slice": "1 3"}, {"channel_shuffle": 2}, {"reshape": "16x4"}])
def test_moving_channels_is_free(layer):
    built = network({"input": "4x4x4", "layers": [layer]})
    assert costs(built)[1] == Cost(0, 0, 0)
    assert flops(built.nodes[1].site) == 0


def test_the_input_is_free():
    built = network("input: 4x4x3\nlayers: [relu]\n")
    assert costs(built)[0] == Cost(0, 0, 0)
    assert flops(built.nodes[0].site) == 0


def test_totals_are_sums():
    found = analysed("input: 8x8x3\nlayers:\n  - conv: 4 3\n  - bn\n  - relu\n  - flatten\n  - dense: 5\n")
    assert found.total == Cost(*(sum(values) for values in zip(*(row.cost for row in found.rows))))


def test_equal_layers_on_other_volumes_cost_their_own():
    found = analysed("input: 8x8x4\nlayers:\n  - conv: 4 3 p1\n  - maxpool: 2\n  - conv: 4 3 p1\n  - bn\n  - bn\n")
    assert [row.cost.macs for row in found.rows] == [0, 64 * 4 * 36, 0, 16 * 4 * 36, 0, 0]
    assert [row.cost.buffers for row in found.rows] == [0, 0, 0, 0, 8, 8]
