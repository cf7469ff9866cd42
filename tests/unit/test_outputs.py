"""What comes out of a network: the end of its layers, its heads, or heads alone where its layers end in them."""

import math
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings

from convcalc.analysis.parts import Figures
from convcalc.analysis.receptive_field import field_of
from convcalc.document.places import Place
from convcalc.document.problems import SpecError
from convcalc.homework.grading.asked import ask_key
from convcalc.public import check, diff, explain
from convcalc.render.diff import Diff
from convcalc.render.diff.json import to_dict as diff_dict
from convcalc.render.graph import model
from convcalc.render.summary.json import to_dict
from tests.support.command import convcalc
from tests.support.graphs import alive, analysed, tangled_specs, unroll
from tests.support.page_data import told
from tests.support.specs import network

TRUNK = (
    "input: 19x19x17\nblocks: {nothing: []}\nlayers:\n- {conv: 8 3x3 p1, name: first}\n- {conv: 8 3x3 p1, name: last}\n"
)
HEADS = "- head:\n    policy: [conv: 2 1x1, flatten, dense: 362]\n    value: [conv: 1 5x5, flatten, dense: 1]\n"
TWO = TRUNK + HEADS


def outputs(text: str) -> list[tuple[str, str]]:
    net = network(text)
    return [(output.name, str(net.nodes[output.number].site.output)) for output in net.outputs]


@pytest.mark.parametrize(
    ("after", "names"),
    [
        ("", ["policy", "value"]),
        ("- {relu: , when: false}\n", ["policy", "value"]),
        ("- {relu: , repeat: 0}\n", ["policy", "value"]),
        ("- head: {third: []}\n", ["policy", "value", "third"]),
        ("- relu\n", ["output", "policy", "value"]),
        ("- {relu: , from: first}\n", ["output", "policy", "value"]),
        ("- {nothing: , from: first}\n", ["output", "policy", "value"]),
        ("- {nothing: , from: value}\n", ["policy", "value"]),  # the end is a head already
    ],
)
def test_layers_that_end_in_heads_have_those_outputs_and_no_other(after: str, names: list[str]) -> None:
    assert [name for name, _ in outputs(TWO + after)] == names


def test_heads_at_the_end_of_a_block_end_the_layers_too() -> None:
    block = "input: 8x8x3\nblocks: {heads: [{head: {a: [gap], b: [gmp]}}]}\nlayers:\n- conv: 4 1\n- heads\n"
    assert outputs(block) == [("a", "1x1x4"), ("b", "1x1x4")]
    assert outputs(block + "- relu\n")[0] == ("output", "8x8x4")


def test_the_trunk_dies_with_its_last_reader() -> None:
    memory = analysed("input: 4x1\nlayers: [{conv: 10 1}, {head: {a: [{conv: 1 1}, {conv: 9 1}]}}]").memory
    assert (memory.sizes, memory.peak_alive) == ((16, 160, 16, 144), (0, 1))
    kept = analysed("input: 4x1\nlayers: [{conv: 10 1}, {head: {a: [{conv: 1 1}, {conv: 9 1}], b: []}}]").memory
    assert kept.peak_alive == (1, 2, 3)


@given(tangled_specs())
@settings(max_examples=60)
def test_nothing_lives_on_but_outputs(spec: dict[str, Any]) -> None:
    spec = spec | {
        "layers": [*spec["layers"], {"head": {"a": [{"relu": None}], "b": [{"tanh": None}, {"relu": None}]}}]
    }
    graph, analysis = unroll(spec), analysed(spec)
    held = [sum(analysis.memory.sizes[k] for k in living) for living in alive(graph)]
    assert analysis.memory.peak == max(held)
    assert list(analysis.network.ends) == graph.outputs


def test_every_output_has_a_field_of_its_own() -> None:
    analysis = analysed(TWO)
    assert [reach[0].size for reach in analysis.fields] == [5, 9]
    found = to_dict(analysis)
    assert [(each["name"], each["volume"], each["receptive_field"][0]["size"]) for each in found["outputs"]] == [
        ("policy", [362], 5), ("value", [1], 9),
    ]  # fmt: skip
    text = str(analysed_text(TWO))
    assert "t  19x19x17 -> policy 362, value 1\n" in text
    assert "policy: receptive field 5, stride 1, padding 2; value: receptive field 9, stride 1, padding 2" in text


