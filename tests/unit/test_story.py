"""What a change amounts to, in words: area by area, and all of them together make the difference of the totals."""

import json
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.analysis.analyse import analyse
from convcalc.compare.difference import Comparison, compare
from convcalc.compare.story import story
from convcalc.compare.story.likeness import UNRELATED, likeness
from convcalc.language import loading
from convcalc.model.network import Network
from convcalc.render.diff.changes import sentence
from tests.support.command import convcalc
from tests.support.paths import SHARED
from tests.support.scrambled import folded, scrambled
from tests.support.specs import network

BASE = """
input: 64x64x3
vars: {widths: [32, 64, 128], depths: [2, 2, 2], kernel: 3, norm: true, act: relu, classes: 10, first: true}
blocks:
  unit(filters, stride=1):
    - add:
        residual:
          - conv: {filters: filters, kernel: 1, stride: stride if first else 1, bias: false}
          - relu
          - conv: {filters: filters, kernel: kernel, stride: 1 if first else stride, pad: kernel // 2, bias: false}
          - {bn: , when: norm}
        shortcut:
          - conv: {filters: filters, kernel: 1, stride: stride, bias: false}
            when: stride != 1 or x.channels != filters
    - relu
  stage(filters, depth):
    - {unit: {filters: filters, stride: 2 if i == 0 else 1}, repeat: depth}
layers:
  - conv: 16 3x3 p1
  - {stage: {filters: "widths[0]", depth: "depths[0]"}, name: stage1}
  - {stage: {filters: "widths[1]", depth: "depths[1]"}, name: stage2}
  - {stage: {filters: "widths[2]", depth: "depths[2]"}, name: stage3}
  - gap
  - flatten
  - {dense: classes, name: fc}
"""


def changed(old: str, new: str) -> str:
    assert BASE.count(old) == 1
    return BASE.replace(old, new)


def compared(old: Network, new: Network) -> Comparison:
    return compare(analyse(old), analyse(new))


def adds_up(comparison: Comparison) -> bool:
    """Whether what is told makes the difference of the totals."""
    costs = [each.cost for each in story(comparison)]
    costs += [comparison.change(each.differences) for each in comparison.equivalences]
    totals = zip(comparison.old.total[:3], comparison.new.total[:3], strict=True)
    return [sum(column) for column in zip((0, 0, 0), *costs, strict=True)] == [new - old for old, new in totals]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("128]", "256]", [
            "stage3 widened 128 to 256: +952.1k parameters, +512 buffers, +60.82M MACs, with what follows in head"]),
        ("depths: [2, 2, 2]", "depths: [2, 2, 1]", [
            "1 unit fewer in stage3: -164.1k parameters, -256 buffers, -10.49M MACs, field 59 to 43"]),
        ("kernel: 3", "kernel: 5", [
            "kernel 3x3 to 5x5 (6 layers) in stage1, stage2 and stage3: +688.1k parameters, +100.7M MACs, "
            "field 59 to 115"]),
        ("norm: true", "norm: false", [
            "batch norm removed (6 layers) in stage1, stage2 and stage3: -896 parameters, -896 buffers"]),
        ("first: true", "first: false", [
            "stride moved from the 1x1 to the 3x3 convolution (3 layers) in stage1, stage2 and stage3: "
            "+4.72M MACs, field 59 to 45"]),
        ("classes: 10,", "classes: 100,", ["10 to 100 classes in head: +11,610 parameters, +11,520 MACs"]),
        ("input: 64x64x3", "input: 96x96x3", ["input 64x64x3 to 96x96x3: +80.86M MACs, with all that follows"]),
        ("  - gap\n", "  - gelu\n  - gap\n", ["1 gelu more at 8x8"]),
        ("          - relu\n", "          - gelu\n", [
            "activation relu to gelu (6 layers) in stage1, stage2 and stage3"]),
    ],
)  # fmt: skip
def test_what_was_done_is_said_in_words(old: str, new: str, said: list[str]) -> None:
    comparison = compared(network(BASE), network(changed(old, new)))
    assert [sentence(each) for each in story(comparison)] == said
    assert adds_up(comparison)


def test_it_is_the_same_without_names_and_blocks() -> None:
    new = scrambled(network(changed("depths: [2, 2, 2]", "depths: [2, 2, 1]")), Random(1))
    comparison = compared(network(BASE), new)
    assert [sentence(each) for each in story(comparison)] == [
        "1 residual unit fewer (2 conv, 2 relu, 1 bn, 1 add) in stage3: -164.1k parameters, -256 buffers, "
        "-10.49M MACs, field 59 to 43"
    ]
    assert adds_up(comparison)


