"""What is said of a setting is what it takes: each word and bound that is named, and no other; `?` for what is not."""

import re

import pytest

from convcalc.language.schema import schema
from convcalc.model.layers import KINDS, kind
from convcalc.model.layers.fields import Choice, FieldError, FieldType
from tests.support.command import convcalc

SETTINGS = [pytest.param(name, field, id=f"{name}-{field}") for name in KINDS for field in kind(name).fields]
WORDS = {"same", "valid", "half", "nearest", "linear", "cubic", "bilinear", "floor", "ceil", "round", "channels", "all",
         "depth", "height", "width", "length"}  # fmt: skip


def takes(type: FieldType, value: object) -> bool:
    try:
        type.read(value, 2)
    except FieldError:
        return False
    return True


@pytest.mark.parametrize(("name", "field"), SETTINGS)
def test_each_setting_says_what_it_takes(name, field):
    type = kind(name).fields[field].type
    said = type.meaning()
    assert said[:-1] and said.endswith(".") and "\n" not in said
    any_text = takes(type, "no word of any setting")
    if type.words and not any_text and (isinstance(type, Choice) or takes(type, "same")):
        named = set(re.findall(r"[a-z]+", said))
        assert {word for word in WORDS if takes(type, word)} == WORDS & named
    if bound := re.search(r"at least (\d+)", said):
        least = int(bound[1])
        assert takes(type, least) and not takes(type, least - 1)
    if ends := re.search(r"from (\S+) to (\S+)\.", said):
        low, high = map(float, ends.groups())
        assert takes(type, low) and takes(type, high) and not takes(type, low - 1) and not takes(type, high * 2)
    assert ("name of a layer" in said) == (field == "size" and "axis" in said)


def test_the_schema_says_the_same():
    kinds = schema()["definitions"]["item"]["anyOf"][1]["properties"]
    assert kinds["conv"]["anyOf"][0]["properties"]["groups"]["description"] == "A whole number, at least 1. Default: 1."
    custom = kinds["custom"]["anyOf"][0]["properties"]["params"]["description"]
    assert custom == "A whole number, at least 0. Default: not stated."


SPEC = """
input: 8x8x4
blocks:
  unit:
    - conv: 4 3x3 p1
    - custom: {volume: 8x8x4, params: 10}
layers:
  - unit
  - custom: {volume: 8x8x4, multiply_accumulates: 7}
"""


def test_what_is_not_stated_is_explained_as_such():
    shown = " ".join(convcalc("explain", "-", "unit.custom", stdin=SPEC).out.split())
    for figure in ("MACs", "FLOPs", "saved"):
        assert f"{figure} not stated, and left out of the totals" in shown
    assert "parameters params = 10" in shown
    assert "parameters not stated, and left out of the totals" in " ".join(
        convcalc("explain", "-", "custom", stdin=OTHER).out.split()
    )


OTHER = "input: 8x8x4\nlayers:\n  - custom: {volume: 8x8x4, multiply_accumulates: 7}\n"


@pytest.mark.parametrize("form", ["text", "markdown", "latex", "html"])
def test_what_is_not_stated_is_no_zero(form):
    asked = ["--columns", "layer,params,macs,flops,saved", "--format", form]
    shown = re.sub(r"<[^>]*>|[|&]", " ", convcalc("summary", "-", *asked, "--depth", "0", stdin=SPEC).out)
    rows = [" ".join(line.rstrip("\\ ").split()) for line in shown.split("\n")]
    assert "unit 158 9,216 + ? 18,688 + ? 1.0 KiB + ?" in rows
    assert "custom ? 7 14 ?" in rows
