"""Commands at a terminal: drawn there, plain everywhere else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command import convcalc
from tests.support.screen import at_terminal, plain

pytestmark = pytest.mark.slow

SMALL = "input: 8x8x3\nlayers: [conv: 4 3x3, relu]\n"


def test_colours_guides_and_shares_are_at_a_terminal_alone(tmp_path):
    shown = at_terminal("summary", "vgg16", columns=120)
    assert "\x1b[38;5;32mconv" in shown and "├ " in shown and "74%" in shown
    without = at_terminal("summary", "vgg16", columns=120, NO_COLOR="1")
    assert "38;5" not in without and plain(without) == plain(shown)
    piped = convcalc("summary", "vgg16", width=120).out
    assert at_terminal("summary", "vgg16", columns=120, TERM="dumb") == piped
    assert not at_terminal("summary", "lenet5", PYTHONIOENCODING="ascii").count("\\u")
    file = tmp_path / "vgg16.txt"
    assert at_terminal("summary", "vgg16", "-o", str(file)) == ""
    assert file.read_text() == convcalc("summary", "vgg16").out


def test_other_commands_are_drawn_with_the_same_hand():
    shown = plain(at_terminal("calc", "8x8x3", "conv 4 3x3 p1", columns=100))
    assert "\u2500" * 20 in shown and "100%" in shown and "filters * (channels*kernel*kernel + 1)" in shown
    for command in (["explain", "resnet50", "stage2"], ["explain", "vgg16", "--receptive-field"]):
        shown, piped = plain(at_terminal(*command, columns=100)), convcalc(*command, width=100).out
        assert shown == "".join(
            line.replace("-", "\u2500") if not line.strip("-\n") else line for line in piped.splitlines(keepends=True)
        )
    assert plain(at_terminal("presets", "resnet", columns=100)) == convcalc("presets", "resnet", width=100).out


def test_pipes_and_files_never_load_rich():
    check = "import sys; from convcalc.cli import run; run(sys.argv[1:]); sys.exit('rich' in sys.modules)"
    for command in (["summary", "resnet50"], ["presets"], ["check", "lenet5"], ["diff", "vgg16", "vgg16_bn"]):
        done = subprocess.run([sys.executable, "-c", check, *command], stdout=subprocess.DEVNULL, check=False)
        assert done.returncode == 0


def test_a_long_table_goes_through_a_pager(tmp_path):
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\necho paged; exec cat\n")
    pager.chmod(0o755)
    long, short = ("summary", "resnet50", "--full"), ("summary", "vgg16")
    assert at_terminal(*long, lines=40, PAGER=str(pager)).startswith("paged\n")
    assert not at_terminal(*short, lines=40, PAGER=str(pager)).startswith("paged")
    whole = at_terminal(*long, lines=40, PAGER="")
    assert at_terminal(*long, lines=40, PAGER=str(pager)) == f"paged\n{whole}"
    assert at_terminal(*long, lines=40, PAGER="no-such-pager") == whole
    assert at_terminal(*long, lines=400, PAGER=str(pager)) == whole
    assert "params" in whole and whole.count("\n") > 150


def test_faults_keep_their_text_and_their_carets(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("net.yaml").write_text("input: 8x8x3\nlayers: [conv: 4 3x3, reluu]\n")
    shown = at_terminal("check", "net.yaml", PYTHONPATH=os.pathsep.join(sys.path))
    assert plain(shown) == convcalc("check", "net.yaml").out
    assert "\x1b[1;38;5;160m" in shown


def test_what_takes_over_a_second_is_told_and_taken_away(tmp_path):
    for k in range(3):
        (tmp_path / f"{k}.yaml").write_text(SMALL)
    slow = "import time; from convcalc.check import run; kept = run.CheckRun.file; run.CheckRun.file = "
    slow += "lambda *each: (time.sleep(0.8), kept(*each)); from convcalc.cli import main; main()"
    shown = at_terminal("check", str(tmp_path), program=("-c", slow))
    assert "2/3" in shown and "1 a second" in plain(shown)
    assert plain(shown).endswith("3 files checked: no problems\n")
    assert "files" not in plain(shown).splitlines()[-1].replace("3 files checked", "")
