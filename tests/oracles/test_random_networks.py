"""Random networks against PyTorch: a fixed few of those that `python -m tests.oracles.difftest` goes through."""

import re
import subprocess
import sys

import pytest

from tests.support.paths import ROOT

torch = pytest.importorskip("torch", reason="PyTorch is not installed: these tests compare random networks with it")

pytestmark = [pytest.mark.oracle, pytest.mark.slow]


@pytest.mark.parametrize("form", [(), ("--flat",)], ids=["nested", "flat"])
def test_random_networks(form):
    """In a process of its own, as it changes what PyTorch computes with."""
    command = [sys.executable, "-m", "tests.oracles.difftest", "1", "150", "600", *form]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.match(r"networks 1\d\d with errors 0 ", done.stdout), done.stdout
