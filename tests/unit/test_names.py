"""Names in people's own words: letters of any script, in one form; nothing that hides or turns text."""

from unicodedata import normalize

import pytest

from convcalc.document.problems import SpecError
from convcalc.language.loading import load
from tests.support.command import convcalc
from tests.support.graphs import analysed, network, problems

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


@pytest.mark.parametrize("word", ["संवलन", "ชั้นหนึ่ง", "அடுக்கு", "স্তর", "שָׁלוֹם", "lớp", "ლეიერი", "畳み込み"])
def test_marks_on_letters_are_part_of_a_name(word, tmp_path):
    """They are no `\\w`, and in Hindi and Thai hardly a word is without."""
    path = tmp_path / "net.yaml"
    text = "input: 8x8x3\nvars: {W: 4}\nblocks: {W(W): [{conv: W 3x3, name: W}]}\nlayers: [{W: W, name: W2}]\n"
    path.write_text(text.replace("W", word), encoding="utf-8")
    found = convcalc("sweep", str(path), "--vary", f"{word}=5..6", "--columns", f"{word}2.{word}.params")
    assert (found.code, found.err) == (0, "") and "168" in found.out
    flat = convcalc("show", str(path), "--flat").out
    assert word in flat and f"_{word}" not in flat


@pytest.mark.parametrize("word", ["می\u200cخواهم", "ශ්\u200dරී", "👩\u200d💻 net"])
def test_what_is_written_with_joiners_is_a_name(word, tmp_path):
    path = tmp_path / "net.yaml"
    layers = f"[{{conv: 4 3x3, name: l{word}}}, {{concat: {{{word}: [relu], b: []}}}}]"
    path.write_text(f"name: {word}\ninput: {{i{word}: 8x8x3}}\nlayers: {layers}\n", encoding="utf-8")
    for command in (["summary"], ["explain"], ["show", "--flat"], ["graph"], ["export", "--to", "pytorch", "-o", "-"]):
        result = convcalc(*command, str(path))
        assert result.code == 0 and "\ufffd" not in result.out, result.err
    flat = tmp_path / "flat.yaml"
    flat.write_text(convcalc("show", str(path), "--flat").out, encoding="utf-8")
    assert convcalc("summary", str(flat)).code == 0 and f"l{word}" in flat.read_text(encoding="utf-8")


def test_a_name_on_the_command_line_has_one_form_too(tmp_path):
    path = tmp_path / "net.yaml"
    word = normalize("NFD", "größe")
    path.write_text(
        f"input: 8x8x3\nvars: {{{word}: 4}}\nlayers: [{{conv: {word} 1x1, name: {word}}}]", encoding="utf-8"
    )
    for form in ("NFC", "NFD"):
        said = normalize(form, word)
        assert "5 * (3*1*1 + 1) = 20" in convcalc("explain", str(path), said, "--set", f"{said}=5").out
        assert convcalc("sweep", str(path), "--vary", f"{said}=5..6", "--columns", f"{said}.params").code == 0


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_one_however_its_letters_are_put_together(form):
    text = "input: 8x8x3\nvars: {größe: 4}\nlayers:\n  - {conv: größe 1x1, name: é}\n  - relu\n  - {relu: , from: é}\n"
    mixed = text.replace("conv: größe", "conv: " + normalize(form, "größe")).replace(
        "from: é", "from: " + normalize(form, "é")
    )
    assert [row.node.site.output.channels for row in analysed(mixed).rows] == [3, 4, 4, 4]


@pytest.mark.parametrize("name", ["a\u202eb", "a\u200bb", "\u2066a", "a\u200cb", "a\u200d", "a\x1bb", "1a", "★"])
def test_what_hides_or_turns_text_is_no_name(name):
    found = problems({"input": "8x8x3", "layers": [{"relu": None, "name": name}]})
    assert [("is not a name" in problem.message) for problem in found] == [True]


def test_a_file_has_a_name_of_any_script(tmp_path):
    (tmp_path / "신경망.yaml").write_text("input: 8x8x3\nlayers:\n  - relu\n")
    assert convcalc("summary", str(tmp_path / "신경망.yaml")).out.startswith("신경망  8x8x3 -> 8x8x3\n")


POINTED = {
    "a branch": [{"conv": "4 1x1", "name": "a.conv"}, {"add": {"a": [{"conv": "4 1x1"}], "b": []}}],
    "a branch before it": [{"add": {"a": [{"conv": "4 1x1"}], "b": []}}, {"conv": "4 1x1", "name": "a.conv"}],
    "a head": [{"head": {"h": ["relu", "relu"]}}, {"relu": None, "name": "h.relu_2"}, {"relu": None, "name": "h.relu"}],
    "a branch with a point": [
        {"add": {"a.b": ["relu"], "c": []}},
        {"add": {"a": [{"add": {"b": ["relu"], "d": []}}], "e": []}},
    ],
    "a call": [{"two": None, "name": "x"}, {"relu": None, "name": "x.relu"}, {"relu": None, "from": "x.relu"}],
}


@pytest.mark.parametrize("what", POINTED)
def test_a_name_with_a_point_is_no_other_path(what):
    blocks = {"two()": ["relu", "relu"]}
    found = network({"input": "6x6x4", "blocks": blocks if what == "a call" else {}, "layers": POINTED[what]})
    paths = [node.path for node in found.nodes]
    given = [item["name"] for item in POINTED[what] if "." in item.get("name", "")]
    assert len(set(paths)) == len(paths)
    assert set(given) <= set(paths)


def test_two_names_that_are_given_are_not_one_path():
    layers = [{"two": None, "name": "x"}, {"relu": None, "name": "x.in"}]
    with pytest.raises(SpecError, match=r"'x\.in' is the name of two layers"):
        network({"input": "6x6x4", "blocks": {"two()": [{"relu": None, "name": "in"}]}, "layers": layers})
    inner = [{"add": {"a": [{"relu": None, "name": "b"}], "c": []}}]
    with pytest.raises(SpecError, match=r"'a\.b' is the name of two layers"):
        network({"input": {"a.b": "6x6x4"}, "layers": inner})


def test_the_paths_of_a_network_are_those_of_its_nodes():
    resnet50 = load("resnet50")
    assert resnet50.paths == [node.path for node in resnet50.nodes]
