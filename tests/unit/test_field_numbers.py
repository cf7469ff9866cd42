"""Stride, padding, start and centre of a field, against positions followed one by one, and against print."""

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from convcalc.analysis.amounts import read_places
from convcalc.analysis.ask import Ask
from convcalc.analysis.field_numbers import NUMBERS
from convcalc.analysis.parts import Figures, Part
from convcalc.analysis.truth import Sizes
from convcalc.language import loading
from convcalc.model.layers.fields import FieldError
from tests.support.command import convcalc
from tests.support.graphs import NOTHING, Follower, network, specs, unroll

GUIDE = {
    # name: n, j, r, start of AlexNet with padding as there, in Dang Ha The Hien's "A guide to receptive field
    # arithmetic for Convolutional Neural Networks" (2017)
    "conv1": (55, 4, 11, "5.5"), "pool1": (27, 8, 19, "9.5"), "conv2": (27, 8, 51, "9.5"),
    "pool2": (13, 16, 67, "17.5"), "conv3": (13, 16, 99, "17.5"), "conv4": (13, 16, 131, "17.5"),
    "conv5": (13, 16, 163, "17.5"), "pool5": (6, 32, 195, "33.5"), "fc6": (1, 32, 355, "113.5"),
}  # fmt: skip
ALEXNET = """\
input: 227x227x3
layers:
  - {conv: 96 11x11 s4, name: conv1}
  - {maxpool: 3 s2, name: pool1}
  - {conv: 256 5x5 p2, name: conv2}
  - {maxpool: 3 s2, name: pool2}
  - {conv: 384 3x3 p1, name: conv3}
  - {conv: 384 3x3 p1, name: conv4}
  - {conv: 256 3x3 p1, name: conv5}
  - {maxpool: 3 s2, name: pool5}
  - {conv: 4096 6x6, name: fc6}
"""


def agree(spec: dict[str, Any]) -> None:
    """Each number of every node that sees places, from what its first two outputs see on an endless axis."""
    graph, figures = unroll(spec), Figures(network(spec))
    endless = Follower(graph)
    for number in range(len(graph.nodes)):
        reach = figures.reaches[number]
        if not all(span.lows and span.exact and len(span.lows) == 1 for span in reach):
            continue
        seen = [[endless.sees(number, axis, u) for u in (0, 1)] for axis in range(len(reach))]
        if any(NOTHING in axis for axis in seen):
            continue
        part = Part((number,), number)
        found = {name: figures.figure(part, name) for name in NUMBERS}
        each = {name: figure.each for name, figure in found.items() if isinstance(figure, Sizes)}
        middles = [Fraction(sum(range(int(low), int(high) + 1)), int(high - low) + 1) for (low, high), _ in seen]
        assert each["field_stride"] == tuple(second[0] - first[0] for first, second in seen), json.dumps(spec)
        assert each["field_padding"] == tuple(-first[0] for first, _ in seen)
        assert each["field_centre"] == tuple(middles)
        assert each["field_start"] == tuple(middle + Fraction(1, 2) for middle in middles)


@pytest.mark.slow
@given(specs(rank=2, depth=1, layers=5))
@settings(max_examples=100)
def test_they_are_those_of_positions(spec: dict[str, Any]) -> None:
    agree(spec)


def test_they_are_those_of_positions_of_some_layers() -> None:
    agree({"input": "32x24x1", "layers": [
        {"conv": {"filters": 1, "kernel": [5, 3], "stride": [2, 1], "pad": [[2, 1], 0]}},
        {"add": {"a": [{"conv": {"filters": 1, "kernel": 3, "pad": 1, "stride": 2}}],
                 "b": [{"maxpool": {"kernel": 1, "stride": 2}}]}},
        {"crop": {"pad": 1}}, {"conv": {"filters": 1, "kernel": 3, "dilation": 2, "pad": "same"}},
    ]})  # fmt: skip


@pytest.mark.parametrize("name", GUIDE)
def test_a_table_in_print(name: str) -> None:
    n, jump, field, start = GUIDE[name]
    asked = network(ALEXNET)
    number = next(k for k, node in enumerate(asked.nodes) if node.label == name)
    figures, part = Figures(asked), Part((number,), number)
    found = [str(figures.figure(part, each)) for each in ("field_stride", "receptive_field", "field_start")]
    assert [asked.nodes[number].site.output.size[0], *found] == [n, str(jump), str(field), start]


