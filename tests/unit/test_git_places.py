"""What git is asked is answered for the folder that is meant, or not at all: never a wrong answer, never a program."""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from convcalc.compare import git
from convcalc.document.problems import SpecError
from tests.support.checkout import NEW, OLD, Checkout
from tests.support.command import convcalc

pytestmark = [pytest.mark.slow, pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")]

PROGRAMS = re.compile(
    "(?i)cmd|command|program|helper|hook|editor|pager|pass$|external|textconv|driver|smudge|clean$|process|proxy"
    "|vcs|browser|fsmonitor|filter$|pack$|sequence"
)
"""What keys are called that name a program, and some others."""


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    made = Checkout(tmp_path)
    monkeypatch.chdir(made.folder)
    return made


def diff(name: str = "specs/net.yaml", revision: str = "main", **environment: str):
    return convcalc("diff", "--git", revision, name, **environment)


def test_no_key_that_git_lists_runs_a_program(checkout):
    listed = subprocess.run(["git", "help", "--config"], capture_output=True, text=True, check=True).stdout.split()
    config = checkout.folder / ".git" / "config"
    taken = set()
    for key in (key.replace("<", "").replace(">", "") for key in filter(PROGRAMS.search, listed)):
        before = config.read_text()
        checkout.git("config", key, str(checkout.program), check=False)
        if subprocess.run(["git", "status"], cwd=checkout.folder, capture_output=True, check=False).returncode:
            config.write_text(before)  # no program is meant there
        else:
            taken.add(key)
    assert {"core.fsmonitor", "core.hooksPath", "remote.name.vcs", "gpg.ssh.defaultKeyCommand"} <= taken
    assert len(taken) > 40
    checkout.mark.unlink(missing_ok=True)
    assert "filters 4 -> 8" in diff().out
    assert diff("specs").out.startswith("specs since main: 1 changed\n")
    assert not checkout.mark.exists()
    checkout.git("status", check=False)
    assert checkout.mark.exists(), "plain git runs one of them"


@pytest.mark.parametrize("path", [".:{path}", ":{path}", "specs:{path}"])
def test_a_program_named_git_in_the_checkout_is_not_git(path, checkout):
    for folder in (checkout.folder, checkout.folder / "specs"):
        shutil.copy(checkout.program, folder / "git")
    environment = {"PATH": path.format(path=os.environ["PATH"])}
    assert "filters 4 -> 8" in diff(**environment).out
    assert not checkout.mark.exists()
    subprocess.run(["git"], cwd=checkout.folder, env=environment, check=False)
    assert checkout.mark.exists(), "whoever runs git by its name runs it"


def test_a_remote_helper_is_not_run(checkout, monkeypatch):
    checkout.partial("https://localhost/nowhere", remote__origin__vcs="planted")
    programs = checkout.mark.parent / "programs"
    programs.mkdir()
    shutil.copy(checkout.program, programs / "git-remote-planted")
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    assert "git holds no text of" in diff().err
    assert not checkout.mark.exists()
    checkout.git("cat-file", "blob", "main:specs/net.yaml", check=False)
    assert checkout.mark.exists(), "plain git runs it"


def test_what_a_git_that_is_gone_has_left_is_ended(checkout, tmp_path, monkeypatch):
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > {tmp_path}/child\nexit 0\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(git, "SECONDS", 0.5)
    with pytest.raises(SpecError, match="no answer"):
        git.ask(str(checkout.folder), "rev-parse", "HEAD")
    child = Path("/proc", (tmp_path / "child").read_text().strip(), "stat")
    for _ in range(50):
        if not child.exists() or child.read_text().split()[2] == "Z":
            return
        time.sleep(0.1)
    pytest.fail("it still runs")


@pytest.mark.parametrize("name", ["specs/net.yaml", "specs"])
@pytest.mark.parametrize("revision", ["^main", "main..main", "main^!", "main^@", "--all", "\udcff", "main^{tree}"])
def test_what_stands_for_no_one_commit_is_no_revision(revision, name, checkout):
    result = diff(name, revision)
    assert result.code == 2
    assert "git knows no revision" in result.err


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root gives files away")
def test_a_repository_of_somebody_else_is_said_to_be_one(checkout):
    subprocess.run(["chown", "-R", "54321", str(checkout.folder)], check=True)
    result = diff()
    assert result.code == 2
    assert "detected dubious ownership" in result.err and "git config --global --add safe.directory" in result.err
    trusted = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
    assert "filters 4 -> 8" in diff(**trusted).out


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("[core]\n\trepositoryformatversion = 7\n", "Expected git repo version <= 1, found 7"),
        ("[broken\n", "bad config line"),
        ("[core]\n\tworktree = /etc\n", "'specs/net.yaml' lies outside of the project"),
    ],
)
def test_a_repository_that_git_does_not_take_says_why(line, told, checkout):
    with (checkout.folder / ".git" / "config").open("a") as config:
        config.write(line)
    result = diff()
    assert (result.code, told in result.err) == (2, True)


