"""Receptive fields against single positions followed back through the graph."""

import json
import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings

from convcalc.model.geometry import Span
from tests.support.graphs import NOTHING, Follower, Graph, analysed, rate, specs, unroll

PERIODS = 512
"""Patterns up to this long must be told exactly; convcalc's own bound is further off."""


def spans(layers: list[Any], volume: str = "16x1") -> list[Span]:
    """The spans of each layer along the first axis, the input's first."""
    return [row.reach[0] for row in analysed({"input": volume, "layers": layers}).rows]


def last(layers: list[Any], volume: str = "16x1") -> Span:
    return spans(layers, volume)[-1]


def agree(spec: dict[str, Any]) -> None:
    """Every node of a spec, along every axis."""
    graph, rows = unroll(spec), analysed(spec).rows
    endless, real = Follower(graph), Follower(graph, finite=True)
    assert [row.node.inputs for row in rows] == [node.inputs for node in graph.nodes]
    for number, row in enumerate(rows):
        for axis, span in enumerate(row.reach):
            where = f"node {number} ({row.node.path}), axis {axis}: {span}\n{json.dumps(spec)}"
            agree_whole(span, endless.whole(number, axis), where)
            agree_exact(span, graph, number, axis, where)
            if span.lows:
                if span.exact:
                    agree_endless(span, endless, number, axis, where)
                agree_real(span, real, number, axis, where)
            elif span.exact:
                assert endless.sees(number, axis, 0) == NOTHING, where


def agree_whole(span: Span, whole: bool, where: str) -> None:
    if span.exact or whole:
        assert span.whole == whole, where


def agree_exact(span: Span, graph: Graph, number: int, axis: int, where: str) -> None:
    """A bound is only given where steps differ; elsewhere the step is the product of the layers' own."""
    found = rate(graph, number, axis)
    if found is None:
        assert not span.lows, where
    elif not found.mixed and found.period <= PERIODS:
        assert span.exact and span.lows, where
        assert Fraction(str(span.stride)) == Fraction(span.advance, len(span.lows)) == found.step, where


def agree_endless(span: Span, endless: Follower, number: int, axis: int, where: str) -> None:
    """What is seen, not clipped: equal at every position, outside the volume too."""
    near = range(-3, min(endless.nodes[number].size[axis], 10) + 3)
    for u in near:
        assert span.sees(u) == endless.sees(number, axis, u), (u, where)
    turn = [endless.sees(number, axis, u) for u in range(len(span.lows))]
    assert span.size == max(0, *(high - low + 1 for low, high in turn), 0), where
    assert span.padding == (None if turn[0] == NOTHING else -turn[0][0]), where


def agree_real(span: Span, real: Follower, number: int, axis: int, where: str) -> None:
    """What is truly reached on the image lies inside, at every position that there is."""
    for u in range(real.nodes[number].size[axis]):
        low, high = real.sees(number, axis, u)
        first, final = span.sees(u)
        assert (low, high) == NOTHING or (first <= low and high <= final), (u, where)


@pytest.mark.slow
@given(specs(depth=0, layers=8))
@settings(max_examples=300)
def test_chains(spec):
    agree(spec)


@pytest.mark.slow
@given(specs(depth=2))
@settings(max_examples=300)
def test_graphs(spec):
    agree(spec)


@pytest.mark.slow
@given(specs(depth=2, globals=False))
@settings(max_examples=200)
def test_graphs_without_global_layers(spec):
    agree(spec)


@pytest.mark.slow
@given(specs(rank=2, depth=1, layers=5))
@settings(max_examples=100)
def test_graphs_on_two_axes(spec):
    agree(spec)


@pytest.mark.slow
@given(specs(rank=3, depth=1, layers=3))
@settings(max_examples=30)
def test_graphs_on_three_axes(spec):
    agree(spec)


