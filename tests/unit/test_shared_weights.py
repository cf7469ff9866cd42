"""`weights: NAME`: layers and calls that use the weights of others, counted once and multiplied each time."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.explain.layer import explain_layer
from convcalc.model.network import Network
from convcalc.public import check, diff
from convcalc.render.graph import model
from convcalc.render.report.formulas import formulas
from convcalc.render.summary.json import to_dict
from tests.support.command import convcalc
from tests.support.graphs import analysed, problems
from tests.support.page_data import told
from tests.support.specs import network
from tests.unit.test_flat import assert_same, written

RETINANET = """
extends: resnet50
input: 800x800x3
vars: {classes: 91, anchors: 9, bias: false}
blocks:
  tower(out):
    - {conv: 256 3x3 p1}
    - relu
    - {conv: 256 3x3 p1}
    - relu
    - {conv: 256 3x3 p1}
    - relu
    - {conv: 256 3x3 p1}
    - relu
    - conv: out 3x3 p1
  heads:
    - head:
        cls: [{tower: classes * anchors, name: tower}]
        box: [{tower: 4 * anchors, name: tower}]
layers:
  - {conv_bn: 64 7 2, name: conv1}
  - relu
  - maxpool: 3x3 s2 p1
  - {stage: 64 3 1, name: c2}
  - {stage: 128 4, name: c3}
  - {stage: 256 6, name: c4}
  - {stage: 512 3, name: c5}
  - {conv: 256 1x1, name: i5}
  - {upsample: 2, name: u5}
  - {conv: 256 1x1, from: c4, name: l4}
  - {add: , from: [u5, l4], name: i4}
  - {upsample: 2, name: u4}
  - {conv: 256 1x1, from: c3, name: l3}
  - {add: , from: [u4, l3], name: i3}
  - {conv: 256 3x3 p1}
  - {heads: , name: h3}
  - {conv: 256 3x3 p1, from: i4}
  - {heads: , weights: h3}
  - {conv: 256 3x3 p1, from: i5}
  - {heads: , weights: h3}
  - {conv: 256 3x3 s2 p1, name: p6}
  - {heads: , weights: h3}
  - relu
  - conv: 256 3x3 s2 p1
  - {heads: , weights: h3}
"""
"""torchvision's retinanet_resnet50_fpn at 800x800, whose heads are the same over five levels."""

TWIN = """
name: t
input: {left: 16x16x2, right: 16x16x2}
blocks:
  twin(stride=1):
    - conv: {filters: 4, kernel: 3, stride: stride}
    - {bn: , weights: WEIGHTS}
    - relu
    - gap
    - flatten
    - dense: 5
layers:
- {twin: , name: a}
- {twin: {stride: 2}, name: b, from: right, weights: a}
- {add: , from: [a, b]}
"""
SHARED, OWN = TWIN.replace(", weights: WEIGHTS", ""), TWIN.replace("WEIGHTS", "own")
CONV, BN, DENSE = 4 * 2 * 9 + 4, 8, 4 * 5 + 5
TIED = "input: 784\nlayers:\n- {dense: 64, name: code}\n- relu\n- {dense: 784, weights: {of: code, transposed: true}}\n"


def owners(net: Network) -> dict[str, str]:
    """Whose weights layers use, by their paths."""
    return {node.path: net.nodes[node.shares].path for node in net.nodes if node.shares is not None}


# Counted once


def test_the_heads_of_retinanet_count_once() -> None:
    """shared/reference/networks.json, made with torchvision."""
    found = analysed(RETINANET)
    assert (found.total.params, found.total.buffers, found.total.macs) == (34_068_119, 53_120, 151_540_437_248)
    assert found.memory.weights == 4 * (34_068_119 + 53_120)
    levels = [f"cls {size}x{size}x819, box {size}x{size}x36" for size in (100, 50, 25, 13, 7)]
    assert found.network.gives == ", ".join(levels)
    once = sum(row.cost.params for row in found.rows if row.node.path.startswith("h3."))
    apart = analysed(RETINANET.replace(", weights: h3", ""))
    assert apart.total == (34_068_119 + 4 * once, 53_120, found.total.macs)
    assert once == 8 * (256 * 256 * 9 + 256) + 256 * 9 * (819 + 36) + 819 + 36


