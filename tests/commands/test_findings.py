"""The report's formats, each against the schema of who reads it."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from convcalc.check import rules
from tests.support.command import convcalc
from tests.support.paths import TESTS

SCHEMAS = TESTS / "data" / "schemas"
FORMATS = ("json", "gitlab", "sarif", "junit")

WARNS = "input: 8x8x3\nlayers:\n  - conv: 4 3x3\n  - bn\nexpect: {params: 113}\n"
STRANGE = 'name: "<&\\" %, :é"\ninput: 8x8x3\nlayers:\n  - conv: 4 9x9\n    name: "no%d, really: <&>"\n'
FILES = {
    "a good one.yaml": "input: 8x8x3\nlayers: [relu]\n",
    "nets/warns.yaml": WARNS,
    "nets/twice,and:again.yaml": WARNS.replace("layers:\n", "layers:\n  - conv: 4 3x3\n  - bn\n"),
    "nets/strange é.yaml": STRANGE,
    "nets/broken.yaml": "input: [\n",
    "nets/derived.yaml": "extends: warns.yaml\nvars: {x1: 3}\n",
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with files of all kinds, with this name far above it."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    Path("nets/.convcalc.yaml").write_text("budgets: {warns.yaml: {depth: {min: 4}}}\n")
    return tmp_path


def report(form: str, *names: str) -> str:
    """A report of the folder, or of names."""
    result = convcalc("check", "--format", form, *(names or ["a good one.yaml", *sorted(FILES)[1:]]))
    assert "Traceback" not in result.err
    return result.out


def problems() -> list[dict]:
    """The problems as the JSON format tells them."""
    return json.loads(report("json"))["problems"]


def validate(text: str, schema: str) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed: pip install convcalc[test]")
    rules = json.loads((SCHEMAS / schema).read_text())
    jsonschema.validators.validator_for(rules)(rules).validate(json.loads(text))


def test_the_folder_has_problems_of_every_sort(folder):
    assert {each["code"] for each in problems()} >= {"C001", "C002", "C003", "C101", "C301"}


# Valid, with problems and without


@pytest.mark.parametrize("names", [[], ["a good one.yaml"]])
def test_gitlab_is_valid(folder, names):
    validate(report("gitlab", *names), "code-quality.json")


@pytest.mark.parametrize("names", [[], ["a good one.yaml"]])
def test_sarif_is_valid_by_its_schema(folder, names):
    validate(report("sarif", *names), "sarif-2.1.0.json")


@pytest.mark.slow
@pytest.mark.parametrize("names", [[], ["a good one.yaml"]])
def test_sarif_is_valid_by_the_multitool(folder, names, tmp_path):
    tool = shutil.which("sarif-multitool") or shutil.which("Sarif.Multitool")
    if tool is None:
        pytest.skip("sarif-multitool is not installed: npm install -g @microsoft/sarif-multitool")
    (tmp_path / "log.sarif").write_text(report("sarif", *names))
    result = subprocess.run(
        [tool, "validate", "log.sarif", "--output", "out.sarif"],
        check=False, capture_output=True, text=True,
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
    )  # fmt: skip
    unknown = "Warning_ProvideToolnformationUri"  # as it spells it: the project has no address that lasts
    found = json.loads((tmp_path / "out.sarif").read_text(encoding="utf-8-sig"))["runs"][0].get("results", [])
    serious = [each["message"] for each in found if each.get("level", "warning") in ("warning", "error")]
    assert [message for message in serious if message["id"] != unknown] == []
    assert result.returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("names", [[], ["a good one.yaml"]])
def test_junit_is_valid(folder, names):
    xmlschema = pytest.importorskip("xmlschema", reason="xmlschema is not installed: pip install convcalc[test]")
    xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd")).validate(report("junit", *names))


# The same problems in each


def test_every_format_tells_every_problem(folder):
    expected = sorted((each["file"], each["line"], each["code"]) for each in problems())
    assert len(expected) >= 8
    lines = [line.split(": ", 1) for line in report("concise").splitlines()[:-1]]
    assert (
        sorted((where.rsplit(":", 2)[0], int(where.rsplit(":", 2)[1]), text[:4]) for where, text in lines) == expected
    )
    gitlab = json.loads(report("gitlab"))
    assert sorted((e["location"]["path"], e["location"]["lines"]["begin"], e["check_name"]) for e in gitlab) == expected
    [run] = json.loads(report("sarif"))["runs"]
    found = []
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        found.append((_unquoted(place["artifactLocation"]["uri"]), place["region"]["startLine"], result["ruleId"]))
    assert sorted(found) == expected
    assert run["invocations"] == [{"executionSuccessful": False}]
    text = report("text")
    assert all(f"{file}:{line}:" in text and f"[{code}]" in text for file, line, code in expected)
    junit = ElementTree.fromstring(report("junit"))
    assert len(junit.findall(".//failure")) + len(junit.findall(".//error")) == len(expected)
    assert junit.attrib == {"tests": "6", "failures": "3", "errors": "2"}


def _unquoted(uri: str) -> str:
    from urllib.parse import unquote

    assert re.fullmatch(r"[\w./%-]+", uri)
    return unquote(uri)


def test_fingerprints_stay_when_lines_move_and_none_is_given_twice(folder):
    def fingerprints() -> list[str]:
        return [each["fingerprint"] for each in json.loads(report("gitlab", "nets/twice,and:again.yaml"))]

    before = fingerprints()
    assert len(set(before)) == len(before) == 4
    text = Path("nets/twice,and:again.yaml").read_text()
    Path("nets/twice,and:again.yaml").write_text("# moved\n\n" + text.replace("layers:", "layers:\n  - dropout"))
    assert fingerprints() == before


def test_json_has_all_that_is_known(folder):
    Path("one.yaml").write_text(WARNS)
    data = json.loads(report("json", "one.yaml"))
    assert data == {
        "schema_version": 1,
        "files": [{"file": "one.yaml", "failed": False}],
        "skipped": 0,
        "old": 0,
        "gone": 0,
        "notes": [],
        "problems": [
            {
                "code": "C301", "name": "bias-before-norm", "severity": "warning",
                "message": "conv: its bias of 4 is taken away by the bn that follows",
                "help": "turn it off: nobias, or bias: false",
                "file": "one.yaml", "line": 3, "column": 5, "end_column": 9,
                "path": "layers/conv/conv", "notes": [],
            },
            {
                "code": "C002", "name": "expectation", "severity": "error",
                "message": "params: expected 113, found 120", "help": "over by 7; conv (conv 4 3x3) holds 93%",
                "file": "one.yaml", "line": 5, "column": 18, "end_column": 21,
                "path": "expect/params", "notes": [],
            },
        ],
    }  # fmt: skip


# GitHub


def test_github_annotations_are_escaped_and_chosen_by_themselves(folder):
    names = ["nets/twice,and:again.yaml", "nets/strange é.yaml"]
    named = convcalc("check", "--format", "github", *names)
    found = convcalc("check", *names, GITHUB_ACTIONS="true")
    assert found == named
    commands = found.out.splitlines()[:-1]
    form = re.compile(r"::(error|warning) file=[^,:]+,line=\d+,col=\d+,endColumn=\d+,title=C\d{3} [\w-]+::.+")
    assert len(commands) == 5
    assert all(form.fullmatch(command) for command in commands)
    assert commands[0].startswith("::warning file=nets/twice%2Cand%3Aagain.yaml,line=3,col=5,")
    assert any(re.search(r"holds \d+%25$", command) for command in commands)
    assert not any(re.search(r"%(?!25|2C|3A)", command) for command in commands)
    assert convcalc("check", *names, "--format", "concise", GITHUB_ACTIONS="true").out.startswith("nets/twice")


@pytest.mark.parametrize("form", FORMATS)
def test_programs_get_their_format_alone_and_people_the_tally(folder, form):
    result = convcalc("check", "--format", form, "nets/warns.yaml")
    assert result.err == "1 file checked: 2 errors, 1 warning\n"
    assert "file checked:" not in result.out


def test_the_rules_in_sarif_are_all_with_their_pages(folder):
    listed = json.loads(report("sarif", "a good one.yaml"))["runs"][0]["tool"]["driver"]["rules"]
    assert [each["id"] for each in listed] == [*rules.PAGES, *rules.RULES]
    assert {each["id"] for each in listed if not each["defaultConfiguration"]["enabled"]} == rules.OFF
    assert all(each["shortDescription"]["text"] and each["fullDescription"]["text"] for each in listed)


def test_the_page_of_a_job_has_a_table(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("net.yaml").write_text("input: 8x8x3\nlayers:\n  - conv: 4 3x3\n  - bn\n")
    done = convcalc("check", "net.yaml", GITHUB_STEP_SUMMARY="summary.md")
    table = convcalc("check", "net.yaml", "--format", "markdown").out
    assert (done.code, Path("summary.md").read_text()) == (1, f"{table}\n")
    assert table.startswith("1 file checked: 1 warning\n\n| where |")
    assert "| `net.yaml:3:5` | warning C301 bias-before-norm |" in table and "turn it off: nobias" in table
    Path("net.yaml").write_text("input: 8x8x3\nlayers: [conv: 4 3x3]\n")
    assert convcalc("check", "net.yaml", "--format", "markdown").out == "1 file checked: no problems\n"
