"""Frozen layers: what they leave out of training, and how they are told; counted by hand."""

import json
import re

import pytest

from convcalc.analysis.analyse import analyse
from convcalc.analysis.training import TrainingPlan
from convcalc.exchange.flatten import flatten
from convcalc.public import explain
from tests.support.command import convcalc
from tests.support.graphs import analysed, network, problems

NET = """
input: 4x6x8
vars: {tune: false}
blocks:
  unit: [conv: 8 1 nobias, bn, relu]
  two: [unit, {unit: , frozen: false}]
layers:
  - unit: {}
    frozen: not tune
  - %s
  - gap
  - flatten
  - dense: 5
"""
X = 4 * 6 * 8
UNIT = 64 + 16


def frozen(text: str) -> dict[str, bool]:
    return {node.path: node.frozen for node in network(text).nodes[1:]}


def test_a_call_freezes_all_in_it_and_an_item_inside_can_make_an_exception() -> None:
    found = frozen(NET % "{two: , frozen: true, name: mixed}")
    assert [path for path, is_frozen in found.items() if is_frozen] == [
        "unit.conv", "unit.bn", "unit.relu", "mixed.unit.conv", "mixed.unit.bn", "mixed.unit.relu",
    ]  # fmt: skip
    assert not any(frozen((NET % "relu").replace("tune: false", "tune: true")).values())


def test_branches_and_repeats_are_frozen_too_and_the_index_can_say_so() -> None:
    branches = "{add: {a: [conv: 2 1], b: []}, frozen: true, name: sum}"
    found = frozen(f"input: 4x4x2\nlayers: [{branches}, {{conv: 2 1, repeat: 3, frozen: i < 2}}]\n")
    assert list(found.values()) == [True, True, True, True, False]


def test_trainable_parameters_are_told_apart() -> None:
    text = NET % "unit"
    data = json.loads(convcalc("summary", "-", "--format", "json", stdin=text).out)
    assert (data["total"]["params"], data["total"]["trainable"]) == (2 * UNIT + 45, UNIT + 45)
    assert [layer["name"] for layer in data["layers"] if layer["frozen"]] == ["unit.conv", "unit.bn", "unit.relu"]
    shown = convcalc("summary", "-", "--full", stdin=text).out
    assert "205 (125 trainable, 80 frozen), and 32 buffers" in shown
    assert "conv 8 1x1 nobias frozen" in shown
    table = convcalc("summary", "-", "--columns", "layer,trainable", "--format", "csv", stdin=text).out
    assert sum(int(line.rpartition(",")[2]) for line in table.splitlines()[1:]) == 125
    assert "frozen" not in convcalc("summary", "vgg16").out
    assert "frozen: training leaves them as they are" in str(explain(text, "unit.bn"))


def test_they_are_expected() -> None:
    text = NET % "unit" + "expect: {trainable: %d, params: 205}\n"
    assert convcalc("check", "-", "--select", "C0", stdin=text % 125).code == 0
    assert "trainable: expected 124, found 125" in convcalc("check", "-", stdin=text % 124).out


@pytest.mark.parametrize(
    ("layer", "open", "closed"),
    [
        ("conv: 8 1 nobias", X, X), ("depthwise: 1", X, X), ("prelu", X, X), ("bn", X + 64, X),
        ("ln", X + 8 * 24, X + 8 * 24),
        ("gn: 2", X + 16, X + 16), ("dense: 8 each", X, 0), ("scale", X, 0),
    ],
)  # fmt: skip
def test_what_a_frozen_layer_keeps(layer: str, open: int, closed: int) -> None:
    """After a layer that learns; as measured with PyTorch 2.14, batch norm in eval mode."""
    kind, _, value = layer.partition(": ")
    for is_frozen, kept in ((False, open), (True, closed)):
        item = f"{{{kind}: {value}, frozen: {str(is_frozen).lower()}}}"
        memory = analysed(f"input: 4x6x8\nlayers: [tanh, {{conv: 8 1}}, {item}]\n", dtype="int8").memory
        assert memory.saved == (0, 0, X, kept), layer


def test_where_nothing_above_learns_nothing_is_kept() -> None:
    memory = analysed(NET % "relu", dtype="int8").memory
    assert sum(memory.saved) == 8, "the input of dense"


def test_training_leaves_gradients_and_state_out() -> None:
    analysis = analyse(network(NET % "unit"), plan=TrainingPlan("adam", "mixed-fp16"))
    found, memory = analysis.step, analysis.memory
    assert found is not None
    assert (found.copy, found.gradients, found.state) == (4 * 125, 2 * 125, 2 * 4 * 125)
    assert found.weights == 2 * 205 + 4 * 32
    assert memory.training["adam"] == 4 * (205 + 32) + 3 * 4 * 125 + sum(memory.saved)


def test_a_flat_spec_says_it_of_each_layer() -> None:
    net = network(NET % "{two: , frozen: true}")
    again = network(json.loads(json.dumps(flatten(net))))
    assert [node.frozen for node in again.nodes] == [node.frozen for node in net.nodes]


def test_equal_layers_are_not_one_line_where_one_is_frozen() -> None:
    text = "input: 4x4x2\nlayers: [{conv: 2 1, repeat: 4, frozen: i < 2}]\n"
    shown = convcalc("summary", "-", "--columns", "layer,kind", stdin=text).out
    assert re.findall(r"^conv\S* x\d", shown, re.MULTILINE) == ["conv x2", "conv_3 x2"]


def test_what_is_no_truth_is_told() -> None:
    (problem,) = problems("input: 4x4x2\nlayers: [{conv: 2 1, frozen: some}]\n")
    assert "some" in problem.message
    (problem,) = problems("input: 4x4x2\nvars: {v: [1]}\nlayers: [{conv: 2 1, frozen: v}]\n")
    assert problem.message == "frozen: expected true or false, not a list"
