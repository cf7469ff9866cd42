"""Budgets and rules of a project: where they are looked for, which files they concern, and faults in them."""

import os
from pathlib import Path

import pytest

from convcalc.check import project
from convcalc.check.globs import Glob
from tests.support.command import convcalc

NET = "input: 8x8x3\nlayers:\n  - conv: 4 3x3\n  - bn\n"
"""112 parameters of a convolution, 8 of a norm; its bias is a finding (C301)."""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty folder to be in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, text: str) -> None:
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    Path(name).write_text(text)


def check(*arguments: str) -> tuple[int, list[str]]:
    """The exit code and what is found, without the tally."""
    result = convcalc("check", "--format", "concise", *arguments)
    return result.code, result.out.splitlines()[:-1]


PYPROJECT = """\
[project]
name = "nets"

[tool.convcalc]
ignore = ["C301"]

[tool.convcalc.budgets]
"small/*.yaml" = {params = {max = 119}, macs = {max = "4k"}}
"*.yaml" = {depth = {min = 2}}
"""
YAML = """\
ignore: C301
budgets:
  small/*.yaml:
    params: {max: 119}
    macs: {max: 4k}
  "*.yaml": {depth: {min: 2}}
"""


@pytest.mark.parametrize(
    ("name", "text", "at"), [("pyproject.toml", PYPROJECT, "8:29"), (".convcalc.yaml", YAML, "4:19")]
)
def test_budgets_of_the_nearest_project(name, text, at):
    write(name, text)
    write("small/a.yaml", NET)
    write("large/deep/b.yaml", NET)
    code, lines = check(".")
    assert code == 1
    assert lines == [
        "large/deep/b.yaml:1:1: C003 depth: expected at least 2, found 1",
        "small/a.yaml:1:1: C003 params: expected at most 119, found 120",
        "small/a.yaml:1:1: C003 depth: expected at least 2, found 1",
    ]
    text = convcalc("check", "small").out
    assert f"{name}:{at}: the budget of 'small/*.yaml' is set here" in text
    assert "help: over by 1; conv (conv 4 3x3) holds 93%" in text


def test_the_nearer_of_two_and_none_above():
    write("pyproject.toml", '[tool.convcalc.budgets]\n"*.yaml" = {params = 1}\n')
    write("inner/.convcalc.yaml", "budgets: {}\n")
    write("inner/pyproject.toml", '[tool.convcalc.budgets]\n"*.yaml" = {params = 2}\n')
    write("other/pyproject.toml", "[tool.ruff]\nline-length = 100  # nothing for convcalc\n")
    for name in ("inner/a.yaml", "other/a.yaml", "a.yaml"):
        write(name, NET)
    found = {line.split(":")[0] for line in check(".", "--ignore", "C301")[1]}
    assert found == {"a.yaml", "other/a.yaml"}


def test_a_command_chooses_over_a_project():
    write(".convcalc.yaml", "select: [C2]\n")
    write("a.yaml", NET)
    assert check("a.yaml") == (0, [])
    assert check("a.yaml", "--select", "default")[0] == 1
    write(".convcalc.yaml", "ignore: [bias-before-norm]\n")
    assert check("a.yaml", "--select", "all")[0] == 0  # what a project ignores stays ignored
    assert check("a.yaml", "--ignore", "C101")[0] == 0


@pytest.mark.parametrize(
    ("glob", "names"),
    [
        ("a.yaml", {"a.yaml", "x/a.yaml", "x/y/a.yaml"}),
        ("*.yaml", {"a.yaml", "b.yaml", "x/a.yaml", "x/y/a.yaml"}),
        ("x/*.yaml", {"x/a.yaml"}),
        ("x/**/*.yaml", {"x/a.yaml", "x/y/a.yaml"}),
        ("x/**", {"x/a.yaml", "x/y/a.yaml"}),
        ("**/y/?.yaml", {"x/y/a.yaml"}),
        ("./a.yaml", {"a.yaml"}),
        ("x//./a.yaml", {"x/a.yaml"}),
        ("x/[a].yaml", set()),
    ],
)
def test_globs(glob, names, folder):
    budget = project.Files(Glob(glob), None, {})
    config = project.Config(str(folder), budgets=(budget,))
    assert {name for name in ("a.yaml", "b.yaml", "x/a.yaml", "x/y/a.yaml") if config.budgets_for(name)} == names


