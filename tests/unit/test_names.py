"""Names in people's own words: letters of any script, in one form; nothing that hides or turns text."""

from unicodedata import normalize

import pytest

from tests.support.command import convcalc
from tests.support.graphs import analysed, problems

SPEC = """
input: 8x8x3
vars: {größe: 4}
blocks:
  블록(너비):
    - conv: 너비 3x3 p1
      name: 합성곱
layers:
  - 블록: größe
  - {relu: , name: 卷积1}
  - {블록: {너비: größe * 2}, name: блок}
  - {relu: , name: "слой_{größe}", from: 卷积1}
"""


def test_layers_blocks_variables_and_arguments_take_letters_of_any_script():
    rows = analysed(SPEC).rows
    assert [row.node.path for row in rows[1:]] == ["블록.합성곱", "卷积1", "блок.합성곱", "слой_4"]
    assert [row.node.site.output.channels for row in rows[1:]] == [4, 4, 8, 4]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_one_however_its_letters_are_put_together(form):
    text = "input: 8x8x3\nvars: {größe: 4}\nlayers:\n  - {conv: größe 1x1, name: é}\n  - relu\n  - {relu: , from: é}\n"
    mixed = text.replace("conv: größe", "conv: " + normalize(form, "größe")).replace(
        "from: é", "from: " + normalize(form, "é")
    )
    assert [row.node.site.output.channels for row in analysed(mixed).rows] == [3, 4, 4, 4]


@pytest.mark.parametrize("name", ["a\u202eb", "a\u200bb", "\u2066a", "a\x1bb", "1a", "★"])
def test_what_hides_or_turns_text_is_no_name(name):
    found = problems({"input": "8x8x3", "layers": [{"relu": None, "name": name}]})
    assert [("is not a name" in problem.message) for problem in found] == [True]


def test_a_file_has_a_name_of_any_script(tmp_path):
    (tmp_path / "신경망.yaml").write_text("input: 8x8x3\nlayers:\n  - relu\n")
    assert convcalc("summary", str(tmp_path / "신경망.yaml")).out.startswith("신경망  8x8x3 -> 8x8x3\n")
