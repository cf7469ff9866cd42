"""A model held against its spec: what comes to the same holds, and one edit is found and named."""

import json
from pathlib import Path

import pytest

from convcalc.exchange.writing.onnx.model import written
from convcalc.language.loading import load
from tests.support.command import convcalc
from tests.support.paths import SHARED

FILES = SHARED / "files"
HOLD = {
    "resnet50": "onnx/resnet50.dyn.onnx",
    "mobilenet_v2": "onnx/mobilenet_v2.dyn.onnx",
    "resnet18": "pt2/resnet18.meta.pt2",
    "vgg16": "pt2/vgg16.pt2",
    "googlenet": "pt2/googlenet.pt2",
    "efficientnet_b0": "pt2/efficientnet_b0.pt2",
}
SPEC = """\
input: 32x32x3
layers:
  - conv: 8 3x3 p1 nobias
  - bn
  - relu
  - add:
      residual:
        - conv: 8 3x3 p1
        - sigmoid
      shortcut:
  - maxpool: 2
  - flatten
  - dense: 10
"""
EDITS = {
    "conv: 8 3x3 p1 nobias": ("conv: 8 5x5 p2 nobias", "conv: kernel is 3x3 in net.yaml, and 5x5 in net.onnx"),
    "maxpool: 2": ("avgpool: 2", "kind is maxpool 2x2 in net.yaml, and avgpool 2x2 in net.onnx"),
    "dense: 10": ("dense: 12", "units is 10 in net.yaml, and 12 in net.onnx"),
    "  - bn\n": ("", "bn (bn) is in net.yaml alone"),
    "        - sigmoid\n": ("", "sigmoid (sigmoid) is in net.yaml alone"),
}
"""What is changed in the model, and what is said of it."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("net.yaml").write_text(SPEC)
    return tmp_path


def model(text: str) -> None:
    Path("other.yaml").write_text(text)
    Path("net.onnx").write_bytes(written(load("other.yaml")))


@pytest.mark.slow
@pytest.mark.skipif(not FILES.is_dir(), reason="the files of other formats are not here")
@pytest.mark.parametrize("name", HOLD)
def test_exported_models_are_what_the_presets_say(name: str):
    done = convcalc("verify", name, str(FILES / HOLD[name]))
    assert done.code == 0
    assert f"is what {name} says" in done.out


def test_a_model_written_from_the_spec_holds(folder: Path):
    model(SPEC)
    done = convcalc("verify", "net.yaml", "net.onnx")
    assert (done.code, done.out.splitlines()[0]) == (
        0, "net.onnx is what net.yaml says: 9 layers, 21,306 parameters, 16 buffers, 831,488 MACs",
    )  # fmt: skip


@pytest.mark.parametrize("was", EDITS)
def test_one_edit_is_named(was: str, folder: Path):
    edit, said = EDITS[was]
    model(SPEC.replace(was, edit))
    done = convcalc("verify", "net.yaml", "net.onnx")
    assert done.code == 1
    assert "net.onnx is not what net.yaml says" in done.out
    assert said in done.out, done.out


def test_settings_that_come_to_the_same_are_no_difference(folder: Path):
    model(SPEC.replace("maxpool: 2", "maxpool: {kernel: 2, stride: 2, ceil: true}").replace("p1 nobias", "same nobias"))
    assert convcalc("verify", "net.yaml", "net.onnx").code == 0
    Path("shared.yaml").write_text("input: 8x8x4\nlayers: [{conv: 4 1x1, name: a}, {conv: 4 1x1, weights: a}]\n")
    model("input: 8x8x4\nlayers: [{conv: 4 1x1, name: a}, conv: 4 1x1]\n")
    done = convcalc("verify", "shared.yaml", "net.onnx")
    assert (done.code, "weights is those of a in shared.yaml, and own in net.onnx" in done.out) == (1, True), done.out


SUMS = """\
input: 8x8x4
layers:
  - add:
      a: [conv: 4 3x3 p1]
      b: [conv: 4 1x1]
      c: [{}]
