"""Every kind by what it makes of a volume, how its settings read, and what it refuses."""

import json
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.model.layers import KINDS, SYNONYMS, Layer, kind
from convcalc.model.layers.base import Fault
from convcalc.model.layers.base import Layer as Base
from convcalc.model.layers.convolution import group_faults
from convcalc.model.layers.fields import MISSING
from tests.support.graphs import analysed, convolution_items, network, one_layer, pooling_items, problems


def spec(volume: str, *lines: str) -> str:
    return f"input: {volume}\nlayers:\n" + "".join(f"  - {line}\n" for line in lines)


def last(volume: str, *lines: str) -> Any:
    """The last row of a chain of layers; of an unpooling, behind the pooling that it names."""
    lines = ("{maxpool: 2, name: pool}", *lines) if "unpool" in lines[0] else lines
    return analysed(spec(volume, *lines)).rows[-1]


def values(layer: Layer) -> dict[str, Any]:
    return {name: getattr(layer, name) for name in layer.fields}


# Every kind once, or more

TABLE = [
    ("conv: 10 5x5 s1 p2", "32x32x3", "32x32x10"),
    ("conv: 96 11 s4", "227x227x3", "55x55x96"),
    ("conv: {filters: 4, kernel: [1, 3], stride: [1, 2], pad: [0, 1]}", "8x8x2", "8x4x4"),
    ("conv: 8 3 s2 same g2 nobias", "7x9x4", "4x5x8"),
    ("conv: 4 3 valid d2", "9x2", "5x4"),
    ("conv: 4 3 p1", "4x5x6x2", "4x5x6x4"),
    ("depthwise: 3 s2 p1", "8x8x6", "4x4x6"),
    ("depthwise: {kernel: 3, multiplier: 2, bias: false}", "8x8x6", "6x6x12"),
    ("tconv: 1 2 s2", "2x2x3", "4x4x1"),
    ("tconv: {filters: 4, kernel: 3, stride: 2, pad: 1, output_pad: 1}", "7x7x8", "14x14x4"),
    ("tconv: {filters: 4, kernel: 3, stride: 2, output_pad: [0, 1]}", "7x7x8", "15x16x4"),
    ("tconv: 4 3 d2 g2 nobias", "5x2", "9x4"),
    ("tconv: 1 2 p1", "2x2x3", "1x1x1"),
    ("tconv: 4 3 s2 same", "7x7x8", "14x14x4"),
    ("tconv: 4 2 s3 valid", "7x7x8", "21x21x4"),
    ("tconv: {filters: 4, kernel: 5, stride: [2, 3], pad: valid}", "7x7x8", "17x23x4"),
    ("tconv: {filters: 4, kernel: 3, stride: 2, pad: 1, size: 28x27}", "14x14x8", "28x27x4"),
    ("tconv: {filters: 4, kernel: 3, stride: 2, pad: same, size: 27}", "14x14x8", "27x27x4"),
    ("local: 4 3x3 s2 p1", "8x8x3", "4x4x4"),
    ("local: {filters: 2, kernel: 3, pad: same, bias: false}", "8x3", "8x2"),
    ("maxpool: 2", "9x9x4", "4x4x4"),
    ("maxpool: 2 s2 p1 ceil", "5x1", "3x1"),
    ("maxpool: 3x3 s2 p1", "112x112x64", "56x56x64"),
    ("avgpool: 2 s1 same", "5x5x3", "5x5x3"),
    ("avgpool: 3 d2", "9x1", "2x1"),
    ("adaptive_maxpool: 2", "7x5x3", "2x2x3"),
    ("adaptive_avgpool: 7x7", "9x12x4", "7x7x4"),
    ("gap", "7x7x512", "1x1x512"),
    ("gmp", "4x9x9x8", "1x1x1x8"),
    ("unpool: pool", "9x8x4", "9x8x4"),
    ("flatten", "7x7x512", "25088"),
    ("dense: 10", "84", "10"),
    ("dense: 10 nobias", "84", "10"),
    ("dense: 10 each", "4x4x8", "4x4x10"),
    ("bn: noscale", "4x4x8", "4x4x8"),
    ("bn: noshift", "4x4x8", "4x4x8"),
    ("bn", "4x4x8", "4x4x8"),
    ("bn: {affine: false, eps: 1e-3, momentum: 0.01}", "8", "8"),
    ("ln", "4x4x8", "4x4x8"),
    ("ln: all", "4x4x8", "4x4x8"),
    ("gn: 4", "4x4x8", "4x4x8"),
    ("in: {affine: true}", "4x4x8", "4x4x8"),
    ("grn", "4x4x8", "4x4x8"),
    ("lrn", "4x4x8", "4x4x8"),
    ("lrn: {size: 3, alpha: 1e-3, beta: 0.5, k: 2}", "4x4x8", "4x4x8"),
    ("scale: {bias: true}", "4x4x8", "4x4x8"),
    ("leaky_relu: 0.2", "4x4x8", "4x4x8"),
    ("prelu: {shared: true}", "4x4x8", "4x4x8"),
    ("elu: {alpha: 2}", "4x4x8", "4x4x8"),
    *((name, "4x4x8", "4x4x8") for name in ("relu", "relu6", "selu", "gelu", "silu", "mish", "sigmoid")),
    *((name, "4x4x8", "4x4x8") for name in ("hard_sigmoid", "hard_swish", "tanh", "softplus")),
    *((name, "8", "8") for name in ("softmax", "log_softmax", "identity")),
    ("dropout: 0.3", "9", "9"),
    ("drop_path: 0.1", "4x4x8", "4x4x8"),
    ("add: {a: [], b: [conv: 8 3 p1]}", "4x4x8", "4x4x8"),
    ("add: {a: [], b: [], c: [gap]}", "4x4x8", "4x4x8"),
    ("mul: {gate: [gap], body: []}", "4x4x8", "4x4x8"),
    ("mul: {body: [], mask: [conv: 1 1]}", "4x4x8", "4x4x8"),
    ("mul: {high: [maxpool: {kernel: [1, 4]}], wide: [maxpool: {kernel: [4, 1]}]}", "4x4x8", "4x4x8"),
    ("concat: {a: [], b: [conv: 3 1], c: [relu]}", "4x4x8", "4x4x19"),
    ("{concat: {a: [], b: [relu]}, along: height}", "4x5x8", "8x5x8"),
    ("{concat: {a: [], token: [param: 1x8]}, along: length}", "4x8", "5x8"),
    ("{concat: {a: [], b: [conv: 8 1]}, along: channels}", "4x4x8", "4x4x16"),
    ("maximum: {a: [], b: [conv: 8 3 p1]}", "4x4x8", "4x4x8"),
    ("attention: 2", "6x12", "6x4"),
    ("attention: 2 w7 relative", "14x14x12", "14x14x4"),
    ("attention: {heads: 2, window: 7, shift: 3, relative: true}", "14x14x12", "14x14x4"),
    ("matmul: {a: [], b: [param: 8x3]}", "4x4x8", "4x4x3"),
    ("{matmul: {a: [], b: []}, transposed: true}", "4x4x8", "4x4x16"),
    ("param: 7x7x3", "4x4x8", "7x7x3"),
    ("param: 16", "4x4x8", "16"),
    ("embedding: 1000 64", "20", "20x64"),
    ("embedding: 1000 64", "20x1", "20x64"),
    ("lstm: 16", "20x8", "20x16"),
    ("lstm: {hidden: 16, layers: 2, both: true, last: true}", "20x8", "32"),
    ("gru: 16 both last nobias", "20x8", "32"),
    ("gru: 16 onebias", "20x8", "20x16"),
    ("channel_mean", "4x4x8", "4x4x1"),
    ("channel_max", "8", "1"),
    ("custom: 7x7x2", "4x4x8", "7x7x2"),
    ("custom: {volume: 10, params: 80, multiply_accumulates: 80}", "4x4x8", "10"),
    ("upsample: 2", "4x5x3", "8x10x3"),
    ("upsample: {factor: [1, 3], mode: bilinear, align_corners: true}", "4x5x3", "4x15x3"),
    ("upsample: {size: [9, 3], mode: cubic}", "4x5x3", "9x3x3"),
    ("crop: {size: [3, 1]}", "4x5x3", "3x1x3"),
    ("pad: 2", "5x5x1", "9x9x1"),
    ("pad: {pad: {before: 1, after: [0, 2]}}", "5x5x1", "6x8x1"),
    ("crop: 1x2", "5x7x1", "3x3x1"),
    ("slice: 2 5", "4x4x8", "4x4x3"),
    ("slice: {start: 0, stop: 8}", "8", "8"),
    ("channel_shuffle: 2", "4x4x8", "4x4x8"),
    ("pixel_shuffle: 2", "4x4x8", "8x8x2"),
    ("pixel_shuffle: 3", "4x6", "12x2"),
    ("space_to_depth: 2", "4x6x3", "2x3x12"),
    ("reshape: 4x4x4", "64", "4x4x4"),
    ("reshape: 2x32", "4x4x4", "2x32"),
    ("reshape: 64", "4x4x4", "64"),
    ("permute: [width, height, channels]", "4x5x6", "5x4x6"),
    ("permute: [channels, height, width]", "4x5x6", "6x4x5"),
    ("permute: [width, channels, height]", "4x5x6", "5x6x4"),
    ("permute: [channels, length]", "4x5", "5x4"),
    ("permute: [width, depth, height, channels]", "2x3x4x5", "4x2x3x5"),
]