def test_the_table_of_a_chain_is_that_in_print(tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(ALEXNET)
    lines = convcalc("explain", str(path), "--receptive-field").out.split("\n")
    found = {words[0]: words for words in map(str.split, lines) if words}
    assert found["input"] == ["input", "227", "1", "1", "0", "0.5"]
    for name, (n, jump, field, start) in GUIDE.items():
        *_, size, j, r, _, middle = found[name]
        assert (size, j, r, middle) == (str(n), str(jump), str(field), start)
    for form, row in (("markdown", "| pool1 | `maxpool 3x3 s2` | 3 | 2 | 0 | 27 | 8 | 19 | 0 | 9.5 |"),
                      ("latex", r"pool1 & maxpool 3x3 s2 & 3 & 2 & 0 & 27 & 8 & 19 & 0 & 9.5 \\")):  # fmt: skip
        assert row in convcalc("explain", str(path), "--receptive-field", "--format", form).out


def test_the_table_follows_axes_and_branches(tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text("""\
input: 16x12x1
layers:
  - conv: {filters: 1, kernel: [3, 1], pad: [[1, 0], 0], stride: [2, 1]}
  - relu
  - add: {near: [conv: 1 1], far: [conv: 1 3x3 d2 p2]}
  - gap
""")
    out = convcalc("explain", str(path), "--receptive-field").out
    assert re.search(r"^conv +conv 1 3x1 .* 3x1 +2x1 +1\+0x0 +8x12 +2x1 +3x1 +1x0 +0.5$", out, re.M), out
    assert re.search(r"^far.conv +conv 1 3x3 p2 d2 +5 +1 +2 +8x12 +2x1 +11x5 +5x2 +0.5$", out, re.M), out
    assert re.search(r"^gap +gap +1 +all$", out, re.M) and "near" not in out and "relu" not in out


def test_what_has_no_table() -> None:
    both = convcalc("explain", "lenet5", "--chain", "--receptive-field")
    assert (both.code, "do not go together" in both.err) == (2, True)
    flat = convcalc("explain", "-", "--receptive-field", stdin="input: 16\nlayers:\n  - dense: 4\n")
    assert (flat.code, "has no receptive field" in flat.err) == (2, True)


def test_published_figures() -> None:
    """ResNet-50: stride 32, padding 213 (google-research/receptive_field, with the stride in the 3x3)."""
    net = loading.load("resnet50")
    assert [str(Ask.of(net, name).figure()) for name in NUMBERS] == ["32", "213", "0.5", "0"]


def test_they_are_expected_along_each_axis(tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    head = "input: 32x24x3\nlayers:\n  - conv: {filters: 4, kernel: [5, 3], stride: [2, 1], pad: [2, 0]}\n    expect: "
    path.write_text(head + "{field_stride: 2x1, field_padding: 2x0, field_start: [0.5, 1.5], field_centre: 0x1}\n")
    assert convcalc("check", str(path)).code == 0
    path.write_text(head + "{field_stride: 2, field_start: {max: -0.5}, field_centre: half}\n")
    result = convcalc("check", "--format", "concise", str(path))
    assert result.code == 2 or result.code == 1
    assert "field_stride: expected 2, found 2x1" in result.out
    assert "field_start: expected at most -0.5, found 0.5x1.5" in result.out
    assert "field_centre: 'half' is not a place" in result.out


def test_they_are_expected_of_an_input_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text("""\
input: {left: 9x9x1, right: 9x9x1}
layers:
  - {conv: 1 3x3 s2 p1, from: left, name: a}
  - {conv: 1 1 s2, from: right, name: b}
  - {mul: , from: [a, b]}
expect: {field_padding: {left: 1, right: 0}, field_stride: 2}
""")
    assert convcalc("check", str(path)).out == "1 file checked: no problems\n"


def test_what_is_seen_whole_or_not_at_all_has_no_stride() -> None:
    net = network("input: 8x8x3\nlayers:\n  - conv: 4 3x3\n  - gap\n  - param: 1x1x4\n    name: learned\n")
    figures = Figures(net)
    assert str(figures.figure(Part((2,), 2), "field_stride")) == "the whole input"
    assert str(figures.figure(Part((3,), 3), "field_start")) == "nothing of the input"


def test_after_upsampling_a_stride_is_a_fraction() -> None:
    asked = ("calc", "8x8x3", "upsample 2", "--answer")
    assert convcalc(*asked, "field_stride=1/2").code == convcalc(*asked, "field_stride=0.5").code == 0
    assert "but it is 1/2" in convcalc(*asked, "field_stride=2").out


def test_answers_in_other_numberings_are_right_and_told() -> None:
    asked = ("calc", "32x32x3", "conv 8 5x5 s2 p1", "--answer")
    for answer, told in (("field_start=1.5", ""), ("field_start=1", "put at 0"), ("field_start=-1", "first pixel"),
                         ("field_centre=1", ""), ("field_centre=1.5", "at 0.5"), ("field_padding=1", "")):  # fmt: skip
        result = convcalc(*asked, answer)
        assert (result.code, told in result.out) == (0, True), result.out
    assert "conv: 0.5 + ((5 - 1)/2 - 1) * 1 = 1.5" in convcalc(*asked, "field_start=4").out


def test_a_limit_of_a_diff() -> None:
    result = convcalc("diff", "vgg11", "resnet18", "--fail-on", "field_stride>16", "--fail-on", "field_start>20")
    assert (result.code, "field stride 32" in result.out) == (1, True)


@pytest.mark.parametrize("value", ["", "1/0", "five", "1.5.2", True, [1, "a"], "1e9", "-"])
def test_what_is_no_place(value: Any) -> None:
    with pytest.raises(FieldError):
        read_places(value)
