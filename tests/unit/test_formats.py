"""The formats that things are written in: one table of them, one signature, and options that work or are refused."""

import csv
import importlib
import inspect
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import convcalc as convcalc_package
from convcalc.render import formats
from convcalc.render.formats import ASKED, FORMATS, PLAIN, Options
from tests.support.command import convcalc

EVERY = [(thing, form) for thing, forms in FORMATS.items() for form in forms]
BLOCKS = """\
input: 8x8x3
blocks:
  unit:
  - conv: 4 3x3 p1
  - bn
  - relu
  - conv: 4 3x3 p1
  - bn
layers:
- unit
- unit
- unit
"""


@pytest.mark.parametrize(("thing", "form"), EVERY)
def test_every_format_is_a_module_with_one_signature(thing, form):
    module = importlib.import_module(f"convcalc.render.{thing}.{form}")
    written = getattr(module, "parts", None) or module.render
    parameters = list(inspect.signature(written).parameters.values())
    assert [each.annotation for each in parameters][1:] == [Options]
    assert inspect.signature(written).return_annotation == (Iterator[str] if hasattr(module, "parts") else str)
    assert not (hasattr(module, "parts") and hasattr(module, "render")), "one is enough"
    assert set(getattr(module, "TAKES", ())) <= set(ASKED) <= set(Options._fields)


def test_render_is_the_name_of_that_and_of_nothing_else():
    package = Path(convcalc_package.__file__).parent
    modules = {each: importlib.import_module(f"convcalc.render.{each[0]}.{each[1]}") for each in EVERY}
    formatting = {
        package / f"render/{thing}/{form}.py" for thing, form in EVERY if hasattr(modules[thing, form], "render")
    }
    rendering = {path for path in package.rglob("*.py") if re.search(r"^def render\(", path.read_text(), re.MULTILINE)}
    assert rendering == formatting | {package / "render/formats.py"}


def test_the_plain_form_is_called_text():
    assert not any("table" in forms or "plain" in forms for forms in FORMATS.values())
    for thing in FORMATS.keys() - {"graph", "figure", "report"}:
        assert FORMATS[thing][0] == "text"


@pytest.mark.parametrize("command", [["summary", "lenet5"], ["presets", "lenet"]])
def test_what_text_was_called_before_is_taken(command):
    assert convcalc(*command, "--format", "table").out == convcalc(*command).out
    assert "table" not in convcalc(command[0], "--help").out.partition("--format")[2].split("\n")[0]


def test_a_new_format_is_a_module_and_a_word(monkeypatch):
    module = ModuleType("convcalc.render.summary.tsv")
    module.render = lambda analysis, options: f"{analysis} in {options.width} columns"
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(FORMATS, "summary", (*FORMATS["summary"], "tsv"))
    assert formats.render("summary", "tsv", "lenet5", Options(80)) == "lenet5 in 80 columns"
    assert formats.refused("summary", "tsv", Options(80, depth=1)).keys() == {"depth"}
    assert list(formats.parts("summary", "tsv", "lenet5")) == ["lenet5 in None columns"]
    assert formats.PLAIN == PLAIN


@pytest.mark.parametrize("form", FORMATS["summary"])
@pytest.mark.parametrize("option", [["--columns", "layer,params"], ["--depth", "0"]])
def test_an_option_of_a_summary_works_or_is_refused(form, option):
    arguments = ["summary", "-", "--format", form]
    result = convcalc(*arguments, *option, stdin=BLOCKS)
    if form == "json":
        assert result.code == 2
        others = ", ".join(each for each in FORMATS["summary"] if each != "json")
        assert f"{option[0]} changes nothing in json; it is for {others}" in result.err
    else:
        assert result.code == 0
        assert result.out != convcalc(*arguments, stdin=BLOCKS).out


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize("option", ["--full", "--exact"])
def test_what_holds_anyway_can_be_asked_for(form, option):
    arguments = ["summary", "-", "--format", form]
    assert convcalc(*arguments, option, stdin=BLOCKS).out == convcalc(*arguments, stdin=BLOCKS).out


def rows(*options):
    return list(csv.DictReader(io.StringIO(convcalc("summary", "-", "--format", "csv", *options, stdin=BLOCKS).out)))


def test_csv_has_the_columns_that_are_asked_for():
    found = rows("--columns", "layer,params,field,memory")
    assert list(found[0]) == ["layer", "params", "field", "memory"]
    assert found[1] == {"layer": "unit.conv", "params": "112", "field": "3", "memory": "1024"}


def test_csv_has_a_row_for_a_closed_block_and_counts_nothing_twice():
    closed, full = rows("--depth", "0"), rows()
    assert [row["name"] for row in closed] == ["input", "unit", "unit_2", "unit_3"]
    assert closed[1]["kind"] == "unit," and closed[1]["settings"] == "5 layers"
    for figure in ("params", "buffers", "macs", "bytes"):
        assert sum(int(row[figure]) for row in closed) == sum(int(row[figure]) for row in full)


def test_choices_are_refused_where_there_are_none():
    result = convcalc("quiz", "--format", "yaml", "--choices")
    assert (
        result.code == 2 and "--choices changes nothing in yaml; it is for text, markdown, moodle, gift" in result.err
    )


@pytest.mark.parametrize("option", [["--explain"], ["--format", "latex"]])
def test_an_answer_is_judged_in_text(option):
    result = convcalc("calc", "8x8x3", "conv 4 3x3", "--answer", "params=112", *option)
    assert result.code == 2 and "leave out --explain and --format" in result.err