@pytest.mark.parametrize(("line", "volume", "expected"), TABLE)
def test_every_kind_makes_its_volume(line, volume, expected):
    assert str(last(volume, line).node.site.output) == expected


@pytest.mark.parametrize(("line", "volume", "expected"), TABLE)
def test_settings_read_back(line, volume, expected):
    """The shorthand that is printed gives the same layer; beside branches, each word names a field."""
    site = last(volume, line).node.site
    text = site.layer.settings()
    assert text == text.strip()
    if site.layer.merges:
        names = [word.partition("=")[0] for word in text.split() if "=" in word]
        assert set(names) <= set(site.layer.fields)
        return
    again = last(volume, f"{site.kind}: '{text}'" if text else site.kind).node.site
    assert values(again.layer) == values(site.layer)
    assert again.output == site.output


@pytest.mark.parametrize("shorthand", ["{wide} 3x3", "{wide} {3} s{2 - 1}", "{ wide } 3 s1", "{3 + 1} {wide - 1}"])
def test_expressions_stand_in_braces_anywhere_in_a_shorthand(shorthand):
    found = analysed({"input": "8x8x3", "vars": {"wide": 4}, "layers": [{"conv": shorthand}]}).rows[-1]
    assert str(found.node.site) == "conv 4 3x3"