SAME = {"conv": {"filters": 1, "kernel": 3, "stride": 2, "pad": "same"}}
DOUBLE = {"upsample": {"factor": 2, "mode": "linear", "align_corners": True}}


@pytest.mark.parametrize("layer", [SAME, DOUBLE])
def test_one_layer_on_several_sizes(layer):
    agree({"input": "15x1", "layers": [layer] * 3})
    agree({"input": "15x8x1", "layers": [layer] * 2})


def test_bounds_on_axes_of_several_sizes():
    shrunk, cut = {"maxpool": {"kernel": 2}}, {"crop": {"pad": [[0, 4], [0, 10]]}}
    for branches in ([shrunk, cut], [cut, shrunk]):
        agree({"input": "8x20x1", "layers": [{"concat": {f"b{k}": [each] for k, each in enumerate(branches)}}]})


# Figures known by hand

CHAINS = [
    (["conv: 1 3"], (3, 1, 0)),
    (["conv: 1 3", "conv: 1 3"], (5, 1, 0)),
    (["conv: 1 3", "conv: 1 3", "conv: 1 3"], (7, 1, 0)),
    (["conv: 1 3 s2 p1", "conv: 1 3 s2 p1"], (7, 4, 3)),
    (["conv: 1 3 d2"], (5, 1, 0)),
    (["conv: 1 3 d2 p2", "conv: 1 3 d4 p4"], (13, 1, 6)),
    (["maxpool: 2", "conv: 1 3 p1"], (6, 2, 2)),
    (["conv: 1 1 s2", "conv: 1 3"], (5, 2, 0)),
    (["maxpool: 2", "upsample: 2"], (2, 1, 0)),
    (["maxpool: 4", "upsample: 2"], (4, 2, 0)),
    (["upsample: 2"], (1, "1/2", 0)),
    (["upsample: {factor: 2, mode: linear}"], (2, "1/2", 1)),
    (["upsample: 3", "conv: 1 3 p1"], (2, "1/3", 1)),
    (["tconv: 1 2 s2"], (1, "1/2", 0)),
    (["tconv: 1 3 s2 p1"], (2, "1/2", 0)),
    (["tconv: 1 4 s2 p1"], (2, "1/2", 1)),
    (["pad: 2"], (1, 1, 2)),
    (["crop: 2"], (1, 1, -2)),
    (["conv: 1 3 same s2"], (3, 2, 0)),
    (["adaptive_avgpool: 4"], (4, 4, 0)),
    (["adaptive_avgpool: 3"], (6, "16/3", 0)),
    (["space_to_depth: 2"], (2, 2, 0)),
    (["ln", "bn", "relu", "softmax", "dropout"], (1, 1, 0)),
]


def items(*lines: str) -> str:
    return "input: 16x4\nlayers:\n" + "".join(f"  - {line}\n" for line in lines)


@pytest.mark.parametrize(("lines", "expected"), CHAINS)
def test_known_chains(lines, expected):
    span = analysed(items(*lines)).rows[-1].reach[0]
    assert (span.size, span.stride, span.padding, span.whole, span.exact) == (*expected, False, True)


@pytest.mark.parametrize(
    "lines", [["gap"], ["gmp"], ["adaptive_avgpool: 1"], ["flatten", "dense: 2"], ["conv: 2 3", "gap", "relu"]]
)
def test_global_layers_see_the_whole_input(lines):
    span = analysed(items(*lines)).rows[-1].reach[0]
    assert (span.size, span.stride, span.padding) == (None, None, None)
    assert span.whole and span.exact


@pytest.mark.parametrize("line", ["gn: 2", "in", "grn", "ln: all", "mul: {body: [], gate: [gap, conv: 4 1, sigmoid]}"])
def test_gates_and_statistics_keep_the_local_figure(line):
    span = analysed(items("conv: 4 3", line)).rows[-1].reach[0]
    assert (span.size, span.stride, span.padding, span.whole, span.exact) == (3, 1, 0, True, True)


