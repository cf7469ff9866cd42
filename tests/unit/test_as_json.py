"""JSON: what is one on lines of its own, what may be a million on a line each, some of them at a time."""

import json
import tracemalloc

import pytest

from convcalc.analysis.analyse import analyse, on_device
from convcalc.language.loading import load
from convcalc.render.as_json import MOST_LINES, json_parts, json_text
from convcalc.render.formats import PLAIN, parts, render
from convcalc.render.summary.json import to_dict
from tests.support.specs import network

SPREAD = """\
{
  "none": {},
  "empty": [],
  "numbers": [1, 2.5, null],
  "mappings": [
    {
      "a": {
        "b": "c"
      }
    },
    []
  ],
  "rows": [
    {"a": {"b": ["c"]}},
    [1]
  ],
  "no_rows": []
}"""


def test_rows_take_a_line_each_and_the_rest_is_spread():
    value = {
        "none": {}, "empty": [], "numbers": [1, 2.5, None], "mappings": [{"a": {"b": "c"}}, []],
        "rows": iter([{"a": {"b": ["c"]}}, [1]]), "no_rows": iter([]),
    }  # fmt: skip
    assert json_text(value) == SPREAD
    assert json_text(iter([{"a": 1}, {"a": 2}])) == '[\n  {"a": 1},\n  {"a": 2}\n]'
    assert json_text([]) == json_text(iter([])) == "[]"


def test_rows_come_some_at_a_time():
    made = []
    rows = (made.append(k) or {"k": k} for k in range(10 * MOST_LINES))
    parts = json_parts({"rows": rows})
    assert 0.9 * MOST_LINES < next(parts).count("\n") < MOST_LINES and len(made) <= MOST_LINES
    assert len(list(parts)) <= 10


def test_large_numbers_stay_exact():
    assert json_text({"n": iter([10**30, 2**53 + 1])}).split() == [
        "{",
        '"n":',
        "[",
        f"{10**30},",
        f"{2**53 + 1}",
        "]",
        "}",
    ]


SHARED = """
input: {left: 8x8x4, right: 8x8x4}
layers:
  - {conv: 4 3x3 p1, from: left, name: one}
  - {conv: 4 3x3 p1, from: right, name: two, weights: one}
  - {conv: 4 3x3 p1, from: right, name: three, frozen: true}
  - {add: , from: [one, two, three]}
  - {head: {"##[a": [gap], b: [{tconv: 2 2x2 s2}]}}
"""


@pytest.mark.parametrize(
    "net", ["googlenet", "unet", "mobilenet_v3_small", "vit_b_16", pytest.param(SHARED, id="shared")]
)
def test_the_lines_hold_what_the_plain_values_hold(net):
    found = analyse(network(net) if "\n" in net else load(net))
    for analysis in (found, on_device(found, "a100-40gb")):
        text = render("summary", "json", analysis)
        assert json.loads(text) == to_dict(analysis)
        assert list(json.loads(text)["layers"][1]) == list(to_dict(analysis)["layers"][1])
        assert "##[" not in text
        assert sum(line.startswith('    {"name"') for line in text.split("\n")) >= len(analysis.rows)


@pytest.mark.slow
def test_a_long_network_is_never_one_text():
    analysis = analyse(network("input: 8x8x4\nlayers: [{conv: 4 3x3 p1, repeat: 20000}]"))
    tracemalloc.start()
    written = sum(map(len, parts("summary", "json", analysis, PLAIN)))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert written > 9_000_000 and most < 6_000_000
