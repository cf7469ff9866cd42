"""The pixels that one unit sees, and what the shortest path sees, against positions and paths followed one by one."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.analysis.glimpse import glimpse
from convcalc.analysis.shortest import shortest
from tests.support.command import convcalc
from tests.support.graphs import Follower, Graph, analysed, specs, unroll
from tests.unit.test_inputs_seen import several_specs

pytestmark = pytest.mark.slow


def agree(spec: dict[str, Any]) -> None:
    """A few units of each node of a spec, along every axis of each input."""
    graph, analysis = unroll(spec), analysed(spec)
    for sight in analysis.sights:
        real = Follower(graph, finite=True, start=sight.input)
        for number, node in enumerate(graph.nodes):
            for unit in {
                tuple(0 for _ in node.size),
                tuple(n // 2 for n in node.size),
                tuple(n - 1 for n in node.size),
            }:
                if not unit or not all(span.size != 0 for span in sight.reaches[number]):
                    continue
                for seen in glimpse(analysis.network, number, unit, sight.input, sight.reaches):
                    span, where = sight.reaches[number][seen.axis], (number, unit, spec)
                    assert seen.whole == span.whole, where
                    if span.lows:
                        first, last = span.sees(unit[seen.axis])
                        assert seen.field == ((first, last) if first <= last else None), where
                        assert set(seen.pixels) == real.reached(number, seen.axis, unit[seen.axis]), where
                    else:
                        assert seen.pixels == tuple(range(graph.nodes[sight.input].size[seen.axis])), where


@given(specs(depth=2, layers=5))
@settings(max_examples=200)
def test_pixels_of_graphs(spec):
    agree(spec)


@given(specs(rank=2, depth=1, layers=3))
@settings(max_examples=30)
def test_pixels_on_two_axes(spec):
    agree(spec)


@given(several_specs())
@settings(max_examples=60)
def test_pixels_of_several_inputs(spec):
    agree(spec)


def paths(graph: Graph, number: int) -> list[list[int]]:
    """Every path from the input to a node."""
    if number == 0:
        return [[0]]
    return [[*path, number] for source in graph.nodes[number].inputs for path in paths(graph, source)]


def along(graph: Graph, path: list[int], axis: int) -> float:
    """What the position of a path's end sees that sees most, were it the only path: counted at a whole turn of it."""
    nodes = [graph.nodes[k] for k in path]
    chain = [node._replace(inputs=(k - 1,) if k else ()) for k, node in enumerate(nodes)]
    plain = [node._replace(kind="relu") if node.kind in ("gn", "in", "grn", "ln") else node for node in chain]
    follower = Follower(Graph(plain, len(path) - 1, []))
    if follower.whole(len(path) - 1, axis):
        return float("inf")
    ends = [follower.sees(len(path) - 1, axis, u) for u in range(48)]
    return max(max(0, high - low + 1) for low, high in ends)


