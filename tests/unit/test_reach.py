"""Names that reach into calls, patterns of names, blocks of several volumes, branches that vary in number."""

import pytest

from convcalc.check import rules
from convcalc.exchange.flatten import flatten
from convcalc.model.network import Network
from tests.support.graphs import analysed, network, problems

LEVELS = """\
input: 64x64x3
vars: {k: 3, deep: true}
blocks:
  levels:
  - conv: 8 3 s2 half
    name: p1
  - conv: 16 3 s2 half
    name: p2
  - add: {a: [conv: 16 1], b: }
  - relu
  top_down(filters):
  - conv: filters 1
    from: low
    name: side
  - conv: filters 1
    from: high
  - upsample: 2
    name: up
  - add:
    name: p1
    from: [side, up]
  - conv: filters 3 s2 half
    name: p2
layers:
- levels:
  name: f0
"""


def reads(text: str) -> list[str]:
    """What the last layer reads, by their paths."""
    net = network(LEVELS + text)
    return [net.nodes[number].path for number in net.nodes[-1].inputs]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("- relu:\n  from: f0.p1", ["f0.p1"]),
        ("- relu:\n  from: f0.add", ["f0.add"]),
        ("- relu:\n  from: f0.a.conv", ["f0.a.conv"]),
        ("- relu:\n  from: f0.a", ["f0.a.conv"]),
        ("- levels\n- relu:\n  from: levels.p2", ["levels.p2"]),
        ("- levels times 2\n- relu:\n  from: levels_2.b", ["levels_2.p2"]),
        ("- add: {x: [levels: ], y: [levels: ]}\n- relu:\n  from: x.levels.p1", ["x.levels.p1"]),
        ("- conv: 1 1\n  name: y_{i}\n  repeat: 3\n- concat:\n  from: 'y_*'", ["y_0", "y_1", "y_2"]),
        ("- relu:\n  name: y2\n- relu:\n  name: y1\n- concat:\n  from: ['y*', f0]", ["y2", "y1", "f0.relu"]),
        ("- conv: 1 1\n  name: y_0\n- concat:\n  from: 'y_*'", ["y_0"]),
        ("- conv: 1 1\n  from: f0.p{1 + 1}", ["f0.p2"]),
        (
            "- top_down: 4\n  name: f1\n  from: {low: f0.p1, high: f0.p2}\n"
            "- top_down: 4\n  name: f2\n  from: {low: f1.p1, high: f1.p2}\n- concat:\n  from: 'f2.p2*'",
            ["f2.p2"],
        ),
    ],
)
def test_what_a_name_reaches(text, paths):
    assert reads(text) == paths


def test_every_path_that_is_printed_can_be_read():
    net = network(LEVELS + "- top_down: 4\n  from: {low: f0.p1, high: f0.p2}\n- relu")
    for node in net.nodes[1:-1]:
        if "." in node.path:
            text = f"- top_down: 4\n  from: {{low: f0.p1, high: f0.p2}}\n- relu\n- relu:\n  from: {node.path}"
            assert reads(text) == [node.path]


@pytest.mark.parametrize(
    ("text", "message", "help"),
    [
        ("- relu:\n  from: f0.p9", "no layer above is named 'f0.p9'", ""),
        ("- relu:\n  from: p1", "no layer above is named 'p1'", ""),
        ("- concat:\n  from: 'z*'", "no layer above is named 'z*'", ""),
        ("- relu:\n  from: {x: f0}", "'from' gives names to the sources of a block only", "a name, or a list"),
        ("- top_down: 4\n  from: [f0, f0]", "takes one volume, not 2", ""),
        ("- add: {a: {repeat: 2, when: deep}}", "this branch has no layers", "a list"),
        ("- add: {a: {repeat: -1, layers: []}}", "expected at least 0", ""),
        ("- add: {a: {when: not deep, layers: []}}", "no branch is left", ""),
        ("- add: {a: {repeat: 2, lyers: []}}", "unknown key 'lyers' of a branch", ""),
        ("- add: {a: {conv: 3 3}, b: }", "expected a list of layers", "start each layer with '- '"),
    ],
)
def test_what_is_refused(text, message, help):
    found = problems(LEVELS + text)
    assert found
    assert message in found[0].message
    assert help in found[0].help


def equal(one: Network, other: Network) -> bool:
    """Whether the same layers read the same ones."""

    def told(net: Network) -> list[tuple[str, str, tuple[int, ...]]]:
        return [(str(node.site), str(node.site.output), node.inputs) for node in net.nodes]

    return told(one) == told(other)


