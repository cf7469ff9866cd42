"""What runs convcalc elsewhere: the pre-commit hook as pre-commit installs it, and the GitHub Action's script."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.support.paths import ROOT

pytestmark = pytest.mark.slow

ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
GOOD = "input: 32x32x3\nlayers:\n  - conv: 8 3x3\nexpect: {params: 224}\n"
BAD = "input: 32x32x3\nlayers:\n  - conv: 8 64x64\n"


def tool(name: str) -> str:
    """Where a tool is: beside this interpreter, or on the path. Skips the test where it is nowhere."""
    found = shutil.which(name, path=os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", "")]))
    if not found:
        pytest.skip(f"{name} is not installed")
    return found


def repository(folder: Path) -> Path:
    """A folder made a git repository, with all that is in it committed."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    for arguments in (["init", "--quiet"], ["add", "."], [*who, "commit", "--quiet", "-m", "one"]):
        subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True)
    return folder


def test_the_hook_as_pre_commit_installs_it(tmp_path):
    pre_commit = tool("pre-commit")
    project, user = tmp_path / "convcalc", tmp_path / "user"
    for name in ("convcalc", "specs"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, project)
    (project / "docs" / "reference").mkdir(parents=True)
    shutil.copy(ROOT / "docs" / "reference" / "convcalc.1", project / "docs" / "reference")
    (user / "specs").mkdir(parents=True)
    (user / "specs" / "good.yaml").write_text(GOOD)
    (user / "specs" / "bad.yaml").write_text(BAD)
    (user / "compose.yaml").write_text("services: {}\n")
    environment = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home"), "GITHUB_ACTIONS": "", "NO_COLOR": "1"}
    done = subprocess.run(
        [pre_commit, "try-repo", str(repository(project)), "convcalc-check", "--all-files", "--color=never"],
        cwd=repository(user),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if re.search("No matching distribution|Failed to establish a new connection|name resolution", done.stdout):
        pytest.skip("no package index is reached to install the hook from")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "convcalc check" in done.stdout
    assert "specs/bad.yaml:3:11: error" in done.stdout
    assert "2 files checked: 1 error" in done.stdout, "only specs are looked at"


def test_the_recipe_for_pytest(tmp_path):
    (recipe,) = re.findall(r"```python\n# test_specs.py\n(.*?)```", (ROOT / "docs" / "ci.md").read_text(), re.DOTALL)
    (tmp_path / "specs" / "deep").mkdir(parents=True)
    (tmp_path / "test_specs.py").write_text(recipe)
    (tmp_path / "specs" / "good.yaml").write_text(GOOD)
    (tmp_path / "specs" / "deep" / "bad.yaml").write_text(BAD)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--color=no"],
        cwd=tmp_path,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "1 failed, 1 passed" in done.stdout
    assert "specs/deep/bad.yaml:3:11: error" in done.stdout


def run_action(folder: Path, **inputs: str) -> list[str]:
    """The words that the action's script runs, with a `pipx` that only writes them down."""
    _, step = ACTION["runs"]["steps"]
    program = folder / "bin" / "pipx"
    program.parent.mkdir(exist_ok=True)
    program.write_text('#!/bin/sh\nfor word in "$@"; do echo "$word"; done\n')
    program.chmod(0o755)
    expressions = {f"${{{{ inputs.{name} }}}}": each["default"] for name, each in ACTION["inputs"].items()}
    expressions |= {f"${{{{ inputs.{name} }}}}": text for name, text in inputs.items()}
    expressions["${{ github.action_path }}"] = "/the action"
    expressions["${{ steps.python.outputs.python-path }}"] = "/its/python"
    environment = {name: expressions[expression] for name, expression in step["env"].items()}
    environment |= {"PATH": f"{program.parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", step["run"]], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_the_action_checks_what_it_is_given(tmp_path):
    if not shutil.which("bash"):
        pytest.skip("bash is not installed")
    (tmp_path / "a.yaml").write_text(GOOD)
    run = ["run", "--python", "/its/python", "--spec", "/the action", "convcalc", "check"]
    assert run_action(tmp_path) == [*run, "--", "specs"]
    assert run_action(tmp_path, paths="*.yaml\nnets b.yaml\n", args="--select default") == [
        *run, "--select", "default", "--", "*.yaml", "nets", "b.yaml",
    ]  # fmt: skip
    assert run_action(tmp_path, version="0.1.0")[4] == "convcalc==0.1.0"
    assert run_action(tmp_path, paths="$(touch hurt) `touch hurt`; touch hurt")[-1] == "hurt"
    assert not (tmp_path / "hurt").exists()


def test_the_action_is_sound():
    zizmor = tool("zizmor")
    done = subprocess.run(
        [zizmor, "--offline", "--pedantic", "--no-progress", str(ROOT / "action.yml")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert set(ACTION["inputs"]) == {"paths", "args", "version"}


def workflows() -> list[str]:
    """The workflows in the documentation, steps alone put into the smallest job that runs them."""
    found = []
    for page in sorted((ROOT / "docs").glob("**/*.md")):
        for block in re.findall(r"```yaml\n(.*?)```", page.read_text(), re.DOTALL):
            if re.search(r"^steps:", block, re.MULTILINE):
                steps = "".join(f"    {line}\n" for line in block.splitlines())
                found.append(f"on: pull_request\npermissions: {{}}\njobs:\n  a:\n    runs-on: ubuntu-latest\n{steps}")
            elif re.search(r"^jobs:", block, re.MULTILINE):
                found.append(block)
    return found


def test_the_recipes_for_github_are_sound(tmp_path):
    zizmor = tool("zizmor")
    files = []
    for number, text in enumerate(workflows()):
        files.append(tmp_path / ".github" / "workflows" / f"recipe{number}.yml")
        files[-1].parent.mkdir(parents=True, exist_ok=True)
        files[-1].write_text(text)
    assert len(files) >= 2
    done = subprocess.run(
        [zizmor, "--offline", "--no-progress", *map(str, files)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_the_recipes_run_is_pinned():
    for page in sorted((ROOT / "docs").glob("**/*.md")):
        for line in page.read_text().splitlines():
            assert not re.search(r"uses: \S+@(?![0-9a-f]{40}\b)", line), line
            assert not re.search(r"pipx run (?!--spec \S+==)", line), line
