"""Networks with several inputs: their names, what each output sees of each, and everything that tells of them."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.analysis.parts import Figures
from convcalc.document.places import Place
from convcalc.document.problems import SpecError
from convcalc.explain.field import field_steps
from convcalc.explain.layer import explain_layer
from convcalc.homework.grading.asked import ask_key
from convcalc.language import loading
from convcalc.model.network import Network
from convcalc.public import check, diff
from convcalc.render.formats import Options
from convcalc.render.graph import model
from convcalc.render.summary import csv, frame
from convcalc.render.summary.json import to_dict
from tests.support.command import convcalc
from tests.support.graphs import analysed, problems
from tests.support.page_data import told
from tests.support.specs import network
from tests.unit.test_flat import assert_same

TWO = """
name: t
input: {left: 32x32x3, right: 64x64x1}
layers:
- {conv: 8 5x5 s2 p2, name: a}
- {conv: 8 7x7 s4 p3, name: b, from: right}
- {add: , from: [a, b], name: both}
- conv: 4 3x3 p1
"""
NAMED = "input: {a: 3x3x1}\nlayers: [relu]\n"
FLAT_TOO = """
input: {image: 8x8x3, facts: 10}
layers:
- conv: 4 3x3
- {flatten: , name: seen}
- {dense: 6, from: facts, name: told}
- {concat: , from: [seen, told]}
- dense: 2
"""


def sizes(analysis: Any, number: int) -> list[Any]:
    """What a node sees of each input, along the first axis."""
    return [each.reaches[number][0].size if each.reaches[number] else None for each in analysis.sights]


def test_the_first_input_is_the_current_volume() -> None:
    net = network(TWO)
    assert [net.nodes[number].path for number in net.inputs] == ["left", "right"]
    assert [node.inputs for _, node in net.layers] == [(0,), (1,), (2, 3), (4,)]
    assert (repr(net), net.is_chain) == ("<Network t: left 32x32x3, right 64x64x1 -> 16x16x4>", False)
    assert str(net.input) == "32x32x3"


def test_one_input_can_have_a_name() -> None:
    net = network("input: {image: 8x8x3}\nlayers: [relu, {add: , from: [image, input]}]\n")
    assert [node.path for node in net.nodes] == ["image", "relu", "add"]
    assert net.nodes[-1].inputs == (0, 0)
    assert net.takes == "8x8x3"


def test_inputs_can_be_worked_out() -> None:
    net = network("input: {a: [n, n, 3], b: 2 * n}\nvars: {n: 4}\nlayers: [relu, {dense: 1, from: b}]\n")
    assert net.takes == "a 4x4x3, b 8"


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("input: {}\nlayers: [relu]", "'input' is empty"),
        ("input: {a: 8x8x3, input: 4}\nlayers: [relu]", "the name 'input' is taken: it is the network's input"),
        ("input: {'a{i}': 8x8x3}\nlayers: [relu]", "'a{i}' is not a name for an input"),
        ("input: {a: 8x8x3, b: 0}\nlayers: [relu]", "b: expected at least 1, not 0"),
        ("input: {a: 8x8x3, b: 4}\nlayers: [{relu: , from: input}]", "there are several inputs: a, b"),
        ("input: {a: 8x8x3, b: 4}\nlayers: [{relu: , from: c}]", "no layer above is named 'c'"),
        ("input: {a: 8x8x3, b: 4}\nlayers: [{relu: , name: b}]", "name 'b' is used twice"),
    ],
)
def test_what_is_wrong_with_inputs(spec: str, message: str) -> None:
    assert [problem.message for problem in problems(spec)] == [message]


def test_a_name_that_an_input_has_points_at_it() -> None:
    [problem] = problems("input: {a: 8x8x3, b: 4}\nlayers: [{relu: , name: b}]")
    assert [(note.message, note.place.spot[1:]) for note in problem.notes] == [("an input is called so", (1, 19))]


# What is seen of each

STEP = st.tuples(st.integers(1, 5), st.integers(1, 2))


def chain(steps: list[tuple[int, int]]) -> list[dict[str, Any]]:
    """Convolutions whose strides divide their inputs."""
    return [{"conv": {"filters": 2, "kernel": kernel, "stride": stride, "pad": "same"}} for kernel, stride in steps]


def side(steps: list[tuple[int, int]]) -> int:
    """The size that strides bring to 4."""
    size = 4
    for _, stride in steps:
        size *= stride
    return size


@pytest.mark.slow
@settings(max_examples=60)
@given(st.lists(STEP, min_size=1, max_size=3), st.lists(STEP, min_size=1, max_size=3), st.lists(STEP, max_size=2))
def test_each_input_is_seen_as_if_there_were_no_other(
    one: list[tuple[int, int]], other: list[tuple[int, int]], after: list[tuple[int, int]]
) -> None:
    first, second, rest = chain(one), chain(other), chain(after)
    second[0]["from"] = "b"
    first[-1]["name"], second[-1]["name"] = "x", "y"
    volumes = {"a": f"{side(one)}x2", "b": f"{side(other)}x2"}
    found = analysed({"input": volumes, "layers": [*first, *second, {"add": None, "from": ["y", "x"]}, *rest]})
    for sight, steps, volume in zip(found.sights, (one, other), volumes.values(), strict=True):
        alone = analysed({"input": volume, "layers": chain(steps + after)})
        assert sight.fields == alone.fields
        assert sight.reaches[-1] == alone.rows[-1].reach


def test_a_path_sees_nothing_of_another_input_however_global() -> None:
    found = analysed(FLAT_TOO)
    assert [sizes(found, number) for number in range(7)] == [
        [1, None], [0, None], [3, None], [3, None], [0, None], [3, None], [None, None],
    ]  # fmt: skip
    dense = analysed("input: {a: 8x1, b: 8x1}\nlayers: [{gap: , from: b}, flatten, {dense: 4}]")
    assert [sizes(dense, number) for number in (2, 4)] == [[0, None], [0, None]]
    learned = analysed("input: 8x8x2\nlayers: [{param: 3x4}, flatten, {dense: 5}]")
    assert sizes(learned, 3) == [0]


def needed(net: Network, node: int, now: int) -> bool:
    """Whether a volume is read while a node runs, or later, or comes out."""
    return node == now or node in net.ends or any(node in later.inputs for later in net.nodes[now:])


@pytest.mark.parametrize("text", [TWO, TWO + "- {conv: 3 1, from: right}\n", TWO + "- head: {x: [], y: [gap]}\n"])
def test_peak_memory_by_looking_for_readers(text: str) -> None:
    found = analysed(text)
    net, sizes = found.network, found.memory.sizes
    steps = range(len(net.nodes))
    assert found.memory.peak == max(sum(sizes[k] for k in range(now + 1) if needed(net, k, now)) for now in steps)
    assert found.memory.input(net) == 4 * (32 * 32 * 3 + 64 * 64)


# What tells of them


def test_summary_has_a_column_an_input() -> None:
    text = convcalc("summary", "-", stdin=TWO).out
    assert text.startswith("t  left 32x32x3, right 64x64x1 -> 16x16x4\n")
    rows = {line.split()[0]: line.split()[-2:] for line in text.splitlines() if line}
    assert (rows["left"], rows["right"]) == (["1", "0"], ["0", "1"])
    assert (rows["a"], rows["b"], rows["both"], rows["conv"]) == (["5", "0"], ["0", "7"], ["5", "7"], ["9", "15"])
    assert "inputs 28.0 KiB" in text
    assert (
        "of left: receptive field 9, stride 2, padding 4; of right: receptive field 15, stride 4, padding 7"
        in " ".join(text.split())
    )


def test_json_has_each_input_and_each_field() -> None:
    found = to_dict(analysed(TWO))
    assert found["inputs"] == [{"name": "left", "volume": [32, 32, 3]}, {"name": "right", "volume": [64, 64, 1]}]
    last = found["layers"][-1]["receptive_field"]
    assert {name: axes[0]["size"] for name, axes in last.items()} == {"left": 9, "right": 15}
    assert found["total"]["receptive_field"] == found["outputs"][0]["receptive_field"] == last
    one = to_dict(analysed("input: 8x8x3\nlayers: [relu]"))
    assert one["inputs"] == [{"name": "input", "volume": [8, 8, 3]}]
    assert [axis["size"] for axis in one["layers"][1]["receptive_field"]] == [1, 1]


def test_csv_and_frames_have_a_column_an_input() -> None:
    found = analysed(TWO)
    heading = next(csv.parts(found, Options()))
    assert "receptive_field_left,receptive_field_right,field_stride_left" in heading
    assert next(csv.parts(found, Options(columns=("layer", "field")))) == "layer,field_left,field_right"
    assert frame.columns(found)["field_right_height"] == [0, 1, 0, 7, 7, 15]


def test_inputs_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "net.yaml").write_text(TWO)
    name = str(tmp_path / "net.yaml")
    both = convcalc("summary", name, "--input", "left=16x16x3", "--input", "right=32x32x1")
    assert both.out.startswith("t  left 16x16x3, right 32x32x1 -> 8x8x4\n")
    assert "-> 16x16x4" in convcalc("summary", name, "--input", "left=31x31x1").out
    for inputs, message in (
        (["64x64x3"], "has several inputs: left, right"),
        (["lift=64x64x3"], "has no input 'lift'"),
        (["left=64x64x3", "4x4x4"], "give every input by its name"),
        (["8x8x3", "4x4x4"], "give the only input once"),
        (["left=zero"], "unknown name 'zero'"),
    ):
        result = convcalc("summary", name, *(part for each in inputs for part in ("--input", each)))
        assert (result.code, result.out, message in result.err) == (2, "", True), result.err
    assert loading.load(name, input={"left": "16x16x3", "right": [32, 32, 1]}).gives == "8x8x4"
    assert convcalc("summary", "lenet5", "--input", "input=32x32x1").code == 0


def test_explain_tells_the_field_of_each_input() -> None:
    found = analysed(TWO)
    lines = [line for line in explain_layer(found, 5).lines if line.figure == "receptive_field"]
    assert {line.label for line in lines} == {"field, left", "stride, left", "field, right", "stride, right"}
    assert explain_layer(found, 3).of("receptive_field")[0].label == "field, right"
    assert [[step.name for step in field_steps(found, 5, k)] for k in (0, 1)] == [
        ["left", "a", "both", "conv"], ["right", "b", "both", "conv"],
    ]  # fmt: skip
    text = convcalc("explain", "-", "conv", "--chain", stdin=TWO).out
    assert text.count("receptive field, from the input") == 2
    assert "left 32x32x3" not in text and "32x32x3, 64x64x1 -> 16x16x4" in convcalc("explain", "-", stdin=TWO).out


@pytest.mark.parametrize(
    ("expect", "messages"),
    [
        ("{receptive_field: {left: 9, right: 15}}", []),
        ("{receptive_field: {left: 9, right: {max: 14}}}",
         ["receptive_field of 'right': expected at most 14, found 15"]),
        ("{receptive_field: 9}", ["receptive_field: expected 9, found 15"]),
        ("{receptive_field: {max: 15}}", []),
    ],
)  # fmt: skip
def test_what_is_expected_of_inputs(expect: str, messages: list[str]) -> None:
    assert [problem.message for problem in check(f"{TWO}expect: {expect}\n", select="C002")] == messages


def test_a_layer_is_judged_by_the_inputs_that_it_sees() -> None:
    text = TWO.replace("name: b, from: right}", "name: b, from: right, expect: {receptive_field: 7}}")
    assert not check(text, select="C002")
    wrong = text.replace("receptive_field: 7", "receptive_field: 5")
    assert [each.message for each in check(wrong, select="C002")] == ["receptive_field: expected 5, found 7"]


def test_a_question_is_of_one_input() -> None:
    net = network(TWO)
    figures, place = Figures(net), Place(net.source, ())
    with pytest.raises(SpecError) as caught:
        ask_key(figures, "receptive_field", 9, place)
    assert caught.value.problems[0].message == "t has several inputs, and its output sees 2 of them"
    assert str(ask_key(figures, "b.receptive_field", 7, place).asks[0].figure()) == "7"


def test_solve_asks_for_one_input(tmp_path: Path) -> None:
    (tmp_path / "net.yaml").write_text(TWO)
    for option in (["--smallest-input"], ["--fits", "20..30"]):
        result = convcalc("solve", *option, str(tmp_path / "net.yaml"))
        assert (result.code, "has several inputs (left, right)" in result.err) == (2, True)
    (tmp_path / "one.yaml").write_text("input: {image: 8x8x3}\nlayers: [conv: 3 5x5]\n")
    assert "smallest input 5x5x3" in convcalc("solve", "--smallest-input", str(tmp_path / "one.yaml")).out


def test_an_input_that_nothing_reads_is_told() -> None:
    [problem] = check("input: {a: 8x8x3, b: 4}\nlayers: [relu]\n", select="C104")
    assert (problem.message, problem.place.spot[1:]) == ("nothing reads the input 'b'", (1, 22))
    assert not check(TWO, select="default")


def test_a_diff_tells_inputs_by_name() -> None:
    comparison = diff(TWO, TWO.replace("64x64x1", "64x64x2").replace("7x7 s4 p3", "9x9 s4 p4"))
    text = " ".join(str(comparison).split())
    assert "right input: volume 64x64x1 -> 64x64x2" in text
    assert "output field of left 9 9" in text and "output field of right 15 17" in text
    renamed = diff(TWO, TWO.replace("right", "other"))
    assert "name right -> other" in str(renamed)
    assert diff(TWO, TWO).empty


@pytest.mark.parametrize("text", [TWO, FLAT_TOO, TWO + "- head: {x: [relu], y: []}\n", NAMED])
def test_flat_keeps_inputs(text: str) -> None:
    assert_same(network(text, name="t.yaml"))
    second = "input: {a: 8x8x3, b: 8x8x3}\nlayers: [{relu: , from: b}, {add: , from: [a, b]}]\n"
    assert_same(network(second))


def test_graph_and_report_name_the_inputs() -> None:
    boxes = model.flat(model.drawing(network(TWO), full=True).boxes)
    assert [box.lines for box in boxes][:2] == [("left", "32x32x3"), ("right", "64x64x1")]
    data = told(analysed(TWO))
    assert (data["input"], data["inputs"]) == ("left 32x32x3, right 64x64x1", [0, 1])
    seen = [data["reaches"][number] for number in data["layers"]["sees"]]
    assert [(each[0], each[2]) for each in seen] == [
        ("1", 0), ("1", 1), ("5", 0), ("7", 1), ("left 5, right 7", 0), ("left 9, right 15", 0),
    ]  # fmt: skip


def test_the_schema_takes_inputs_by_name() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    from convcalc.language.schema import schema

    validator = jsonschema.Draft7Validator(schema())
    for value, right in (({"a": "8x8x3", "b": 4}, True), ({}, False), ({"a": {"b": 3}}, False), ("8x8x3", True)):
        assert (not list(validator.iter_errors({"input": value, "layers": ["relu"]}))) == right, json.dumps(value)


def test_inputs_are_few() -> None:
    inputs = ", ".join(f"i{k}: 4" for k in range(51))
    [problem] = problems(f"input: {{{inputs}}}\nlayers: [relu]")
    assert (problem.message, problem.help) == ("51 inputs are too many", "at most 50 can be told")


def test_the_parts_of_a_network_tell_of_which_input_they_see_what():
    spec = "input: {left: 9x9x1, right: 9x9x1}\nlayers:\n  - {conv: 1 3 p1, from: left, name: l}\n"
    spec += "  - {conv: 1 5 p2, from: right, name: r}\n  - {add: , from: [l, r]}\n"
    lines = [line.split() for line in convcalc("explain", "-", stdin=spec).out.split("\n")]
    assert [line[-2:] for line in lines if line and line[0] in ("l", "r")] == [["left", "3"], ["right", "5"]]
    assert ["left", "3,", "right", "5"] in [line[-4:] for line in lines]
    found = json.loads(convcalc("explain", "-", "--format", "json", stdin=spec).out)["explained"][0]["parts"]
    assert [list(part["receptive_field"]) for part in found] == [["left"], ["right"], ["left", "right"]]
