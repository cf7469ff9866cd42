"""The diff command: what was edited, what follows, and what adds up to the totals' difference."""

import doctest
import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.analysis import parts
from convcalc.compare import difference, limits
from convcalc.compare.alignment import lists as alignment_lists
from convcalc.compare.difference import Comparison, compare
from convcalc.compare.limits import read
from convcalc.language import loading
from convcalc.model.layers.fields import FieldError
from convcalc.public import analyse
from convcalc.render.diff import lines
from tests.support.command import convcalc
from tests.support.paths import GOLDENS, SHARED
from tests.support.specs import network
from tests.support.timing import timed, within
from tests.support.truths import truth

PAIRS = [
    ("resnet50", "resnet101"),
    ("resnet50", "resnet50-v1"),
    ("vgg16", "vgg16_bn"),
    ("googlenet", "googlenet-caffe"),
    ("efficientnet_b0", "efficientnet_b1"),
    ("mobilenet_v2", "mobilenet_v3_large"),
    ("lenet5", "unet"),
]
HEAD = "input: 32x32x3\nlayers:\n"
CHAIN = HEAD + "  - conv: 8 3x3 p1\n  - relu\n  - conv: 16 3x3 p1\n  - relu\n  - maxpool: 2\n  - conv: 32 3x3 p1\n"


def test_figures_that_are_only_told_where_asked_for_are_not_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "counted", None)
    assert "params" in convcalc("diff", "vgg16", "vgg16_bn").out


def differences(old: str, new: str) -> Comparison:
    return compare(analyse(network(old)), analyse(network(new)))


def told(comparison: Comparison) -> list[str]:
    """What is not the same, a line a layer: `edited conv_2 filters 16->24`."""
    return [
        " ".join([each.status, each.piece.path, *(f"{edit.what} {edit.before}->{edit.after}" for edit in each.edits)])
        for each in comparison.of("edited", "changed", "added", "removed")
    ]


def edited(old: str, new: str) -> list[str]:
    return [line for line in told(differences(old, new)) if not line.startswith("changed")]


def check(comparison: Comparison) -> None:
    """Every layer is there once, in order; the differences add up; and what is the same has the same figures.

    Where names do not count, branches of the old network may stand in the order of the new one.
    """
    leaves = list(comparison.of("same", "edited", "changed", "added", "removed"))
    for side, analysis in (("old", comparison.old), ("new", comparison.new)):
        parts = [part for leaf in leaves if (part := getattr(leaf, side))]
        numbers = [number for part in parts for number in range(part.first, part.last + 1)]
        if side == "old" and comparison.unnamed:
            numbers.sort()
        assert numbers == list(range(len(analysis.rows)))
    for name in ("params", "buffers", "macs"):
        change = 0
        for leaf in leaves:
            for part, analysis, sign in ((leaf.old, comparison.old, -1), (leaf.new, comparison.new, 1)):
                rows = analysis.rows[part.first : part.last + 1] if part else ()
                change += sign * sum(getattr(row.cost, name) for row in rows)
        assert change == getattr(comparison.new.total, name) - getattr(comparison.old.total, name)
    for leaf in comparison.of("same"):
        one, other = comparison.old.rows[leaf.old.first], comparison.new.rows[leaf.new.first]
        assert (one.node.site.kind, vars(one.node.site.layer)) == (other.node.site.kind, vars(other.node.site.layer))
        assert (one.cost, one.bytes) == (other.cost, other.bytes)
        assert [span.size for span in one.reach] == [span.size for span in other.reach]


@pytest.mark.slow
@pytest.mark.parametrize("name", loading.preset_names())
def test_nothing_differs_from_itself(name):
    analysis = analyse(name)
    comparison = compare(analysis, analyse(name))
    assert comparison.empty
    assert not comparison.variables
    assert all(change.before == change.after for change in comparison.totals)
    assert len(comparison.of("same")) == len(analysis.rows)


@pytest.mark.slow
@pytest.mark.parametrize("cells", [alignment_lists.CELLS, 50, 1])
@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_differences_add_up_to_that_of_the_totals(old, new, cells, monkeypatch):
    monkeypatch.setattr(alignment_lists, "CELLS", cells)
    check(compare(analyse(old), analyse(new)))
    check(compare(analyse(new), analyse(old)))


