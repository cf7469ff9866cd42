"""Which files of a folder are specs, which are left out, and what counts of what is found in them."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.check.globs import Glob
from tests.support.command import convcalc

GOOD = "input: 8x8x3\nlayers:\n  - conv: 4 3x3\n  - relu\n"
WARNS = "input: 8x8x3\nlayers:\n  - conv: 4 3x3\n  - bn\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty folder to be in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, text: str) -> str:
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    Path(name).write_text(text)
    return name


def check(*arguments: str) -> tuple[int, list[str]]:
    result = convcalc("check", "--format", "concise", *arguments)
    return result.code, (result.out + result.err).splitlines()


# Specs among other files

OTHERS = {
    ".eslintrc.yaml.yaml": "extends: eslint:recommended\nrules: {semi: error}\n",
    "eslint.yaml": "extends: [eslint:recommended, plugin:react/recommended]\n",
    "standard.yml": "extends: standard\n",
    "serverless.yml": "service: x\nlayers:\n  hello: {path: layer}\nfunctions: {}\n",
    "broken-serverless.yml": "service: x\nlayers:\n  hello: {path: [layer}\n",
    "compose.yaml": "services:\n  web: {extends: {file: base.yml, service: web}}\n",
    "compose-extends.yaml": "extends: services.yml\nservices: {}\n",
    "services.yml": "services: {web: {image: x}}\n",
    "layers.yaml": "layers: [a, b]\n",
    "input.yaml": "input: 8x8x3\nlayers: {a: b}\n",
    "list.yaml": "- layers: []\n",
    "broken-eslint.yaml": "extends: standard\nrules: [a\n",
}


def test_other_yaml_files_are_passed_over():
    for name, text in OTHERS.items():
        write(name, text)
    write("net.yaml", GOOD)
    passed = len(OTHERS) - 1  # hidden files are not even opened
    assert check(".") == (0, [f"1 file checked: no problems; {passed} other YAML files passed over"])
    assert check("serverless.yml")[0] == 2


@pytest.mark.parametrize(
    "text",
    [
        "extends: vgg16\n",
        "extends: base.yaml\nvars: {n: 1}\n",
        "extends: middle.yaml\n",
        "extends: circle.yaml\n",
        "extends: broken.yaml\n",
        '{"input": "8x8x3", "layers": [{"conv": "4 9x9"}]}',
        "input: 8x8x3\nlayers: [\n",
    ],
)
def test_what_extends_a_spec_is_one_and_so_is_what_was_meant_as_one(text):
    os.makedirs("in")
    write("in/base.yaml", GOOD)
    write("in/middle.yaml", "extends: base.yaml\n")
    write("in/circle.yaml", "extends: circle.yaml\n")
    write("in/broken.yaml", "input: 8x8x3\nlayers: [\n")
    without = int(check("in")[1][-1].split()[0])
    write("in/net.yaml", text)
    assert int(check("in")[1][-1].split()[0]) == without + 1


def test_a_circle_through_folders_is_told_and_not_gone_round():
    os.makedirs("in/deep")
    write("in/net.yaml", "extends: ./deep/base.yaml\n")
    write("in/deep/base.yaml", "extends: ../net.yaml\n")
    code, lines = check("in")
    assert code == 2 and "'extends' goes in a circle: net.yaml -> base.yaml -> net.yaml" in lines[0]
    assert lines[-1] == "2 files checked: 2 errors"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_spec_in_another_encoding_is_told_and_not_passed_over(encoding):
    write("good.yaml", GOOD)
    Path("net.yaml").write_text(GOOD, encoding)
    Path("other.yaml").write_text("services: {web: {image: x}}\n", encoding)
    code, lines = check(".")
    assert code == 2 and "'net.yaml' is not a text file" in lines[0]
    assert lines[-1] == "2 files checked: 1 error; 1 other YAML file passed over"


def test_packages_and_hidden_folders_are_not_walked():
    for name in ("node_modules/a/net.yaml", "deep/node_modules/net.yaml", ".git/net.yaml", "deep/.hidden/net.yaml"):
        write(name, WARNS)
    write("net.yaml", GOOD)
    assert check(".") == check("**/*.yaml") == (0, ["1 file checked: no problems"])
    assert check("node_modules/a/net.yaml")[0] == check("node_modules/**/*.yaml")[0] == 1


# What a project leaves out


@pytest.mark.parametrize(
    "exclude", ["broken", "broken/**", "[broken/*.yaml, broken/deep/*]", "./broken/", "['*s.yaml']"]
)
def test_a_project_leaves_files_out(exclude):
    for name in ("broken/as.yaml", "broken/deep/bs.yaml"):
        write(name, WARNS)
    write("net.yaml", GOOD)
    write(".convcalc.yaml", f"exclude: {exclude}\n")
    assert check(".") == check("*.yaml", "broken/**/*.yaml") == (0, ["1 file checked: no problems"])
    assert check("broken/as.yaml")[0] == 1  # what is named is meant


@pytest.mark.parametrize("glob", [".", "..", "", "/", "/etc", "nets/..", "../here/nets"])
def test_an_exclude_that_names_what_lies_around_the_project_leaves_nothing_out_and_is_told(glob, tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    write("nets/a.yaml", GOOD)
    write(".convcalc.yaml", f"exclude: ['{glob}']\n")
    told = f".convcalc.yaml:1:11: C005 no file matches {glob!r}"
    assert check(".") == (1, [told, "1 file checked: 1 warning"])


@pytest.mark.parametrize("glob", [".hidden", "node_modules/", "./readme.txt", "built"])
def test_an_exclude_may_name_what_is_not_looked_at_anyway(glob):
    for name in (".hidden/a.yaml", "node_modules/a.yaml", "readme.txt", "built/x", "net.yaml"):
        write(name, GOOD)
    write(".convcalc.yaml", f"exclude: ['{glob}']\n")
    assert check(".") == (0, ["1 file checked: no problems"])


def test_globs_that_match_no_file_are_told():
    write("nets/a.yaml", GOOD)
    budgets = "budgets:\n  ./nets/a.yaml: {params: {max: 1k}}\n  mobile/*.yaml: {params: 3}\n"
    write(".convcalc.yaml", f"exclude: [gone.yaml, nets/none]\n{budgets}")
    told = [
        ".convcalc.yaml:1:11: C005 no file matches 'gone.yaml'",
        ".convcalc.yaml:1:22: C005 no file matches 'nets/none'",
        ".convcalc.yaml:4:3: C005 no file matches 'mobile/*.yaml'",
    ]
    assert check(".") == (1, [*told, "1 file checked: 3 warnings"])
    assert check("nets/a.yaml")[1][:-1] == told
    assert check("vgg16")[0] == check(".", "--ignore", "C005")[0] == 0
    write("mobile/b.yaml", GOOD.replace("4 3x3", "1 1x1"))
    write("gone.yaml", WARNS)
    write("nets/none/x.yaml", WARNS)
    assert check("nets/a.yaml") == (0, ["1 file checked: no problems"])


@pytest.mark.parametrize(
    "text", ["exclude: 3", "exclude: [[a]]", f"exclude: {'a' * 1001}", f"budgets: {{{'a' * 1001}: {{}}}}"]
)
def test_what_is_no_glob(text):
    write(".convcalc.yaml", text)
    result = convcalc("check", write("a.yaml", GOOD))
    assert result.code == 2
    assert "expected a glob" in result.out


@given(st.text("ab*?/.", min_size=1, max_size=8), st.text("ab/.", min_size=1, max_size=8))
def test_globs_hold_as_patterns_do(glob: str, path: str):
    import re

    steps = [step for step in glob.split("/") if step not in (".", "")]
    plain = re.sub(r"\*\*+", "**", "/".join(steps) if "/" in glob else f"**/{glob}")
    words = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    pattern = "".join(words.get(part) or re.escape(part) for part in re.split(r"(\*\*/|\*\*|\*|\?)", plain))
    assert Glob(glob).matches(path) == bool(re.fullmatch(pattern, path))


def test_globs_take_no_longer_for_more_stars():
    assert not Glob("**a" * 300 + "/x").matches("a" * 4000)


# What counts


def test_warnings_need_not_count():
    write("a.yaml", WARNS + "expect: {params: 3}\n")
    write("b.yaml", WARNS)
    assert check(".", "--min-severity", "error") == (
        1, ["a.yaml:5:18: C002 params: expected 3, found 120", "2 files checked: 1 error; 2 warnings not counted"],
    )  # fmt: skip
    assert check("b.yaml", "--min-severity", "error") == (0, ["1 file checked: no problems; 1 warning not counted"])
    assert check("b.yaml", "--min-severity", "warning")[0] == 1
    assert check(write("c.yaml", "input: 8\nlayers: [dense: x]\n"), "--min-severity", "error")[0] == 2


WORSE = [
    # what is expected, the filters when it is forgiven, and those for which it is as bad, and worse
    ("{params: {max: 10}}", 4, (1, 2, 4), (5, 400)),
    ("{params: {min: 1000}}", 4, (5, 8), (3, 1)),
    ("{params: 112}", 5, (3, 5), (2, 6)),
    ("{output: 6x6x1}", 4, (2, 4), (5,)),
]


@pytest.mark.slow
@pytest.mark.parametrize(("expect", "filters", "as_bad", "worse"), WORSE)
@pytest.mark.parametrize("budget", [False, True])
def test_a_baseline_forgives_no_more_than_there_was(expect, filters, as_bad, worse, budget):
    def net(count):
        text = f"input: 8x8x3\nlayers:\n  - conv: {count} 3x3\n"
        return text if budget else f"{text}expect: {expect}\n"

    if budget:
        write(".convcalc.yaml", f"budgets: {{a.yaml: {expect}}}\n")
    assert convcalc("check", write("a.yaml", net(filters)), "--write-baseline", "old.json").code == 0
    for count in as_bad:
        assert check(write("a.yaml", net(count)), "--baseline", "old.json")[0] == 0
    for count in worse:
        code, lines = check(write("a.yaml", net(count)), "--baseline", "old.json")
        assert (code, lines[-1]) == (1, "1 file checked: 1 error; 1 problem worse than in the baseline")


def test_a_baseline_without_values_forgives_any():
    write("a.yaml", "input: 8x8x3\nlayers:\n  - conv: 4 3x3\nexpect: {params: 3}\n")
    convcalc("check", "a.yaml", "--write-baseline", "old.json")
    data = json.loads(Path("old.json").read_text())
    assert data["findings"][0].pop("excess") == 109
    write("old.json", json.dumps(data))
    write("a.yaml", "input: 8x8x3\nlayers:\n  - conv: 400 3x3\nexpect: {params: 3}\n")
    assert check("a.yaml", "--baseline", "old.json")[0] == 0


def test_budgets_of_one_file_are_forgiven_each_for_itself():
    write(".convcalc.yaml", "budgets: {a.yaml: {params: {max: 10}, macs: {max: 10}}}\n")
    write("a.yaml", "input: 8x8x3\nlayers:\n  - conv: 4 3x3\n")
    convcalc("check", "a.yaml", "--write-baseline", "old.json")
    paths = [row["path"] for row in json.loads(Path("old.json").read_text())["findings"]]
    assert paths == ["budgets/a.yaml/macs/max", "budgets/a.yaml/params/max"]
    write("a.yaml", "input: 8x8x3\nlayers:\n  - conv: 4 3x3 p1\n")  # as many parameters, more MACs
    code, lines = check("a.yaml", "--baseline", "old.json")
    assert (code, [line.split()[2] for line in lines[:-1]]) == (1, ["macs:"])
    rows = [{"file": "a.yaml", "code": "C003", "path": "", "count": 2}]  # as 0.1.0 wrote them
    write("old.json", json.dumps({"version": 1, "findings": rows}))
    assert check("a.yaml", "--baseline", "old.json")[0] == 0