def test_of_many_that_see_alike_the_first_are_named() -> None:
    """Below a table: of 50 inputs and 30,000 heads there were 21 MB of names."""
    heads = ", ".join(f"h{k}: [relu]" for k in range(20))
    layers = f"layers:\n- {{add: , from: [a, b]}}\n- head: {{{heads}}}\n"
    text = analysed_text(f"input: {{a: 8x8x3, b: 8x8x3}}\n{layers}")
    names = ", ".join(f"h{k} of {name}" for k in range(6) for name in "ab")
    assert f"field       {names} and 28 more: receptive field 1, stride 1, padding 0" in text


def analysed_text(text: str) -> str:
    return convcalc("summary", "-", stdin="name: t\n" + text).out


@pytest.mark.slow
@given(tangled_specs())
@settings(max_examples=60)
def test_no_output_sees_less_than_its_last_places(spec: dict[str, Any]) -> None:
    graph, analysis = unroll(spec), analysed(spec)
    for end, reach in zip(graph.outputs, analysis.fields, strict=True):
        todo = [end]
        for number in todo:
            node = graph.nodes[number]
            todo += () if math.prod(node.size) > 1 else node.inputs
            own = analysis.rows[number].reach
            if math.prod(node.size) > 1 and (number or any(span.lows for span in reach)):
                assert all(a.size is None or (b.size is not None and b.size <= a.size) for a, b in zip(reach, own))


# What says something of outputs


def unmet(expect: str) -> list[str]:
    return [problem.message for problem in check(f"{TWO}expect: {expect}", select="C002")]


@pytest.mark.parametrize(
    ("expect", "messages"),
    [
        ("{output: {policy: 362, value: 1}, receptive_field: {policy: 5, value: {max: 9}}, depth: 4}", []),
        ("{output: 19x19x8}", ["output of 'policy': expected 19x19x8, found 362",
                               "output of 'value': expected 19x19x8, found 1"]),
        ("{receptive_field: {max: 7}}", ["receptive_field of 'value': expected at most 7, found 9"]),
        ("{receptive_field: {value: {max: 7}}}", ["receptive_field of 'value': expected at most 7, found 9"]),
        ("{output: {valu: 1}}", ["expect: output: there is no output 'valu'"]),
        ("{params: 0}", ["params: expected 0, found 263,987"]),
    ],
)  # fmt: skip
def test_what_is_expected_of_outputs(expect: str, messages: list[str]) -> None:
    assert unmet(expect) == messages


@pytest.mark.parametrize(
    ("expect", "messages"),
    [
        ("{output: {policy: 362}, depth: {policy: {max: 1}}}", ["depth of 'policy': expected at most 1, found 4"]),
        ("{output: {policy: 361}, depth: {value: 4}}", ["output of 'policy': expected 361, found 362"]),
        ("{output: {valu: 1}}", ["expect: output: there is no head 'valu'"]),
        ("{params: {max: 1000}}", ["params: expected at most 1000, found 261,744"]),
    ],
)  # fmt: skip
def test_what_is_expected_of_heads_where_they_stand(expect: str, messages: list[str]) -> None:
    assert [problem.message for problem in check(f"{TWO}  expect: {expect}\n", select="C002")] == messages


def test_one_value_is_of_the_end_where_there_is_one() -> None:
    text = f"{TWO}- gap\n- flatten\nexpect: "
    assert [each.message for each in check(f"{text}{{output: 8, depth: 2, receptive_field: 5}}", "C002")] == []
    named = "{output: {output: 8, policy: 361}}"
    assert [each.message for each in check(text + named, "C002")] == ["output of 'policy': expected 361, found 362"]


def test_a_budget_holds_for_every_output(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".convcalc.yaml").write_text("budgets: {'*.yaml': {receptive_field: {max: 8}}}\n")
    (tmp_path / "net.yaml").write_text(TWO)
    found = convcalc("check", "net.yaml", "--select", "C003")
    assert "receptive_field of 'value': expected at most 8, found 9" in found.out + found.err
    assert "'policy'" not in found.out + found.err


def test_a_question_of_the_network_names_one_of_its_outputs() -> None:
    net = network(TWO)
    with pytest.raises(SpecError) as caught:
        ask_key(Figures(net), "output", 362, Place(net.source, ()))
    assert "has several outputs: policy 362, value 1" in caught.value.problems[0].message
    asked = ask_key(Figures(net), "policy.output", 362, Place(net.source, ()))
    assert str(asked.asks[0].figure()) == "362"