LAYERS = st.sampled_from((
    "conv: 8 3x3 p1", "conv: 16 3x3 p1", "conv: 8 1x1", "relu", "gelu", "bn", "unit: 8", "unit: 16", "pair:",
    "{conv: 8 3x3 p1, name: a}", "{relu: , name: b}", "{unit: 8, name: u}", "{unit: 4, name: v}",
))  # fmt: skip
BLOCKS = """
blocks:
  unit(n):
    - add: {left: [conv: {filters: n, kernel: 3, pad: 1}, bn], right: [conv: {filters: n, kernel: 1}]}
    - relu
  pair:
    - conv: 8 3x3 p1
    - relu
"""


def spec(layers: list[str]) -> str:
    names, kept = set(), []
    for layer in layers:
        name = layer.partition("name: ")[2]
        if not name or name not in names:
            kept.append(layer)
        names.add(name)
    return "name: s\ninput: 8x8x3" + BLOCKS + "layers:\n  - conv: 4 1x1\n" + "".join(f"  - {each}\n" for each in kept)


@pytest.mark.slow
@given(st.lists(LAYERS, max_size=12), st.lists(LAYERS, max_size=12), st.integers(0, 12))
def test_any_two_specs_are_compared_layer_by_layer(old, new, shared):
    check(differences(spec(old), spec(new)))
    check(differences(spec(old), spec([*old[:shared], *new[:2], *old[shared + 1 :]])))


@pytest.mark.slow
@given(st.lists(LAYERS, min_size=1, max_size=12), st.data())
def test_one_layer_put_in_is_one_layer_added(layers, data):
    at = data.draw(st.integers(0, len(layers)))
    comparison = differences(spec(layers), spec([*layers[:at], "tanh", *layers[at:]]))
    assert edited(spec(layers), spec([*layers[:at], "tanh", *layers[at:]])) == ["added tanh"]
    assert not comparison.of("changed")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("conv: 16 3x3 p1", "conv: 24 3x3 p1", ["edited conv_2 filters 16->24"]),
        ("conv: 16 3x3 p1", "conv: 16 5x5 p2", ["edited conv_2 kernel 3x3->5x5 pad 1->2"]),
        ("conv: 16 3x3 p1", "{conv: 16 3x3 p1, name: c}", ["edited c name None->c"]),
        ("conv: 16 3x3 p1", "conv: 16 3x3 p1 nobias", ["edited conv_2 bias true->false"]),
        ("relu\n  - maxpool: 2", "gelu\n  - maxpool: 2", ["edited gelu kind relu->gelu"]),
        ("maxpool: 2", "conv: 16 2x2 s2", ["removed maxpool", "added conv_3"]),
        ("maxpool: 2", "avgpool: 2", ["edited avgpool kind maxpool 2x2->avgpool 2x2"]),
        ("maxpool: 2", "maxpool: 2 s1", ["edited maxpool stride None->1"]),
        ("  - maxpool: 2\n", "", ["removed maxpool"]),
        ("conv: 32 3x3 p1\n", "conv: 32 3x3 p1\n  - conv: 32 3x3 p1\n", ["added conv_4"]),
        ("conv: 8 3x3 p1", "conv: 8 1x1\n  - conv: 8 3x3 p1", ["added conv"]),
        ("input: 32x32x3", "input: 64x64x3", ["edited input volume 32x32x3->64x64x3"]),
    ],
)  # fmt: skip
def test_an_edit_is_told_as_what_it_is(old, new, expected):
    assert CHAIN.count(old) == 1
    assert edited(CHAIN, CHAIN.replace(old, new)) == expected


def test_what_follows_from_an_edit():
    comparison = differences(CHAIN, CHAIN.replace("conv: 16 3x3 p1", "conv: 24 5x5 p2"))
    figures = {
        each.piece.path: {change.what: (change.before, change.after) for change in each.figures}
        for each in comparison.of("edited", "changed")
    }
    assert list(figures) == ["conv_2", "relu_2", "maxpool", "conv_3"]
    assert figures["conv_2"]["params"] == (8 * 9 * 16 + 16, 8 * 25 * 24 + 24)
    assert figures["conv_3"]["params"] == (16 * 9 * 32 + 32, 24 * 9 * 32 + 32)
    assert figures["conv_3"]["macs"] == (16 * 16 * 16 * 9 * 32, 16 * 16 * 24 * 9 * 32)
    assert [str(volume) for volume in figures["maxpool"]["output"]] == ["16x16x16", "16x16x24"]
    assert [reach[0].size for reach in figures["conv_3"]["receptive_field"]] == [10, 12]
    assert set(figures["relu_2"]) == {"output", "receptive_field"}