def test_gate_of_dense_layers_is_exact():
    gate = "mul: {body: [], gate: [gap, flatten, dense: 4, reshape: 1x4]}"
    span = analysed(items("conv: 4 3", gate)).rows[-1].reach[0]
    assert (span.size, span.whole, span.exact) == (3, True, True)


def test_a_gate_on_a_bound_leaves_the_bound():
    mixed = [{"concat": {"a": [{"maxpool": 2}], "b": [{"crop": 4}]}}]
    gate = [{"mul": {"body": [], "gate": [{"gap": None}, {"conv": "2 1"}]}}]
    span = last(mixed + gate)
    assert span.lows and span.whole and not span.exact
    assert span[1:3] == last(mixed)[1:3]


@pytest.mark.parametrize("kind", ["softmax", "ln", "gn: 1", "in"])
def test_statistics_of_a_flat_vector_see_everything(kind):
    span = analysed(items("conv: 2 3", "flatten", kind)).rows[-1].reach[0]
    assert span.whole


def test_flatten_keeps_the_places():
    assert analysed(items("conv: 2 3", "flatten")).rows[-1].reach[0].size == 3


def test_axes_differ():
    spec = {"input": "12x20x1", "layers": [{"conv": {"filters": 1, "kernel": [3, 5], "stride": [1, 2], "pad": [0, 2]}}]}
    high, wide = analysed(spec).rows[-1].reach
    assert (high.size, high.stride, high.padding) == (3, 1, 0)
    assert (wide.size, wide.stride, wide.padding) == (5, 2, 2)


def test_axes_of_one_position_stay_local():
    spec = {"input": "1x9x2", "layers": [{"conv": {"filters": 2, "kernel": [1, 3]}}, {"gap": None}]}
    high, wide = analysed(spec).rows[-1].reach
    assert (high.size, high.whole) == (1, False)
    assert (wide.size, wide.whole) == (None, True)


# Bounds


def test_branches_with_different_strides_give_a_bound():
    span = last([{"concat": {"a": [{"maxpool": 2}], "b": [{"crop": 4}]}}])
    assert not span.exact
    for u in range(8):
        low, high = span.sees(u)
        assert low <= min(2 * u, u + 4)
        assert high >= max(2 * u + 1, u + 4)


def test_the_order_of_branches_with_different_strides_does_not_matter_for_the_bound():
    for names in ("ab", "ba"):
        branches = {"a": [{"conv": "1 3 s2 p1"}], "b": [{"conv": "1 5 p2"}, {"crop": 4}]}
        agree({"input": "16x1", "layers": [{"concat": {name: long(branches[name]) for name in names}}]})


