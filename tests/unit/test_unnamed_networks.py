"""Networks whose names say nothing to each other: layers are matched by what they are and what they read."""

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.analysis.analyse import analyse
from convcalc.compare.difference import Comparison, compare
from convcalc.language import loading
from convcalc.model.layers import LayerError
from convcalc.model.network import Network, Node
from tests.support import graphs
from tests.support.command import convcalc
from tests.support.scrambled import edited, scrambled
from tests.support.specs import network

UNITS = network("""
input: 32x32x3
blocks:
  unit(filters, stride=1):
    - add:
        residual:
          - {conv: {filters: filters, kernel: 3, stride: stride, pad: 1, bias: false}}
          - bn
          - relu
          - conv: {filters: filters, kernel: 3, pad: 1, bias: false}
          - bn
        shortcut:
          - {conv: {filters: filters, kernel: 1, stride: stride, bias: false}, when: stride > 1}
    - relu
layers:
  - conv: 16 3x3 p1 nobias
  - {unit: 16, repeat: 3}
  - unit: 32 2
  - {unit: 32, repeat: 2}
  - concat: {wide: [conv: 8 3x3 p1], narrow: [conv: 8 1x1]}
  - mul: {gate: [gap, conv: 16 1x1, sigmoid], body: [depthwise: 3x3 p1]}
  - gap
  - flatten
  - dense: 10
""")
ACTIVATIONS = ["relu", "silu", "gelu", "tanh"]


def compared(old: Network, new: Network) -> Comparison:
    return compare(analyse(old), analyse(new))


def told(old: Network, new: Network) -> list[tuple[str, str, list[str]]]:
    comparison = compared(old, new)
    return [(each.status, each.piece.kind, [edit.what for edit in each.edits]) for each in comparison.of(
        "added", "removed", "edited")]  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_names_and_the_order_of_branches_make_no_difference(seed: int) -> None:
    comparison = compared(UNITS, scrambled(UNITS, Random(seed)))
    assert not comparison.of("added", "removed", "edited", "changed")
    assert comparison.empty
    assert comparison.unnamed == len(UNITS.numbers)


@pytest.mark.slow
@pytest.mark.parametrize("name", loading.preset_names())
def test_no_name_of_a_shipped_spec_makes_a_difference(name: str) -> None:
    net = loading.load(name)
    for seed in (1, 2):
        comparison = compared(net, scrambled(net, Random(seed)))
        assert not comparison.of("added", "removed", "edited", "changed")
        totals = {change.what: (change.before, change.after) for change in comparison.totals}
        assert all(totals[name][0] == totals[name][1] for name in ("params", "buffers", "macs", "receptive_field"))


@pytest.mark.slow
@given(st.one_of(graphs.specs(rank=2), graphs.tangled_specs()), st.integers(0, 99))
def test_no_name_of_any_spec_makes_a_difference(spec: dict[str, Any], seed: int) -> None:
    """But for bounds of what is seen, which can be others where what is added up changes places."""
    net = graphs.network(spec)
    comparison = compared(net, scrambled(net, Random(seed)))
    assert not comparison.of("added", "removed", "edited")
    assert {change.what for leaf in comparison.of("changed") for change in leaf.figures} <= {"receptive_field"}


def planted(node: Node, random: Random) -> dict[str, Any]:
    """An edit of a layer."""
    layer, kind = node.site.layer, node.site.kind
    if kind in ACTIVATIONS:
        return {"kind_": random.choice([each for each in ACTIVATIONS if each != kind])}
    wider: dict[str, Any] = {"kernel": tuple(n + 2 for n in layer.kernel)}
    if layer.pad != "same":
        wider["pad"] = tuple((before + 1, after + 1) for before, after in layer.pad)
    if kind == "conv":
        return random.choice([wider, {"filters": 2 * layer.filters}, {"bias": not layer.bias}])
    return wider


def named_alone(net: Network, random: Random) -> bool:
    """Whether one edit, of a layer under another name, is told as that; nothing where no such edit can be made."""
    number = random.choice(
        [k for k, node in enumerate(net.nodes) if node.site.kind in ("conv", "depthwise", *ACTIVATIONS)]
    )
    change = planted(net.nodes[number], random)
    try:
        other = edited(net, number, **change)
    except LayerError:
        return True
    comparison = compared(net, scrambled(other, random))
    (found,) = comparison.of("added", "removed", "edited")
    expected = {"kind"} if "kind_" in change else set(change)
    return found.old is not None and found.old.first == number and {edit.what for edit in found.edits} == expected