def test_long_lists_are_matched_by_what_is_equal(monkeypatch):
    layers = [f"conv: {8 + k} 1x1" for k in range(60)]
    others = [*layers[:5], *["tanh"] * 20, *layers[5:40], *layers[50:], "gap"]
    comparison = differences(spec(layers), spec(others))
    monkeypatch.setattr(alignment_lists, "CELLS", 1)
    assert told(differences(spec(layers), spec(others))) == told(comparison)
    assert (len(comparison.of("added")), len(comparison.of("removed"))) == (21, 10)


@pytest.mark.parametrize("module", [difference, limits, lines])
def test_the_examples_in_the_code(module):
    result = doctest.testmod(module)
    assert (result.failed, result.attempted > 0) == (0, True)


def test_widths_that_move_along_a_chain_are_edits():
    convs = [HEAD + "".join(f"  - conv: {n} 3x3 p1\n  - relu\n" for n in ns) for ns in ((8, 16, 32), (16, 32, 64))]
    assert edited(*convs) == [
        "edited conv filters 8->16", "edited conv_2 filters 16->32", "edited conv_3 filters 32->64",
    ]  # fmt: skip


def test_a_layer_keeps_its_name_wherever_its_neighbours_go():
    old = HEAD + "  - {conv: 8 3x3, name: a}\n  - relu\n  - {conv: 8 3x3, name: b}\n"
    new = HEAD + "  - conv: 8 3x3\n  - tanh\n  - {conv: 4 5x5, name: b}\n"
    assert "edited b filters 8->4 kernel 3x3->5x5" in edited(old, new)


def test_layers_moved_into_a_block_are_still_the_same():
    blocks = "blocks:\n  twice(n):\n    - conv: n 3x3 p1\n    - relu\n"
    new = blocks + HEAD + "  - twice: 8\n  - twice: 16\n  - maxpool: 2\n  - conv: 32 3x3 p1\n"
    assert told(differences(CHAIN, new)) == []
    assert told(differences(new, CHAIN)) == []
    assert told(differences(new, new.replace("twice", "pair"))) == []


UNITS = """
input: 8x8x4
vars: {depth: 3}
blocks:
  unit(kernel):
    - add: {residual: [conv: {filters: 4, kernel: kernel, pad: kernel // 2}, bn], shortcut: }
    - relu
layers:
  - unit: 3
    repeat: depth
  - gap
"""


def test_a_block_more_is_one_block():
    comparison = differences(UNITS, UNITS.replace("depth: 3", "depth: 5"))
    assert [(change.what, change.before, change.after) for change in comparison.variables] == [("depth", 3, 5)]
    assert edited(UNITS, UNITS.replace("depth: 3", "depth: 5")) == ["added unit_4", "added unit_5"]
    assert edited(UNITS, UNITS.replace("unit: 3", "unit: 5 if i == 1 else 3")) == [
        "edited unit_2.residual.conv kernel 3x3->5x5 pad 1->2"
    ]


def test_what_a_layer_reads_is_part_of_it():
    text = (
        HEAD + "  - {conv: 4 1x1, name: a}\n  - {relu: , name: b}\n  - {tanh: , name: c}\n  - add:\n    from: [a, c]\n"
    )
    assert edited(text, text.replace("[a, c]", "[b, c]")) == ["edited add from a, c->b, c"]
    assert edited(text, text.replace("[a, c]", "[a, b, c]")) == ["edited add from a, c->a, b, c"]
    assert edited(text, text.replace("  - {tanh", "  - gelu\n  - {tanh")) == ["added gelu"]
    head = text + "  - head: {aux: [gap]}\n"
    assert edited(text, head) == ["added aux"]
    assert edited(head, head.replace("aux", "other")) == []


@pytest.mark.slow
def test_ten_thousand_layers_take_a_moment():
    layers = ["  - conv: 3 3x3 p1\n", "  - bn\n", "  - relu\n"] * 3333
    others = [*layers[:10], "  - dropout\n", *layers[10:9000]]
    analyses = [analyse(network(HEAD + "".join(each))) for each in (layers, others)]
    with timed() as took:
        comparison = compare(*analyses)
    assert within(10, took())
    assert [each.piece.path for each in comparison.of("added")] == ["dropout"]
    assert len(comparison.of("removed")) == 999


