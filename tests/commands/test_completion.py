"""Completion in a shell: names of shipped specs, spec files, folders; and what the shell itself makes of it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from convcalc.language import loading

SCRIPT = "import sys; from convcalc import cli; sys.argv[0] = 'convcalc'; cli.main()"


def completed(*words: str) -> list[str]:
    """What click hands to bash for the last of these words."""
    environment = {
        **os.environ,
        "_CONVCALC_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(["convcalc", *words]),
        "COMP_CWORD": str(len(words)),
    }
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.split()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("res.yaml", "resnet-mine.yml", "notes.txt", "nets/a.yaml", "nets/b.txt", "nets/deep/c.yaml"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("")


@pytest.mark.slow
def test_shipped_specs_and_files(folder):
    presets = [f"plain,{name}" for name in loading.preset_names() if name.startswith("res")]
    assert completed("summary", "res") == [*presets, "plain,res.yaml", "plain,resnet-mine.yml"]
    assert completed("diff", "vgg16", "nets/") == ["plain,nets/a.yaml"]
    assert completed("summary", "nets/d") == ["file,nets/d"], "the shell completes folders itself"
    assert completed("summary", "nothing/") == ["file,nothing/"]
    assert set(completed("summary", "")) == {
        "plain,res.yaml", "plain,resnet-mine.yml", *(f"plain,{name}" for name in loading.preset_names()),
    }  # fmt: skip


@pytest.mark.slow
def test_commands_and_options():
    assert completed("sum") == ["plain,summary"]
    assert completed("diff", "--fai") == ["plain,--fail-on"]
    assert completed("diff", "--format", "mark") == ["plain,markdown"]


def test_bash_takes_it(folder, tmp_path):
    bash = shutil.which("bash")
    if not bash:
        pytest.skip("bash is not installed")
    command = tmp_path / "bin" / "convcalc"
    command.parent.mkdir()
    command.write_text(f"#!{sys.executable}\n{SCRIPT}\n")
    command.chmod(0o755)
    script = """
        eval "$(_CONVCALC_COMPLETE=bash_source convcalc)"
        complete -p convcalc
        COMP_WORDS=(convcalc summary resnet-) COMP_CWORD=2
        _convcalc_completion convcalc
        printf '%s\\n' "${COMPREPLY[@]}"
    """
    environment = {**os.environ, "PATH": f"{command.parent}:{os.environ['PATH']}"}
    done = subprocess.run([bash, "-c", script], env=environment, capture_output=True, text=True, check=True)
    first, *found = done.stdout.splitlines()
    assert first.startswith("complete ")
    assert first.endswith(" convcalc")
    assert found == ["resnet-mine.yml"]
