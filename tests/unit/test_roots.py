"""How far names in files may lead: not out of the project, unless somebody names the place on the command line."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from convcalc.document.roots import inside, root_of
from convcalc.language import loading
from tests.support.command import convcalc

pytestmark = pytest.mark.slow

GOOD = "input: 8x8x3\nlayers:\n  - conv: 4 3x3\n  - bn\n"
SETTINGS = "ignore: [C301]\n"


@pytest.fixture(params=["repository", "folder"])
def project(request, tmp_path, monkeypatch):
    """A project, as a repository or without one, beside it a spec and settings that are none of it."""
    (tmp_path / "other.yaml").write_text(GOOD)
    (tmp_path / ".convcalc.yaml").write_text(SETTINGS)
    folder = tmp_path / "project"
    (folder / "specs").mkdir(parents=True)
    (folder / "base.yaml").write_text(GOOD)
    (folder / "specs" / "base.yaml").write_text(GOOD)
    if request.param == "repository":
        (folder / ".git").mkdir()
        (folder / ".git" / "stored.yaml").write_text(GOOD)
    monkeypatch.chdir(folder)
    return request.param


def extend(base: str, name: str = "specs/net.yaml") -> str:
    Path(name).write_text(f"extends: {base}\n")
    return name


def outside(*arguments: str) -> bool:
    """Whether a command refuses to go outside."""
    result = convcalc(*arguments)
    text = result.out + result.err
    assert result.code == (2 if "lies outside of the project" in text else 0), text
    return result.code == 2


def test_what_is_extended_lies_in_the_project(project, tmp_path):
    assert not outside("summary", extend("base.yaml"))
    assert not outside("summary", extend("lenet5"))
    assert outside("summary", extend("../base.yaml")) == (project == "folder")
    assert outside("summary", extend("../../other.yaml"))
    assert outside("summary", extend(str(tmp_path / "other.yaml")))
    assert outside("summary", extend("../../none.yaml")), "nor is it told what is there"
    os.symlink(tmp_path / "other.yaml", "specs/link.yaml")
    assert outside("summary", extend("link.yaml"))
    os.symlink(tmp_path, "specs/folder")
    assert outside("summary", extend("folder/other.yaml"))
    if project == "repository":
        assert outside("summary", extend("../.git/stored.yaml"))
    Path("specs/base.yaml").write_text("extends: ../../other.yaml\n")
    assert outside("summary", extend("base.yaml")), "nor by another file's way"


@pytest.mark.parametrize(
    "call",
    [
        "summary {}", "graph {}", "explain {}", "show --flat {}", "report {}", "diff {} lenet5", "grade {}",
        "solve --smallest-input {}", "check {} --ignore C301",
    ],
)  # fmt: skip
def test_every_command_stays_inside(call, project):
    assert outside(*call.format(extend("../../other.yaml")).split())


def test_what_is_named_on_the_command_line_may_be_anywhere(project, tmp_path):
    net, other = extend("../../other.yaml"), str(tmp_path / "other.yaml")
    assert not outside("check", net, other, "--ignore", "C301")
    assert not outside("check", str(tmp_path), "--ignore", "C301")
    assert not outside("report", net, other)
    assert not outside("diff", net, other)
    assert loading.load(net).name == "net", "a program names what it likes"


def test_a_sheets_specs_lie_in_the_project(project, tmp_path):
    def sheet(spec: str) -> str:
        Path("specs/hw.yaml").write_text(f"questions: [{{spec: {spec}, expect: {{params: 120}}}}]\n")
        return "specs/hw.yaml"

    assert not outside("grade", sheet("base.yaml"))
    assert outside("grade", sheet("../../other.yaml"))
    assert outside("grade", sheet(extend("../../other.yaml").removeprefix("specs/")))


def test_settings_stand_in_the_project(project, tmp_path, monkeypatch):
    def found(*names: str) -> int:
        report = json.loads(convcalc("check", "--format", "json", *names).out)
        return len([each for each in report["problems"] if each["code"] == "C301"])

    assert found("specs") == 1, "those above the project are not its own"
    Path(".convcalc.yaml").write_text(SETTINGS)
    assert found("specs") == 0, "those where we are"
    monkeypatch.chdir(tmp_path)
    assert found("project/specs") == 0, "those below where we are, up to there"
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert found("../project/specs") == (0 if project == "repository" else 1)
    assert found("../project") == 0, "those of a folder that is named"
    (tmp_path / "project" / ".convcalc.yaml").unlink()
    (tmp_path / "project" / ".convcalc.yaml").symlink_to(tmp_path / ".convcalc.yaml")
    result = convcalc("check", str(tmp_path / "project"))
    assert result.code == 2
    assert "lies outside of the project" in result.out


def test_old_revisions_stay_inside(tmp_path, monkeypatch):
    folder = tmp_path / "project"
    (folder / "specs").mkdir(parents=True)
    monkeypatch.chdir(folder)
    (tmp_path / "other.yaml").write_text(GOOD)
    Path("specs/base.yaml").write_text(GOOD)
    os.symlink("base.yaml", "specs/link.yaml")
    os.symlink("../../other.yaml", "specs/far.yaml")
    os.symlink("loop.yaml", "specs/loop.yaml")
    bases = {"a": "base.yaml", "b": "link.yaml", "c": "far.yaml", "d": "../../other.yaml", "e": "loop.yaml"}
    for name, base in bases.items():
        extend(base, f"specs/{name}.yaml")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    for arguments in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "one"]):
        subprocess.run(["git", *arguments], env=environment, check=True)
    os.unlink("specs/link.yaml")
    os.symlink("../../other.yaml", "specs/link.yaml")  # a link of today says nothing of then
    for name in bases:
        extend("base.yaml", f"specs/{name}.yaml")
    assert [name for name in bases if outside("diff", "--git", "HEAD", f"specs/{name}.yaml")] == ["c", "d", "e"]
    os.unlink("specs/a.yaml")
    os.symlink("base.yaml", "specs/a.yaml")
    assert not outside("diff", "--git", "HEAD", "specs/a.yaml")


def test_roots(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert root_of(str(tmp_path / "a" / "b")) == str(tmp_path / "a" / "b")
    (tmp_path / "a" / ".git").write_text("gitdir: elsewhere\n")  # as in a worktree or a submodule
    assert root_of(str(tmp_path / "a" / "b")) == str(tmp_path / "a")
    root = str(tmp_path / "a")
    assert inside(root, [root]) and inside(f"{root}/x/y", [root]) and inside("/x", ["/"])
    assert not inside(f"{root}b", [root]) and not inside(f"{root}/../c", [root]) and not inside(root, [])
    assert not inside(f"{root}/.git/config", [root]) and not inside(f"{root}/x/.GIT/config", [root])
