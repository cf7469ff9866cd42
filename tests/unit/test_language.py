"""The spec language, rule by rule (section numbers are those of the reference in docs/language.md)."""

import pytest

from convcalc.document.problems import SpecError
from convcalc.language import loading
from tests.support.specs import chain, network, volumes


def paths(net):
    return [node.path for node in net.nodes[1:]]


def test_layers_run_one_after_another_and_infer_their_channels():
    net = chain("32x32x3", "conv: 10 5x5 s1 p2", "relu", "maxpool: 2", "flatten", "dense: 10")
    assert volumes(net) == ["32x32x10", "32x32x10", "16x16x10", "2560", "10"]


@pytest.mark.parametrize(
    ("input", "layer", "volume"),
    [
        ("16000x1", "conv: 8 80 s16", "996x8"),
        ("16x112x112x3", "conv: 64 3x7x7 s1x2x2 p1x3x3", "16x56x56x64"),
        ("784", "dense: 10", "10"),
        ("32x32x3", "conv: {filters: 10, kernel: [5, 3], stride: 2}", "14x15x10"),
        ("32x32x3", "conv: {filters: 10, kernel: 5, pad: {before: 1, after: [2, 3]}}", "31x32x10"),
        ("32x32x3", "conv: {filters: 10, kernel: 5, pad: [[0, 1], 2]}", "29x32x10"),
        ("32x31x3", "conv: 10 5x5 s2 same", "16x16x10"),
        ("32x32x3", "conv: {filters: 10, kernel: 5, pad: valid}", "28x28x10"),
        ("32x32x3", "conv: 10 3x3 d2 nobias", "28x28x10"),
    ],
)
def test_sizes_are_a_number_or_one_for_each_axis(input, layer, volume):
    assert volumes(chain(input, layer)) == [volume]


def test_a_value_is_a_main_field_a_shorthand_or_a_mapping():
    forms = ("conv: {filters: 8, kernel: 3, pad: 1}", "conv: 8 3x3 p1", "conv: 8 3 p1", "conv: 2*4 3 p1")
    nets = [chain("9x9x2", form) for form in forms]
    assert {node.site.layer.settings() for net in nets for node in net.nodes[1:]} == {"8 3x3 p1"}


def test_an_expression_is_no_word_where_a_setting_has_words():
    text = "input: 9x9x2\nvars: {{k: 3}}\nlayers:\n- conv: 8 k {}\n- maxpool: {{kernel: k, pad: {}}}\n"
    (one, other) = (volumes(network(text.format(*each))) for each in (("p{k//2}", "k//2"), ("p1", "1")))
    assert one == other == ["9x9x8", "3x3x8"]


@pytest.mark.parametrize(
    "filters", ["9007199254740993.0", "'9007199254740992.0 + 1'", "9.007199254740993e15", "'n + 1'"]
)
def test_a_large_number_keeps_its_digits(filters):
    net = network(f"input: 1x1x1\nvars: {{n: 9007199254740992.0}}\nlayers: [conv: {{filters: {filters}, kernel: 1}}]\n")
    assert volumes(net) == ["1x1x9007199254740993"]


def test_a_float_that_has_lost_digits_is_refused():
    text = "input: 1x1x1\nvars: {n: 1}\nlayers: [conv: {filters: n, kernel: 1}]\n"
    with pytest.raises(SpecError, match="expected a whole number"):
        network(text, n=9007199254740993.0)


def test_repeat_counts_i_from_zero():
    net = network("input: 9x9x1\nlayers:\n- conv: {filters: 2 * (i + 1), kernel: 1}\n  name: c{i + 1}\n  repeat: 3\n")
    assert volumes(net) == ["9x9x2", "9x9x4", "9x9x6"]
    assert paths(net) == ["c1", "c2", "c3"]


def test_repeat_may_be_nothing_at_all():
    assert volumes(chain("9x9x1", "relu", "{conv: 3 1x1, repeat: 0}")) == ["9x9x1"]


def test_when_leaves_a_layer_out():
    text = "input: 8x8x4\nvars: {wide: false}\nlayers:\n- relu\n- conv: 9 1x1\n  when: wide or x.channels == 3\n"
    assert volumes(network(text)) == ["8x8x4"]
    assert volumes(network(text, wide=True)) == ["8x8x4", "8x8x9"]


BLOCKS = """
input: 8x8x4
vars: {base: 2}
blocks:
  two(filters, kernel=1, wide=filters * base):
    - conv: {filters: filters, kernel: kernel}
    - conv: wide 1x1
layers:
"""