def test_a_diff_compares_outputs_by_name() -> None:
    new = TWO.replace("5x5", "7x7").replace("policy:", "move:")
    comparison = diff(TWO, new)
    rows = {each.name: [(change.before, change.after) for change in each.changes] for each in comparison.outputs}
    assert list(rows) == ["policy", "value", "move"]
    assert [[None if side is None else str(side) for side in pair] for pair in rows["value"]] == [
        ["1", "1"],
        ["9", "11"],
    ]
    assert [pair[1] for pair in rows["policy"]] == [None, None] == [pair[0] for pair in rows["move"]]
    text = " ".join(str(comparison).split())
    assert "value field 9 11" in text and "policy output 362 none" in text and "move field none 5" in text
    plain = diff_dict(Diff(comparison, ("a", "b")))
    assert plain["outputs"][1]["receptive_field"] == {"before": [9, 9], "after": [11, 11]}


def test_a_limit_holds_for_every_output(tmp_path: Any) -> None:
    (tmp_path / "a.yaml").write_text(TWO)
    (tmp_path / "b.yaml").write_text(TWO.replace("5x5", "7x7"))
    files = str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml")
    found = convcalc("diff", *files, "--fail-on", "receptive_field>+0")
    assert (found.code, "receptive_field>+0  value field 9 -> 11 (+2, +22.2%)" in found.out) == (1, True)
    assert convcalc("diff", *files, "--fail-on", "receptive_field>11").code == 0


def test_moving_the_end_is_a_difference() -> None:
    assert not diff(TWO, TWO + "- {nothing: , from: first}\n").empty
    assert diff(TWO, TWO).empty


def test_the_parts_of_a_network_with_several_outputs() -> None:
    text = str(explain(TWO))
    assert "19x19x17 -> policy 362, value 1" in text
    assert text.splitlines()[-1].split()[:3] == ["sum", "8", "layers"]
    assert text.splitlines()[-1].endswith("KiB")


def test_a_graph_names_its_outputs() -> None:
    net = network(TWO)
    drawn = model.drawing(net, full=True)
    assert [box.lines for box in model.flat(drawn.boxes)][-2:] == [("policy", "362"), ("value", "1")]
    assert drawn.edges[-2:] == ((5, 9), (8, 10))
    assert "policy" in convcalc("graph", "-", stdin=TWO).out


def test_a_report_names_its_outputs() -> None:
    data = told(analysed(TWO))
    assert (data["output"], data["outputs"]) == ("policy 362, value 1", [["policy", 5], ["value", 8]])


def test_the_schema_knows_outputs_by_name() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    from convcalc.language.schema import schema

    spec = {"input": "8x8x3", "layers": ["relu"]}
    for expect, right in (
        ({"output": {"a": 1, "b": {"max": 3}}}, True),
        ({"params": {"a": 1}}, False),
        ({"depth": {"a": {"b": 1}}}, False),
    ):
        found = list(jsonschema.Draft7Validator(schema()).iter_errors(spec | {"expect": expect}))
        assert (not found) == right, expect


def test_rules_know_what_comes_out() -> None:
    dead = f"{TRUNK}- {{conv: 4 1, name: lost}}\n- {{nothing: , from: first}}\n- head: {{a: [gap]}}\n"
    assert [each.code for each in check(dead, select="C104")] == ["C104"]
    assert not check(TWO, select="C104")


@given(tangled_specs())
@settings(max_examples=60)
def test_the_field_of_many_outputs_is_that_of_each(spec: dict[str, Any]) -> None:
    analysis = analysed(spec)
    reaches = [row.reach for row in analysis.rows]
    for end, reach in zip(analysis.network.ends, analysis.fields, strict=True):
        assert [span.size for span in reach] == [span.size for span in field_of(analysis.network, reaches, end)]


def took(heads: int) -> float:
    """The seconds that a check takes of a chain with a head after each layer."""
    layers = "".join(f"- dense: 8\n- head: {{h{k}: []}}\n" for k in range(heads))
    start = process_time()
    check(
        f"input: 8\nlayers:\n{layers}expect: {{output: 8, depth: {{max: 99999}}, receptive_field: 0}}\n", select="C002"
    )
    return process_time() - start


@pytest.mark.slow
def test_twice_the_outputs_take_twice_the_time() -> None:
    took(100)
    assert min(took(3000) for _ in range(2)) <= 3 * max(took(1500) for _ in range(2))