"""
CHAINED = """\
input: 8x8x4
layers:
  - {{conv: 4 3x3 p1, name: a}}
  - {{conv: 4 1x1, name: b, from: input}}
  - {{{}, name: c, from: input}}
  - {{add: , from: [a, b], name: first}}
  - {{add: , from: [first, {}]}}
"""


def test_a_sum_of_three_may_be_taken_two_at_a_time(folder: Path):
    Path("net.yaml").write_text(SUMS.format("sigmoid"))
    model(CHAINED.format("sigmoid: ", "c"))
    done = convcalc("verify", "net.yaml", "net.onnx")
    assert (done.code, "takes 1 sum two volumes at a time" in done.out) == (0, True), done.out
    model(CHAINED.format("tanh: ", "c"))
    assert convcalc("verify", "net.yaml", "net.onnx").code == 1
    model(CHAINED.format("sigmoid: ", "b"))
    assert convcalc("verify", "net.yaml", "net.onnx").code == 1


def test_branches_of_a_sum_may_stand_in_any_order(folder: Path):
    head, _, tail = SPEC.partition("      residual:\n")
    residual, _, rest = tail.partition("      shortcut:\n")
    model(f"{head}      shortcut:\n      residual:\n{residual}{rest}")
    assert convcalc("verify", "net.yaml", "net.onnx").code == 0


HEADS = """\
input: 32x32x3
layers:
  - {conv: 8 3x3 p1, name: body}
  - {head: {edges: [conv: 1 1x1]}, from: body}
  - {head: {areas: [conv: 5 1x1]}, from: body}
"""


def test_names_and_order_of_outputs_do_not_matter_but_what_comes_out_does(folder: Path):
    Path("net.yaml").write_text(HEADS)
    first, edges, areas = HEADS.partition("  - {head: {edges")[0], *HEADS.splitlines()[-2:]
    model(f"{first}{areas}\n{edges}\n")
    assert convcalc("verify", "net.yaml", "net.onnx").code == 0
    model(f"{first}{areas}\n")
    done = convcalc("verify", "net.yaml", "net.onnx")
    assert (done.code, "edges.conv (conv) is in net.yaml alone" in done.out) == (1, True), done.out


def test_a_layer_that_also_comes_out_is_a_difference(folder: Path):
    Path("net.yaml").write_text("input: 8x8x3\nlayers: [{conv: 4 1x1, name: a}, relu]\n")
    model("input: 8x8x3\nlayers: [{conv: 4 1x1, name: a}, {head: {more: []}, from: a}, {relu: , from: a}]\n")
    done = convcalc("verify", "net.yaml", "net.onnx")
    assert (done.code, "8x8x4 in net.yaml, and 8x8x4, 8x8x4 in net.onnx" in done.out) == (1, True), done.out
    found = json.loads(convcalc("verify", "net.yaml", "net.onnx", "--format", "json").out)
    assert (found["holds"], found["first_difference"]) == (False, "8x8x4 in net.yaml, and 8x8x4, 8x8x4 in net.onnx")


def test_json(folder: Path):
    model(SPEC.replace("dense: 10", "dense: 12"))
    found = json.loads(convcalc("verify", "net.yaml", "net.onnx", "--format", "json").out)
    assert (found["holds"], found["different_layers"]) == (False, 1)
    assert "units is 10 in net.yaml, and 12 in net.onnx" in found["first_difference"]


def test_what_cannot_be_read_or_imported_is_told(folder: Path):
    assert convcalc("verify", "net.yaml", "none.onnx").code == 2
    done = convcalc("verify", "net.yaml", "no_such_module:Net")
    assert done.code == 2 and ("needs PyTorch" in done.err or "cannot import no_such_module:Net" in done.err)


def test_nothing_can_be_unfolded_of_a_module(folder: Path):
    done = convcalc("verify", "net.yaml", "no_such_module:Net", "--unfold")
    assert done.code == 2 and "--unfold changes nothing beside MODULE:ATTRIBUTE" in done.err