@pytest.mark.parametrize("seed", range(6))
def test_one_edit_is_told_as_that_one(seed: int) -> None:
    assert named_alone(UNITS, Random(seed))


@pytest.mark.slow
@pytest.mark.parametrize("name", loading.preset_names())
def test_one_edit_of_a_shipped_spec_is_told_as_that_one(name: str) -> None:
    random = Random(name)
    assert all(named_alone(loading.load(name), random) for _ in range(3))


def test_the_order_in_which_volumes_are_joined_is_a_difference() -> None:
    number = next(k for k, node in enumerate(UNITS.nodes) if node.site.kind == "concat")
    node = UNITS.nodes[number]
    nodes = list(UNITS.nodes)
    nodes[number] = node._replace(inputs=node.inputs[::-1])
    assert told(UNITS, scrambled(UNITS._replace(nodes=tuple(nodes)), Random(1))) == [("edited", "concat", ["from"])]


def test_of_equal_units_the_last_are_more() -> None:
    old, new = loading.load("resnet18"), loading.load("resnet34")
    added = compared(scrambled(old, Random(1)), new).of("added")
    units = {each.piece.path.split(".")[1] for each in added if each.piece.path.startswith("stage3")}
    assert units == {"unit_3", "unit_4", "unit_5", "unit_6"}
    assert len(added) == 8 * 7


def test_volumes_that_are_joined_one_by_one_are_those_that_are_joined_at_once() -> None:
    text = "input: 8x8x4\nlayers:\n" + "".join(f"  - {{conv: {n} 1x1, name: {x}}}\n" for n, x in zip((3, 5, 7), "abc"))
    at_once = network(f"{text}  - {{concat: , from: [a, b, c], name: all}}\n  - relu\n")
    one_by_one = (
        f"{text}  - {{concat: , from: [a, b], name: two}}\n  - {{concat: , from: [two, c], name: all}}\n  - relu\n"
    )
    assert told(at_once, scrambled(network(one_by_one), Random(1))) == [("added", "concat", [])]
    otherwise = network(one_by_one.replace("[two, c]", "[c, two]"))
    assert ("edited", "concat", ["from"]) in told(at_once, scrambled(otherwise, Random(1)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("dense: {units: 16, each: true}", "conv: 16 1x1"),
        ("depthwise: 3x3 p1", "conv: 16 3x3 p1 g16"),
        ("depthwise: {kernel: 3, pad: 1, multiplier: 2}", "conv: 32 3x3 p1 g16"),
        ("conv: 16 3x3 p1", "conv: 16 3x3 same"),
        ("maxpool: 2", "maxpool: {kernel: 2, stride: 2, ceil: true}"),
        ("gap", "avgpool: 8"),
        ("gap", "adaptive_avgpool: 1"),
        ("gmp", "maxpool: 8 s1"),
    ],
)
def test_what_is_written_otherwise_is_the_same(one: str, other: str) -> None:
    head = "input: 8x8x16\nlayers:\n"
    old = network(head + f"  - conv: 16 1x1\n  - {one}\n  - relu\n")
    new = network(head + f"  - {{conv: 16 1x1, name: a}}\n  - {{{other}, name: b}}\n  - {{relu: , name: c}}\n".replace(
        "{gap,", "{gap: ,").replace("{gmp,", "{gmp: ,"))  # fmt: skip
    assert told(old, new) == []


def test_names_that_are_kept_count() -> None:
    old = "input: 8x8x4\nlayers:\n" + "".join(f"  - {{conv: 4 3x3 p1, name: {name}}}\n" for name in "abcd")
    new = old.replace("name: b", "name: x")
    assert [[(edit.before, edit.after) for edit in each.edits] for each in compared(network(old), network(new)).of(
        "edited")] == [[("b", "x")]]  # fmt: skip
    assert compared(network(old), network(new)).unnamed == 0


def test_it_is_said_once(tmp_path: Any) -> None:
    old = "input: 8x8x4\nlayers:\n" + "".join(f"  - {{conv: {n} 3x3 p1, name: c{n}}}\n" for n in range(1, 9))
    (tmp_path / "old.yaml").write_text(old)
    (tmp_path / "new.yaml").write_text(old.replace("name: c", "name: layer_"))
    files = str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml")
    said = "names differ: 8 layers are matched by what they are and read"
    assert convcalc("diff", *files).out.endswith(f"\n  = {said}\n\nno layer is different\n")
    assert f"- {said}\n\nNo layer is different." in convcalc("diff", *files, "--format", "markdown").out
