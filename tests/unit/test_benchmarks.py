"""What benchmarks make of their figures: a page, and a word where one has grown. That they are fast is no test."""

import json
import platform
import sys

import pytest

from benchmarks import history, table
from benchmarks.claims import Claim, missing, tried
from benchmarks.machine import machine
from benchmarks.processes import ProcessError, measured

FAST = Claim("Loops", "reading / parsing", 1.5, bound="at most 2", beside="3 us a layer")
MANY = Claim("Instructions", "`--help`", 178.2, "M")


def test_a_claim_says_its_figure_its_bound_and_why_there_is_none():
    assert str(FAST) == "reading / parsing: 1.50 times (at most 2) (3 us a layer)"
    assert str(MANY) == "`--help`: 178 M"
    assert str(next(missing("Loops", "onnx", "it is not installed"))) == "onnx: not measured, it is not installed"


def test_a_claim_that_is_not_held_says_so():
    assert "NOT HELD" in str(FAST._replace(value=2.1))
    assert "NOT HELD" in str(MANY._replace(bound="at least 1,000", value=999))
    assert (FAST.held, MANY.held, MANY._replace(value=None).held) == (True, True, True)


def test_what_fails_is_told_and_ends_nothing(capsys):
    def claims():
        yield FAST
        raise ValueError("no /home/somebody/net.yaml\n in two lines")

    first, second = tried("Loops", "both", claims)
    assert (first, second.what, second.value) == (FAST, "both", None)
    assert second.bound == "it failed", "a page has no paths of the machine"
    assert capsys.readouterr().err == "both: ValueError, no /home/somebody/net.yaml in two lines\n"


@pytest.mark.parametrize(
    ("script", "why"), [("raise ValueError(3)", "ValueError: 3"), ("raise SystemExit(1)", "exit code 1")]
)
def test_a_process_that_fails_is_no_quick_one(script, why):
    assert measured([sys.executable, "-c", ""])[0] > 0
    with pytest.raises(ProcessError, match=why):
        measured([sys.executable, "-c", script])


def test_a_figure_that_has_grown_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(history, "FILE", str(tmp_path / "history.jsonl"))
    assert history.before() == {}
    history.keep([FAST, MANY])
    known = history.before()
    assert known == {FAST.what: 1.5, MANY.what: 178.2}
    assert history.slower(MANY._replace(value=181.0), known) == "SLOWER: it was 178.20"
    assert not history.slower(FAST._replace(value=1.6), known)  # which the machine may do
    assert history.slower(FAST._replace(value=2.5), known)
    assert history.slower(FAST._replace(value=1.1, bound="at least 1"), known)
    history.keep([MANY._replace(value=170.0)])  # a part alone: of the others the row before still tells
    assert history.before() == {FAST.what: 1.5, MANY.what: 170.0}
    row = json.loads((tmp_path / "history.jsonl").read_text().splitlines()[0])
    assert row["machine"] == machine()
    assert platform.node() not in row["machine"]


def test_the_page_has_a_table_a_part(tmp_path, monkeypatch):
    monkeypatch.setattr(table, "FILE", str(tmp_path / "benchmarks.md"))
    table.write([FAST, *missing("Loops", "onnx", "it is not installed"), MANY])
    page = (tmp_path / "benchmarks.md").read_text()
    assert "| reading / parsing | 1.50 times | at most 2 | 3 us a layer |" in page
    assert "| onnx | not measured | it is not installed |  |" in page
    assert page.count("\n## ") == 2
    assert f"Machine: {machine()}." in page


def test_what_was_not_measured_again_stays_on_the_page_of_a_machine(tmp_path, monkeypatch):
    page = tmp_path / "benchmarks.md"
    monkeypatch.setattr(table, "FILE", str(page))
    table.write([FAST, *missing("Loops", "onnx", "it failed"), MANY])
    table.write([FAST._replace(value=2.5)], whole=False)
    assert "| reading / parsing | 2.50 times | **not held:** at most 2 | 3 us a layer |" in page.read_text()
    assert (page.read_text().count("| `--help` | 178 M |"), page.read_text().count("| onnx |")) == (1, 0)
    monkeypatch.setattr(table, "machine", lambda: "another")
    table.write([FAST], whole=False)
    assert "178 M" not in page.read_text()
