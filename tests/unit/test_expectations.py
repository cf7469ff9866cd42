"""What specs expect: every key on a layer, a call, branches, a head and the file, against sums made by hand."""

import pytest

from convcalc.analysis.parts import Figures, whole
from convcalc.check import expectations
from convcalc.language import loading
from convcalc.public import analyse
from tests.support.graphs import analysed

SPEC = """\
input: 8x8x4
blocks:
  unit(filters):
    - conv: {{filters: filters, kernel: 3, pad: 1, bias: false}}
      {conv}
    - bn
    - relu
layers:
  - unit: 4
    {first}
  - add:
      a:
        - unit: 4
        - unit: 4
      b:
    {add}
  - maxpool: 2
    {pool}
  - head: {{aux: [flatten, dense: 3]}}
    {head}
  - unit: 6
    repeat: 2
    {twice}
  - gap
  - flatten
  - dense: 10
    {dense}
{file}
"""

CONV, NORM = 4 * 4 * 9, 2 * 4
"""Weights of a 4 to 4 convolution, and parameters (and buffers) of its norm."""


def failing(**expect: str) -> list[tuple[str, int, str, str]]:
    """What does not hold of a spec whose named places expect something: code, line, message, help."""
    parts = dict.fromkeys(("conv", "first", "add", "pool", "head", "twice", "dense", "file"), "")
    text = SPEC.format(**parts | {name: f"expect: {value}" for name, value in expect.items()})
    problems = expectations.unmet(analysed(text))
    return [(each.code, each.place.source.locate(each.place.route).line, each.message, each.help) for each in problems]


HOLD = [
    ("pool", "{output: 4x4x4, params: 0, buffers: 0, macs: 0, memory: 256, receptive_field: 8, depth: 3}"),
    ("conv", "{params: {min: 144, max: 324}, macs: {min: 3456}}"),
    ("first", f"{{output: 8x8x4, params: {CONV + NORM}, buffers: 8, macs: {64 * CONV}, memory: {3 * 1024}}}"),
    ("first", "{receptive_field: 3x3, depth: 1, peak_memory: 2kib}"),
    ("add", f"{{output: 8x8x4, params: {2 * (CONV + NORM)}, memory: {7 * 1024}, receptive_field: 7, depth: 3}}"),
    ("add", "{peak_memory: 3072 B}"),
    ("head", "{output: 3, params: 195, depth: 4, receptive_field: all, memory: 12}"),
    ("twice", "{params: {min: 228, max: 336}, receptive_field: {min: 12, max: 16}, depth: {min: 4, max: 5}}"),
    ("dense", "{output: 10, params: 70, macs: 60, buffers: 0, memory: 40, receptive_field: whole, depth: 6}"),
    ("file", "{output: 10, params: 1285, buffers: 48, depth: 6, receptive_field: 16}"),
    ("file", "{macs: 36.5k, params: 1.28k}"),
]


@pytest.mark.parametrize(("place", "expect"), HOLD)
def test_what_holds(place, expect):
    assert failing(**{place: expect}) == []


FAIL = [
    ("conv", "{params: 144}", "params: expected 144, found 216 (here, and 1 time more)", "over by 72"),
    ("conv", "{output: 2x2x6}", "output: expected 2x2x6, found 8x8x4 (here, and 4 times more)",
     "it has 4 channels, not 6; stride 4 gives 2x2"),
    ("first", "{buffers: {min: 20}}", "buffers: expected at least 20, found 8", "short by 12"),
    ("pool", "{output: 4x4x8}", "output: expected 4x4x8, found 4x4x4", "it has 4 channels, not 8"),
    ("pool", "{output: 7x7x4}", "output: expected 7x7x4, found 4x4x4", "stride 1 gives 7x7"),
    ("pool", "{output: 5x5x4}", "output: expected 5x5x4, found 4x4x4", "padding 1 gives 5x5"),
    ("pool", "{receptive_field: {min: 20}}", "receptive_field: expected at least 20, found 8",
     "short by 12; a 3x3 convolution at its end adds 4"),
    ("pool", "{depth: 2}", "depth: expected 2, found 3", "over by 1"),
    ("dense", "{receptive_field: {max: 99}}", "receptive_field: expected at most 99, found the whole input", ""),
    ("head", "{output: 4}", "output: expected 4, found 3", ""),
    ("file", "{params: {max: 1k}}", "params: expected at most 1k, found 1,285",
     "over by 285; unit_3.conv (conv 6 3x3 p1 nobias) holds 25%"),
    ("file", "{peak_memory: {max: 2KiB}}", "peak_memory: expected at most 2KiB, found 3,072 bytes",
     "over by 1,024; while a.unit.bn (bn) runs, these are alive: a.unit.bn 1,024, "
     "a.unit.conv 1,024, unit.relu 1,024"),
    ("file", "{macs: 39k}", "macs: expected 39k, found 36,540", "short by 2,460"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "expect", "message", "help"), FAIL)