@pytest.mark.parametrize("shorthand", ["4 (2 + 1)", "wide [1, 2]", "(wide) (3 * 1)"])
def test_brackets_after_a_blank_are_no_call(shorthand):
    (found,) = problems({"input": "8x8x3", "vars": {"wide": 4}, "layers": [{"conv": shorthand}]})
    assert "is not understood" in found.message and found.help.startswith("inside an expression write no blanks")


SETTINGS = [
    ("conv: 64 3x3 s2 p1 nobias", "8x8x3", "64 3x3 s2 p1 nobias"),
    (
        "conv: {filters: 64, kernel: 3, stride: [1, 2], pad: same, dilation: 2, groups: 2}",
        "8x8x4",
        "64 3x3 s1x2 psame d2 g2",
    ),
    ("conv: {filters: 4, kernel: [3, 1], pad: [1, 0]}", "8x8x3", "4 3x1 p1x0"),
    ("conv: {filters: 4, kernel: 3, pad: {after: 1}}", "8x8x3", "4 3x3 p0+1"),
    ("conv: {filters: 4, kernel: 3, pad: [[0, 1], 1]}", "8x8x3", "4 3x3 p0+1x1"),
    ("depthwise: {kernel: 3, multiplier: 2}", "8x3", "3 m2"),
    ("maxpool: {kernel: 2, ceil: true}", "8x8x3", "2x2 ceil"),
    ("maxpool: 3 s2", "8x8x3", "3x3 s2"),
    ("upsample: {size: 9, mode: linear}", "8x8x3", "size=9 mode=linear"),
    ("reshape: 4x4x4", "64", "4x4x4"),
    ("relu", "8", ""),
    ("bn: {affine: false}", "8", "affine=false"),
    ("dropout", "8", "0.5"),
]


@pytest.mark.parametrize(("line", "volume", "expected"), SETTINGS)
def test_settings_as_text(line, volume, expected):
    found = last(volume, line).node.site.layer.settings()
    assert found == expected.replace("psame", "same")


@pytest.mark.slow
@given(st.one_of(convolution_items(), pooling_items()))
@settings(max_examples=200)
def test_settings_of_any_window_read_back(entry):
    volume, item = entry
    site = one_layer(volume, item).nodes[-1].site
    text = site.layer.settings()
    again = one_layer(volume, {site.kind: text}).nodes[-1].site
    assert values(again.layer) == values(site.layer)
    assert (again.output, again.layer.settings()) == (site.output, text)


