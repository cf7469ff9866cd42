"""Sizes that are those of another layer: looked up as `from` does, and refused where they do not fit."""

import pytest

from convcalc.language.schema import schema
from tests.support.graphs import analysed, network, problems

SPEC = """
input: 33x47x3
vars: {wide: 5}
blocks:
  up(filters):
    - tconv: {filters: filters, kernel: 3, stride: 2, size: skip}
    - upsample: {size: first}
layers:
  - conv: 8 3x3 p1
    name: first
  - maxpool: 2
    name: pooled_1
  - conv: 16 3x3 p1
    name: wide
  - up: {filters: 8}
    from: {x: wide, skip: first}
    name: up
"""


def sizes(*lines: str) -> list[str]:
    """The volumes that come out of layers below those of the spec."""
    spec = SPEC + "".join(f"  - {line}\n" for line in lines)
    return [str(row.node.site.output) for row in analysed(spec).rows[6:]]


@pytest.mark.parametrize(
    ("line", "volume"),
    [
        ("upsample: {size: first}", "33x47x8"),
        ("upsample: {size: input, mode: linear}", "33x47x8"),
        ("upsample: size=pooled_1", "16x23x8"),
        ("crop: {size: pooled_1}", "16x23x8"),
        ('crop: {size: "pooled_{i + 1}"}\n    repeat: 1', "16x23x8"),
        ("adaptive_avgpool: pooled_1", "16x23x8"),
        ("upsample: {size: up.tconv}", "33x47x8"),
        ("upsample: {size: wide}", "5x5x8"),  # as it was before layers could be named here
        ("upsample: {size: wide * 2}", "10x10x8"),
        ('upsample: {size: "[x.height * 2, wide]"}', "66x5x8"),
        ("tconv: {filters: 2, kernel: 2, stride: 2, size: twice}\n    from: pooled_1", "32x46x2"),
    ],
)
def test_a_size_is_that_of_a_layer(line, volume):
    before = ["upsample: {size: [32, 46]}\n    name: twice"] if "twice" in line else []
    assert sizes(*before, line)[-1] == volume


def test_blocks_see_the_names_that_they_are_given_and_those_around_them():
    rows = analysed(SPEC).rows
    assert [str(row.node.site.output) for row in rows[-2:]] == ["33x47x8", "33x47x8"]


def test_flat_specs_have_the_numbers():
    from convcalc.exchange.flatten import flatten

    written = flatten(network(f"{SPEC}  - crop: {{size: pooled_1}}\n"))["layers"]
    assert written[-1] == {"crop": {"size": "16x23"}}
    assert written[-3]["tconv"] == {"filters": 8, "kernel": "3x3", "stride": 2, "size": "33x47"}


@pytest.mark.parametrize("high", range(1, 8))
@pytest.mark.parametrize("wide", [3, 10])
def test_a_crop_to_a_size_keeps_the_middle(high, wide):
    site = network({"input": "7x10x2", "layers": [{"crop": {"size": [high, wide]}}]}).nodes[-1].site
    for at, n, m in zip(site.layer.windows(site.inputs), (7, 10), (high, wide)):
        places = list(range(n))
        while len(places) > m:
            places = places[:-1] if places[0] == n - 1 - places[-1] else places[1:]
        assert (-at.before, n - 1 + at.after) == (places[0], places[-1])


@pytest.mark.parametrize(
    ("line", "message", "help"),
    [
        ("upsample: {size: frist}", "no layer above is named 'frist'", "did you mean 'first'?"),
        ("crop: {size: x.widht}\n    from: up", "the volume x has no 'widht'", "did you mean 'width'?"),
        ("crop: {size: 40}\n    from: up", "crop: volume 33x47x8 is smaller than 40x40", "pad it first"),
        ("crop: {size: first, pad: 1}\n    from: up", "crop: give what to take off or a size, not both", ""),
        ("crop:\n    from: up", "crop needs what to take off or a size", "as 'crop: 1'"),
        ("upsample: {size: 'p*'}", "'p*' is neither a number nor an expression", ""),
        (
            "upsample: {size: first}\n    from: line",
            "size: volume 33x47x8 does not have the axes of 1034x12, which comes in",
            "",
        ),
        ("tconv: {filters: 1, kernel: 3, stride: 4, size: first}\n    from: pooled_1",
         "tconv: a height of 33 cannot come of volume 16x23x8: 63 to 66 can", "as size: 66x94"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told(line, message, help):
    found = problems(f"{SPEC}  - reshape: [1034, 12]\n    name: line\n  - {line}\n")
    assert [each.message for each in found] == [message]
    assert found[0].help == help or not help
    assert found[0].place.route[0] == "layers"


def test_a_name_is_valid_in_the_schema():
    import json

    assert '"string"' in json.dumps(schema()["definitions"]["item"]["anyOf"][1]["properties"]["crop"]["anyOf"][0])
