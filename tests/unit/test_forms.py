"""Short forms of the language: each makes the same network as the long form, and is refused with what would help."""

import pytest

from convcalc.exchange.flatten import flatten
from convcalc.language.notes import notes_on
from convcalc.model.layers import FIRST_KINDS, KINDS
from tests.support.graphs import network, problems

TOP = """\
input: 32x32x3
vars: {norm: true, deep: false, times: 3, f: 8, k: 5, step: 2, half: 4}
blocks:
  unit(filters=8):
  - conv: filters 3x3 p1
  - relu
layers:
"""


def flat(layers: str) -> object:
    return flatten(network(TOP + layers))["layers"]


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("- conv: 8 3\n- bn if norm", "- conv: 8 3\n- bn:\n  when: norm"),
        ("- conv: 8 3\n- bn if deep", "- conv: 8 3"),
        ("- unit times 3", "- unit:\n  repeat: 3"),
        ("- unit times times - 1 if norm and i > 0", "- unit:\n  repeat: times - 1\n  when: i > 0"),
        ("- add: {a: [bn if norm], b: [bn if not norm, relu]}", "- add: {a: [bn], b: [relu]}"),
        ("- conv: f k s{step} half nobias", "- conv: {filters: 8, kernel: 5, stride: 2, pad: k // 2, bias: false}"),
        ("- conv: 4 3x4 d{1 + 1} half", "- conv: {filters: 4, kernel: [3, 4], dilation: 2, pad: [2, 3]}"),
        ("- conv: half 3", "- conv: 4 3"),
        ("- maxpool: 3 s2 half", "- maxpool: 3 s2 p1"),
        ("- conv: 8 5 p2+0x1", "- conv: {filters: 8, kernel: 5, pad: [[2, 0], [1, 1]]}"),
        ("- conv: 8 3 stride=2 bias=false pad=same", "- conv: 8 3 s2 same nobias"),
        ("- conv: f k groups={1}", "- conv: 8 5"),
        ("- pad: 1+0", "- pad: [[1, 0], [1, 0]]"),
        ("- pad: {before: 0, after: 1}", "- pad: {pad: {before: 0, after: 1}}"),
        ("- permute: channels width height", "- permute: [channels, width, height]"),
        (
            "- relu:\n  name: a\n- conv: 4 3\n- from: a\n- conv: 5 3",
            "- relu:\n  name: a\n- conv: 4 3\n- conv: 5 3\n  from: a",
        ),
    ],
)
def test_a_short_form_stands_for_the_long(short, long):
    assert flat(short) == flat(long)


def test_where_an_item_only_goes_on_from_another_its_name_is_one_more():
    net = network(
        TOP + "- conv: 4 3\n  name: a\n- relu\n- from: a\n  name: b\n- conv: 5 3\n- add: {x: [from: b, conv: 5 3], y: }"
    )
    assert [node.inputs for node in net.nodes] == [(), (0,), (1,), (1,), (1,), (4, 3)]


def test_a_condition_is_decided_before_anything_else_of_its_item():
    """What `from` names need not be there where the item is not; where `x` is asked for, it is of that volume."""
    net = network(
        TOP + "- relu:\n  from: gone\n  when: deep\n- conv: 4 3\n- bn:\n  from: input\n  when: x.channels == 3"
    )
    assert [node.inputs for node in net.nodes] == [(), (0,), (0,)]
    assert [each.message for each in problems(TOP + "- relu:\n  from: gone\n  when: norm")] == [
        "no layer above is named 'gone'"
    ]


@pytest.mark.parametrize(
    ("layers", "message", "help"),
    [
        ("- bn if gone", "unknown name 'gone'", "known here: "),
        ("- from: input\n  repeat: 2\n- relu", "'repeat' is of a layer, and this item only goes on", "next item"),
        ("- from: input\n  expect: {params: 1}\n- relu", "'expect' is of a layer", "next item"),
        ("- from: [input, input]\n- relu", "from takes one volume, not 2", "join them first"),
        ("- conv: f * 2 3x3", "'*' is not understood", "no blanks"),
        ("- conv: (f + 1) 3", "'(f' is not understood", "no blanks"),
        ("- conv: {filters: 8, kernel: 3, pad: [0, 0, 1, 1]}", "each of 2 axes, not 4", "[[0, 0], [1, 1]]"),
        ("- conv: {filters: row[2], kernel: 3}", "a comma is missing", 'quote it, as in {filters: "row[2]"}'),
    ],
)
def test_what_would_help(layers, message, help):
    (problem,) = problems(TOP + layers)
    assert message in problem.message
    assert help in problem.help


ARGUMENTS = """\
input: 16x16x4
vars: {act: silu, norm: true}
blocks:
  unit(filters, act=relu, norm=bn):
  - conv: filters 3 half
  - norm
  - act if act != identity
  attention(n):
  - conv: n 1
layers:
"""


@pytest.mark.parametrize(
    ("call", "kinds"),
    [
        ("- unit: 8", ["conv", "bn", "relu"]),
        ("- unit: 8 gelu ln", ["conv", "ln", "gelu"]),
        ("- unit: {filters: 8, act: hard_swish if norm else relu, norm: in}", ["conv", "in", "hard_swish"]),
        ("- unit: {filters: 8, act: identity}", ["conv", "bn"]),
        ("- unit: {filters: 8, act: act}", ["conv", "bn", "silu"]),
        ("- act\n- act:\n  name: last", ["silu", "silu"]),
        ("- attention: 5", ["conv"]),
    ],
)
def test_an_argument_can_be_a_layer(call, kinds):
    assert [node.site.kind for node in network(ARGUMENTS + call).nodes[1:]] == kinds


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("- unit: 8 conv", "'act' is 'conv' here, and no layer that needs no settings"),
        ("- unit: 8 3", "'act' is 3 here, and no layer that needs no settings"),
        ("- act: 3", "a layer by the name 'act' takes no settings"),
        ("- conv: silu 3", "unknown name 'silu'"),
        ("- unit: 8 slu", "unknown name 'slu'"),
    ],
)
def test_an_argument_that_is_no_layer(call, message):
    assert [each.message for each in problems(ARGUMENTS + call)] == [message]


def test_a_block_wins_over_a_kind_that_came_later_and_never_over_a_first_one():
    for name in KINDS:
        found = problems({"input": "8x8x4", "blocks": {name: ["relu"]}, "layers": [name]})
        assert bool(found) == (name in FIRST_KINDS), name
    assert set(KINDS) > FIRST_KINDS


def test_a_block_that_has_the_name_of_a_kind_is_noted_and_does_not_change_the_network():
    own = network({"input": "8x8x4", "blocks": {"unit": ["relu"], "matmul": ["relu"]}, "layers": ["matmul", "unit"]})
    (note,) = notes_on(own)
    assert note.message == "block 'matmul' stands in the place of the layer kind of that name"
    assert note.place.route == ("blocks", "matmul")
    assert note.severity == "note"
