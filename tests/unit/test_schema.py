"""The schema for editors: it takes what the reader takes, refuses what it can, and a language server serves it."""

import json
from pathlib import Path

import jsonschema
import pytest

from convcalc.document.opening import read
from convcalc.document.source import parse
from convcalc.language import loading
from convcalc.language.items import ITEM_KEYS
from convcalc.language.schema import OF_ITEM, TOP, schema
from convcalc.language.spec import KEYS
from convcalc.model.layers import KINDS, kind
from convcalc.model.layers.fields import Axes, FieldError, Padding
from convcalc.model.quantities import EXPECTABLE
from tests.lsp.client import editor
from tests.support.command import convcalc

VALIDATOR = jsonschema.Draft7Validator(schema())
SPECS = sorted(Path(loading.presets_folder()).glob("*.yaml"))

EVERYTHING = """\
name: everything
input: 32x32x3
vars: {n: 8, wide: true, list: [1, 2], mode: nearest, half: n // 2}
blocks:
  unit(filters, kernel=3, pad=kernel // 2):
    - conv: {filters: filters, kernel: kernel, pad: pad}
    - relu
  same:
layers:
  - conv: 8 3x3 s1 p1
    name: c1
    expect: {output: 32x32x8, params: {max: 1k}, receptive_field: {min: 3, max: all}, memory: 32KiB}
  - conv: {filters: n, kernel: [3, 1], stride: 1, pad: [[1, 1], 0], bias: wide}
  - conv: {filters: n, kernel: 3x3, pad: {before: 1, after: 1}, groups: "list[0]"}
  - conv: {filters: 2 * n, kernel: 3, pad: same}
  - unit: 16
    repeat: 2
    name: unit_{i + 1}
  - unit: {filters: 16, kernel: 5}
    when: wide
  - same
  - relu:
  - dropout
  - leaky_relu: 0.2
  - add: {left: [relu], right: }
  - concat:
    from: [c1, input]
  - upsample: {factor: 2, mode: mode}
  - pad: 1
  - crop: {pad: 1}
  - head: {aux: [gap, flatten, dense: 2]}
  - permute: [width, height, channels]
  - gap:
  - reshape: 1x1x11
  - flatten
  - dense: classes if false else 10
    name: 7
expect: {params: {max: 5M}, depth: 9}
published: {params: {figure: 1.2M, source: a table}, macs: {figure: 5, source: a table, note: rounded}}
sweep: {vary: {n: 8..16:4, classes: [10, 100], mode: nearest}, where: [params<=5M], front: "params,macs", sample: 5}
"""


def errors(text: str) -> list[tuple[str, str]]:
    """Where the schema refuses a document, and with which of its words."""
    found = []
    for fault in VALIDATOR.iter_errors(parse("t.yaml", text).data):
        error = fault
        while error.context:
            error = jsonschema.exceptions.best_match(error.context)
        found.append((".".join(map(str, error.absolute_path)), error.message))
    return found


def test_it_is_a_schema_of_draft_07():
    jsonschema.Draft7Validator.check_schema(schema())
    assert json.loads(convcalc("schema").out) == schema()


def test_every_key_and_kind_is_in_it_with_its_documentation():
    assert (tuple(TOP), tuple(OF_ITEM)) == (KEYS, ITEM_KEYS)
    assert tuple(schema()["properties"]["expect"]["properties"]) == EXPECTABLE
    properties = schema()["definitions"]["item"]["anyOf"][1]["properties"]
    assert list(properties) == [*KINDS, "head", *ITEM_KEYS]
    for name in KINDS:
        assert properties[name]["description"].startswith(kind(name).__doc__.split("\n")[0])
        if not kind(name).merges:
            settings = properties[name]["anyOf"][0]["properties"]
            assert list(settings) == list(kind(name).fields)
            assert all(each["description"] for each in settings.values())


@pytest.mark.slow
@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_it_takes_the_shipped_specs(path):
    assert list(VALIDATOR.iter_errors(read(str(path)).data)) == []


def test_it_takes_every_form_of_the_language():
    assert errors(EVERYTHING) == []
    assert errors("extends: resnet50\nvars: {classes: 10}\n") == []


VALUES = (
    0, 1, 2, 5, -1, 2.0, 2.5, 0.5, -0.5, True, False, None, [], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4], [1, 2, 3, 4, 5],
    [0, 1], [-1, 1], [True], [None], [1.5, 2], [[1, 2], [3, 4]], [[1, 2, 3], 1], [[1], 2], [{"before": 1}, 2], {},
    {"before": 1}, {"before": 1, "after": [0, 1]}, {"befor": 1}, {"before": True}, {"before": -1}, "same", "valid",
    "all", "nearest", "bilinear",
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "field"), [(name, field) for name in KINDS for field in kind(name).fields], ids=lambda each: each
)
def test_it_takes_the_values_that_the_reader_takes(name, field):
    type = kind(name).fields[field].type
    if isinstance(type, Axes):
        assert jsonschema.Draft7Validator(type.schema()).is_valid(["width", "height", "channels"])
        return
    validator = jsonschema.Draft7Validator(type.schema())
    for value in VALUES:
        if isinstance(value, str) and value not in type.words:
            continue
        assert validator.is_valid(value) == any(reads(type, value, rank) for rank in (1, 2, 3)), value


def reads(type, value, rank: int) -> bool:
    try:
        type.read(value, rank)
    except FieldError:
        return False
    return True