RESNET = """\
name: resnet50
input: 224x224x3
vars: {classes: 1000, width: 64, depths: [3, 4, 6, 3]}
blocks:
  conv_bn(filters, kernel, stride=1):
    - conv: {filters: filters, kernel: kernel, stride: stride, pad: kernel // 2, bias: false}
    - bn
  bottleneck(inner, outer, stride=1):
    - add:
        residual:
          - conv_bn: inner 1
          - relu
          - conv_bn: inner 3 stride
          - relu
          - conv_bn: outer 1
        shortcut:
          - conv_bn: outer 1 stride
            when: stride != 1 or x.channels != outer
    - relu
  stage(number, stride=2):
    - bottleneck: {inner: width * 2 ** number, outer: 256 * 2 ** number, stride: stride if i == 0 else 1}
      repeat: depths[number]
layers:
  - conv_bn: 64 7 2
    name: stem
  - relu
  - maxpool: 3x3 s2 p1
  - {stage: 0 1, name: stage1}
  - {stage: 1, name: stage2}
  - {stage: 2, name: stage3}
  - {stage: 3, name: stage4}
  - gap
  - flatten
  - dense: classes
    name: fc
"""


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("resnet50.yaml").write_text(RESNET)
    Path("wide.yaml").write_text(RESNET.replace("width: 64", "width: 128"))
    Path("deep.yaml").write_text(RESNET.replace("[3, 4, 6, 3]", "[3, 4, 23, 3]"))
    edits = (("conv_bn: 64 7 2", "conv_bn: 64 5 2"), ("  - gap\n", "  - dropout: 0.2\n  - gap\n"))
    text = RESNET
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    Path("edited.yaml").write_text(text)


def test_the_example_is_resnet50(files):
    assert analyse("resnet50.yaml").total == analyse("resnet50").total


@pytest.mark.parametrize(
    ("golden", "width", "arguments"),
    [
        ("diff-wide-80", 80, ["wide.yaml"]),
        ("diff-wide-markdown", None, ["wide.yaml", "--format", "markdown", "--fail-on", "params>+5%"]),
        ("diff-edited-80", 80, ["edited.yaml"]),
        ("diff-edited-160", 160, ["edited.yaml"]),
        ("diff-edited-markdown", None, ["edited.yaml", "--format", "markdown"]),
        ("diff-deep-80", 80, ["deep.yaml", "--fail-on", "macs>+50%", "--fail-on", "receptive_field<1000"]),
    ],
)
def test_the_whole_text(files, golden, width, arguments):
    result = convcalc("diff", "resnet50.yaml", *arguments, width=width)
    assert (result.code, result.err) == (1 if "--fail-on" in arguments else 0, "")
    assert result.out == (GOLDENS / f"{golden}.txt").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("width", [20, 40, 60, 80, 120])
@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_the_text_says_the_same_at_any_width(old, new, width):
    narrow, wide = (convcalc("diff", old, new, width=columns).out for columns in (width, 500))
    assert narrow.split() == wide.split()
    if width >= 80:
        assert max(map(len, narrow.splitlines())) <= width


def test_full_names_every_layer():
    text = convcalc("diff", "vgg16", "vgg16_bn", "--full").out
    for path in ("stage1.conv_relu.bn", "stage5.conv_relu_3.bn"):
        assert f"  + {path}  bn; " in text
    assert text.count("  + ") == 13


def test_json_has_exact_integers_and_every_layer(files):
    data = json.loads(convcalc("diff", "resnet50.yaml", "deep.yaml", "--format", "json").out)
    assert data["schema_version"] == 2
    assert data["totals"]["params"] == {"before": 25557032, "after": 44549160, "difference": 18992128}
    assert data["variables"] == {"depths": {"before": [3, 4, 6, 3], "after": [3, 4, 23, 3]}}
    added = [layer for layer in data["layers"] if layer["status"] == "added"]
    assert sum(layer["params"] for layer in added) == 18992128
    assert (added[0]["old"], added[0]["new"], added[0]["layers"]) == (None, "stage3.bottleneck_7", 10)
    changed = [layer for layer in data["layers"] if layer["status"] == "changed"]
    assert [span["size"] for span in changed[0]["figures"]["receptive_field"]["after"]] == [811, 811]