@pytest.mark.parametrize(
    ("call", "result"),
    [
        ("two: 3", ["8x8x3", "8x8x6"]),
        ("two: {filters: 3, kernel: 3}", ["6x6x3", "6x6x6"]),
        ("two: 3 3x3", ["6x6x3", "6x6x6"]),
        ("two: 3 [1,3] 7", ["8x6x3", "8x6x7"]),
        ("two: x.channels + 1", ["8x8x5", "8x8x10"]),
        ("two: {filters: 3, wide: 1}", ["8x8x3", "8x8x1"]),
    ],
)
def test_blocks_are_called_like_layers(call, result):
    assert volumes(network(f"{BLOCKS}- {call}\n")) == result


def test_a_block_sees_its_arguments_and_the_variables_and_nothing_of_its_caller():
    text = "input: 8x8x4\nblocks:\n  inner: [{conv: n 1x1}]\n  outer(n): [inner]\nlayers: [{outer: 3}]\n"
    with pytest.raises(SpecError, match="unknown name 'n'"):
        network(text)


def test_x_is_the_volume_where_it_stands():
    half = "blocks:\n  half: [{conv: x.channels//2 1x1}]\n"
    net = network(f"input: 8x6x4\n{half}layers:\n- half\n- half\n- conv: x.height+x.width 1\n")
    assert volumes(net) == ["8x6x2", "8x6x1", "8x6x14"]


def test_branches_start_from_the_same_volume_and_an_empty_one_is_the_identity():
    net = network("input: 8x8x4\nlayers:\n- conv: 6 1\n- add:\n    a: [{conv: 6 3 p1}, relu]\n    b:\n- relu\n")
    assert [node.inputs for node in net.nodes[1:]] == [(0,), (1,), (2,), (3, 1), (4,)]
    assert paths(net) == ["conv", "a.conv", "a.relu", "add", "relu"]


def test_from_takes_up_earlier_layers_by_name():
    net = network(
        "input: 8x8x4\nlayers:\n- {conv: 6 1, name: a}\n- {conv: 2 1, name: b}\n- {concat: , from: [a, b, input]}\n"
        "- {relu: , from: a}\n"
    )
    assert volumes(net) == ["8x8x6", "8x8x2", "8x8x12", "8x8x6"]
    assert net.nodes[-1].inputs == (1,)


def test_names_are_looked_for_here_and_then_further_out():
    net = network(
        "input: 8x8x4\nblocks:\n  b:\n  - {conv: 5 1, name: a}\n  - {concat: , from: [a, skip]}\n"
        "layers:\n- {conv: 6 1, name: a}\n- {relu: , name: skip}\n- b\n- {relu: , from: a}\n"
    )
    assert volumes(net)[-2:] == ["8x8x11", "8x8x6"]


def test_a_block_call_with_a_name_can_be_taken_up():
    net = network(
        "input: 8x8x4\nblocks:\n  b: [{conv: 5 1}]\nlayers:\n- {b: , name: first}\n- relu\n- {b: , from: first}\n"
    )
    assert net.nodes[-1].inputs == (1,)


def test_names_can_hold_expressions():
    net = network(
        "input: 8x8x4\nvars: {n: 2}\nlayers:\n- {conv: 5 1, name: 'a{n}_{n + 1}'}\n- {relu: , from: 'a{n}_3'}\n"
    )
    assert paths(net) == ["a2_3", "relu"]


def test_heads_are_further_outputs():
    net = network("input: 8x8x4\nlayers:\n- relu\n- head: {aux: [gap, flatten, {dense: 3}]}\n- conv: 2 1\n")
    assert str(net.nodes[net.output].site.output) == "8x8x2"
    assert [(name, str(net.nodes[number].site.output)) for name, number in net.outputs] == [("", "8x8x2"), ("aux", "3")]
    assert net.nodes[net.output].inputs == (1,)


def test_variables_build_on_those_above_and_can_be_set():
    text = "input: 8x8x4\nvars: {n: 2, m: 3 * n, s: '[n, m]'}\nlayers: [{conv: 's[1] 1'}]\n"
    assert volumes(network(text)) == ["8x8x6"]
    assert volumes(network(text, n=5)) == ["8x8x15"]


def test_extends_takes_over_what_is_not_said_anew(tmp_path):
    (tmp_path / "base.yaml").write_text(
        "input: 8x8x4\nvars: {n: 2, m: 1}\nblocks:\n  b: [{conv: n 1}]\nlayers: [b, {conv: m 1}]\n"
    )
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "wide.yaml").write_text("extends: ../base.yaml\nvars: {n: 7}\n")
    (tmp_path / "sub" / "other.yaml").write_text("extends: wide.yaml\ninput: 5x5x1\nblocks:\n  b: [relu]\n")
    wide, other = (loading.load(str(tmp_path / "sub" / name)) for name in ("wide.yaml", "other.yaml"))
    assert (wide.name, volumes(wide)) == ("wide", ["8x8x7", "8x8x1"])
    assert (other.name, volumes(other)) == ("other", ["5x5x1", "5x5x1"])


