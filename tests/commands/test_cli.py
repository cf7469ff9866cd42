"""The command line as a whole: help, usage errors, and exit codes."""

import os
import subprocess
import sys

import click
import pytest

from convcalc import __version__
from convcalc.cli import COMMANDS, GROUPS, commands
from tests.support.command import convcalc
from tests.support.paths import TESTS


def test_help_lists_every_command_in_eighty_columns_by_what_it_is_for():
    out = convcalc("--help", width=80).out
    told = out.split("  -h, --help")[1].split("\n\n")[1:]
    titles = [part.strip().split("\n")[0] for part in told]
    lines = [line for part in told for line in part.strip("\n").split("\n")[1:]]
    assert titles == [f"{title}:" for title in GROUPS]
    assert [line.split()[0] for line in lines] == list(COMMANDS)
    assert not any(line.endswith("...") or len(line) > 80 for line in lines)


@pytest.mark.parametrize("width", [60, 80])
def test_help_is_as_it_was_looked_at(width):
    golden = TESTS / "goldens" / f"help-{width}.txt"
    settings = {**commands.context_settings, "terminal_width": width}
    told = commands.get_help(click.Context(commands, info_name="convcalc", **settings)) + "\n"
    if os.environ.get("CONVCALC_REWRITE"):
        golden.write_text(told)
    assert told == golden.read_text()
    assert max(map(len, told.split("\n"))) <= width


def test_without_a_command_there_is_the_same_help_as_an_error():
    result = convcalc()
    assert (result.code, result.out) == (2, "")
    assert result.err == convcalc("--help").out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name):
    result = convcalc(name, "--help")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith(f"Usage: convcalc {name} ")


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("vgg16", "did you mean 'convcalc summary vgg16'?"),
        ("net.yaml", "did you mean 'convcalc summary net.yaml'?"),
        ("sumary", "did you mean 'summary'?"),
    ],
)
def test_a_wrong_command_is_told_what_was_meant(word, hint):
    result = convcalc(word)
    assert result.code == 2
    assert result.err.rstrip().endswith(f"no command {word!r}: {hint}")


def test_the_module_is_the_command():
    done = subprocess.run([sys.executable, "-m", "convcalc", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"convcalc {__version__}\n"


def test_a_closed_pipe_is_no_error():
    script = f"{sys.executable} -m convcalc summary densenet201 --full | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("densenet201  224x224x3 -> 1000\n")
    assert done.stdout.split()[-1] in ("0", "141")
    assert done.stderr == ""


def test_help_loads_no_command():
    code = "import sys; from convcalc.cli import run; run(['--help']); print([m for m in sys.modules if 'cli.s' in m])"
    result = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert result.stdout.splitlines()[-1] == "[]"
