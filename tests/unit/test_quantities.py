"""The table of quantities, and that a row of it is all that a quantity needs to be expected, budgeted and graded."""

import json
from pathlib import Path

import pytest

from convcalc.analysis import amounts
from convcalc.analysis.ask import Ask
from convcalc.analysis.parts import Figures, whole
from convcalc.homework.grading.against import beside, compared
from convcalc.language import chain, loading
from convcalc.model.quantities import EXPECTABLE, QUANTITIES
from convcalc.render.summary.json import to_dict
from tests.support.command import convcalc
from tests.support.graphs import analysed

NET = "input: 8x8x4\nlayers:\n  - conv: 4 3x3 p1 nobias\n    expect: {flops: %s}\n  - relu\nexpect: {flops: %s}\n"
CONV, RELU = 2 * 64 * 4 * 4 * 9, 64 * 4
"""FLOPs: two for each multiply-accumulate, one for each number of an activation."""


def test_every_row_says_what_it_is() -> None:
    for name, row in QUANTITIES.items():
        assert (row.name, bool(row.words), bool(row.title)) == (name, True, True)
        assert bool(row.meaning) == (name != "repeat" and row.unit not in ("setting", "ratio", "saving"))
    assert len({row.words for row in QUANTITIES.values()}) == len(QUANTITIES)


@pytest.mark.parametrize("name", QUANTITIES)
def test_every_row_has_a_figure(name: str) -> None:
    network = loading.load("resnet18")
    if QUANTITIES[name].unit == "setting":  # of one layer
        network = chain.network("8x8x3", ["conv 4 3x3 s2 p1"])
    asked = Ask.of(network, name)
    if QUANTITIES[name].unit == "saving":  # of layers against others
        others = chain.network("8x8x3", ["conv 4 3x3 p1"])
        asked = compared(Ask.of(beside(chain.network("8x8x3", ["conv 4 1x1"]), others), name))
    figure = asked.figure()
    assert figure not in (None, 0)
    if QUANTITIES[name].adds == "sum":
        assert sum(asked.shares().values()) == figure


@pytest.mark.parametrize("name", ["vgg16", "googlenet", "mobilenet_v2", "convnext_tiny"])
def test_flops_are_those_that_a_summary_writes(name: str) -> None:
    analysis = analysed(loading.find(name).text)
    data = to_dict(analysis)
    assert Figures.of(analysis).figure(whole(analysis.network), "flops") == data["total"]["flops"]
    assert sum(layer["flops"] for layer in data["layers"]) == data["total"]["flops"]


def test_flops_can_be_expected(tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(NET % (CONV, CONV + RELU))
    assert convcalc("check", str(path)).code == 0
    path.write_text(NET % (CONV + 1, "{max: 18k}"))
    result = convcalc("check", "--format", "concise", str(path))
    assert result.code == 1
    assert f"flops: expected {CONV + 1}, found {CONV:,}" in result.out
    assert f"flops: expected at most 18k, found {CONV + RELU:,}" in result.out
    path.write_text(NET % ("1KB", CONV + RELU))
    assert "this is a count, not a number of bytes" in convcalc("check", str(path)).out


def test_flops_can_be_budgeted(tmp_path: Path) -> None:
    (tmp_path / "net.yaml").write_text(NET % (CONV, CONV + RELU))
    (tmp_path / ".convcalc.yaml").write_text("budgets: {'*.yaml': {flops: {max: 18k}}}\n")
    result = convcalc("check", "--format", "concise", str(tmp_path / "net.yaml"))
    assert (result.code, f"flops: expected at most 18k, found {CONV + RELU:,}" in result.out) == (1, True)


def test_flops_are_a_limit_of_a_diff_and_shown_only_then() -> None:
    plain = convcalc("diff", "vgg16", "vgg16_bn").out
    limited = convcalc("diff", "vgg16", "vgg16_bn", "--fail-on", "flops>+0%")
    assert ("FLOPs" in plain, "FLOPs 30," in limited.out, limited.code) == (False, True, 1)
    totals = json.loads(convcalc("diff", "vgg16", "vgg16_bn", "--format", "json").out)["totals"]
    assert list(totals) == list(EXPECTABLE)
    assert totals["flops"]["difference"] > 0


def test_flops_are_graded() -> None:
    asked = ("calc", "8x8x4", "conv 4 3x3 p1 nobias", "relu")
    assert convcalc(*asked, "--answer", f"flops={CONV + RELU}").code == 0
    wrong = convcalc(*asked, "--answer", f"flops={CONV // 2}")
    assert (wrong.code, f"it is {CONV + RELU:,}" in wrong.out) == (1, True)
    assert "conv 18,432 + relu 256 = 18,688" in wrong.out
    alone = convcalc("calc", "8x8x4", "conv 4 3x3 p1 nobias", "--answer", "flops=1")
    assert "FLOPs: 2*8*8*4*4*3*3 = 18,432" in alone.out


def test_the_words_of_counts_may_stand_after_a_number() -> None:
    for text in ("18.7k FLOPs", "18.7k flops", "18.7k MACs", "18.7k parameters", "18.7k buffers", "18.7k px"):
        assert amounts.read(text).matches(18_688)