def test_what_does_not_hold_is_told_at_its_line_with_the_difference(place, expect, message, help):
    [(code, line, *found)] = failing(**{place: expect})
    text = SPEC.split("\n")
    assert code == "C002"
    assert f"{{{place}}}" in text[line - 1]
    assert found == [message, help]


UNREADABLE = [
    ("{params: lots}", "expect: params: 'lots' is not a value"),
    ("{params: {most: 3}}", "expect: params: a bound has no 'most'"),
    ("{params: {}}", "expect: params: a bound has min, max or both"),
    ("{params: 3kB}", "expect: params: this is a count, not a number of bytes"),
    ("{output: [1, x]}", "expect: output: expected a list of whole numbers"),
]


@pytest.mark.parametrize(("expect", "message"), UNREADABLE)
def test_what_cannot_be_read_is_told_as_such(expect, message):
    [(code, _, found, _)] = failing(file=expect)
    assert (code, found) == ("C001", message)


def test_a_receptive_field_that_is_only_known_as_a_bound_serves_a_most_and_nothing_else():
    """Branches with different strides meet: positions of one lie 2 apart, of the other 1."""
    spec = "input: 8x1\nlayers:\n  - add: {a: [{conv: 1 1 s2}], b: [{crop: 2}]}\n    expect: {receptive_field: %s}\n"
    assert expectations.unmet(analysed(spec % "{max: 99}")) == []
    for expect in ("{min: 2}", "{min: 2, max: 99}", "3", "6"):
        [problem] = expectations.unmet(analysed(spec % expect))
        assert "found at most " in problem.message
    [problem] = expectations.unmet(analysed("input: 4x4x1\nlayers: [{reshape: 2x8x1, expect: {receptive_field: 3}}]"))
    assert problem.message == "receptive_field: expected 3, found at most the whole input"


def test_places_that_are_mixed_before_the_last_pooling_are_not_passed_over():
    turn = "{permute: [channels, length]}"
    tokens = f"input: 16x1\nlayers: [{{conv: 8 4 s4}}, {turn}, {{conv: 4 1}}, {turn}, gap, flatten, {{dense: 2}}]\n"
    [problem] = expectations.unmet(analysed(tokens + "expect: {receptive_field: 4}\n"))
    assert problem.message == "receptive_field: expected 4, found at most the whole input"


@pytest.mark.parametrize(
    ("name", "depth"),
    [("vgg16", 16), ("vgg19", 19), ("resnet18", 18), ("resnet50", 50), ("resnet152", 152), ("densenet121", 121),
     ("densenet169", 169), ("googlenet", 22), ("alexnet", 8)],
)  # fmt: skip
def test_depth_is_what_names_count(name, depth):
    analysis = analyse(loading.load(name))
    assert Figures.of(analysis).figure(whole(analysis.network), "depth") == depth


def test_peak_memory_of_layers_is_that_of_the_whole_at_most():
    analysis = analyse(loading.load("googlenet"))
    figures = Figures.of(analysis)
    assert max(figures.alive) == analysis.memory.peak
    assert figures.alive[analysis.memory.peak_at] == analysis.memory.peak


def test_a_file_that_is_extended_expects_nothing_of_others(tmp_path):
    base = "input: 8x8x3\nvars: {n: 4}\nlayers:\n  - conv: n 3x3\n    expect: {params: 112}\nexpect: {params: 112}\n"
    (tmp_path / "base.yaml").write_text(base)
    (tmp_path / "wide.yaml").write_text("extends: base.yaml\nvars: {n: 8}\n")
    for name in ("base", "wide"):
        assert expectations.unmet(analyse(loading.load(str(tmp_path / f"{name}.yaml")))) == []