def test_the_table_holds_every_kind():
    assert {line.strip("{").partition(":")[0] for line, _, _ in TABLE} == set(KINDS)


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_explains_itself(name):
    cls = kind(name)
    assert issubclass(cls, Base)
    assert "__doc__" in vars(cls) and len(cls.__doc__) > 10
    assert set(cls.main) <= set(cls.fields)
    assert set(cls.letters.values()) <= set(cls.fields)
    assert {field for field, _ in cls.flags.values()} <= set(cls.fields)


def test_synonyms_name_kinds_and_are_none():
    assert set(SYNONYMS.values()) <= set(KINDS)
    assert not set(SYNONYMS) & set(KINDS)


# Wrong values

NEEDED = {
    "conv": {"filters": 4, "kernel": 3},
    "depthwise": {"kernel": 3},
    "tconv": {"filters": 4, "kernel": 3, "stride": 2},
    "maxpool": {"kernel": 2},
    "avgpool": {"kernel": 2},
    "adaptive_maxpool": {"size": 2},
    "adaptive_avgpool": {"size": 2},
    "unpool": {"of": "pool"},
    "dense": {"units": 10},
    "local": {"filters": 4, "kernel": 3},
    "attention": {"heads": 1},
    "param": {"volume": [8, 8, 4]},
    "embedding": {"words": 10, "dim": 4},
    "lstm": {"hidden": 4},
    "gru": {"hidden": 4},
    "custom": {"volume": [4, 4, 4]},
    "gn": {"groups": 4},
    "upsample": {"factor": 2},
    "pad": {"pad": 1},
    "crop": {"pad": 1},
    "slice": {"start": 0, "stop": 2},
    "channel_shuffle": {"groups": 2},
    "pixel_shuffle": {"factor": 2},
    "space_to_depth": {"factor": 2},
    "reshape": {"volume": [256]},
    "permute": {"order": ["width", "height", "channels"]},
}
WRONG = {
    "Integer": [True, 2.5, "oops", None, -1, [1, 2], {"a": 1}, 10**400],
    "PerAxis": [True, 2.5, "oops", None, -1, [1, 2, 3, 4], [1, True], {"a": 1}, []],
    "SizesOf": [True, 2.5, "none such", None, -1, 0, [1, 2, 3, 4], [1, True], {"a": 1}, []],
    "Factors": [True, "oops", None, -1, -0.5, 0.12345678901234567, [1, 2, 3, 4], [1, True], {"a": 1}, []],
    "Padding": [
        True,
        2.5,
        "full",
        None,
        -1,
        [1, 2, 3, 4],
        [[1, 2, 3], 1],
        {"left": 1},
        {"before": -1},
        {"after": True},
    ],
    "Flag": [1, 0, "oops", None, [], {}],
    "Real": [True, "oops", None, [], {}, 1e30, -1e30],
    "Choice": [3, "oops", None, True, [], {}],
    "Axes": [3, "height", None, [], ["height", "height", "channels"], ["height", "channels"], [True, 1, 2], {}],
    "Pooling": [True, 2, "pool", None, "3x3", [], {}, "p" * 101],
    "FreeText": [True, 3, None, "", "a" * 101, [], {}],
    "Shape": [True, 2.5, "oops", None, 0, -1, [], [1, 1, 1, 1, 1], [True], {}],
}


def cases() -> Iterator[Any]:
    for name in KINDS:
        for field, each in kind(name).fields.items():
            wrong = list(WRONG[type(each.type).__name__])
            least = getattr(each.type, "least", None)
            if type(each.type).__name__ in ("Integer", "PerAxis"):
                wrong.append(least - 1)
            for value in wrong:
                yield pytest.param(name, field, value, id=f"{name}-{field}-{str(value)[:20]}")


@pytest.mark.slow
@pytest.mark.parametrize(("name", "field", "value"), list(cases()))
def test_wrong_values_are_refused_where_they_stand(name, field, value):
    given = {**NEEDED.get(name, {}), field: value}
    branches, indent = (" {a: [], b: []}", "    ") if kind(name).merges else ("", "      ")
    lines = [f"{indent}{key}: {json.dumps(each)}" for key, each in given.items()]
    volume = "64" if name == "dense" else "8x8x4"
    text = "\n".join([f"input: {volume}", "layers:", f"  - {name}:{branches}", *lines, ""])
    found = problems(text)
    assert found
    line = text.split("\n").index(next(each for each in lines if each.startswith(f"{indent}{field}:"))) + 1
    places = [problem.place for problem in found]
    assert all(places)
    assert {place.source.locate(place.route, place.key).line for place in places} == {line}, found


