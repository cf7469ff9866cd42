"""What training keeps of the forward pass: against PyTorch's own figures, and counted by hand."""

import json

import pytest

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.parts import Figures, whole
from convcalc.analysis.saved import saved
from convcalc.language.loading import load
from convcalc.public import analyse
from tests.support.command import convcalc
from tests.support.graphs import analysed
from tests.support.paths import TESTS

MEASURED = json.loads((TESTS / "data" / "saved_tensors.json").read_text())["models"]


@pytest.mark.parametrize("name", MEASURED)
def test_published_bytes(name: str) -> None:
    """As measured with PyTorch 2.14, batch 1, float32."""
    size = MEASURED[name]["input"]
    memory = analyse(load(name, input=f"{size}x{size}x3")).memory
    assert sum(memory.saved) == MEASURED[name]["saved_bytes"]


def bytes_of(layers: str, volume: str = "4x6x8", batch: int = 1) -> list[int]:
    """The bytes that each layer keeps; the numbers take a byte, and means four."""
    return list(analysed(f"input: {volume}\nlayers: [{layers}]\n", dtype="int8", batch=batch).memory.saved)[1:]


X = 4 * 6 * 8
"""Numbers of the volume that comes in."""


@pytest.mark.parametrize(
    ("layer", "one", "two"),
    [
        ("conv: 3 1", X, 2 * X),
        ("depthwise: 3 p1", X, 2 * X),
        ("tconv: 5 2 s2", X, 2 * X),
        ("local: 2 1", X, 2 * X),
        ("bn", X + 64, 2 * X + 64),
        ("ln", X + 8 * 24, 2 * X + 16 * 24),
        ("ln: all", X + 8, 2 * X + 16),
        ("gn: 4", X + 32, 2 * X + 64),
        ("in: {affine: true}", X + 12 * 8, 2 * X + 24 * 8),
        ("prelu", X, 2 * X),
        ("scale", X, 2 * X),
        ("dense: 5 each", X, 2 * X),
    ],
)
def test_a_layer_with_weights(layer: str, one: int, two: int) -> None:
    """On the input, which needs no gradient: of one example, and of two."""
    assert bytes_of(f"{{{layer}}}" if ":" in layer else layer) == [one]
    assert bytes_of(f"{{{layer}}}" if ":" in layer else layer, batch=2) == [two]


SMALL = 2 * 3 * 8


@pytest.mark.parametrize(
    ("layer", "kept"),
    [
        ("relu", X), ("sigmoid", X), ("tanh", X), ("softmax", X), ("log_softmax", X), ("relu6", X), ("silu", X),
        ("gelu", X), ("hard_swish", X), ("hard_sigmoid", X), ("leaky_relu", X), ("elu", X), ("mish", X),
        ("softplus", X), ("maxpool: 2", X + 8 * SMALL), ("avgpool: 2", X), ("adaptive_avgpool: 2x3", X),
        ("adaptive_avgpool: 1", 0), ("adaptive_maxpool: 2x3", X + 8 * SMALL), ("gap", 0), ("gmp", X + 8 * 8),
        ("dropout", X), ("dropout: 0", 0), ("drop_path", 1), ("drop_path: 0", 0), ("identity", 0), ("flatten", 0),
        ("reshape: 6x4x8", 0), ("permute: [width, height, channels]", 0), ("slice: 0 3", 0), ("crop: 1", 0),
        ("pad: 1", 0), ("upsample: 2", 0), ("channel_shuffle: 2", 0), ("pixel_shuffle: 2", 0),
        ("space_to_depth: 2", 0), ("channel_mean", 0), ("channel_max", 8 * 24),
        ("lrn: 5", X + 24 * (8 + 4) + 2 * X), ("lstm: 5", None), ("attention: 2", None),
    ],
)  # fmt: skip
def test_a_layer_without_weights(layer: str, kept: int | None) -> None:
    """After a layer with weights, of which the other needs the output or nothing."""
    item = f"{{{layer}}}" if ":" in layer else layer
    if kept is not None:
        assert bytes_of(f"scale, {item}") == [X, kept]
        assert bytes_of(item) == [0], "nothing is learned before it"


def test_recurrent_layers_keep_gates_and_states_of_each_step() -> None:
    assert bytes_of("{lstm: 5}", "7x3") == [7 * 3 + 7 * 5 * (4 + 2)]
    assert bytes_of("{gru: {hidden: 5, layers: 2, both: true}}", "7x3") == [7 * 3 + 7 * 5 * 2 * 2 * (3 + 2)]


def test_attention_keeps_what_goes_in_and_out_and_a_sum_for_each_query() -> None:
    assert bytes_of("{conv: 12 1}, {attention: 2}", "5x3") == [15, 5 * 12 + 5 * 4 + 4 * 2 * 5]
    kept = 2 * 5 * 5 + 5 * (4 + 4 + 4)
    assert bytes_of("{conv: 12 1}, {attention: {heads: 2, relative: true}}", "5x3") == [15, kept]


def test_a_memory_is_kept_once_by_the_first_that_needs_it() -> None:
    assert bytes_of("{conv: 8 1}, bn, relu, {conv: 2 1}") == [X, X + 64, X, 0]
    assert bytes_of("{conv: 8 1}, sigmoid, tanh") == [X, X, X]
    assert bytes_of("{conv: 8 1}, silu, {conv: 2 1}") == [X, X, X]


def test_a_view_keeps_all_that_it_looks_at() -> None:
    assert bytes_of("{conv: 8 1}, {slice: 0 2}, {conv: 1 1}") == [X, 0, X]
    assert bytes_of("{conv: 8 1}, {dropout: 0}, {conv: 1 1}, {conv: 1 1}") == [X, 0, X, 24]


