"""What escapes anywhere: one line with the file and what was being done, exit code 2, and the other files reported."""

import json
import os
import shutil
import sys
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree

import pytest

from convcalc.check import fixes, rules
from convcalc.check.ignores import Ignores
from convcalc.check.project import Config
from convcalc.check.rules import no_activation
from convcalc.document.source import Source
from convcalc.homework.grading import Graded, judging
from convcalc.language import loading
from tests.commands.test_streams import CFG, COMMAND, NAMED, SHEET
from tests.support.command import convcalc
from tests.support.paths import TESTS

run = import_module("convcalc.check.run")  # `convcalc.check` is the function of that name, too

WARNS = "input: 8x8x3\nlayers:\n  - conv: 4 3x3\n  - bn\n"
BROKEN = "input: 8x8x3\nlayers:\n  - conv: 4 9x9\n"
ASPP = """\
input: 64x64x3
layers:
  - conv: 16 3x3 s2 p1
  - concat:
      near:
        - conv: 8 1x1
      far:
        - conv: {filters: 8, kernel: 3, pad: 6, dilation: 6}
      pool:
        - gap
        - conv: 8 1x1
        - upsample: {size: [32, 32]}
  - conv: 8 1x1
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to be in, with specs and a sheet."""
    monkeypatch.chdir(tmp_path)
    Path("net.yaml").write_text(NAMED, encoding="utf-8")
    Path("sheet.yaml").write_text(SHEET, encoding="utf-8")
    Path("net.cfg").write_text(CFG, encoding="utf-8")
    Path("nets").mkdir()
    Path("nets/a.yaml").write_text(WARNS)
    Path("nets/b.yaml").write_text(WARNS)
    return tmp_path


WRITING = dict.fromkeys(("export", "grade", "graph", "import"), "write")
WRITING |= dict.fromkeys(("diff", "report", "summary"), "write_parts")


def fault(*arguments, **more):
    raise ZeroDivisionError("division\nby zero")


def test_a_pyramid_of_dilated_branches_with_a_pooled_one_is_checked(folder):
    """As in DeepLab: the branch that is pooled sees the whole input, and has no step to compare."""
    Path("nets/aspp.yaml").write_text(ASPP)
    result = convcalc("check", "nets/aspp.yaml", "--select", "all")
    assert (result.code, "ZeroDivisionError" in result.out + result.err) == (0, False)


@pytest.mark.parametrize("name", COMMAND)
def test_whatever_escapes_a_command_is_one_line(name, folder, monkeypatch):
    monkeypatch.setattr(f"convcalc.cli.{name}.{WRITING.get(name, 'show')}", fault)
    call, _ = COMMAND[name]
    words = call.replace("'", '"').split('"')
    words = [word for k, part in enumerate(words) for word in ([part] if k % 2 else part.split())]
    result = convcalc(*words)
    said = "(a fault of convcalc's own: CONVCALC_DEBUG=1 shows where)\n"
    lines = [line for line in result.err.splitlines() if "ZeroDivisionError" in line]
    assert lines == [f"error: convcalc {' '.join(words)}: ZeroDivisionError: division by zero {said.rstrip()}"]
    assert (result.code, "Traceback" in result.err) == (2, False)
    result = convcalc(*words, CONVCALC_DEBUG="1")
    assert result.code == 2
    assert "Traceback" in result.err and ", in fault\n" in result.err


def findings(form: str, out: str) -> list[tuple[str, str]]:
    """The files of a report with the codes found in them, whatever the format."""
    if form == "json":
        return [(each["file"], each["code"]) for each in json.loads(out)["problems"]]
    if form == "sarif":
        (run,) = json.loads(out)["runs"]
        where = [each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in run["results"]]
        return list(zip(where, [each["ruleId"] for each in run["results"]]))
    if form == "gitlab":
        return [(each["location"]["path"], each["check_name"]) for each in json.loads(out)]
    if form == "junit":
        suite = ElementTree.fromstring(out)
        return [(case.get("name"), each.get("type")) for case in suite.iter("testcase") for each in case]
    if form == "github":
        lines = [line.split("::")[1] for line in out.splitlines() if line.startswith("::")]
        return [(line.split("file=")[1].split(",")[0], line.split("title=")[1][:4]) for line in lines]
    return [(line.split(":")[0], line.split(" ")[1]) for line in out.splitlines()[:-1]]


FORMS = ("json", "sarif", "gitlab", "junit", "github", "concise")


@pytest.mark.parametrize("form", FORMS)
def test_a_rule_that_fails_takes_nothing_with_it(form, folder, monkeypatch):
    monkeypatch.setattr(no_activation, "check", fault)
    result = convcalc("check", "--format", form, "nets")
    assert result.code == 2
    found = [(file, code) for file in ("nets/a.yaml", "nets/b.yaml") for code in ("C001", "C301")]
    assert sorted(findings(form, result.out)) == found
    assert "running rule C302 no-activation: ZeroDivisionError: division by zero" in result.out
    assert "Traceback" not in result.out + result.err
    assert "in fault" in convcalc("check", "nets", CONVCALC_DEBUG="1").err