def test_extends_a_preset_by_its_bare_name(tmp_path):
    (tmp_path / "mine.yaml").write_text("extends: resnet18\nvars: {classes: 10}\n")
    assert volumes(loading.load(str(tmp_path / "mine.yaml")))[-1] == "10"


def test_the_input_can_use_variables_and_be_replaced():
    text = "input: [size, size, 3]\nvars: {size: 9}\nlayers: [relu]\n"
    assert volumes(network(text)) == ["9x9x3"]
    assert volumes(network(text, size=4)) == ["4x4x3"]
    assert volumes(network(text, input=[5, 6, 7])) == ["5x6x7"]


def test_expect_is_read_and_kept():
    net = network("input: 8x8x4\nlayers:\n- {relu: , expect: {output: 8x8x4}}\nexpect: {params: {max: 30k}}\n")
    assert net.nodes[1].origin.expect == {"output": "8x8x4"}
    assert net.origin.expect == {"params": {"max": "30k"}}


def test_equal_layers_on_equal_volumes_are_one_object():
    net = network("input: 8x8x4\nlayers:\n- {conv: 4 3 p1, repeat: 5}\n")
    assert len({id(node.site) for node in net.nodes[1:]}) == 1


@pytest.mark.slow
def test_progress_is_told_as_a_large_network_grows():
    counts = []
    spec = loading.read_source(loading.parse("t", "input: 8x8x4\nlayers:\n- {relu: , repeat: 50000}\n"))
    loading.build(spec, progress=counts.append)
    assert counts == sorted(counts)
    assert len(counts) == 2


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        (["relu", "relu", "{relu: , name: relu_2}"], ["relu", "relu_3", "relu_2"]),
        (["{relu: , name: relu_2}", "relu", "relu"], ["relu_2", "relu", "relu_3"]),
        (["relu", "relu", "{tanh: , name: 'relu_{i + 1}', repeat: 2}"], ["relu", "relu_3", "relu_1", "relu_2"]),
        (["add: {relu_2: [tanh], b: [tanh]}", "relu", "relu"], ["relu_2.tanh", "b.tanh", "add", "relu", "relu_3"]),
        (["relu", "relu", "add: {relu_2: [tanh], b: }"], ["relu", "relu_2", "relu_2_2.tanh", "add"]),
        (["add: {a: [relu], b: }", "add: {a: [tanh], a_2: }"], ["a.relu", "add", "a_2.tanh", "add_2"]),
        (["add: {a: [relu], b: }", "add: {a: , a_2: [tanh]}"], ["a.relu", "add", "a_2_2.tanh", "add_2"]),
    ],
)
def test_no_two_layers_have_one_path(layers, expected):
    assert paths(chain("9x9x1", *layers)) == expected


def test_a_call_makes_room_for_a_layer_that_is_given_its_label():
    text = "input: 9x9x1\nblocks: {b: [relu]}\nlayers: [b, b, {relu: , name: b_2}, {add: , from: [b_2, input]}]\n"
    net = network(text)
    assert paths(net) == ["b.relu", "b_3.relu", "b_2", "add"]
    assert net.nodes[-1].inputs == (3, 0)


def test_a_block_that_takes_the_place_of_another_need_not_take_all_that_it_took(tmp_path, monkeypatch):
    """Calls written for the first may give what the second does not ask for; calls beside the second may not."""
    monkeypatch.chdir(tmp_path)
    base = "input: 8x8x4\nblocks:\n  unit(filters, rate=0.1):\n  - conv: filters 1\n  - dropout: rate\n"
    (tmp_path / "base.yaml").write_text(base + "layers:\n- unit: {filters: 5, rate: 0.2}\n")
    nearer = "extends: base.yaml\nblocks:\n  unit(filters):\n  - conv: filters 3 p1\n"
    (tmp_path / "nearer.yaml").write_text(nearer)
    (tmp_path / "wrong.yaml").write_text(nearer + "layers:\n- unit: {filters: 5, rate: 0.2}\n")
    assert loading.load("nearer.yaml").nodes[-1].site.layer.settings() == "5 3x3 p1"
    with pytest.raises(SpecError, match="block 'unit' has no argument 'rate'"):
        loading.load("wrong.yaml")