def test_a_siamese_network_has_the_weights_of_one() -> None:
    found = analysed(SHARED)
    assert (found.total.params, found.total.buffers) == (CONV + BN + DENSE, 8)
    assert found.total.macs == (14 * 14 + 7 * 7) * 4 * 2 * 9 + 2 * 20
    assert owners(found.network) == {"b.conv": "a.conv", "b.bn": "a.bn", "b.dense": "a.dense"}
    assert found.memory.weights == 4 * (CONV + BN + DENSE + 8)


def test_a_layer_of_a_shared_call_can_keep_its_own() -> None:
    found = analysed(OWN)
    assert (found.total.params, found.total.buffers) == (CONV + 2 * BN + DENSE, 16)
    assert "b.bn" not in owners(found.network)


def test_so_can_a_call_in_it() -> None:
    text = """
input: 8x8x3
blocks:
  norm: [bn, {scale: }]
  unit: [{conv: 3 3x3 p1, name: c}, {norm: , weights: own}, {norm: , name: n}, {conv: 3 3x3 p1, weights: c}]
layers: [{unit: , name: first}, {unit: , weights: first}, {unit: , weights: first}]
"""
    net = network(text)
    assert owners(net) == {
        "first.conv": "first.c",
        **{f"unit{k}.{layer}": of for k in ("", "_2") for layer, of in {
            "c": "first.c", "n.bn": "first.n.bn", "n.scale": "first.n.scale", "conv": "first.c"}.items()},
    }  # fmt: skip
    conv, norm = 3 * 3 * 9 + 3, 3 + 3 + 3
    assert analysed(text).total.params == conv + 3 * norm + norm


def test_a_tied_autoencoder() -> None:
    found = analysed(TIED)
    assert found.total.params == 784 * 64 + 64 + 784 == 51_024
    assert (found.total.macs, found.rows[3].cost.params) == (2 * 784 * 64, 784)


@pytest.mark.parametrize(
    ("layers", "params"),
    [
        ("- {conv: 8 3x3, name: c}\n- {tconv: 3 3x3, weights: c}\n", 8 * 3 * 9 + 8 + 3),  # lies transposed already
        ("- {conv: 8 1x1, name: c}\n- {conv: 3 1x1, weights: {of: c, transposed: true}}\n", 8 * 3 + 8 + 3),
        ("- {conv: 3 3x3, name: c}\n- {conv: 3 3x3, weights: {of: c, transposed: true}}\n", 3 * 3 * 9 + 3 + 3),
        ("- {conv: 3 3x3, name: c}\n- {conv: 3 3x3 s2 p1 d2, weights: c}\n", 3 * 3 * 9 + 3),
        ("- {conv: 3 3x3, name: 'c{i}', repeat: 2}\n- {conv: 3 3x3, weights: 'c{2 - 1}', repeat: 2}\n", 168),
        ("- {prelu: , name: p}\n- {prelu: , weights: p}\n- {prelu: , weights: p}\n", 3),
        ("- head: {p: [{conv: 3 1x1, name: t}]}\n- {conv: 3 1x1, weights: p.t}\n", 12),
    ],
)  # fmt: skip
def test_what_can_be_shared(layers: str, params: int) -> None:
    text = f"input: 16x16x3\nlayers:\n{layers}"
    assert analysed(text).total.params == params
    assert_same(network(text))


def test_a_share_of_a_share_is_that_of_the_first() -> None:
    net = network("input: 9\nlayers: [{dense: 9, name: a}, {dense: 9, name: b, weights: a}, {dense: 9, weights: b}]")
    assert owners(net) == {"b": "a", "dense": "a"}


WIDTHS = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 3)), min_size=1, max_size=8)


@settings(max_examples=80)
@given(WIDTHS)
def test_parameters_are_those_of_the_distinct_weights(plan: list[tuple[int, int]]) -> None:
    """A chain of square layers, each with its own weight or that of one above: as many tensors as there are owners."""
    layers: list[dict[str, Any]] = []
    objects: list[int] = []
    for k, (_, back) in enumerate(plan):
        layer: dict[str, Any] = {"dense": 4, "name": f"d{k}"}
        if 0 < back <= k:
            layer["weights"] = f"d{k - back}"
            objects.append(objects[k - back])
        else:
            objects.append(k)
        layers.append(layer)
    found = analysed({"input": "4", "layers": layers})
    assert found.total.params == 20 * len(set(objects))
    assert found.total.macs == 16 * len(plan)
    assert [node.shares is not None for _, node in found.network.layers] == [k != own for k, own in enumerate(objects)]
    assert_same(found.network)