def long(branch: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The few shorthands used here in the long form that the simulators read."""
    forms = {
        "1 3 s2 p1": {"filters": 1, "kernel": 3, "stride": 2, "pad": 1},
        "1 5 p2": {"filters": 1, "kernel": 5, "pad": 2},
        4: {"pad": 4},
    }
    return [{kind: forms[value] for kind, value in item.items()} for item in branch]


HOLES = {"tconv": {"filters": 1, "kernel": 1, "stride": 3}}
WIDE_HOLES = {"tconv": {"filters": 1, "kernel": 1, "stride": 2}}


@pytest.mark.parametrize(
    "branches",
    [
        [[HOLES], [WIDE_HOLES, {"upsample": {"size": 16}}]],
        [[WIDE_HOLES, {"crop": {"pad": 1}}], [HOLES, {"crop": {"pad": [[3, 4]]}}]],
        [[{"pad": {"pad": [[0, 10]]}}], [HOLES], [{"upsample": {"size": 16}}]],
        [[HOLES], [{"upsample": {"size": 16}}], [{"pad": {"pad": [[5, 5]]}}]],
        [[HOLES, {"pad": {"pad": [[1, 0]]}}], [WIDE_HOLES, {"pad": {"pad": [[3, 3]]}}]],
    ],
)
def test_outputs_that_see_nothing(branches):
    sizes = {unroll({"input": "6x1", "layers": branch}).nodes[-1].size for branch in branches}
    low = min(sizes)[0]
    for branch in branches:
        size = unroll({"input": "6x1", "layers": branch}).nodes[-1].size[0]
        branch.append({"crop": {"pad": [[0, size - low]]}})
    agree({"input": "6x1", "layers": [{"add": {f"b{k}": branch for k, branch in enumerate(branches)}}]})


def test_a_bound_without_limits_is_not_lost_in_the_union():
    branches = {"a": [{"reshape": "4x64"}, {"reshape": "16x16"}], "b": [], "c": [{"conv": "16 3 p1"}]}
    for names in ("abc", "bac", "bca"):
        span = last([{"add": {name: branches[name] for name in names}}], "16x16")
        assert span.whole and not span.exact and span.size is None


def test_one_place_shown_everywhere_is_a_bound():
    span = last([{"mul": {"body": [], "gate": [{"conv": "1 9"}]}}], "9x1")
    assert (span.size, span.whole, span.exact) == (1, True, False)


def test_flat_branches_that_differ_mix_their_places():
    layers = [{"concat": {"a": [{"conv": "1 3"}, {"flatten": None}], "b": [{"maxpool": 2}, {"flatten": None}]}}]
    span = last(layers)
    assert span.size is None and span.whole and not span.exact


def test_flat_branches_of_which_one_is_dense():
    layers = [{"concat": {"a": [{"conv": "1 3"}, {"flatten": None}], "b": [{"flatten": None}, {"dense": 2}]}}]
    span = last(layers)
    assert (span.size, span.whole, span.exact) == (3, True, True)


@pytest.mark.parametrize(
    "layers",
    [[{"upsample": {"size": 5003}}], [{"upsample": {"size": 5003, "mode": "linear"}}], [{"adaptive_avgpool": 5003}]],
)
def test_patterns_too_long_to_follow_are_a_bound(layers):
    span = last(layers)
    assert span.size is None and span.whole and not span.exact


def test_branches_too_long_to_compare_are_a_bound():
    span = last([{"concat": {"a": [{"maxpool": 2}], "b": [{"crop": 1500}]}}], "6000x1")
    assert span.size is None and span.whole and not span.exact


def test_reshape_to_other_sizes_is_a_bound():
    span = last([{"reshape": "4x4"}])
    assert span.size is None and span.whole and not span.exact
    assert last([{"conv": "2 3 p1"}, {"reshape": "16x2"}]).size == 3


# Axes in another order


def test_permuted_axes_carry_their_spans():
    layers = [{"conv": {"filters": 1, "kernel": [3, 5]}}, {"permute": ["width", "height", "channels"]}]
    high, wide = analysed({"input": "9x9x1", "layers": layers}).rows[-1].reach
    assert (high.size, wide.size) == (5, 3)


def test_branches_that_lie_along_other_axes_are_a_bound():
    turn = {"permute": ["width", "height", "channels"]}
    spec = {"input": "9x9x1", "layers": [{"add": {"a": [], "b": [turn, {"relu": None}]}}, {"conv": "1 3"}]}
    for row in analysed(spec).rows[-2:]:
        assert all(span.size is None and span.whole and not span.exact for span in row.reach)
    spec["layers"][0]["add"]["b"].append(turn)
    assert [span.size for span in analysed(spec).rows[-1].reach] == [3, 3]


@pytest.mark.parametrize("volume", ["8x8", "8x8x8", "8x8x8x8"])
def test_channels_turned_into_an_axis_are_a_bound(volume):
    axes = {2: ["length"], 3: ["height", "width"], 4: ["depth", "height", "width"]}[len(volume.split("x"))]
    spec = {"input": volume, "layers": [{"add": {"a": [], "b": [{"permute": ["channels", *axes]}]}}]}
    for row in analysed(spec).rows[1:]:
        assert len(row.reach) == len(axes)
        assert all(span.size is None and span.whole and not span.exact for span in row.reach)


# The figure of the whole network


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["conv: 1 3", "maxpool: 2", "gap", "flatten", "dense: 2"], 4),
        (["conv: 1 3", "flatten", "dense: 2", "relu", "dense: 2"], 3),
        (["conv: 1 3", "conv: 1 3"], 5),
        (["conv: 1 3", "gn: 1", "conv: 1 3"], 5),
        (["gap"], None),
        (["flatten", "dense: 2"], None),
        (["conv: 1 1", "gap"], 1),
        (["conv: 1 16", "relu", "flatten", "dense: 2"], 16),
    ],
)
def test_the_last_layer_with_places_speaks_for_the_network(lines, expected):
    assert analysed(items(*lines)).reach[0].size == expected


MIXER = """
input: 32x32x3
layers:
- conv: 8 8 s8
- reshape: 16x8
- add:
    tokens: [ln, {permute: [channels, length]}, {conv: 32 1}, gelu, {conv: 16 1}, {permute: [channels, length]}]
    x: []
- add: {channels: [ln, {conv: 32 1}, gelu, {conv: 8 1}], x: []}
- ln
- gap
- flatten
- dense: 10
"""

VIT = """
input: 32x32x3
layers: [{conv: 16 8 s8}, {reshape: 16x16}, {add: {mixed: [{permute: [channels, length]}, softmax], x: []}}, gap]
"""

AUTOENCODER = """
input: 12x12x1
layers: [{conv: 4 3 p1}, {maxpool: 2}, flatten, {dense: 8}, {dense: 144}, {reshape: 6x6x4}, {tconv: 1 2 s2}]
"""


@pytest.mark.parametrize(
    ("spec", "exact"),
    [(MIXER, False), (VIT, False), (AUTOENCODER, True)],
)
def test_places_that_were_mixed_are_no_smaller_for_the_network_than_for_its_layers(spec, exact):
    reach = analysed(spec).reach
    assert [span.size for span in reach] == [None] * len(reach)
    assert all(span.whole and span.exact == exact for span in reach)


def test_of_several_volumes_with_places_the_one_that_sees_most_speaks():
    branches = {"a": [{"conv": "1 3"}, "gap"], "b": [{"conv": "1 5"}, "gmp"], "c": [{"conv": "1 2"}, "gap"]}
    assert analysed({"input": "16x16x1", "layers": [{"concat": branches}, "flatten", {"dense": 2}]}).reach[0].size == 5


def placed(graph: Graph, output: int) -> list[int]:
    """The nodes with more than one place from which only nodes with one lead to an output."""
    if math.prod(graph.nodes[output].size) > 1:
        return [output]
    return [number for source in graph.nodes[output].inputs for number in placed(graph, source)]


@pytest.mark.slow
@given(specs(depth=2))
@settings(max_examples=200)
def test_the_network_never_sees_less_than_its_last_places(spec):
    spec = spec | {"layers": [*spec["layers"], {"gap": None}]}
    graph, analysis = unroll(spec), analysed(spec)
    assert analysis.reach in [row.reach for row in analysis.rows]
    for number in placed(graph, graph.output):
        for span, own in zip(analysis.reach, analysis.rows[number].reach, strict=True):
            if number or span.lows:
                assert span.size is None or (own.size is not None and own.size <= span.size)


def test_a_flat_input_has_no_axes():
    assert analysed({"input": "100", "layers": [{"dense": 10}]}).reach == ()


def test_a_span_is_clipped_nowhere():
    span = last([{"conv": "1 5 p2"}])
    assert span.sees(0) == (-2, 2)
    assert span.sees(15) == (13, 17)
    assert span.sees(-1) == (-3, 1)
    assert math.isfinite(span.sees(1000)[1])