FAULTS = [
    (".convcalc.yaml", "budget: {}", ".convcalc.yaml:1:1: error: unknown key 'budget'"),
    (".convcalc.yaml", "- a", "expected a mapping, not a list"),
    (".convcalc.yaml", "a: [", "not valid YAML"),
    (".convcalc.yaml", "select: [C301, C999]", ".convcalc.yaml:1:9: error: there is no rule 'C999'"),
    (".convcalc.yaml", "ignore: [3]", "expected a list of rules"),
    (".convcalc.yaml", "budgets: [a]", "expected globs with bounds, not a list"),
    (".convcalc.yaml", "budgets: {a: 3}", ".convcalc.yaml:1:14: error: expected bounds, not 3"),
    (".convcalc.yaml", "budgets: {a: {parms: 3}}", ".convcalc.yaml:1:15: error: cannot set a budget for 'parms'"),
    (".convcalc.yaml", "budgets: {a: {params: {max: much}}}", "params: 'much' is not a value"),
    (".convcalc.yaml", "budgets: {a: {params: {most: 3}}}", "a bound has no 'most'"),
    ("pyproject.toml", "[tool.convcalc\n", "'pyproject.toml' is not valid TOML: "),
    ("pyproject.toml", "[tool]\nconvcalc = 3", "expected a mapping, not 3"),
    ("pyproject.toml", '[tool.convcalc]\nselekt = ["C3"]', "pyproject.toml:2:1: error: unknown key 'selekt'"),
    ("pyproject.toml", '[tool.convcalc]\nbudgets."a".macs = "much"', "pyproject.toml:2:13: error: macs: 'much' is not"),
    ("pyproject.toml", "[tool.convcalc]\nselect = 2026-10-01", "expected a list of rules, not 2026-10-01"),
]


@pytest.mark.parametrize(("name", "text", "message"), FAULTS)
def test_faults_in_settings_are_told_with_their_place(name, text, message):
    write(name, text)
    write("a.yaml", NET)
    result = convcalc("check", "a.yaml")
    assert (result.code, result.err) == (2, "")
    assert message in result.out.replace("error[C001]:", "error:")
    assert "a.yaml:3:5: warning[C301]" in result.out, "the specs are judged all the same"
    for form in ("json", "sarif", "junit", "gitlab", "github"):
        result = convcalc("check", "a.yaml", "--format", form)
        assert result.code == 2
        assert name in result.out and "a.yaml" in result.out


@pytest.mark.parametrize("settings", [
    "budgets:\n  '*': {" + ", ".join(f"key{k}: 5" for k in range(3000)) + "}\n",
    "exclude: [" + ", ".join(f"'a{k}*'" for k in range(3000)) + "]\n",
    "".join(f"key{k}: 1\n" for k in range(3000)) + "ignore: [C301]\n",
])  # fmt: skip
def test_of_thousands_of_faults_in_settings_the_first_are_told(settings, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("net.yaml").write_text("input: 8x8x3\nlayers: [relu]\n")
    Path(".convcalc.yaml").write_text(settings)
    result = convcalc("check", ".")
    assert result.code == (1 if "exclude" in settings else 2)
    assert "these are the first 100 problems" in result.out
    assert result.out.count(".convcalc.yaml:") <= 102


def test_a_number_of_very_many_digits_in_pyproject_is_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("net.yaml").write_text("input: 8x8x3\nlayers: [relu]\n")
    Path("pyproject.toml").write_text(f"[tool.convcalc]\nbudgets = {{'*' = {{params = {'9' * 5000}}}}}\n")
    result = convcalc("check", "net.yaml")
    assert (result.code, "'pyproject.toml' has a number that is too long" in result.out) == (2, True)