# What does not fit


@pytest.mark.parametrize(
    ("layers", "message", "help"),
    [
        ("- {dense: 3, name: a}\n- {dense: 4, weights: a}\n",
         "weights: dense has weight 4x3, bias 4, and a weight 3x8, bias 3", ""),
        ("- {dense: 3, name: a}\n- {dense: 8, weights: a}\n",
         "weights: dense has weight 8x3, bias 8, and a weight 3x8, bias 3",
         "if they are to be transposed, say {of: a, transposed: true}"),
        ("- {dense: 3, name: a}\n- {dense: 3 nobias, weights: a, from: input}\n",
         "weights: dense has weight 3x8, and a weight 3x8, bias 3", ""),
        ("- {relu: , name: a}\n- {dense: 3, weights: a}\n", "weights: dense has weight 3x8, bias 3, and a none", ""),
        ("- {relu: , weights: own}\n", "weights: relu has no weights", ""),
        ("- {dense: 3, weights: b}\n- {dense: 3, name: b}\n", "no layer above is named 'b'", "only layers above"),
        ("- {one: , name: a}\n- {dense: 3, weights: a}\n", "weights: 'a' is a call, and dense a layer",
         "name a layer of the call"),
        ("- {dense: 3, name: a}\n- {one: , weights: a}\n", "weights: 'a' is a layer, and one a block",
         "name a call of the block"),
        ("- {one: , name: a}\n- {two: , weights: a}\n",
         "weights: it is not built as 'a' is: 2 layers, not 1", ""),
        ("- {two: , name: a}\n- {other: , weights: a}\n",
         "weights: it is not built as 'a' is: tanh, where that has relu", ""),
        ("- {one: , name: a}\n- {one: {n: 4}, weights: a}\n",
         "weights: dense has weight 4x3, bias 4, and a.dense weight 3x8, bias 3", ""),
        ("- {dense: 3, name: a}\n- {dense: 3, weights: [a]}\n",
         "expected the name of a layer or of a block's call, not a list", "as 'weights: h3'"),
        ("- {dense: 3, name: a}\n- {dense: 3, weights: {off: a}}\n", "unknown key 'off'", "did you mean 'of'?"),
        ("- {dense: 3, name: a}\n- {dense: 3, weights: {of: a, transposed: 1}}\n",
         "transposed: expected true or false, not 1", "as 'weights"),
        ("- head: {x: []}\n  weights: a\n- relu\n", "head has no weights of its own", "write this at its layers"),
    ],
)  # fmt: skip
def test_what_cannot_be_shared(layers: str, message: str, help: str) -> None:
    blocks = "blocks: {one(n=3): [dense: n], two: [dense: 3, relu], other: [dense: 3, tanh]}\n"
    found = problems(f"input: 8\n{blocks}layers:\n{layers}")
    assert message in [problem.message for problem in found]
    assert help in found[0].help or not help


def test_both_places_are_told() -> None:
    [problem] = problems("input: 8\nlayers:\n- {dense: 3, name: a}\n- {dense: 4, weights: a}\n")
    assert problem.place.spot[1:] == (4, 23)
    assert [(note.message, note.place.spot[1:]) for note in problem.notes] == [("the weights are made here", (3, 4))]


# What tells of them


def test_the_summary_says_whose_weights_are_used() -> None:
    text = convcalc("summary", "-", "--full", stdin=SHARED).out
    assert "conv 4 3x3 s2, weights of a.conv" in text and "bn, weights of a.bn" in text
    assert f"params      {CONV + BN + DENSE}, and 8 buffers" in text
    assert "; 3 of 13 layers share weights, counted once" in text
    assert "twin, 6 layers, weights of a " in convcalc("summary", "-", "--depth", "0", stdin=SHARED).out
    text = convcalc("summary", "-", "--columns", "layer,params,weights", stdin="name: t\n" + TIED).out
    assert ["dense", "784", "bias", "784,", "those", "of", "code"] in [line.split() for line in text.splitlines()]