@pytest.mark.parametrize(
    ("limit", "before", "after", "exceeded"),
    [
        ("params>+5%", 100, 105, False), ("params>+5%", 1000, 1051, True), ("params>=+5%", 100, 105, True),
        ("params>+5%", 100, 90, False), ("params<-5%", 100, 94, True), ("params<-5%", 100, 95, False),
        ("params>+0", 100, 101, True), ("params>+0", 100, 100, False), ("params>+5%", 0, 1, True),
        ("params>+5%", 0, 0, False), ("params > +2.5%", 1000, 1026, True), ("params>+100k", 0, 100_000, False),
        ("params>+100k", 5, 100_006, True), ("macs>5G", 0, 5_000_000_000, False), ("macs>5G", 0, 5_000_000_001, True),
        ("memory>1MiB", 0, 1048577, True), ("memory>1MiB", 0, 1048576, False), ("peak_memory>+1MB", 5, 1_000_006, True),
        ("receptive_field<200", (427, 427), (199, 427), True), ("receptive_field<200", (1, 1), (200, 200), False),
        ("receptive_field<200", (1,), None, False), ("receptive_field>500", (1,), None, True),
        ("receptive_field>=all", (1,), None, True), ("receptive_field>=all", (1,), (10**6,), False),
        ("receptive_field>+10%", (100, 100), None, True), ("receptive_field<-10%", None, (100, 100), True),
        ("receptive_field>+0", None, None, False), ("depth>+2", 50, 53, True),
    ],
)  # fmt: skip
def test_limits(limit, before, after, exceeded):
    assert read(limit).exceeded(truth(before), truth(after)) is exceeded


@pytest.mark.parametrize(
    ("text", "message", "help"),
    [
        ("params", "'params' is not a limit", "as 'params>+5%', 'params>+100k' or 'macs>5G'"),
        ("params>", "'params>' is not a limit", "as 'params>+5%', 'params>+100k' or 'macs>5G'"),
        ("param>5", "there is no figure 'param'", "did you mean 'params'?"),
        ("params>5%", "'params>5%' has no sign", "write params>+5% for an increase"),
        ("macs>5GB", "'macs>5GB': this is no number of bytes", "write it without B"),
        ("macs>all", "'macs>all': macs is compared with one number", None),
        ("receptive_field>+all", "'receptive_field>+all': receptive_field is compared with one number", None),
        ("receptive_field>2x2", "'receptive_field>2x2': receptive_field is compared with one number", None),
        ("params>many", "'many' is not a value", None),
    ],
)
def test_limits_that_are_none(text, message, help):
    with pytest.raises(FieldError) as error:
        read(text)
    assert error.value.message == message
    assert help is None or error.value.help == help
    result = convcalc("diff", "vgg16", "vgg16_bn", "--fail-on", text)
    assert result.code == 2
    assert message in result.err


def test_exit_codes():
    assert convcalc("diff", "vgg16", "vgg16_bn").code == 0
    assert convcalc("diff", "vgg16", "vgg16_bn", "--fail-on", "params>+5%").code == 0
    for form in ("text", "markdown", "json"):
        limits = ("--fail-on", "params>+5%", "--fail-on", "buffers>0", "--fail-on", "memory>+10MiB")
        result = convcalc("diff", "vgg16", "vgg16_bn", *limits, "--format", form)
        assert result.code == 1
        assert "buffers>0" in result.out
        assert "memory>+10MiB" in result.out
        assert "params>+5%" not in result.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["vgg61", "vgg16"], ["the old side, vgg61:", "there is no file and no preset 'vgg61'"]),
        (["vgg16", "vgg61"], ["the new side, vgg61:"]),
        (["nope_1", "nope_2"], ["the old side, nope_1:", "the new side, nope_2:"]),
        (["vgg16"], ["diff takes two specs, or one with --git REV, not 1"]),
        (["vgg16", "vgg19", "vgg13"], ["diff takes two specs, or one with --git REV, not 3"]),
        (["--git", "main", "vgg16", "vgg19"], ["diff takes one spec with --git, not 2"]),
        (["-", "-"], ["only one side can be standard input"]),
        (["--git", "main", "vgg16", "--input", "8x8x3"], ["--input changes nothing beside --git"]),
    ],
)
def test_what_cannot_be_read(arguments, said):
    result = convcalc("diff", *arguments)
    assert (result.code, result.out) == (2, "")
    for each in said:
        assert each in result.err


def test_a_variable_that_changes_nothing():
    result = convcalc("diff", "-", "vgg16", stdin=loading.find("vgg16").text.replace("vars:", "vars:\n  idle: 1"))
    assert (result.code, result.err) == (0, "")
    assert result.out.endswith("variables\n  ~ idle  1 -> not there\n\nno layer is different\n")