@pytest.mark.parametrize("form", FORMS)
def test_a_file_that_fails_takes_no_other_with_it(form, folder, monkeypatch):
    true = loading.find
    monkeypatch.setattr(loading, "find", lambda name, *rest: fault() if name == "nets/a.yaml" else true(name, *rest))
    result = convcalc("check", "--format", form, "nets")
    assert (result.code, findings(form, result.out)) == (2, [("nets/a.yaml", "C001"), ("nets/b.yaml", "C301")])
    assert "checking 'nets/a.yaml': ZeroDivisionError" in result.out.replace("&apos;", "'")


@pytest.mark.parametrize("form", FORMS)
def test_formats_stay_whole_whatever_cannot_be_read(form, folder):
    """Settings, a baseline, a folder with nothing in it, a name that is none, a pipe, a broken spec: one report."""
    Path("nets/.convcalc.yaml").write_text("ignore: [C302]\nselect: [C999]\n")
    Path("nets/c.yaml").write_text(BROKEN)
    os.mkfifo("nets/d.yaml")
    os.mkdir("empty")
    result = convcalc("check", "--format", form, "none.yaml", "empty", "no/*.yaml", "nets", "--baseline", "old.json")
    assert result.code == 2
    faults = ["empty", "nets/.convcalc.yaml", "nets/c.yaml", "nets/d.yaml", "no/*.yaml", "none.yaml", "old.json"]
    found = sorted(findings(form, result.out))
    assert [file for file, code in found if code == "C001"] == [
        each.replace("*", "%2A") if form == "sarif" else each for each in faults
    ]
    assert [each for each in found if each[1] != "C001"] == [("nets/a.yaml", "C301"), ("nets/b.yaml", "C301")]
    if form == "sarif":
        jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
        schema = json.loads((TESTS / "data" / "schemas" / "sarif-2.1.0.json").read_text())
        jsonschema.validators.validator_for(schema)(schema).validate(json.loads(result.out))


ESCAPES = {
    "reading": (loading, "read_source", lambda source, *_: source.name, "checking"),
    "figures": (import_module("convcalc.check.judging"), "analyse", lambda network: network.source.name, "checking"),
    "comments": (Ignores, "unused", lambda _, source, *rest: source.name, "checking"),
    "order": (run, "_position", lambda problem: problem.place and problem.place.source.name, "checking"),
    "place": (Source, "locate", lambda source, *_: source.name, "writing what was found of"),
}
"""What deals with one file, which one that is, and what is being done then."""
ERRORS = (ZeroDivisionError("x"), RecursionError("x"), MemoryError(), KeyError("a\nb"), OSError(5, "Bad disk"))


@pytest.mark.parametrize(("place", "error"), list(zip(ESCAPES, ERRORS)), ids=ESCAPES)
@pytest.mark.parametrize("form", FORMS)
def test_whatever_escapes_from_one_file_stops_no_other(form, place, error, folder, monkeypatch):
    home, function, name, doing = ESCAPES[place]
    true = getattr(home, function)

    def failing(*arguments):
        writing = place != "place" or sys._getframe(1).f_globals["__name__"].startswith("convcalc.render")
        if writing and name(*arguments) == "nets/a.yaml":
            raise error
        return true(*arguments)

    monkeypatch.setattr(home, function, failing)
    result = convcalc("check", "--format", form, "nets")
    assert (result.code, findings(form, result.out)) == (2, [("nets/a.yaml", "C001"), ("nets/b.yaml", "C301")])
    out = result.out.replace("&apos;", "'")
    what = {MemoryError: "out of memory", OSError: "bad disk"}.get(type(error), type(error).__name__)
    assert f"{doing} 'nets/a.yaml': {what}" in out
    assert "None" not in out and "Traceback" not in out + result.err


@pytest.mark.parametrize("form", FORMS)
def test_settings_that_fail_are_named(form, folder, monkeypatch):
    Path("nets/.convcalc.yaml").write_text("budgets: {'c*.yaml': {params: 1}}\n")
    monkeypatch.setattr(Config, "idle", fault)
    result = convcalc("check", "--format", form, "nets")
    assert result.code == 2
    files = [("nets/.convcalc.yaml", "C001"), ("nets/a.yaml", "C301"), ("nets/b.yaml", "C301")]
    assert sorted(findings(form, result.out)) == files


@pytest.mark.parametrize("option", ["--fix", "--diff"])
def test_a_repair_that_fails_stops_no_other(option, folder, monkeypatch):
    true = fixes.fixed
    monkeypatch.setattr(fixes, "fixed", lambda *each: fault() if each[0].name == "nets/a.yaml" else true(*each))
    result = convcalc("check", option, "nets")
    assert (result.code, "nobias" in result.out + Path("nets/b.yaml").read_text()) == (2, True)
    assert "error: repairing 'nets/a.yaml': ZeroDivisionError" in result.err
    assert Path("nets/a.yaml").read_text() == WARNS