def test_json_says_whose_weights_are_used() -> None:
    layers = {layer["name"]: layer for layer in to_dict(analysed(TIED))["layers"]}
    assert (layers["code"]["shares"], layers["dense"]["shares"]) == (None, "code")
    assert (layers["dense"]["weights"], layers["dense"]["params"]) == ({"bias": [784]}, 784)


def test_explain_says_whose_weights_are_used() -> None:
    words = [line.words for line in explain_layer(analysed(TIED), 3).of("params")]
    assert words == ["784: its weights are those of code, but for its own bias"]
    words = [line.words for line in explain_layer(analysed(SHARED), 8).of("params")]
    assert words == ["0: its weights are those of a.conv"]


def test_explain_says_who_else_uses_weights() -> None:
    (line,) = explain_layer(analysed(TIED), 1).of("params")
    assert line.words == "used by dense too, and counted here alone"
    (line,) = explain_layer(analysed(SHARED), 2).of("params")
    assert line.words == "used by b.conv too, and counted here alone"
    heads = analysed(RETINANET)
    numbers = [number for number, row in enumerate(heads.rows) if row.node.weights and row.node.shares is None]
    users = {row.node.shares: 0 for row in heads.rows if row.node.shares is not None}
    words = {number: explain_layer(heads, number).of("params")[0].words for number in numbers}
    assert users and all(("counted here alone" in words[number]) == (number in users) for number in numbers)


def test_a_report_tells_it_of_the_owner_alone() -> None:
    """Of layers that are alike, and of pooling with indices that are used and without."""
    spec = "input: 8\nlayers: [{dense: 8, name: other}, {dense: 8, name: a}, {dense: 8, weights: a, name: b}]\n"
    told = ["counted here alone" in str(each) for each in formulas(analysed(spec))]
    assert told == [False, False, True, False]
    spec = "input: 8x8x2\nlayers: [{maxpool: 2, from: input}, {maxpool: 2, from: input, name: p}, unpool: p]\n"
    told = ["indices of 8 bytes" in str(each) for each in formulas(analysed(spec))]
    assert told == [False, False, True, False]


def test_a_diff_tells_that_weights_are_shared() -> None:
    apart = SHARED.replace(", weights: a", "")
    text = " ".join(str(diff(apart, SHARED)).split())
    assert "~ b.conv weights own -> those of a.conv" in text and "params 76 -> 0" in text
    assert "weights those of a.conv -> own" in " ".join(str(diff(SHARED, apart)).split())
    renamed = SHARED.replace("name: a}", "name: z}").replace("weights: a}", "weights: z}").replace("[a,", "[z,")
    assert not diff(SHARED, renamed).of("edited")
    assert diff(SHARED, SHARED).empty


def test_flat_says_whose_weights_are_used() -> None:
    for text in (SHARED, OWN, TIED, RETINANET):
        assert_same(network(text))
    assert "weights: {of: code, transposed: true}" in written(network(TIED))
    assert "weights: a.conv\n" in written(network(SHARED))


def test_graph_and_report_say_whose_weights_are_used() -> None:
    closed = [box.lines for box in model.flat(model.drawing(network(SHARED), depth=0).boxes)]
    assert ("b", "twin, 6 layers", "5", "weights of a") in closed
    assert told(analysed(TIED))["layers"]["shares"] == [-1, -1, -1, 1]


def test_rules_and_expectations_take_shared_weights() -> None:
    assert not check(TIED + "expect: {params: 51024}\n", select="C002")
    layers = "[{dense: 8, name: a, expect: {params: 72}}, {dense: 8, weights: a, expect: {params: 0}}]"
    text = f"input: 8\nlayers: {layers}\n"
    assert not check(text, select="C002")


def test_the_schema_knows_weights() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    from convcalc.language.schema import schema

    validator = jsonschema.Draft7Validator(schema())
    right_ones = ("a", "own", {"of": "a", "transposed": True}, {"of": "a"})
    for value in (*right_ones, {"transposed": True}, 3, ["a"]):
        item = {"dense": 3, "weights": value}
        assert (not list(validator.iter_errors({"input": "8", "layers": [item]}))) == (value in right_ones), value