PAIRS = [
    ("resnet50", "resnet101"), ("resnet50", "resnet50-v1"), ("vgg16", "vgg16_bn"), ("googlenet", "googlenet-caffe"),
    ("efficientnet_b0", "efficientnet_b1"), ("mobilenet_v2", "mobilenet_v3_large"), ("lenet5", "unet"),
    ("densenet121", "densenet169"), ("yolov8n", "yolov8s"), ("convnext_tiny", "convnextv2_tiny"),
    ("resnet50", "mobilenet_v2"), ("unet", "unet3d"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_what_is_told_makes_the_difference_of_the_totals(old: str, new: str) -> None:
    one, other = loading.load(old), loading.load(new)
    assert adds_up(compared(one, other))
    assert adds_up(compared(other, one))
    assert adds_up(compared(one, scrambled(other, Random(old))))
    assert adds_up(compared(one, scrambled(folded(other)[0], Random(old))))


@pytest.mark.slow
@pytest.mark.parametrize("file", ["caffe/ResNet-50-deploy.prototxt", "onnx/resnet50.dyn.onnx", "keras/ResNet50.json"])
def test_what_is_told_of_files(file: str) -> None:
    if not SHARED.exists():
        pytest.skip("the shared files are not here")
    for preset in ("resnet50", "resnet50-v1", "resnet18"):
        assert adds_up(compared(loading.load(preset), loading.load(str(SHARED / "files" / file))))


LAYERS = st.lists(st.sampled_from(("conv: 8 3x3 p1", "conv: 16 3x3 p1", "conv: 8 1x1 nobias", "relu", "gelu", "bn",
                                   "maxpool: 2", "depthwise: 3x3 p1")), max_size=9)  # fmt: skip


@pytest.mark.slow
@given(LAYERS, LAYERS)
def test_what_is_told_of_any_two_chains(old: list[str], new: list[str]) -> None:
    nets = [
        network("input: 64x64x3\nlayers:\n  - relu\n" + "".join(f"  - {each}\n" for each in side))
        for side in (old, new)
    ]
    assert adds_up(compared(*nets))
    assert adds_up(compared(nets[0], scrambled(nets[1], Random(1))))


def test_networks_with_little_in_common_are_not_listed() -> None:
    result = convcalc("diff", "lenet5", "resnet18", width=80)
    assert result.out.split("\n")[2].startswith("little in common: ")
    assert "edited" not in result.out and "totals" in result.out
    assert "edited" in convcalc("diff", "lenet5", "resnet18", "--full").out
    assert "Little in common: " in convcalc("diff", "lenet5", "resnet18", "--format", "markdown").out
    assert likeness(compared(loading.load("resnet18"), loading.load("resnet34"))) > UNRELATED


def test_one_edited_layer_is_no_other_network() -> None:
    nets = [network(f"input: 8x8x3\nlayers:\n  - conv: 8 {kernel}\n") for kernel in ("3x3", "5x5")]
    assert likeness(compared(*nets)) >= UNRELATED


def test_it_is_in_every_format(tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_text(BASE)
    (tmp_path / "new.yaml").write_text(changed("depths: [2, 2, 2]", "depths: [2, 2, 1]"))
    files = str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml")
    said = "1 unit fewer in stage3: -164.1k parameters, -256 buffers, -10.49M MACs, field 59 to 43"
    assert f"changes\n  * {said}\n" in convcalc("diff", *files, width=100).out
    assert f"**Changes**\n\n- {said}\n" in convcalc("diff", *files, "--format", "markdown").out
    (change,) = json.loads(convcalc("diff", *files, "--format", "json").out)["changes"]
    assert change["words"] == said
    assert change["params"] == -164096
    assert change["facts"] == [{"what": "fewer", "before": "block", "after": "unit", "times": 1}]
    assert [span["size"] for span in change["receptive_field"]["after"]] == [43, 43]


def test_what_nobody_states_is_said_to_be_left_out(tmp_path: Path) -> None:
    text = "input: 8x8x4\nlayers:\n  - conv: 8 3x3 p1\n  - custom: {volume: 8x8x8, op: Foo}\n"
    (tmp_path / "old.yaml").write_text(text.replace(", op: Foo", ", params: 3, multiply_accumulates: 4"))
    (tmp_path / "new.yaml").write_text(text)
    files = str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml")
    said = "of new.yaml: not stated, and left out: 1 of 2 layers (1 Foo)"
    assert f"\nparams {said}\nMACs {said}\n" in convcalc("diff", *files).out
    assert f"\nParams {said}.\n\nMACs {said}.\n" in convcalc("diff", *files, "--format", "markdown").out
    told = json.loads(convcalc("diff", *files, "--format", "json").out)
    assert (told["old"]["complete"], told["new"]["complete"]) == (True, False)