def test_a_patch_names_what_cannot_be_read(folder):
    Path("nets/c.yaml").write_text(BROKEN)
    result = convcalc("check", "--diff", "nets")
    assert (result.code, result.out.count("nobias")) == (2, 2)
    assert "nets/c.yaml:3:" in result.err


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", ["order: sideways\n", "order: [channels_first\n", "order: channels_last\nselect: 3\n"])
def test_an_order_that_cannot_be_read_stops_no_file(text, form, folder):
    Path("nets/.convcalc.yaml").write_text(text)
    result = convcalc("check", "--format", form, "nets")
    files = [("nets/.convcalc.yaml", "C001"), ("nets/a.yaml", "C301"), ("nets/b.yaml", "C301")]
    assert (result.code, sorted(findings(form, result.out))) == (2, files)


@pytest.mark.parametrize("count", ["1e999", "-1e999", "NaN", "[1]", "9" * 5000])
def test_a_baseline_with_no_counts_is_none(count, folder):
    row = f'{{"file": "nets/a.yaml", "code": "C301", "path": "x", "count": {count}}}'
    Path("old.json").write_text(f'{{"version": 1, "findings": [{row}]}}')
    result = convcalc("check", "nets", "--baseline", "old.json")
    assert (result.code, "'old.json' is not a baseline" in result.out) == (2, True)


def test_what_can_be_read_of_settings_holds(folder):
    Path("nets/.convcalc.yaml").write_text("ignore: [C301]\nbudgets: {a.yaml: {params: 1, parms: 2}}\nfoo: 1\n")
    result = convcalc("check", "nets", "--format", "concise")
    assert result.code == 2
    assert sorted(line.split(" ")[1] for line in result.out.splitlines()[:-1]) == ["C001", "C001", "C003"]


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_a_sheet_that_fails_takes_no_other_with_it(form, folder, monkeypatch):
    shutil.copy("sheet.yaml", "other.yaml")
    Path("broken.yaml").write_text("questions: 3\n")
    true = judging.judge
    seen = []

    def once(*arguments, **more):
        seen.append(arguments)
        return fault() if len(seen) == 1 else true(*arguments, **more)

    monkeypatch.setattr(judging, "judge", once)
    result = convcalc("grade", "--format", form, "sheet.yaml", "broken.yaml", "other.yaml")
    assert result.code == 2
    assert "grading 'sheet.yaml': ZeroDivisionError: division by zero" in result.err
    assert "broken.yaml:1:12" in result.err and "bias" in result.out
    if form == "json":
        files = json.loads(result.out)["files"]
        assert [(each["file"], each["failed"]) for each in files] == [
            ("sheet.yaml", True),
            ("broken.yaml", True),
            ("other.yaml", False),
        ]
        alone = json.loads(convcalc("grade", "--format", form, "broken.yaml").out)["files"]
        assert [each["failed"] for each in alone] == [True]


@pytest.mark.parametrize("form", ["text", "json", "csv", "markdown", "html"])
def test_a_sheet_that_cannot_be_written_takes_no_other_with_it(form, folder, monkeypatch):
    shutil.copy("sheet.yaml", "other.yaml")
    module = import_module(f"convcalc.render.grades.{form}")
    part = {"text": "_file", "json": "graded_data", "csv": "_rows", "markdown": "_parts", "html": "_section"}[form]
    true = getattr(module, part)
    monkeypatch.setattr(module, part, lambda each, *more: fault() if is_sheet(each) else true(each, *more))
    result = convcalc("grade", "--format", form, "sheet.yaml", "other.yaml")
    assert (result.code, "bias" in result.out) == (2, True)
    assert "error: writing what was found of 'sheet.yaml': ZeroDivisionError" in result.err


def is_sheet(graded: object) -> bool:
    return isinstance(graded, Graded) and graded.sheet.name == "sheet.yaml"


def test_every_spec_that_is_missing_from_a_page_is_told(folder):
    result = convcalc("report", "nets/a.yaml", "none.yaml", "net.yaml", "nothing.yaml", "-o", "page.html")
    assert (result.code, result.out) == (2, "")
    assert "'none.yaml'" in result.err and "'nothing.yaml'" in result.err
    assert not os.path.exists("page.html")


def test_a_fault_of_the_system_in_a_calculation_is_not_one_of_the_output(folder, monkeypatch):
    def broken(*_):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("convcalc.cli.summary.analyse", broken)
    result = convcalc("summary", "net.yaml")
    assert (result.code, result.err) == (2, "error: convcalc summary net.yaml: input/output error\n")


def forget(*_):
    raise MemoryError


def test_too_little_memory_is_told(folder, monkeypatch):
    monkeypatch.setattr("convcalc.cli.summary.write_parts", forget)
    result = convcalc("summary", "net.yaml")
    assert (result.code, result.err) == (2, "error: convcalc summary net.yaml: out of memory\n")


def test_every_code_of_the_net_has_a_page():
    assert rules.UNREADABLE in rules.PAGES
