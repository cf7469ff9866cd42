"""Networks written out layer by layer compute to the same figures, whatever they are made of."""

import itertools
import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from convcalc.document.places import Place
from convcalc.document.problems import Problems
from convcalc.document.source import Source, parse
from convcalc.exchange import flatten
from convcalc.exchange.spec import as_yaml
from convcalc.language import loading
from convcalc.language.item_reader import ItemReader
from convcalc.language.items import ItemsRead
from convcalc.language.values import Known
from convcalc.model.layers import KINDS, Layer, kind
from convcalc.model.layers.custom import FreeText
from convcalc.model.layers.fields import MISSING, Axes, Choice, FieldType, Flag, Integer, Padding, PerAxis, Real
from convcalc.model.network import Network
from convcalc.public import analyse
from tests.support.graphs import specs, tangled_specs
from tests.support.specs import network


def written(net: Network) -> str:
    return as_yaml(flatten.flatten(net), "written out")


def fields(layer: Layer) -> dict[str, Any]:
    return {name: getattr(layer, name) for name in layer.fields}


def figures(net: Network) -> Any:
    """Everything that is worked out of a network, with its wiring, but no names."""
    found = analyse(net)
    rows = [
        (row.node.site.kind, fields(row.node.site.layer), row.node.inputs, row.node.site.output, *row[1:])
        for row in found.rows
    ]
    return rows, found.total, found.memory, found.fields, net.outputs


def assert_same(net: Network) -> None:
    text = written(net)
    again = network(text)
    assert figures(again) == figures(net)
    assert again.name == net.name
    assert all(node.scope.parent is None and node.origin.repeat is None for node in again.nodes[1:] if node.origin)
    assert written(again) == text


WITH_HEADS = ("googlenet", "googlenet-caffe", "inception_v3")


@pytest.mark.slow
@pytest.mark.parametrize("name", loading.preset_names())
def test_every_preset(name: str) -> None:
    assert_same(loading.load(name, {"aux": True} if name in WITH_HEADS else {}))


def test_variables_and_input_given_from_outside() -> None:
    net = network(written(loading.load("vgg11", {"classes": 7, "batch_norm": True}, "64x64x1")))
    assert figures(net) == figures(loading.load("vgg11", {"classes": 7, "batch_norm": True}, "64x64x1"))
    assert str(net.nodes[-1].site.output) == "7"


@pytest.mark.slow
@settings(max_examples=150)
@given(st.integers(1, 3).flatmap(lambda rank: specs(rank=rank)))
def test_random_graphs(spec: Any) -> None:
    assert_same(network(json.dumps(spec)))


@pytest.mark.slow
@settings(max_examples=150)
@given(tangled_specs())
def test_random_wiring_with_heads(spec: Any) -> None:
    assert_same(network(json.dumps(spec)))


# Wiring that is rarely seen

BLOCKS = "input: 8x8x4\nblocks:\n  nothing: []\n  maybe(yes):\n  - conv: 4 1x1\n    when: yes\nlayers:\n"


@pytest.mark.parametrize(
    "layers",
    [
        "- relu\n- head: {side: []}\n- gap\n",
        "- head: {side: []}\n- gap\n",
        "- relu\n- head: {side: [gap], other: [gmp]}\n",
        "- relu\n- head: {side: [relu, {head: {inner: [gap]}}]}\n- gap\n",
        "- {relu: , name: a}\n- tanh\n- {nothing: , from: a}\n",
        "- relu\n- {maybe: false, from: input}\n",
        "- {relu: , name: a}\n- tanh\n- {maybe: true, from: a}\n- {relu: , from: a}\n",
        "- {relu: , name: a}\n- tanh\n- head: {side: [gap, {nothing: , from: a}]}\n- {nothing: , from: input}\n",
        "- relu\n- {add: , from: [input, input]}\n",
        "- {maybe: true, name: twice}\n- {relu: , name: input.x}\n- {add: {twice: [], b: [maybe: true]}}\n",
        "- {mul: {side: [{conv: 4 1x1, name: side}], x: []}, name: side}\n- {add: , from: [side, input]}\n",
        "- {head: {h: [gap]}, repeat: 3}\n- relu\n",
    ],
)
def test_wiring(layers: str) -> None:
    assert_same(network(BLOCKS + layers))