@pytest.mark.parametrize("name", [name for name in KINDS if kind(name).fields and not kind(name).merges])
def test_missing_and_unknown_settings_are_named(name):
    needed = [field for field, each in kind(name).fields.items() if each.default is MISSING]
    found = problems({"input": "8x8x4", "layers": [name]})
    if needed:
        assert len(found) == 1 and all(field in found[0].message for field in needed)
    found = problems({"input": "8x8x4", "layers": [{name: {**NEEDED.get(name, {}), "colour": 3}}]})
    assert [("colour" in problem.message) for problem in found] == [True]


@pytest.mark.parametrize("name", [name for name in KINDS if not kind(name).main and not kind(name).merges])
def test_kinds_without_a_main_field_take_no_plain_value(name):
    assert problems({"input": "8x8x4", "layers": [{name: 3}]})
    assert problems({"input": "8x8x4", "layers": [{name: "3"}]})


# Rules

REFUSED = [
    ("conv: 4 1 g3", "8x8x4", "3 groups do not divide 4 input channels"),
    ("conv: 4 1 g3", "8x8x3", "3 groups do not divide 4 filters"),
    ("tconv: 4 1 g3", "8x8x4", "3 groups do not divide 4 input channels"),
    ("tconv: 4 1 g3", "8x8x3", "3 groups do not divide 4 filters"),
    ("gn: 3", "8x8x4", "3 groups do not divide 4 channels"),
    ("channel_shuffle: 3", "8x8x4", "3 groups do not divide 4 channels"),
    ("conv: 4 9", "8x8x4", "does not fit"),
    ("conv: 4 5 d2", "8x8x4", "9 wide (2*(5-1)+1, dilation 2)"),
    ("conv: 4 11 p1", "8x8x4", "11 wide, and volume 8x8x4 has a height of 10 (8 + 1 + 1)"),
    ("conv: {filters: 4, kernel: [1, 9]}", "8x8x4", "has a width of 8"),
    ("maxpool: 9", "8x4", "has a length of 8"),
    ("maxpool: {kernel: [9, 1, 1]}", "8x8x8x1", "has a depth of 8"),
    ("maxpool: 2 p2", "8x8x4", "would lie in the padding"),
    ("maxpool: {kernel: 2, pad: {after: 2}}", "8x8x4", "would lie in the padding"),
    ("avgpool: {kernel: [3, 1], pad: 1}", "8x8x4", "would lie in the padding"),
    ("tconv: {filters: 1, kernel: 3, stride: 2, output_pad: 2}", "8x8x4", "output padding 2 must be less"),
    ("tconv: {filters: 1, kernel: 3, stride: [3, 1], output_pad: 1}", "8x8x4", "output padding 1 must be less"),
    ("tconv: 1 1 p4", "8x8x4", "takes away all"),
    ("tconv: 1 3 s2 p1 size=14", "8x8x4", "a height of 14 cannot come of volume 8x8x4: 15 to 16 can"),
    ("tconv: {filters: 1, kernel: 3, stride: 2, size: 18x19}", "8x8x4", "a width of 19 cannot come"),
    ("tconv: 1 3 same size=7", "8x8x4", "a height of 7 cannot come of volume 8x8x4: only 8 can"),
    ("tconv: 1 3 s2 same size=14", "8x8x4", "a height of 14 cannot come of volume 8x8x4: 15 to 16 can"),
    ("tconv: 1 3 s2 valid size=19", "8x8x4", "a height of 19 cannot come of volume 8x8x4: 17 to 18 can"),
    ("tconv: 1 3 s2 same output_pad=0", "8x8x4", "output_pad: pad 'same' already says what comes out"),
    ("tconv: 1 3 s2 size=17 output_pad=1", "8x8x4", "output_pad: the size already says what comes out"),
    ("tconv: 1 1 s2 p1 size=1", "1x1x4", "a height of 1 cannot come of volume 1x1x4: none can"),
    ("tconv: {filters: 1, kernel: [1, 3], pad: 1}", "2x9x4", "takes away all"),
    ("pixel_shuffle: 2", "8x8x6", "6 channels do not divide into 2^2 = 4"),
    ("pixel_shuffle: 2", "8x8x8x4", "4 channels do not divide into 2^3 = 8"),
    ("space_to_depth: 2", "8x7x3", "factor 2 does not divide"),
    ("slice: 2 2", "8x8x4", "channels 2 to 2 are not part"),
    ("slice: 3 2", "8x8x4", "channels 3 to 2 are not part"),
    ("slice: 0 5", "8x8x4", "channels 0 to 5 are not part of the 4"),
    ("reshape: 8x8x5", "8x8x4", "8x8x5 holds 320 numbers, and volume 8x8x4 has 256"),
    ("permute: [height, channels]", "8x8x4", "expected a list of"),
    ("crop: 4", "8x8x4", "nothing is left"),
    ("upsample", "8x8x4", "a factor or a size"),
    ("upsample: {factor: 2, size: 4}", "8x8x4", "not both"),
    ("upsample: {factor: 2, align_corners: true}", "8x8x4", "nearest takes no align_corners"),
    ("dense: 4", "8x8x4", "dense takes a flat volume, not 8x8x4"),
    ("dense: 4", "1x1x4", "dense takes a flat volume"),
    ("conv: {filters: 4, kernel: [3, 3, 3]}", "8x8x4", "not 3"),
    ("add: {a: [], b: [maxpool: 2]}", "8x8x4", "8x8x4 and 4x4x4 do not match"),
    ("add: {a: [], b: [conv: 2 1]}", "8x8x4", "8x8x4 and 8x8x2 do not match"),
    ("mul: {a: [maxpool: 2], b: [maxpool: 4]}", "8x8x4", "do not match"),
    ("mul: {a: [], b: [gap, flatten]}", "8x8x4", "do not have the same axes"),
    ("concat: {a: [], b: [maxpool: 2]}", "8x8x4", "8x8x4 and 4x4x4 differ in size"),
    ("concat: {a: [gap], b: []}", "8x8x4", "1x1x4 and 8x8x4 differ in size"),
    ("concat: {a: [], b: [gap]}", "8x8x4", "differ in size"),
    ("concat: {a: [flatten], b: []}", "8x8x4", "do not have the same axes"),
    ("{concat: {a: [], b: [conv: 2 1]}, along: height}", "8x8x4", "differ in more than their height"),
    ("{concat: {a: [], b: []}, along: length}", "8x8x4", "volume 8x8x4 has no length"),
    ("matmul: {a: [], b: [], c: []}", "8x8x4", "matmul takes two volumes, not 3"),
    ("matmul: {a: [], b: []}", "8x8x4", "8x8x4 has 4 channels, and 8x8x4 has 64 positions"),
    ("attention: 2", "8x8x4", "4 channels are not queries, keys and values side by side"),
    ("attention: 3", "8x8x12", "3 heads do not divide 4 channels"),
    ("attention: 2 w3", "8x8x12", "windows of 3x3 do not tile 8x8x4"),
    ("{attention: 2, from: [input, input]}", "8x8x4", "attention takes one volume or three volumes, not 2"),
    ("{param: 8x8x4, from: input}", "8x8x4", "param takes no volume, not 1"),
    ("embedding: 10 4", "8x8x4", "embedding takes one number a position, not 4"),
    ("lstm: 4", "8x8x4", "runs along one axis, and 8x8x4 has 2"),
    ("add: {a: []}", "8x8x4", "at least two branches"),
    ("add: 3", "8x8x4", "needs named branches"),
    ("add", "8x8x4", "needs named branches"),
]


