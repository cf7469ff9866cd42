"""Attention, matmul and what else multiplies or counts in a way of its own, one multiplication at a time."""

import json
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.model.geometry import Volume
from convcalc.model.layers import LayerError, kind
from tests.support.command import convcalc


def layer(name: str, **values):
    """A layer of a kind with its defaults, for one axis where a field has one value for each."""
    cls = kind(name)
    known = {key: field.default for key, field in cls.fields.items()}
    return cls(**known | values)


def places(size):
    return list(product(*map(range, size)))


def seen(place, other, window, shift) -> bool:
    """Whether a query at a place looks at a key at another: in the same window, or everywhere."""
    return all(not w or (p - s) // w == (o - s) // w for p, o, w, s in zip(place, other, window, shift))


@st.composite
def attentions(draw):
    rank = draw(st.integers(1, 2))
    heads, each = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    window = [draw(st.sampled_from([0, 1, 2, 3])) for _ in range(rank)]
    size = [draw(st.integers(1, 3)) * (w or 1) for w in window]
    return heads, each, tuple(window), tuple(size), draw(st.booleans())


@given(attentions())
@settings(max_examples=60)
def test_attention_multiplies_each_query_with_each_key_that_it_sees(drawn):
    heads, each, window, size, relative = drawn
    channels = heads * each
    attention = layer("attention", heads=heads, window=window, shift=(0,) * len(size), relative=relative)
    inputs = (Volume(size, 3 * channels),)
    pairs = [(p, o) for p in places(size) for o in places(size) if seen(p, o, window, (0,) * len(size))]
    products = [(h, c, p, o) for h in range(heads) for c in range(each) for p, o in pairs]
    assert list(attention.check(inputs)) == []
    assert attention.output(inputs) == Volume(size, channels)
    assert attention.macs(inputs, attention.output(inputs)) == 2 * len(products), "for the scores, and for the sums"
    ways = {(h, *(b - a for a, b in zip(p, o))) for h in range(heads) for p, o in pairs}
    learned = sum(tensor.elements for tensor in attention.weights(inputs))
    assert learned == (len(ways) if relative else 0)


def test_attention_takes_three_volumes_of_their_own_sizes():
    attention = layer("attention", heads=2)
    inputs = Volume((5,), 8), Volume((3, 4), 8), Volume((3, 4), 6)
    assert list(attention.check(inputs)) == []
    output = attention.output(inputs)
    assert (output, attention.macs(inputs, output)) == (Volume((5,), 6), 5 * 12 * (8 + 6))


@pytest.mark.parametrize(
    ("volumes", "values", "message"),
    [
        ([Volume((4,), 12)], {"heads": 3}, "3 heads do not divide 4 channels"),
        ([Volume((5, 4), 12)], {"heads": 2, "window": (2, 2), "shift": (0, 0)}, "windows of 2x2 do not tile 5x4x4"),
        (
            [Volume((4,), 8), Volume((4,), 4), Volume((4,), 8)],
            {"heads": 1},
            "queries of 8 channels do not match keys of 4",
        ),
        ([Volume((4,), 8), Volume((4,), 8), Volume((3,), 8)], {"heads": 1}, "differ in size"),
        ([Volume((4,), 8), Volume((3,), 8), Volume((3,), 8)], {"heads": 1, "relative": True}, "share no places"),
    ],
)
def test_what_attention_refuses(volumes, values, message):
    (fault,) = layer("attention", **values).check(tuple(volumes))
    assert message in fault.message


def test_attention_needs_three_parts():
    with pytest.raises(LayerError, match="not queries, keys and values"):
        layer("attention", heads=1).output((Volume((4,), 8),))


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4), st.booleans())
def test_matmul_is_a_matrix_product(rows, inner, columns, transposed):
    matmul = layer("matmul", transposed=transposed)
    second = Volume((columns,), inner) if transposed else Volume((inner,), columns)
    inputs = Volume((rows,), inner), second
    output = matmul.output(inputs)
    assert output == Volume((rows,), columns)
    assert matmul.macs(inputs, output) == len(list(product(range(rows), range(inner), range(columns))))


