"""What could not be read or repaired is told in every format, and what is found in a base once."""

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.support.command import convcalc

GOOD = "questions: [{input: 8x8x3, layers: conv 4 3x3, expect: {output: 6x6x4}}]\n"
BAD = GOOD.replace("conv 4", "cov 4")
BASE = "input: 8x8x3\nlayers: [{conv: 4 3x3}, bn, relu]\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("names", [["good", "bad"], ["bad", "good"], ["bad", "missing"], ["bad"]])
def test_a_sheet_that_cannot_be_read_has_its_place_in_every_format(names):
    Path("good").write_text(GOOD)
    Path("bad").write_text(BAD)
    data = convcalc("grade", *names, "--format", "json")
    assert data.code == 2
    assert data.err.count("error:") == len({*names} - {"good"})
    files = json.loads(data.out)["files"]
    assert [(each["file"], each["failed"]) for each in files] == [(name, name != "good") for name in names]
    told = next(each for each in files if each["file"] == "bad")["problems"]
    assert told == [
        {"message": "unknown layer 'cov'", "help": "did you mean 'conv'?", "file": "bad", "line": 1, "column": 36}
    ]
    rows = list(csv.DictReader(io.StringIO(convcalc("grade", *names, "--format", "csv").out)))
    assert [row["file"] for row in rows] == names
    assert next(row for row in rows if row["file"] == "bad")["verdicts"] == "unreadable: unknown layer 'cov'"


def test_one_for_gradescope_has_no_points():
    Path("bad").write_text(BAD)
    data = json.loads(convcalc("grade", "bad", "--format", "gradescope").out)
    assert (data["score"], data["tests"]) == (0, [])
    assert "unknown layer 'cov'" in data["output"]


def test_a_wrong_answer_beside_an_unread_sheet_is_still_2():
    Path("good").write_text(GOOD.replace("6x6x4", "7x7x4"))
    Path("bad").write_text(BAD)
    assert convcalc("grade", "good").code == 1
    assert convcalc("grade", "bad", "good").code == convcalc("grade", "good", "bad").code == 2


@pytest.mark.parametrize("names", [["."], ["a.yaml", "z.yaml"], ["z.yaml", "a.yaml"], ["a.yaml", "b.yaml", "z.yaml"]])
def test_what_is_found_in_a_base_is_told_once(names):
    """It is told of the base where that is judged too, in whichever order; the note then says of no other file."""
    Path("z.yaml").write_text(BASE)
    for name in ("a.yaml", "b.yaml"):
        Path(name).write_text("extends: z.yaml\n")
    problems = json.loads(convcalc("check", *names, "--format", "json").out)["problems"]
    assert [(each["file"], each["code"], each["notes"]) for each in problems] == [("z.yaml", "C301", [])]


def test_what_is_found_in_a_base_that_is_not_named_is_told_of_the_first_that_extends_it():
    Path("base").mkdir()
    Path("base/z.yaml").write_text(BASE)
    for name in ("a.yaml", "b.yaml"):
        Path(name).write_text("extends: base/z.yaml\n")
    problems = json.loads(convcalc("check", "a.yaml", "b.yaml", "--format", "json").out)["problems"]
    assert [(each["file"], each["code"], len(each["notes"])) for each in problems] == [("base/z.yaml", "C301", 1)]


def test_why_a_repair_was_not_made_is_in_every_format():
    Path("net.yaml").write_text("input: 8x8x3\nlayers: [{conv: 4 3x3 s2}, {conv: 4 1x1, expect: {params: 9}}]\n")
    why = "left as it is: it is for you to say what is wanted"

    def fixed(form):
        return convcalc("check", "net.yaml", "--fix", "--format", form).out

    assert f"found 20 ({why})\n" in fixed("concise")
    assert why in next(line for line in fixed("github").split("\n") if "C002" in line)
    assert why in next(each for each in json.loads(fixed("gitlab")) if each["check_name"] == "C002")["description"]
    assert any(why in (each.text or "") for each in ElementTree.fromstring(fixed("junit")).iter("failure"))
    for form in ("text", "json", "sarif"):
        assert why in fixed(form)
