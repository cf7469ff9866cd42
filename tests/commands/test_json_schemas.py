"""What commands write as JSON is what `convcalc schema` says of it, key for key."""

import json
import shlex
from pathlib import Path
from typing import Any

import pytest

from convcalc.render.formats import FORMATS
from tests.support.command import convcalc

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed: pip install convcalc[test]")

NET = """\
input: 32x32x3
vars: {width: 8}
blocks: {b(w): [{conv: w 3x3 p1}, bn, relu]}
layers:
  - {b: width, name: first}
  - head: {aux: [gap, flatten, {dense: 5}]}
  - {mul: {x: , gate: [gap, {conv: width 1x1}, sigmoid]}}
  - {custom: {volume: 32x32x8}, name: odd}
  - {conv: 8 1x1, weights: last, frozen: true}
expect: {params: 1}
"""
ONE = "input: 8x8x3\nvars: {classes: 5}\nlayers: [gap, flatten, {dense: classes}]\n"
TWO = "input: {left: 8x8x3, right: 8x8x3}\nlayers: [{add: , from: [left, right]}, {conv: 4 3x3}]\n"
SHEET = """\
name: homework
questions:
  - {id: a, input: 32x32x3, layers: conv 10 5x5 p2, expect: {params: 760, output: 32x32x10, macs: 768000}}
"""
CALLS = {
    "summary": (
        "resnet18", "yolov8n", "vit_b_16", "two.yaml", "wavenet", "net.yaml --device a100-40gb",
        "resnet18 --optimizer adam --checkpoint unit", "lenet5 --order channels_first",
    ),
    "explanation": (
        "vgg16 conv1_1", "vgg16", "vgg16 stage2 fc6", "resnet18 conv1 --chain", "resnet18 --receptive-field",
        "lenet5 C3 --unit 3,5", "alexnet conv1", "two.yaml conv",
    ),
    "findings": (". other.yaml", "resnet18"),
    "diff": ("resnet18 resnet34", "net.yaml two.yaml", "two.yaml two.yaml", "lenet5 lenet5-1998", "vgg16 vgg16_bn"),
    "grades": ("sheet.yaml", "wrong.yaml other.yaml"),
    "classroom": ("sheet.yaml --answers answers.csv",),
    "presets": ("", "vgg"),
    "reconciliation": ("resnet18", "resnet18 --got 11.69M", "lenet5 --got 61,707,654,321"),
    "solutions": (
        '32x32x3 "conv 10 5x5 p?" --same-size', '32x32x3 "conv ? 3x3" --params <200',
        '?x?x3 "conv 96 11x11 s4" --output 55x55x96', '32x32x3 "conv 10 5x5 p?" --output 99x99x10',
    ),
    "smallest": ("--smallest-input vgg16", "--smallest-input lenet5"),
    "counted": ("--how-many 3x3 --receptive-field 31", "7x7 --how-many 3x3 --output 4x4"),
    "fits": ("--fits 200..230 unet",),
    "batches": ("--largest-batch resnet18 --memory 8GiB", "--largest-batch resnet18 --memory 1GiB --predict"),
    "stacks": ("3x3 3x3 --against 5x5", "1x1:64 3x3:64 1x1:256 --against 3x3 --channels 256 --input 9x9"),
    "symbols": (
        "3x3 3x3 --against 5x5 --channels C", "1x1:C/4 3x3 --against 3x3 --channels C --input HxW --same-size",
    ),
    "rules": ("", "C301"),
    "quiz": ("--count 40", "--count 12 --level chains", "--count 8 --level backwards"),
    "verdict": ("resnet18 resnet18", "resnet18 resnet34"),
    "sweep": ("net.yaml --vary width=4..8:2 --front params,macs", "net.yaml --vary width=0,8 --where params<=1"),
    "census": ("one.yaml --vary classes=4..8 --count --where params<=90 --where macs>80",),
}  # fmt: skip
COMMANDS = {
    "explanation": "explain", "findings": "check", "grades": "grade", "classroom": "grade", "verdict": "verify",
    "reconciliation": "reconcile", "solutions": "solve", "smallest": "solve", "counted": "solve", "fits": "solve",
    "batches": "solve", "stacks": "stack", "symbols": "stack", "rules": "rule", "census": "sweep",
}  # fmt: skip


def strict(schema: Any) -> Any:
    """A schema that lets no key pass which it does not name."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: strict(each) for key, each in schema.items()}
    return {"additionalProperties": False, **closed} if "properties" in closed else closed


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("net.yaml").write_text(NET.replace("weights: last", "weights: odd").replace(", weights: odd", ""))
    Path("other.yaml").write_text("input: 8x8x3\nlayers: [{conv: 4 9x9}]\n")
    Path("one.yaml").write_text(ONE)
    Path("two.yaml").write_text(TWO)
    Path("sheet.yaml").write_text(SHEET)
    Path("wrong.yaml").write_text(SHEET.replace("760", "750").replace("768000", "about a million"))
    Path("answers.csv").write_text("student,a.params,a.output,a.macs\nana,760,32x32x10,768000\nbo,750,,?\n")


@pytest.mark.slow
@pytest.mark.parametrize("thing", CALLS)
def test_what_is_written_is_as_its_schema_says(thing, folder):
    schema = strict(json.loads(convcalc("schema", thing).out))
    validator = jsonschema.validators.validator_for(schema)(schema)
    for call in CALLS[thing]:
        done = convcalc(COMMANDS.get(thing, thing), *shlex.split(call), "--format", "json")
        assert done.out, (call, done.err)
        for error in validator.iter_errors(json.loads(done.out)):
            best = jsonschema.exceptions.best_match([error])
            raise AssertionError(f"{call}: {list(best.absolute_path)}: {best.message[:500]}")


def test_every_thing_has_a_schema():
    things = [thing for thing, forms in FORMATS.items() if "json" in forms]
    for thing in things:
        schema = json.loads(convcalc("schema", thing).out)
        jsonschema.validators.validator_for(schema).check_schema(schema)
    assert set(things) - {"changes"} <= set(CALLS)


def test_a_thing_without_one():
    done = convcalc("schema", "sumary")
    assert (done.code, "no schema of 'sumary': did you mean 'summary'?" in done.err) == (2, True)
