"""Repairs: the text before and after, what is left alone, and how files are written."""

import json
import os
from pathlib import Path

import pytest

from convcalc.check import fixes, run
from tests.support.command import convcalc
from tests.support.graphs import analysed


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty folder to be in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fixed(text: str) -> tuple[str, int]:
    """A text as --fix leaves it, and how many repairs that takes."""
    Path("a.yaml").write_bytes(text.encode())
    [file] = run.check(["a.yaml"], run.Selection()).files
    assert not file.failed
    return fixes.fixed(file.source, file)[:2]


HEAD = "# a network\ninput: 8x8x4   # small\nlayers:\n"

CHANGED = [
    ("  - conv: 4 3x3   # first\n  - bn\n", "  - conv: 4 3x3 nobias   # first\n  - bn\n"),
    ("  - conv: '4 3x3'\n  - bn\n", "  - conv: '4 3x3 nobias'\n  - bn\n"),
    ('  - {conv: "4 3x3", name: x}\n  - bn\n', '  - {conv: "4 3x3 nobias", name: x}\n  - bn\n'),
    ("  - depthwise: 3\n  - bn\n", "  - depthwise: 3 nobias\n  - bn\n"),
    ("  - conv: {filters: 4, kernel: 3} # c\n  - bn\n", "  - conv: {filters: 4, kernel: 3, bias: false} # c\n  - bn\n"),
    ("  - conv: {filters: 4, kernel: [3, 3]}\n  - bn\n",
     "  - conv: {bias: false, filters: 4, kernel: [3, 3]}\n  - bn\n"),
    ("  - conv: {filters: 4, bias: true, kernel: 3}\n  - bn\n",
     "  - conv: {filters: 4, bias: false, kernel: 3}\n  - bn\n"),
    ("  - conv:\n      filters: 4\n      kernel: 3  # k\n  - bn\n",
     "  - conv:\n      filters: 4\n      kernel: 3  # k\n      bias: false\n  - bn\n"),
    ("  - conv:\n      filters: 4\n      kernel:\n        - 3\n        - 3\n  - bn\n",
     "  - conv:\n      bias: false\n      filters: 4\n      kernel:\n        - 3\n        - 3\n  - bn\n"),
    ("  - conv:\n      kernel: 3\n      filters: 2 * x.channels\n    name: a\n  - bn\n",
     "  - conv:\n      kernel: 3\n      filters: 2 * x.channels\n      bias: false\n    name: a\n  - bn\n"),
    ("  - conv: {filters: 4,\n      kernel: 3}\n  - bn\n",
     "  - conv: {filters: 4,\n      kernel: 3, bias: false}\n  - bn\n"),
    ("  - conv: 4 3x3\r\n  - bn\r\n", "  - conv: 4 3x3 nobias\r\n  - bn\r\n"),
    ("  - conv:\r\n      filters: 4\r\n      kernel: 3\r\n  - bn\r\n",
     "  - conv:\r\n      filters: 4\r\n      kernel: 3\r\n      bias: false\r\n  - bn\r\n"),
    ("  - relu   # convcalc: ignore[C301] no more\n", "  - relu\n"),
    ("  # convcalc: ignore[C301]\n  - relu\n", "  - relu\n"),
    ("  - relu   # see issue 3  # convcalc: ignore[C301]\n", "  - relu   # see issue 3\n"),
    ("  - conv: 4 3x3 # convcalc: ignore[C302, C301] kept\n  - bn\n",
     "  - conv: 4 3x3 # convcalc: ignore[C301] kept\n  - bn\n"),
    ("  - {conv: 4 3x3}  # convcalc: ignore[C302]\n  - bn\n", "  - {conv: 4 3x3 nobias}\n  - bn\n"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), CHANGED)
def test_repairs_keep_comments_and_layout(before, after):
    text, count = fixed(HEAD + before)
    assert text == HEAD + after
    assert count == 1 + ("nobias" in after and "C302" in before)
    assert analysed(text).network.nodes[-1].site.output == analysed(HEAD + before).network.nodes[-1].site.output


