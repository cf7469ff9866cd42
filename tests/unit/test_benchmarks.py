"""What benchmarks make of their figures: a page, and a word where one has grown. That they are fast is no test."""

import json
import platform

from benchmarks import history, table
from benchmarks.claims import Claim, missing
from benchmarks.machine import machine

FAST = Claim("Loops", "reading / parsing", 1.5, bound="at most 2", beside="3 us a layer")
MANY = Claim("Instructions", "`--help`", 178.2, "M")


def test_a_claim_says_its_figure_its_bound_and_why_there_is_none():
    assert str(FAST) == "reading / parsing: 1.50 times (at most 2) (3 us a layer)"
    assert str(MANY) == "`--help`: 178 M"
    assert str(next(missing("Loops", "onnx", "it is not installed"))) == "onnx: not measured, it is not installed"


def test_a_figure_that_has_grown_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(history, "FILE", str(tmp_path / "history.jsonl"))
    assert history.before() == {}
    history.keep([FAST, MANY])
    known = history.before()
    assert known == {FAST.what: 1.5, MANY.what: 178.2}
    assert history.slower(MANY._replace(value=181.0), known) == "SLOWER: it was 178.20"
    assert not history.slower(FAST._replace(value=1.6), known)  # which the machine may do
    assert history.slower(FAST._replace(value=2.5), known)
    row = json.loads((tmp_path / "history.jsonl").read_text())
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