def test_a_repository_in_a_folder_is_another(checkout, tmp_path):
    (tmp_path / "other").mkdir()
    other = Checkout(tmp_path / "other")
    shutil.move(other.folder, checkout.folder / "below")
    checkout.git("-c", "advice.addEmbeddedRepo=false", "add", "below")
    checkout.git("commit", "--quiet", "-m", "two")
    assert diff(".").out.startswith(". since main: 1 changed\n"), "nothing new in what is of another repository"
    assert diff("below").out.startswith("below since main: 1 changed\n")
    assert "filters 4 -> 8" in diff("below/specs/net.yaml").out


def test_a_second_worktree_is_one(checkout, monkeypatch):
    checkout.git("worktree", "add", "--quiet", "../beside", "main", "--force")
    monkeypatch.chdir(checkout.folder.parent / "beside")
    Path("specs/net.yaml").write_text(NEW)
    assert "filters 4 -> 8" in diff().out


def link(checkout: Checkout, **links: str) -> None:
    for name, target in links.items():
        os.symlink(target, checkout.folder / name)
    checkout.spec.write_text(OLD)
    checkout.commit("links")
    checkout.spec.write_text(NEW)


def test_a_link_to_a_folder_is_that_folder(checkout):
    link(checkout, one="specs", two="one", loop="loop", out="..")
    for folder in ("one", "two"):
        assert "filters 4 -> 8" in diff(f"{folder}/net.yaml").out
        assert diff(folder).out.startswith(f"{folder} since main: 1 changed\n")
    os.unlink("one"), os.symlink("elsewhere", "one"), os.mkdir("elsewhere"), shutil.copy("specs/net.yaml", "elsewhere")
    assert "filters 4 -> 8" in diff("one/net.yaml").out
    os.unlink("one")
    assert "deleted: one/net.yaml" in diff("one").out
    os.unlink("out"), os.mkdir("out"), shutil.copy("specs/net.yaml", "out")
    assert (diff("out/net.yaml").code, "lies outside of the project" in diff("out/net.yaml").err) == (2, True)
    os.unlink("loop"), os.mkdir("loop"), shutil.copy("specs/net.yaml", "loop")
    assert diff("loop/net.yaml").code == 2


@pytest.mark.parametrize(("kept", "told"), [("blob:none", "no text of 'specs/net.yaml'"), ("tree:0", "no folders")])
def test_what_was_not_fetched_is_not_new(kept, told, checkout, tmp_path, monkeypatch):
    checkout.config(uploadpack__allowFilter="true")
    checkout.commit("two")
    subprocess.run(
        ["git", "clone", "--quiet", f"--filter={kept}", f"file://{checkout.folder}", "part"], cwd=tmp_path, check=True
    )
    monkeypatch.chdir(tmp_path / "part")
    for name in ("specs/net.yaml", "specs"):
        result = diff(name, "main~1")
        assert (result.code, f"git holds {told}" in result.err) == (2, True)
        assert "new:" not in result.out


def test_one_text_that_is_too_large_stops_no_other(checkout):
    checkout.write("specs/large.yaml", "#" * (33 << 20))
    checkout.spec.write_text(OLD)
    checkout.commit("large")
    checkout.spec.write_text(NEW)
    result = diff("specs")
    assert (result.code, result.err.count("is larger than 32 MiB")) == (2, 2), "both of its sides"
    assert "filters 4 -> 8" in result.out


def commits(checkout: Checkout) -> list[str]:
    """The hashes of `main` and of all before it."""
    words = ["git", "rev-list", "main"]
    return subprocess.run(words, cwd=checkout.folder, capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.parametrize("way", ["replaced", "grafted"])
def test_a_commit_is_what_was_committed(way, checkout):
    """Whatever this checkout puts in its place, or says to come before it."""
    checkout.write("specs/net.yaml", OLD.replace("conv: 4", "conv: 6"))
    checkout.commit("two")
    checkout.write("specs/net.yaml", OLD.replace("conv: 4", "conv: 7"))
    checkout.commit("three")
    last, middle, first = commits(checkout)
    if way == "replaced":
        checkout.git("replace", middle, first)
    else:
        info = checkout.folder / ".git" / "info"
        info.mkdir(exist_ok=True)
        (info / "grafts").write_text(f"{last} {first}\n")
    checkout.spec.write_text(NEW)
    assert "filters 6 -> 8" in diff(revision="main~1").out


def test_a_circle_through_folders_is_told_and_not_gone_round(checkout):
    checkout.write("specs/net.yaml", "extends: ./deep/base.yaml\n")
    checkout.write("specs/deep/base.yaml", "extends: ../net.yaml\n")
    checkout.commit("a circle")
    checkout.write("specs/net.yaml", "# the same\nextends: ./deep/base.yaml\n")
    result = diff("specs", "HEAD")
    assert (result.code, "'extends' goes in a circle" in result.err) == (2, True)