@pytest.mark.parametrize(("line", "volume", "message"), REFUSED)
def test_rules(line, volume, message):
    found = problems(spec(volume, line))
    assert len(found) == 1
    assert message in found[0].message
    place = found[0].place
    assert place.source.locate(place.route, place.key).line == 3


@pytest.mark.parametrize(
    ("line", "volume", "help"),
    [
        ("tconv: 1 3 s2 p1 size=14", "8x8x4", "as size: 16"),
        ("tconv: 1 3 s2 p1 size=14", "8x9x4", "as size: 16x18"),
        ("tconv: 1 1 s2 p1 size=1", "1x1x4", ""),
        ("tconv: 1 3 s2 same output_pad=0", "8x8x4", "leave out output_pad, or pad"),
        ("tconv: 1 3 s2 size=17 output_pad=1", "8x8x4", "leave out output_pad, or size"),
    ],
)
def test_what_helps(line, volume, help):
    assert [found.help for found in problems(spec(volume, line))] == [help]


FLAT_REFUSED = [
    "conv: 1 1",
    "depthwise: 1",
    "tconv: 1 1",
    "maxpool: 1",
    "avgpool: 1",
    "adaptive_avgpool: 1",
    "gap",
    "gmp",
]
FLAT_REFUSED += [
    "local: 1 1",
    "attention: 1",
    "lstm: 1",
    "gru: 1",
    "adaptive_maxpool: 1",
    "upsample: 2",
    "pad: 1",
    "crop: 1",
    "pixel_shuffle: 2",
    "space_to_depth: 2",
]