def test_another_input_goes_into_both():
    totals = json.loads(convcalc("diff", "vgg11", "vgg13", "--input", "64x64x3", "--format", "json").out)["totals"]
    macs = [analyse(loading.load(name, input="64x64x3")).total.macs for name in ("vgg11", "vgg13")]
    assert [totals["macs"]["before"], totals["macs"]["after"]] == macs


def test_standard_input_on_one_side():
    text = loading.find("vgg16").text
    assert "no differences" in convcalc("diff", "vgg16", "-", stdin=text).out


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository whose `net.yaml` extends `base.yaml`; both have changed since the tag `old`."""
    monkeypatch.chdir(tmp_path)
    git("init", "--quiet", "-b", "main")
    Path("specs").mkdir()
    Path("specs/base.yaml").write_text("input: 32x32x3\nvars: {n: 8}\nlayers:\n  - conv: n 3x3\n  - dropout\n")
    Path("specs/net.yaml").write_text("extends: base.yaml\nvars: {n: 16}\n")
    Path("specs/broken.yaml").write_text("input: 32x32x3\nlayers:\n  - conv: 8 64x64\n")
    Path("specs/preset.yaml").write_text("extends: lenet5\nvars: {classes: 10}\n")
    git("add", ".")
    git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "one")
    git("tag", "old")
    Path("specs/base.yaml").write_text("input: 32x32x3\nvars: {n: 8}\nlayers:\n  - conv: n 5x5\n")
    Path("specs/net.yaml").write_text("extends: base.yaml\nvars: {n: 24}\n")
    Path("specs/preset.yaml").write_text("extends: lenet5\nvars: {classes: 20}\n")
    Path("specs/broken.yaml").write_text("input: 32x32x3\nlayers:\n  - relu\n")
    Path("specs/new.yaml").write_text("extends: base.yaml\n")


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True)


def test_a_file_as_of_a_revision(repository, monkeypatch):
    result = convcalc("diff", "--git", "old", "specs/net.yaml", width=80)
    assert (result.code, result.err) == (0, "")
    assert "old:specs/net.yaml -> specs/net.yaml" in result.out
    assert "  ~ n  16 -> 24\n" in result.out
    assert "  ~ conv  filters 16 -> 24, kernel 3x3 -> 5x5\n" in result.out, "the base is read from git too"
    assert "  - dropout  dropout 0.5\n" in result.out
    monkeypatch.chdir("specs")
    assert "filters 16 -> 24, kernel 3x3" in convcalc("diff", "--git", "HEAD", "net.yaml").out
    assert "  ~ output  dense: units 10 -> 20" in convcalc("diff", "--git", "main", "preset.yaml").out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("revision", "name", "said"),
    [
        ("older", "specs/net.yaml", "error: git knows no revision 'older'"),
        ("--all", "specs/net.yaml", "error: git knows no revision '--all'"),
        ("old", "specs/none.yaml", "error: there is no file 'specs/none.yaml' in old"),
        ("old", "specs/broken.yaml", "specs/broken.yaml:3:"),
    ],
)
def test_what_git_does_not_have(repository, revision, name, said):
    result = convcalc("diff", f"--git={revision}", name)
    assert (result.code, result.out) == (2, "")
    assert f"the old side, {revision}:{name}:" in result.err
    assert said in result.err


@pytest.mark.slow
def test_what_became_of_a_folder(repository):
    """New, deleted, renamed and changed specs, and one that cannot be read, in one comment."""
    Path("specs/gone.yaml").write_text(CHAIN)
    Path("specs/before.yaml").write_text(CHAIN + "  - gelu\n")
    Path("specs/same.yaml").write_text(CHAIN)
    Path("specs/compose.yaml").write_text("services: {web: {image: x}}\n")
    git("add", "."), git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "two")
    os.rename("specs/before.yaml", "specs/after.yaml")
    os.unlink("specs/gone.yaml")
    os.unlink("specs/compose.yaml")
    Path("specs/base.yaml").write_text(Path("specs/base.yaml").read_text() + "  - relu\n")
    Path("specs/made.yaml").write_text("input: 9x9x9\nlayers:\n  - maxpool: 3\n")
    result = convcalc("diff", "--git", "HEAD", "specs", "--format", "json")
    assert (result.code, result.err) == (0, "")
    found = {each["file"]: (each["status"], each["old_file"]) for each in json.loads(result.out)["specs"]}
    assert found == {
        "specs/after.yaml": ("renamed", "specs/before.yaml"), "specs/base.yaml": ("changed", None),
        "specs/broken.yaml": ("same", None), "specs/gone.yaml": ("deleted", None), "specs/made.yaml": ("new", None),
        "specs/net.yaml": ("changed", None), "specs/new.yaml": ("changed", None), "specs/preset.yaml": ("same", None),
        "specs/same.yaml": ("same", None),
    }  # fmt: skip
    text = convcalc("diff", "--git", "HEAD", "specs/", width=80).out
    assert text.startswith("specs/ since HEAD: 3 changed, 1 renamed, 1 new, 1 deleted, 3 same\n")
    assert "\ufffd" not in text
    assert "\n\n\x1b[1mdeleted: " in convcalc("diff", "--git", "HEAD", "specs/", width=80, FORCE_COLOR="1").out
    assert "deleted: specs/gone.yaml" in text and "HEAD:specs/net.yaml -> specs/net.yaml" in text
    comment = convcalc("diff", "--git", "HEAD", "specs", "--format", "markdown").out
    assert "renamed from specs/before.yaml" in comment
    assert comment.count("<details><summary>specs/") == 3
    assert len(comment) < 65_536
    limit = ("--fail-on", "params>100")
    assert convcalc("diff", "--git", "HEAD", "specs", *limit).code == 1
    result = convcalc("diff", "--git", "old", "specs", *limit)
    assert result.code == 2, "the old broken.yaml cannot be read, and all others are there"
    assert "the old side, specs/broken.yaml:" in result.err and "unreadable: specs/broken.yaml" in result.out
    assert "  ~ n  16 -> 24\n" in result.out


def test_a_file_that_only_one_side_has(repository):
    result = convcalc("diff", "--git", "old", "specs/new.yaml")
    assert (result.code, result.err) == (0, "")
    assert "new: specs/new.yaml" in result.out and "  608 params, 470.4k MACs" in result.out
    os.unlink("specs/net.yaml")
    result = convcalc("diff", "--git", "old", "specs/net.yaml")
    assert (result.code, "deleted: specs/net.yaml" in result.out) == (0, True)


@pytest.mark.parametrize("asked", ["specs", "specs/net.yaml"])
def test_a_file_that_became_a_folder_and_a_folder_that_became_a_file(repository, asked):
    def commit():
        git("add", "-A"), git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "two")

    path = Path("specs/net.yaml")
    Path("specs/new.yaml").unlink(), commit()
    path.unlink(), path.mkdir()
    result = convcalc("diff", "--git", "HEAD", asked)
    assert (result.code, result.err) == (0, "")
    assert "deleted: specs/net.yaml, which is a folder now" in result.out
    assert "| deleted, a folder now |" in convcalc("diff", "--git", "HEAD", asked, "--format", "markdown").out
    (path / "in.yaml").write_text(CHAIN), commit()
    (path / "in.yaml").unlink(), path.rmdir()
    path.write_text(CHAIN)
    result = convcalc("diff", "--git", "HEAD", asked)
    assert (result.code, result.err) == (0, "")
    assert "renamed: specs/net.yaml/in.yaml -> specs/net.yaml" in result.out


def test_the_summary_page_of_a_job(repository, tmp_path):
    page = tmp_path / "summary.md"
    page.write_text("before\n")
    for name in ("specs/net.yaml", "specs/preset.yaml"):
        assert convcalc("diff", "--git", "old", name, GITHUB_STEP_SUMMARY=str(page)).code == 0
    assert page.read_text().startswith("before\n### old:specs/net.yaml")
    assert page.read_text().count("### old:specs/") == 2
    result = convcalc("diff", "--git", "old", "specs/net.yaml", GITHUB_STEP_SUMMARY=str(tmp_path / "no" / "page"))
    assert (result.code, "cannot write" in result.err) == (0, True)


def test_outside_of_a_repository(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("net.yaml").write_text(CHAIN)
    result = convcalc("diff", "--git", "main", "net.yaml", GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert result.code == 2
    assert "is not in a git repository" in result.err
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "git is needed to read an old revision" in convcalc("diff", "--git", "main", "net.yaml").err


RENAMED = """
name: net
input: 8x8x4
blocks:
  unit(n):
    - add:
        residual: [{conv: n 3x3 p1}, bn, relu]
        shortcut: [{conv: n 1x1}]
    - relu