@pytest.mark.parametrize("name", ["true", "Null", "a b", "a:  b", "b # c", "größe", "a/b-c.d", "_", "a,]"])
def test_names(name: str) -> None:
    layers = f'- {{relu: , name: "{name}"}}\n- tanh\n- {{add: , from: ["{name}", input]}}\n'
    assert_same(network(BLOCKS + layers))


@pytest.mark.parametrize("name", ["1x1", "{x}", "null", "no: t", "- a", "input"])
def test_names_of_branches_heads_and_networks(name: str) -> None:
    layers = f'- concat: {{"{name}": [relu], b: [tanh]}}\n- head: {{"{name}": [gelu]}}\n- {{add: , from: [b, input]}}\n'
    assert_same(network(BLOCKS + layers.replace("from: [b, input]", "from: [input, input]"), name=f"{name}.yaml"))


def test_names_that_only_meet_when_flat() -> None:
    block = "input: 8x8x4\nblocks:\n  b:\n  - {relu: , name: c}\n  - {mul: , from: [c, c]}\n"
    net = network(block + "layers:\n- b\n- {tanh: , name: c}\n- b\n- {add: , from: [c, c]}\n")
    assert_same(net)
    assert written(net).count("name: b") == 2
    assert "from: [c, c]" in written(net)


@pytest.mark.slow
def test_more_names_like_a_kinds_than_calls_can_nest() -> None:
    assert_same(network("input: 1x1x1\nlayers:\n- add: {a: [relu], b: []}\n  repeat: 1500\n"))


def test_a_vector_as_input() -> None:
    assert "input: 784\n" in written(network("input: 784\nlayers: [dense: 10]\n"))
    assert_same(network("input: 784\nlayers: [dense: 10]\n"))


# Settings

NUMBERS: list[Any] = [0, 1, 0.5, 1e-05, 0.1 + 0.2, 1]


def values(type: FieldType, rank: int) -> st.SearchStrategy[Any]:
    """Values as a layer holds them."""
    if isinstance(type, Integer):
        return st.integers(type.least, 300)
    if isinstance(type, PerAxis):
        return st.tuples(*[st.integers(type.least, 9)] * rank)
    if isinstance(type, Padding):
        sides = st.tuples(*[st.tuples(st.integers(0, 3), st.integers(0, 3))] * rank)
        return st.one_of(sides, st.just("same")) if "same" in type.words else sides
    if isinstance(type, Flag):
        return st.booleans()
    if isinstance(type, Real):
        return st.sampled_from(NUMBERS) | st.floats(type.least, type.most)
    if isinstance(type, Choice):
        return st.sampled_from(type.choices)
    if isinstance(type, Axes):
        return st.permutations(range(rank + 1)).map(tuple)
    if isinstance(type, FreeText):
        return st.sampled_from(["Foo", "1", "1e3", "true", "lstm with batch_normalize"])
    return st.lists(st.integers(1, 10**6), min_size=1, max_size=4).map(tuple)


@st.composite
def layers(draw: Any) -> tuple[str, Layer, int]:
    """A kind, a layer of it with any settings, and for how many axes."""
    name = draw(st.sampled_from([name for name in KINDS if not (kind(name).merges or kind(name).indexed)]))
    rank = draw(st.integers(1, 3))
    given: dict[str, Any] = {}
    for field, (type, default) in kind(name).fields.items():
        keep = default is not MISSING and draw(st.booleans())
        given[field] = type.default(default, rank) if keep else draw(values(type, rank))
    return name, kind(name)(**given), rank


def read_back(name: str, value: Any, rank: int) -> dict[str, Any]:
    """The fields that an item's value gives, the way a network is built."""
    line = as_yaml({"layers": [name if value is None else {name: value}]}, "").split("layers:\n")[1]
    problems, data = Problems(), parse("t", line).data
    item = ItemReader({}, problems).item(data[0], Place(Source("t", line), ()), Known(), ItemsRead())
    assert item and not problems.found, [line, problems.found]
    found = {key: kind(name).fields[key].type.read(each, rank) for key, each in item.settings.items()}
    for key, field in kind(name).fields.items():
        if key not in found:
            found[key] = field.type.default(field.default, rank)
    return found