@pytest.mark.parametrize("line", FLAT_REFUSED)
def test_kinds_that_need_axes(line):
    (problem,) = problems(spec("64", line))
    assert "needs a volume with axes" in problem.message


def test_the_groups_that_would_do_are_told():
    for channels, filters, groups in product(range(1, 10), repeat=3):
        fits = [k for k in range(1, 10) if {channels, filters} <= set(range(0, 99, k))]
        count, what = (filters, "filters") if channels in range(0, 99, groups) else (channels, "input channels")
        message, help = f"{groups} groups do not divide {count} {what}", f"groups can be {', '.join(map(str, fits))}"
        fault = Fault("groups", message, help)
        assert list(group_faults(groups, channels, filters)) == ([] if groups in fits else [fault])


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (60, "1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60"),
        (144, "1, 2, 3, 4, 6, 8, 9, 12, 16, 18, 24, ..."),
        (486, "1, 2, 3, 6, 9, 18, 27, 54, 81, 162, 243, 486"),
        (1088, "1, 2, 4, 8, 16, 17, 32, 34, 64, 68, 136, ..."),
        (1001, "1, 7, 11, 13, 77, 91, 143"),
    ],
)
def test_few_of_the_groups_that_would_do_are_told(number, told):
    (fault,) = group_faults(number + 1, number, number)
    assert fault.help == f"groups can be {told}"


SAID = [
    ("conv", "4 3", "filters: 4, kernel: 3, stride: 1, pad: 0, dilation: 1, groups: 1, bias: true"),
    ("conv", "4 3 s2 p1 d3 g2 nobias", "filters: 4, kernel: 3, stride: 2, pad: 1, dilation: 3, groups: 2, bias: false"),
    ("depthwise", "3", "kernel: 3, stride: 1, pad: 0, dilation: 1, multiplier: 1, bias: true"),
    ("depthwise", "3 s2 p1 d3 m2 nobias", "kernel: 3, stride: 2, pad: 1, dilation: 3, multiplier: 2, bias: false"),
    ("tconv", "4 3", "filters: 4, kernel: 3, stride: 1, pad: 0, output_pad: 0, dilation: 1, groups: 1, bias: true"),
    (
        "tconv",
        "4 3 s2 p1 d3 g2 nobias",
        "filters: 4, kernel: 3, stride: 2, pad: 1, dilation: 3, groups: 2, bias: false",
    ),
]


@pytest.mark.parametrize(("name", "short", "long"), SAID)
def test_what_a_convolution_is_not_told(name, short, long):
    one, other = (last("9x9x4", f"{name}: {text}").node.site.layer for text in (short, f"{{{long}}}"))
    assert values(one) == values(other)


@pytest.mark.parametrize("name", ["conv", "depthwise", "tconv"])
def test_what_a_convolution_is(name):
    traits = [trait for trait in Layer.__annotations__ if getattr(kind(name), trait, None) is True]
    assert sorted(traits) == ["any_channels", "any_size", "linear", "spatial", "weighted"]
    assert kind(name).keeps == ("inputs",)


ALLOWED = [
    ("maxpool: 2 p1", "8x8x4"),
    ("maxpool: 2 d2 p2", "8x8x4"),
    ("tconv: {filters: 1, kernel: 3, dilation: 3, output_pad: 2}", "8x8x4"),
    ("tconv: {filters: 1, kernel: 3, output_pad: 0}", "8x8x4"),
    ("conv: 4 8", "8x8x4"),
    ("conv: 4 10 p1", "8x8x4"),
    ("crop: 3", "8x8x4"),
    ("slice: 3 4", "8x8x4"),
    ("conv: {filters: 4.0, kernel: 3}", "8x8x4"),
]


@pytest.mark.parametrize(("line", "volume"), ALLOWED)
def test_just_within_the_rules(line, volume):
    assert problems(spec(volume, line)) == []