@pytest.mark.parametrize(
    ("before", "after", "where"),
    [
        ("conv: 8 3x3 s1 p1", "conv: {filters: 8, kernal: 3}", "layers.0.conv"),
        ("conv: 8 3x3 s1 p1", "conv: {filters: true, kernel: 3}", "layers.0.conv.filters"),
        ("conv: 8 3x3 s1 p1", "conv: {filters: 0, kernel: 3}", "layers.0.conv.filters"),
        ("conv: 8 3x3 s1 p1", "conv: {filters: 8}", "layers.0.conv"),
        ("conv: 8 3x3 s1 p1", "conv: {filters: 8, kernel: 3, pad: {befor: 1}}", "layers.0.conv.pad"),
        ("  - relu:\n", "  - relu: 3\n", "layers.7.relu"),
        ("  - pad: 1\n", "  - pad: {before: 1}\n", "layers.13.pad"),
        ("leaky_relu: 0.2", "dropout: 2", "layers.9.dropout"),
        ("    name: c1\n", "    nmae: c1\n", "layers.0"),
        ("    name: c1\n", "    stride: 2\n", "layers.0"),
        ("    name: c1\n", "    name: input\n", "layers.0.name"),
        ("output: 32x32x8", "ouput: 32x32x8", "layers.0.expect"),
        ("params: {max: 1k}", "params: {most: 1k}", "layers.0.expect.params"),
        ("{figure: 1.2M, source", "{figure: 1.2M, sorce", "published.params"),
        ("published: {params:", "published: {param:", "published"),
        ("sweep: {vary:", "sweep: {very:", "sweep"),
        ("{left: [relu], right: }", "{left: [relu]}", "layers.10.add"),
        ("permute: [width, height, channels]", "permute: [with, height, channels]", "layers.16.permute.order"),
        ("blocks:", "block:", ""),
        ("  unit(filters, kernel=3, pad=kernel // 2):", "  unit(filters:", "blocks"),
        ("{n: 8,", "{n: 8, x: 1,", "vars"),
        ("repeat: 2", "repeat: -1", "layers.4.repeat"),
    ],
)
def test_what_it_refuses(before, after, where):
    assert before in EVERYTHING
    paths = [path for path, _ in errors(EVERYTHING.replace(before, after))]
    assert any(path == where or where.startswith(f"{path}.") for path in paths), paths


def test_neither_layers_nor_a_base():
    assert errors("input: 32x32x3\n") != []


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    path = tmp_path_factory.mktemp("schema") / "convcalc.language.schema.json"
    path.write_text(convcalc("schema").out)
    with editor(path) as talk:
        yield talk


@pytest.mark.slow
def test_an_editor_shows_a_fault_at_its_line(server):
    assert server.open(EVERYTHING) == []
    text = EVERYTHING.replace("conv: 8 3x3 s1 p1", "conv: {filters: 8, kernal: 3, kernel: 3}").replace(
        "{max: 5M}", "[]"
    )
    text = text.replace("repeat: 2", "repeat: -2")
    found = [(each["range"]["start"]["line"], each["message"]) for each in server.open(text)]
    lines = text.split("\n")
    assert (lines.index("  - conv: {filters: 8, kernal: 3, kernel: 3}"), "Property kernal is not allowed.") in found
    assert (lines.index("    repeat: -2"), "Value is below the minimum of 0.") in found
    place = next(each["range"] for each in server.open(text) if "kernal" in each["message"])
    line = lines[place["start"]["line"]]
    assert line[place["start"]["character"] : place["end"]["character"]] == "kernal"


@pytest.mark.slow
def test_an_editor_completes_kinds_and_keys_with_their_documentation(server):
    server.open("input: 32x32x3\nlayers:\n  - \n  - conv:\n      \n  - dense: 10\n    expect:\n      \n")
    kinds = server.complete(2, 4)
    assert set(kinds) >= {*KINDS, "head", *ITEM_KEYS}
    assert kinds["maxpool"]["documentation"].startswith("Max pooling: the largest number in each window")
    assert kinds["repeat"]["documentation"] == OF_ITEM["repeat"]
    settings = server.complete(4, 6)
    assert set(settings) >= set(kind("conv").fields)
    assert settings["stride"]["documentation"].startswith(
        "A whole number for each axis, at least 1; one stands for all."
    )
    assert settings["stride"]["insertText"].startswith("stride: ")
    assert set(server.complete(7, 6)) == set(EXPECTABLE)
    server.open("input: 32x32x3\nlayers:\n  - relu\n\n")
    assert {"blocks", "vars", "extends", "expect"} <= set(server.complete(3, 0))


@pytest.mark.slow
def test_an_editor_completes_words_and_explains_what_is_there(server):
    server.open("input: 32x32x3\nlayers:\n  - conv:\n      filters: 3\n      kernel: 3\n      pad: \n")
    assert {"same", "valid"} <= set(server.complete(5, 11))
    assert "Convolution: " in server.hover(2, 5)


@pytest.mark.parametrize("name", KINDS)
def test_no_setting_is_said_to_take_a_word_that_it_refuses(name):
    """0.1.0 offered `same` to tconv, pad and crop, which take no word."""
    for field in kind(name).fields.values():
        if isinstance(field.type, Padding):
            said = [word for word in ("same", "valid", "half") if word in field.type.meaning()]
            assert said == list(field.type.words)
        for word in field.type.words if isinstance(field.type, Padding) else ():
            field.type.read(word, 2)
