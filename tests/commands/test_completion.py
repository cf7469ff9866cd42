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


@pytest.mark.slow
def test_what_a_spec_has(folder):
    Path("res.yaml").write_text(
        "input: 8x8x3\nvars: {width: 4, depth: 2}\nlayers: [{conv: width 3x3, name: first}, bn]\n"
    )
    assert completed("explain", "res.yaml", "f") == ["plain,first"]
    assert completed("explain", "vgg16", "stage1.conv_relu.conv1") == ["plain,stage1.conv_relu.conv1_1"]
    assert completed("summary", "res.yaml", "--set", "w") == ["plain,width="]
    assert completed("explain", "nowhere", "f") == completed("summary", "nowhere", "--set", "w") == []


@pytest.mark.slow
def test_rules_and_columns():
    assert completed("rule", "C30")[:2] == ["plain,C301", "plain,C302"]
    assert completed("check", "--select", "default,C302") == ["plain,default,C302"]
    assert completed("summary", "vgg16", "--columns", "params,mac") == ["plain,params,macs"]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_take_it(shell, folder, tmp_path):
    program = shutil.which(shell)
    if not program:
        pytest.skip(f"{shell} is not installed")
    environment = {**os.environ, "_CONVCALC_COMPLETE": f"{shell}_source"}
    script = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=True)
    (tmp_path / "script").write_text(script.stdout)
    done = subprocess.run([program, "-n", str(tmp_path / "script")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_what_varies_and_what_is_asked_of_a_family():
    assert completed("sweep", "resnet18", "--vary", "group") == ["plain,groups=", "plain,group_width="]
    assert completed("sweep", "nothing", "--vary", "in") == ["plain,input="]
    assert completed("sweep", "resnet18", "--front", "params,pea") == ["plain,params,peak_memory", "plain,params,peak"]
    assert completed("sweep", "resnet18", "--where", "stage1.mac") == ["plain,stage1.macs"]


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