def test_instance_norm_keeps_a_copy_of_what_does_not_lie_in_a_row() -> None:
    """As PyTorch 2.14 does, of a batch of several: it takes the examples' channels as those of one."""
    kept = 2 * 4 * 8  # means and deviations
    assert bytes_of("{conv: 8 1}, in") == [X, X + kept]
    assert bytes_of("{conv: 8 1}, {crop: 1}, in") == [X, 0, 8 * 8 + kept]
    assert bytes_of("{conv: 8 1}, {slice: 0 2}, in") == [X, 0, X // 4 + kept // 4]
    assert bytes_of("{conv: 8 1}, {permute: [width, height, channels]}, in") == [X, 0, X + kept]
    assert bytes_of("{conv: 8 1}, {reshape: 24x8}, in", batch=2) == [2 * X, 0, 2 * X + 2 * kept]
    assert bytes_of("{conv: 8 1}, identity, in, {conv: 2 1}") == [X, 0, X + kept, X]
    assert bytes_of("{crop: 1}, in") == [0, 0], "nothing is learned"


def net(layers: str) -> Analysis:
    return analysed(f"input: 4x6x8\nlayers:\n{layers}", dtype="int8")


def test_a_product_keeps_a_factor_for_the_gradient_of_another() -> None:
    """A gate on the input: the gradient of the gate needs the input, and that of the input is not asked for."""
    gated = net("  - mul: {x: [], gate: [conv: 8 1, gap, sigmoid]}\n").memory.saved
    assert gated == (0, X, 0, 8, 0), "the convolution keeps the input first"
    both = net("  - conv: 8 1\n  - mul: {x: [], gate: [gap, sigmoid]}\n").memory.saved
    assert both == (0, X, 0, 8, X)


def test_a_product_of_three_keeps_that_of_the_first_two() -> None:
    assert net("  - conv: 8 1\n  - mul: {a: [], b: [relu], c: [relu]}\n").memory.saved[-1] == X + X
    assert net("  - mul: {a: [conv: 8 1], b: [], c: []}\n").memory.saved[-1] == 0


def test_learned_volumes_count_as_weights() -> None:
    spec = "  - conv: 8 1\n    name: body\n  - param: 4x6x8\n    name: table\n  - {mul: , from: [body, table]}\n"
    assert net(spec).memory.saved == (0, X, 0, X)


def test_the_saved_of_layers_adds_up_in_each_way_of_asking() -> None:
    analysis = analyse("googlenet")
    figures = Figures(analysis.network)
    assert list(figures.shares("saved")) == list(analysis.memory.saved)
    assert figures.figure(whole(analysis.network), "saved") == sum(analysis.memory.saved)
    assert sum(row.saved for row in analysis.rows) == sum(analysis.memory.saved)


def test_it_is_a_column_expected_and_graded() -> None:
    table = convcalc("summary", "alexnet", "--columns", "layer,saved", "--format", "csv").out
    assert sum(int(line.rpartition(",")[2]) for line in table.splitlines()[1:]) == MEASURED["alexnet"]["saved_bytes"]
    spec = "input: 4x6x8\nlayers: [conv: 8 1, relu]\nexpect: {saved: %s}\n"
    assert convcalc("check", "-", stdin=spec % "1536 B").code == 0
    assert "saved: expected 1000 B, found 1,536 bytes" in convcalc("check", "-", stdin=spec % "1000 B").out
    assert convcalc("calc", "4x6x8", "conv 8 1", "relu", "--answer", "saved=1536").code == 0


def test_totals_say_whose_gradient_is_not_known() -> None:
    spec = "input: 4x6x8\nlayers: [conv: 8 1, custom: {volume: 7, params: 3, multiply_accumulates: 4}]\n"
    text = " ".join(convcalc("summary", "-", stdin=spec).out.split())
    assert "768 B saved for the backward pass; not stated, and left out: 1 of 2 layers (custom)" in text


def test_what_is_needed_and_who_keeps_it_is_explained() -> None:
    layers = "conv: 8 1, {bn: , name: norm}, relu, {maxpool: 2, name: pool}, {slice: 0 2, name: part}"
    spec = f"input: 4x6x8\nlayers: [{layers}, {{conv: 3 1, name: last}}]\n"
    explained = {name: convcalc("explain", "-", name, stdin=spec).out for name in ("norm", "pool", "part", "last")}
    assert "channels * bytes * (height*width + 2)\n" in explained["norm"]
    assert "8 * 4 * (4*6 + 2) = 832 bytes of its input and means and deviations" in explained["norm"]
    assert "of indices; it needs its input, which relu keeps\n" in explained["pool"]
    assert "saved            0: its gradient needs none of the numbers" in explained["part"]
    assert "numbers * bytes\n                 48 * 4 = 192 bytes of the output of pool" in explained["last"]
    cut = convcalc("explain", "-", "in", stdin="input: 4x6x8\nlayers: [conv: 8 1, crop: 1, in]\n").out
    assert "= 320 bytes of means and deviations and its input in a row\n" in cut


@pytest.mark.parametrize("name", ["densenet121", "mobilenet_v3_small", "shufflenet_v2_x1_0", "convnext_tiny"])
def test_every_formula_gives_the_bytes_of_its_layer(name: str) -> None:
    from convcalc.explain.layer import explain_layer
    from convcalc.explain.terms import value

    analysis = analyse(name)
    for number, kept in list(enumerate(saved(analysis.network)))[1::7]:
        (line,) = explain_layer(analysis, number).of("saved")
        assert (value(line.term) if line.term else 0) == analysis.memory.saved[number], kept