VARYING = """\
input: 16x16x4
blocks:
  one(filters, k, stride=1):
  - add:
      conv_{i}:
        repeat: k
        layers: [conv: filters 3 s=stride half, bn]
      skip:
        when: stride == 1 and x.channels == filters
        layers: [bn]
layers:
"""
UNROLLED = "- add: {conv_0: [conv: 8 3 s2 p1, bn], conv_1: [conv: 8 3 s2 p1, bn]}\n"
WITH_SKIP = "- add: {conv_0: [conv: 4 3 p1, bn], skip: [bn]}\n"


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("- one: 8 2 2\n", UNROLLED),
        ("- one: 4 1\n", WITH_SKIP),
    ],
)
def test_branches_that_vary_are_those_written_out(short, long):
    assert equal(network(VARYING + short), network("input: 16x16x4\nlayers:\n" + long))
    labels = [node.scope.label for node in network(VARYING + short).nodes[1:-1]]
    assert labels == [node.scope.label for node in network("input: 16x16x4\nlayers:\n" + long).nodes[1:-1]]


def test_a_branch_can_use_the_index_of_its_own_repeat_and_of_those_around_it():
    net = network(
        "input: 16x16x4\nblocks:\n  row(j):\n  - concat:\n      b{i}:\n        repeat: j + 1\n"
        "        layers: [conv: {filters: 10 * j + i + 1, kernel: 1}]\nlayers:\n- row: {j: i}\n  repeat: 3\n"
    )
    assert [node.site.output.channels for node in net.nodes if node.site.kind == "conv"] == [1, 11, 12, 21, 22, 23]


def test_heads_vary_too():
    net = network("input: 8x8x4\nlayers:\n- head: {'h{i}': {repeat: 3, layers: [conv: {filters: i + 1, kernel: 1}]}}\n")
    assert [output.name for output in net.outputs] == ["h0", "h1", "h2"]


@pytest.mark.parametrize("spec", [VARYING + "- one: 8 2 2\n- one: 8 3", LEVELS + "- relu:\n  from: f0.a\n- levels"])
def test_written_out_it_is_the_same_network(spec):
    net = network(spec)
    assert equal(net, network(dict(flatten(net))))
    assert analysed(spec).total == analysed(dict(flatten(net))).total


# Arguments that are layers

UP = """\
input: 16x16x2
vars: {n: 3, e9: 5}
blocks:
  up(filters, skip):
  - concat:
      skip: [from: skip]
      up: [tconv: filters 2x2 s2]
  - conv: filters 1
  both(filters, skip):
  - up: {filters: filters, skip: skip}
  - upsample: {size: skip}
  gate(skip):
  - conv: skip 1
    name: body
  - conv: 7 1
    name: skip
  - add:
    from: [body, skip]
    when: skip == 7
layers:
- conv: 4 1
  name: e1
- maxpool: 2
"""


@pytest.mark.parametrize(
    ("call", "read"),
    [
        ("up: {filters: n, skip: e1}", "e1"),
        ("up: 3 e1", "e1"),
        ("up: {filters: 3, skip: 'e{1}'}", "e1"),
        ("up: {filters: 3, skip: input}", "input"),
        ("both: 3 e1", "e1"),
    ],
)
def test_an_argument_can_be_a_layer_that_the_block_reads(call, read):
    net = network(UP + f"- {call}")
    (joined,) = [node for node in net.nodes if node.site.kind == "concat"]
    assert net.nodes[joined.inputs[0]].path == read
    assert net.nodes[-1].site.output.size == (16, 16)
    assert equal(net, network(dict(flatten(net))))


def test_it_can_be_the_end_of_a_call_and_a_layer_in_one():
    net = network(UP + "- up: 3 e1\n  name: first\n- maxpool: 2\n- up: 3 first\n- maxpool: 2\n- up: 3 first.conv")
    joined = [node for node in net.nodes if node.site.kind == "concat"]
    assert [net.nodes[node.inputs[0]].path for node in joined] == ["e1", "first.conv", "first.conv"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("up: {filters: m, skip: e1}", "unknown name 'm'"),
        ("up: {filters: 3, skip: e2}", "no layer above is named 'e2'"),
        ("up: {filters: 3, skip: 'e*'}", "'e*' is neither a number nor an expression"),
        ("up: {filters: 3, skip: [1]}", "no layer above is named 'skip'"),
    ],
)
def test_an_argument_that_is_no_layer_is_told(call, message):
    assert message in problems(UP + f"- {call}")[0].message


def test_a_number_stays_one_though_a_layer_in_the_block_has_its_name():
    net = network(UP + "- gate: 7\n- gate: n\n- gate: e9")
    assert [node.site.output.channels for node in net.nodes if node.label == "body"] == [7, 3, 5]


def test_an_argument_that_is_a_layer_is_used():
    found = rules.findings(analysed(UP + "- both: 3 e1"), rules.choose(["C103"]))
    assert not found