JSON = [
    ('{"conv": {"filters": 4, "kernel": 3}}', '{"conv": {"filters": 4, "kernel": 3, "bias": false}}'),
    ('{"conv": {"filters": 4, "kernel": [3, 3]}}', '{"conv": {"bias": false, "filters": 4, "kernel": [3, 3]}}'),
    ('{"conv": {"bias": true, "filters": 4, "kernel": 3}}', '{"conv": {"bias": false, "filters": 4, "kernel": 3}}'),
    ('{"conv": "4 3x3"}', '{"conv": "4 3x3 nobias"}'),
    ('{"conv": {\n  "filters": 4,\n  "kernel": 3\n}}',
     '{"conv": {\n  "filters": 4,\n  "kernel": 3,\n  "bias": false\n}}'),
    ('{"conv": {\n  "filters": 4, "kernel": [\n3, 3]\n}}',
     '{"conv": {\n  "bias": false,\n  "filters": 4, "kernel": [\n3, 3]\n}}'),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), JSON)
def test_json_stays_json(before, after):
    whole = '{"input": "8x8x4", "layers": [%s, "bn"]}\n'
    text, count = fixed(whole % before)
    assert (text, count) == (whole % after, 1)
    assert json.loads(text)


LEFT = [
    "  - flatten\n  - dense: 2 * x.channels\n  - bn\n",  # no word can follow an expression
    "  - conv: 4 3x3\n  - bn:\n    when: x.channels > 1\n",  # the norm may not be there
    "  - conv: 4 3x3\n  - relu\n",
    "  - conv: 4 3x3\n    expect: {params: 148}\n  - bn\n",  # the expectation would fail
    "  - conv: {filters: 4, kernel: 3, bias: x.channels > 1}\n  - bn\n",
    "  - conv: &a {filters: 4, kernel: 3}\n  - bn\n  - relu\n  - conv: *a\n",  # one mapping, two layers
]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_not_certain_is_left(text):
    assert fixed(HEAD + text) == (HEAD + text, 0)


def test_a_block_is_repaired_where_all_its_calls_agree():
    text = "input: 8x8x4\nblocks:\n  b(n):\n    - conv: n 3x3 p1\n    - bn\n    - relu\nlayers:\n  - b: 4\n  - b: 8\n"
    assert fixed(text) == (text.replace("p1", "p1 nobias"), 1)


def test_fix_writes_and_reports_what_is_left():
    Path("a.yaml").write_text("\ufeff" + HEAD + "  - conv: 4 3x3\n  - bn\nvars: {n: 1}\n")
    Path("b.yaml").write_text(HEAD + "  - relu\n")
    stamp = os.stat("b.yaml").st_mtime_ns
    result = convcalc("check", ".", "--fix", "--format", "concise")
    assert (result.code, result.err) == (1, "1 repaired\n")
    assert result.out.startswith("a.yaml:6:8: C101 ")
    assert Path("a.yaml").read_bytes() == ("\ufeff" + HEAD + "  - conv: 4 3x3 nobias\n  - bn\nvars: {n: 1}\n").encode()
    assert os.stat("b.yaml").st_mtime_ns == stamp
    assert sorted(os.listdir()) == ["a.yaml", "b.yaml"]
    assert convcalc("check", ".", "--fix", "--ignore", "C101").code == 0


def test_diff_shows_and_changes_nothing():
    text = HEAD + "  - conv: 4 3x3\n  - bn"
    Path("a.yaml").write_text(text)
    result = convcalc("check", "a.yaml", "--fix", "--diff")
    assert result.code == 1
    assert (
        result.out
        == """\
--- a.yaml
+++ a.yaml
@@ -1,5 +1,5 @@
 # a network
 input: 8x8x4   # small
 layers:
-  - conv: 4 3x3
+  - conv: 4 3x3 nobias
   - bn
\\ No newline at end of file
"""
    )
    assert result.err == "1 file checked: 1 warning; 1 can be repaired\n"
    assert Path("a.yaml").read_text() == text
    assert convcalc("check", "a.yaml", "--diff") == result