@pytest.mark.slow
@settings(max_examples=1000)
@given(layers())
@example(("crop", kind("crop")(pad=((1, 2), (0, 0))), 2))
@example(("lrn", kind("lrn")(size=5, alpha=1e-4, beta=0.75, k=2.0), 2))
def test_settings_read_back_exactly(layer: tuple[str, Layer, int]) -> None:
    name, wanted, rank = layer
    assert read_back(name, flatten.settings(wanted), rank) == fields(wanted)


@pytest.mark.slow
@settings(max_examples=1000)
@given(layers())
def test_settings_read_back_as_they_are_printed(layer: tuple[str, Layer, int]) -> None:
    name, wanted, rank = layer
    assert read_back(name, wanted.settings() or None, rank) == fields(wanted)


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("conv: {filters: 8, kernel: 3, stride: 2, pad: 1, bias: false, groups: 2}", "conv: 8 3x3 s2 p1 g2 nobias"),
        ("conv: {filters: 8, kernel: [3, 1], pad: [1, 0], dilation: [2, 1]}", "conv: 8 3x1 p1x0 d2x1"),
        ("conv: {filters: 8, kernel: 3, pad: same}", "conv: 8 3x3 same"),
        ("conv: {filters: 8, kernel: 3, pad: valid}", "conv: 8 3x3"),
        (
            "conv: {filters: 8, kernel: 3, pad: {before: [1, 0], after: 1}}",
            "conv: {filters: 8, kernel: 3x3, pad: {before: 1x0, after: 1}}",
        ),
        ("depthwise: {kernel: 3, multiplier: 2}", "depthwise: 3x3 m2"),
        (
            "tconv: {filters: 2, kernel: 2, stride: 2, output_pad: 1}",
            "tconv: {filters: 2, kernel: 2x2, stride: 2, output_pad: 1}",
        ),
        ("maxpool: {kernel: 2, stride: 2}", "maxpool: 2x2 s2"),
        ("maxpool: 2 ceil", "maxpool: 2x2 ceil"),
        ("dropout: 0.5", "dropout"),
        ("dropout: 0.25", "dropout: 0.25"),
        ("ln: all", "ln: all"),
        ("bn: {eps: 0.001}", "bn: {eps: 0.001}"),
        ("upsample: 2", "upsample: 2"),
        ("upsample: {size: 7x9, mode: bilinear}", "upsample: {size: 7x9, mode: linear}"),
        ("crop: {pad: {before: 1, after: 2}}", "crop: {pad: {before: 1, after: 2}}"),
        ("slice: 1 3", "slice: 1 3"),
        ("reshape: 16x4x4", "reshape: 16x4x4"),
        ("permute: [width, height, channels]", "permute: [width, height, channels]"),
        ("scale: {bias: true}", "scale: {bias: true}"),
    ],
)
def test_how_settings_are_written(item: str, text: str) -> None:
    assert written(network(f"input: 8x8x4\nlayers:\n- {item}\n")).endswith(f"layers:\n  - {text}")


def test_what_it_looks_like() -> None:
    text = written(loading.load("resnet18", {"depths": [1, 0, 0, 0]}))
    assert text.splitlines() == [
        "# written out",
        "name: resnet18",
        "input: 224x224x3",
        "layers:",
        "  - conv: 64 7x7 s2 p3 nobias",
        "  - bn:",
        "    name: conv1",
        "  - relu",
        "  - maxpool: 3x3 s2 p1",
        "    name: maxpool",
        "  - conv: 64 3x3 p1 nobias",
        "  - bn",
        "  - relu",
        "  - conv: 64 3x3 p1 nobias",
        "  - bn:",
        "    name: stage1.unit.residual",
        "  - add:",
        "    from: [stage1.unit.residual, maxpool]",
        "  - relu:",
        "    name: stage1",
        "  - gap",
        "  - flatten",
        "  - dense: 1000",
        "    name: fc",
    ]


@pytest.mark.slow
def test_names_are_never_twice_the_same() -> None:
    for name in loading.preset_names():
        spec = flatten.flatten(loading.load(name))
        layers, inputs = spec["layers"], spec["input"] if isinstance(spec["input"], dict) else {}
        names = [item["name"] for item in layers if isinstance(item, dict) and "name" in item]
        assert len(names) == len(set(names))
        read = itertools.chain.from_iterable(
            item["from"] if isinstance(item["from"], list) else [item["from"]]
            for item in layers
            if isinstance(item, dict) and "from" in item
        )
        assert set(read) <= {*names, *(inputs or ["input"])}