layers:
  - {unit: 8, name: second}
  - head: {aux: [gap]}
  - conv: 3 1x1
"""
RESIDUAL, SHORTCUT = "        residual: [{conv: n 3x3 p1}, bn, relu]\n", "        shortcut: [{conv: n 1x1}]\n"


def test_branches_of_a_sum_that_change_places_are_no_edit():
    swapped = RENAMED.replace(RESIDUAL + SHORTCUT, SHORTCUT + RESIDUAL)
    assert swapped != RENAMED
    assert differences(RENAMED, swapped).empty
    for kind, told_of in (("mul", []), ("concat", ["edited second.concat"])):
        old, new = (text.replace("- add:", f"- {kind}:").replace("n 1x1", "8 1x1") for text in (RENAMED, swapped))
        assert [line.partition(" from ")[0] for line in edited(old, new)] == told_of


def test_an_edit_in_a_branch_that_moved_is_still_that_edit():
    swapped = RENAMED.replace(RESIDUAL + SHORTCUT, SHORTCUT + RESIDUAL.replace("relu", "gelu"))
    assert edited(RENAMED, swapped) == ["edited second.residual.gelu kind relu->gelu"]


def test_what_training_leaves_as_it_is_is_said(tmp_path):
    """With `no differences` before, though fewer numbers learn."""
    block = "input: 8x8x3\nblocks: {b(n): [{conv: n 3x3}, bn, relu]}\nlayers: [{b: 4}, {b: 6%s}]\n"
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(block % ""), new.write_text(block % ", frozen: true")
    text = convcalc("diff", str(old), str(new)).out
    assert "edited: 2 layers" in text and "b_2.conv  frozen false -> true" in text and "b_2.bn" in text
    assert re.search(r"trainable +354 +120 +-234", text)
    assert "frozen true to false" in convcalc("diff", str(new), str(old), "--format", "markdown").out
    found = json.loads(convcalc("diff", str(old), str(new), "--format", "json").out)
    edits = [layer["settings"] for layer in found["layers"] if layer["status"] == "edited"]
    assert edits == [{"frozen": {"before": "false", "after": "true"}}] * 2
    assert convcalc("verify", str(old), str(new)).code == 0
    assert "trainable" not in convcalc("diff", str(old), "lenet5").out


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("name: second", "name: third", [("second", "third")]),
        ("aux:", "side:", [("aux", "side")]),
        ("residual:", "main:", [("second.residual", "second.main")]),
        (RESIDUAL + SHORTCUT, (SHORTCUT + RESIDUAL).replace("shortcut", "one").replace("residual", "other"),
         [("second.shortcut", "second.one"), ("second.residual", "second.other")]),
    ],
)  # fmt: skip
def test_what_is_called_otherwise_is_said(old, new, expected):
    assert RENAMED.count(old) == 1
    comparison = differences(RENAMED, RENAMED.replace(old, new))
    assert [(each.old.path, each.new.path) for each in comparison.renamed] == expected
    assert not comparison.empty
    assert not comparison.of("added", "removed", "edited")


def test_renames_are_in_every_format(tmp_path):
    (tmp_path / "old.yaml").write_text(RENAMED)
    (tmp_path / "new.yaml").write_text(RENAMED.replace("aux:", "side:").replace("second", "third"))
    files = str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml")
    assert "renamed\n  ~ second  second -> third\n  ~ aux  aux -> side\n" in convcalc("diff", *files).out
    assert "| aux | aux -> side |" in convcalc("diff", *files, "--format", "markdown").out
    renamed = json.loads(convcalc("diff", *files, "--format", "json").out)["renamed"]
    assert renamed[1] == {"old": "aux", "new": "side", "kind": {"before": "head:aux", "after": "head:side"}}


FOLDED = SHARED / "files" / "onnx" / "resnet18.dyn.onnx"


@pytest.mark.slow
@pytest.mark.skipif(not FOLDED.is_file(), reason="the files of other formats are not here")
def test_what_an_exporter_folded_is_undone_on_the_side_that_has_it():
    for sides in (["resnet18", str(FOLDED)], [str(FOLDED), "resnet18"]):
        done = convcalc("diff", *sides, "--unfold")
        assert (done.code, "no layer is different" in done.out, "folded" in done.out) == (0, True, False), done


def test_nothing_to_unfold_is_told():
    done = convcalc("diff", "lenet5", "lenet5-1998", "--unfold")
    assert done.code == 2 and "has nothing to unfold" in done.err