def test_presets_standard_input_and_broken_files_are_not_touched():
    assert convcalc("check", "-", "--fix", stdin=HEAD + "  - conv: 4 3x3\n  - bn\n").code == 1
    Path("a.yaml").write_text(HEAD + "  - conv: 4 9x9\n  - bn   # convcalc: ignore[C301]\n")
    before = Path("a.yaml").read_bytes()
    assert convcalc("check", "a.yaml", "--fix").code == 2
    assert Path("a.yaml").read_bytes() == before


def test_a_file_that_cannot_be_written_is_told(monkeypatch):
    Path("a.yaml").write_text(HEAD + "  - conv: 4 3x3\n  - bn\n")

    def refuse(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    result = convcalc("check", "a.yaml", "--fix")
    assert (result.code, result.err) == (2, "error: cannot write 'a.yaml': no space left on device\n")
    assert os.listdir() == ["a.yaml"]
    assert "nobias" not in Path("a.yaml").read_text()


def test_a_link_out_of_the_project_is_repaired_only_where_it_is_named():
    text = HEAD + "  - conv: 4 3x3\n  - bn\n"
    for folder in ("project", "elsewhere"):
        Path(folder).mkdir()
    for name in ("elsewhere/a.yaml", "project/b.yaml"):
        Path(name).write_text(text)
    Path("project/link.yaml").symlink_to("../elsewhere/a.yaml")
    Path("project/near.yaml").symlink_to("b.yaml")
    result = convcalc("check", "project", "--fix")
    assert "project/link.yaml: it leads out of the project, and is left as it is\n" in result.err
    assert Path("elsewhere/a.yaml").read_text() == text and "nobias" in Path("project/b.yaml").read_text()
    assert Path("project/near.yaml").is_symlink()
    assert convcalc("check", "project/link.yaml", "--fix").code == 0
    assert "nobias" in Path("elsewhere/a.yaml").read_text() and Path("project/link.yaml").is_symlink()


def test_a_file_that_changed_meanwhile_is_left():
    Path("a.yaml").write_text(HEAD + "  - conv: 4 3x3\n  - bn\n")
    from convcalc.cli.check import _write

    assert not _write("a.yaml", "other text", "new text")
    assert _write("a.yaml", Path("a.yaml").read_text(), "new text")
    assert Path("a.yaml").read_text() == "new text"


WHYS = [
    (HEAD + "  - relu\n  - relu\n", "C303", "no repair of it is certain"),
    (HEAD + LEFT[0], "C301", "no setting can be added to its text"),
    (HEAD + LEFT[1], "C301", "the norm stands in another list, or under a condition"),
    (HEAD + LEFT[3], "C301", "an expectation would not hold any more"),
    (HEAD + LEFT[4], "C301", "its bias is worked out"),
    (HEAD + LEFT[5], "C301", "other layers would change with it"),
    (HEAD + "  - conv: 4 1x1\n    repeat: 2\n  - bn\n", "C301", "it makes layers of which this is not so"),
    (HEAD + "  - relu\nexpect: {params: 3}\n", "C002", "it is for you to say what is wanted"),
    (HEAD + "  - relu  # convcalc: ignore\n", "C004", "it is for you to say what it is to hide"),
    (HEAD + "  - conv: 4 9x9\n", "C001", "it is for you to say what is meant"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "why"), WHYS)
def test_each_finding_that_is_left_says_why(text, code, why):
    Path("a.yaml").write_text(text)
    result = convcalc("check", "a.yaml", "--fix", "--format", "json")
    assert Path("a.yaml").read_text() == text
    notes = {each["code"]: each["notes"][-1]["message"] for each in json.loads(result.out)["problems"]}
    assert notes[code].startswith(f"left as it is: {why}")


def test_what_stands_elsewhere_is_left_too():
    Path("base.yaml").write_text(HEAD + "  - conv: 4 3x3\n  - bn\n")
    Path("a.yaml").write_text("extends: base.yaml\n")
    assert "left as it is: it stands in a file that this one extends" in convcalc("check", "a.yaml", "--fix").out
    text = convcalc("check", "-", "--fix", stdin=HEAD + "  - conv: 4 3x3\n  - bn\n").out
    assert "<stdin>:4:5: left as it is: it stands in no file that could be written" in text
    assert "left as it is" not in convcalc("check", "-", stdin=HEAD + "  - conv: 4 3x3\n  - bn\n").out