# Figures from papers and courses (reference/facts.md)


def test_ten_five_by_five_filters():
    row = last("32x32x3", "conv: 10 5x5 s1 p2")
    assert (str(row.node.site.output), row.cost.params, row.cost.macs) == ("32x32x10", 760, 768_000)
    assert last("32x32x3", "conv: 1 5x5 s1 p2").cost.params == 76


def test_alexnet_start():
    first, pooled = analysed(spec("227x227x3", "conv: 96 11 s4", "maxpool: 3 s2")).rows[1:]
    assert (str(first.node.site.output), first.cost.params) == ("55x55x96", 34_944)
    assert (str(pooled.node.site.output), pooled.cost.params) == ("27x27x96", 0)


@pytest.mark.parametrize(("stride", "size"), [(1, "5x5x1"), (2, "3x3x1")])
def test_seven_by_seven(stride, size):
    assert str(last("7x7x1", f"conv: 1 3 s{stride}").node.site.output) == size


def test_depth_is_not_forgotten():
    assert last("300x300x3", "conv: 100 5").cost.params == 7_600


def test_padding_counts_on_both_sides():
    assert str(last("5x5x1", "pad: 2").node.site.output) == "9x9x1"


def test_stacks_of_three_by_threes():
    rows = analysed(spec("7x7x1", *["conv: 1 3"] * 3)).rows
    assert [str(row.node.site.output) for row in rows] == ["7x7x1", "5x5x1", "3x3x1", "1x1x1"]
    assert [row.reach[0].size for row in rows] == [1, 3, 5, 7]
    assert str(last("7x7x1", "conv: 1 7").node.site.output) == "1x1x1"
    assert str(last("7x7x1", "conv: 1 5").node.site.output) == "3x3x1"


@pytest.mark.parametrize("channels", [1, 16, 512])
def test_three_small_filters_against_one_large(channels):
    small = analysed(spec(f"16x16x{channels}", *[f"conv: {channels} 3 nobias"] * 3)).total.params
    large = analysed(spec(f"16x16x{channels}", f"conv: {channels} 7 nobias")).total.params
    assert (small, large) == (27 * channels**2, 49 * channels**2)


def test_a_bottleneck_saves_multiplications():
    direct = analysed(spec("28x28x192", "conv: 32 5 p2"))
    narrow = analysed(spec("28x28x192", "conv: 16 1", "conv: 32 5 p2"))
    assert (direct.total.macs, narrow.total.macs) == (120_422_400, 12_443_648)


NAIVE = "concat: {a: [conv: 128 1], b: [conv: 192 3 p1], c: [conv: 96 5 p2], d: [maxpool: 3 s1 p1]}"
NARROW = (
    "concat: {a: [conv: 128 1], b: [conv: 64 1, conv: 192 3 p1], c: [conv: 64 1, conv: 96 5 p2], "
    "d: [maxpool: 3 s1 p1, conv: 64 1]}"
)


@pytest.mark.parametrize(
    ("line", "volume", "macs"), [(NAIVE, "28x28x672", 854_196_224), (NARROW, "28x28x480", 271_351_808)]
)
def test_inception(line, volume, macs):
    found = analysed(spec("28x28x256", line))
    assert (str(found.rows[-1].node.site.output), found.total.macs) == (volume, macs)


def test_transposed_convolution_counts_input_positions():
    row = last("2x2x3", "tconv: 1 2 s2")
    assert (str(row.node.site.output), row.cost.macs) == ("4x4x1", 48)


def test_ceil_has_the_clip_rule():
    assert str(last("5x1", "maxpool: 2 s2 p1 ceil").node.site.output) == "3x1"


def test_three_strided_convolutions():
    found = analysed(spec("200x300x3", "conv: 100 3 s2 same", "conv: 200 3 s2 same", "conv: 400 3 s2 same"))
    assert [str(row.node.site.output) for row in found.rows[1:]] == ["100x150x100", "50x75x200", "25x38x400"]
    assert found.total.params == 903_400
    assert found.memory.weights == 3_613_600
    assert found.memory.peak + found.memory.weights == 12_613_600


def test_networks_hold_one_layer_for_equal_settings():
    nodes = network(spec("8x8x4", "conv: 4 3 p1", "conv: 4 3 p1", "conv: 4 3x3 p1")).nodes
    assert len({id(node.site) for node in nodes[1:]}) == 1