FEW = [{"kernel": k, "pad": k // 2} for k in (1, 3, 5)]


@st.composite
def branching(draw: Any) -> dict[str, Any]:
    """Layers and branches of all kinds that keep the size, halve or double it."""

    def items(depth: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for _ in range(draw(st.integers(0, 3))):
            pick = draw(st.integers(0, 5))
            if pick == 0 and depth:
                found.append({draw(st.sampled_from(["add", "mul"])): {"a": items(depth - 1), "b": items(depth - 1)}})
            elif pick == 1:
                found.append({"gn": {"groups": 1}})
            elif pick == 2 and depth:
                gate = [{"gap": None}, {"conv": {"filters": 1, "kernel": 1}}]
                found.append({"mul": {"x": [], "gate": gate}})
            elif pick == 3:
                found += [{"maxpool": {"kernel": 2}}, {"conv": {"filters": 1, **draw(st.sampled_from(FEW))}}]
                found.append({"upsample": {"factor": 2, "mode": draw(st.sampled_from(["nearest", "linear"]))}})
            else:
                found.append({"conv": {"filters": 1, **draw(st.sampled_from(FEW))}})
        return found

    start = {"conv": {"filters": 1, "kernel": 3, "stride": draw(st.integers(1, 2)), "pad": 1}}
    return {"input": "32x1", "layers": [start, *items(2)]}


@given(branching())
@settings(max_examples=60, deadline=None)
def test_the_shortest_path_is_the_least_of_all(spec):
    graph, network = unroll(spec), analysed(spec).network
    for number in range(len(graph.nodes)):
        (span,) = shortest(network, number, 0)
        least = min(along(graph, path, 0) for path in paths(graph, number))
        assert (float("inf") if span.size is None else span.size) == least, (number, spec)


def test_googlenet_as_published():
    """75 along its shortest path, 715 in all."""
    out = convcalc("explain", "googlenet-caffe", "--receptive-field").out
    assert out.endswith("the shortest path to inception5b.concat sees 75; all paths together 715\n")
    (found,) = json.loads(convcalc("explain", "googlenet-caffe", "--receptive-field", "--format", "json").out)[
        "explained"
    ]
    assert found["shortest_path"] == {"layer": "inception5b.concat", "sizes": [75, 75]}
    assert {row["name"]: row["receptive_field"][0]["size"] for row in found["receptive_field"]}[
        "inception5b.concat"
    ] == 715
    for form in ("markdown", "latex"):
        assert "sees 75; all paths" in convcalc("explain", "googlenet-caffe", "--receptive-field", "--format", form).out


def test_a_chain_has_no_shorter_path():
    assert "shortest" not in convcalc("explain", "lenet5", "--receptive-field").out


SPEC = """
input: {left: 9x20x1, right: 9x20x1}
layers:
  - conv: {filters: 4, kernel: 3, stride: 2, dilation: 2, pad: 2}
    name: one
    from: left
  - conv: {filters: 4, kernel: [1, 3], stride: 2}
    from: right
    name: two
  - crop: {pad: [[0, 1], 0]}
    from: one
  - mul: {x: [], gate: [gap, conv: 4 1]}
    name: gated
  - flatten
  - dense: 3
"""


def unit(*arguments: str, code: int = 0) -> str:
    found = convcalc("explain", "-", *arguments, stdin=SPEC)
    assert found.code == code
    return " ".join((found.out + found.err).split())


def test_pixels_are_told_with_padding_and_clipping():
    shown = unit("one", "--unit", "0,9")
    assert "one conv 4 3x3 s2 p2 d2 unit 0,9 of 5x10, counted from 0" in shown
    assert "field, height pixels 0 to 2 of 9, 2 of these 3; of its field, -2 to 2, 2 before the input" in shown
    assert "field, width pixels 16 to 18 of 20, 2 of these 3; of its field, 16 to 20, 1 after the input" in shown
    assert "field, left" not in shown


def test_gates_are_told_apart():
    assert "field, height pixels 2 to 6 of 9, 3 of these 5; by another way all of them" in unit(
        "gated", "--unit", "2,3"
    )


@pytest.mark.parametrize(
    ("volume", "layer", "place"), [("6x6x2", "reshape: 9x8", "4"), ("9x8", "reshape: 6x6x2", "2,3")]
)
def test_a_unit_of_other_axes_sees_at_most_all(volume, layer, place):
    found = convcalc("explain", "-", "reshape", "--unit", place, stdin=f"input: {volume}\nlayers:\n  - {layer}\n")
    axes = ["height", "width"] if volume == "6x6x2" else ["length"]
    lines = [f"field, {axis:<6} at most all {volume[0]} pixels" for axis in axes]
    assert [" ".join(line.split()) for line in found.out.split("\n")[2:-1]] == [
        " ".join(line.split()) for line in lines
    ]


def test_the_same_as_json():
    (found,) = json.loads(convcalc("explain", "-", "two", "--unit", "4,1", "--format", "json", stdin=SPEC).out)[
        "explained"
    ]
    height, width = found["sees"]["right"]
    assert height == {"axis": "height", "size": 9, "pixels": [[8, 8]], "field": [8, 8], "whole": False, "exact": True}
    assert width["pixels"] == [[2, 4]]


@pytest.mark.parametrize(
    ("arguments", "message", "help"),
    [
        (["one", "--unit", "5,0"], "--unit: one has a height of 5, and no place 5", "places are 0 to 4"),
        (["one", "--unit", "1"], "--unit: expected a place along height and width of one, not 1 number", "channels"),
        (["one", "--unit", "1,2,3"], "not 3 numbers", "none along its channels"),
        (["dense", "--unit", "1"], "--unit: dense is flat, and has no places", "name a layer with axes"),
        (["one", "--unit", "1,x"], "expected places counted from 0, as 3,5, not '1,x'", ""),
        (["one", "--unit", "-1,0"], "expected places counted from 0", ""),
        (["one", "--unit", "1,1", "--chain"], "--chain changes nothing beside --unit", ""),
    ],
)
def test_what_is_no_unit_is_told(arguments, message, help):
    told = unit(*arguments, code=2)
    assert message in told and help in told


def test_volumes_in_another_order_have_the_same_places():
    first = "order: channels_first\n" + SPEC.replace("9x20x1", "1x9x20")
    assert (
        convcalc("explain", "-", "one", "--unit", "0,9", stdin=first).out
        == convcalc("explain", "-", "one", "--unit", "0,9", stdin=SPEC).out
    )


def test_a_wide_unit_is_not_followed_for_ever():
    layers = "".join("  - conv: {filters: 1, kernel: 99, pad: same, dilation: 50}\n" for _ in range(30))
    found = convcalc("explain", "-", "--unit", "500000", stdin=f"input: 1000000x1\nlayers:\n{layers}")
    assert found.code == 2 and "too much to be followed" in found.err


def test_everything_can_be_explained_as_json():
    layer, block = json.loads(convcalc("explain", "resnet18", "fc", "stage1", "--format", "json").out)["explained"]
    assert layer["figures"][1]["result"] == 513_000 and layer["change"] == "512 -> 1000"
    assert [part["name"] for part in block["parts"]][:1] and block["sum"]["params"] == 147_968
    chain = json.loads(convcalc("explain", "lenet5", "C3", "--chain", "--format", "json").out)["explained"]
    assert [step["name"] for step in chain[1]["chain"]] == ["input", "C1", "S2", "C3"]
    summary, explained = json.loads(
        convcalc("calc", "8x8x3", "conv 4 3x3", "relu", "--format", "json", "--explain").out
    )["explained"][:2]
    assert summary["schema_version"] == 2 and explained["name"] == "conv"