def test_matmul_says_what_does_not_match():
    with pytest.raises(LayerError, match="4x3 has 3 channels, and 5x2 has 5 positions"):
        layer("matmul").output((Volume((4,), 3), Volume((5,), 2)))


@pytest.mark.parametrize("name", ["lstm", "gru"])
@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 3), st.integers(1, 3), st.booleans(), st.booleans())
@settings(max_examples=20)
def test_recurrent_layers_multiply_input_and_state_at_each_step(name, length, channels, hidden, depth, both, last):
    recurrent = layer(name, hidden=hidden, layers=depth, both=both, last=last)
    inputs = (Volume((length,), channels),)
    output = recurrent.output(inputs)
    gates, ways = {"lstm": 4, "gru": 3}[name], 1 + both
    multiplications = [
        (step, k, way, gate, unit, read)
        for step in range(length) for k in range(depth) for way in range(ways)
        for gate in range(gates) for unit in range(hidden)
        for read in range((channels if k == 0 else ways * hidden) + hidden)
    ]  # fmt: skip
    assert output == Volume(() if last else (length,), ways * hidden)
    assert recurrent.macs(inputs, output) == len(multiplications)
    weights = {each[1:] for each in multiplications}
    biases = 2 * depth * ways * gates * hidden
    assert sum(tensor.elements for tensor in recurrent.weights(inputs)) == len(weights) + biases


def test_local_weights_are_a_place_s_own():
    local = layer("local", filters=2, kernel=(3, 3), stride=(1, 1), pad=((0, 0), (0, 0)), dilation=(1, 1))
    inputs = (Volume((5, 4), 3),)
    output = local.output(inputs)
    assert output == Volume((3, 2), 2)
    assert sum(tensor.elements for tensor in local.weights(inputs)) == 3 * 2 * 2 * (3 * 3 * 3 + 1)
    assert local.macs(inputs, output) == 3 * 2 * 2 * 27


VIT = """
name: vit
input: 32x32x3
blocks:
  encoder(width, heads):
    - add:
        attention: [ln, dense: 3*width each, attention: heads, dense: width each]
        x:
    - add:
        mlp: [ln, dense: 4*width each, gelu, dense: width each]
        x:
layers:
  - conv: 24 8x8 s8
  - reshape: [x.positions, x.channels]
  - concat:
      token: [param: 1x24]
      x:
    along: length
  - add:
      x:
      position: [param: [x.positions, x.channels]]
  - encoder: 24 3
    repeat: 2
  - ln
  - crop: {pad: {after: 16}}
  - flatten
  - dense: 10
"""


def test_a_vision_transformer_goes_through_every_command(tmp_path):
    (tmp_path / "vit.yaml").write_text(VIT)
    flat = convcalc("show", "--flat", str(tmp_path / "vit.yaml"))
    (tmp_path / "flat.yaml").write_text(flat.out)
    files = [str(tmp_path / name) for name in ("vit.yaml", "flat.yaml")]
    figures = [json.loads(convcalc("summary", file, "--format", "json").out) for file in files]
    assert figures[0]["total"] == figures[1]["total"]
    assert figures[0]["output"] == figures[1]["output"] == [10]
    tokens = 17
    assert figures[0]["total"]["macs_of_products"] == 2 * 2 * tokens * tokens * 24
    assert figures[0]["complete"]
    for command in ("check", "graph", "report", "schema"):
        arguments = [command] if command == "schema" else [command, str(tmp_path / "vit.yaml")]
        result = convcalc(*arguments)
        assert (result.code, result.err) == (0, ""), command
    for path in ("encoder.attention.attention", "token.param", "position.param", "concat"):
        assert convcalc("explain", str(tmp_path / "vit.yaml"), path).code == 0


def test_what_is_not_stated_is_left_out_and_said(tmp_path):
    (tmp_path / "net.yaml").write_text("input: 8x8x4\nlayers:\n  - conv: 8 3x3\n  - {custom: 7x7x2, name: mine}\n")
    result = convcalc("summary", str(tmp_path / "net.yaml"))
    assert "296; not stated, and left out: 1 of 2 layers (mine)" in result.out
    assert json.loads(convcalc("summary", str(tmp_path / "net.yaml"), "--format", "json").out)["complete"] is False
