"""What a layer more costs, in calls of functions: a count that no other work on the machine can move.

The bounds lie a fifth above what was counted when they were set. A number that falls is set anew.
"""

import sys

import pytest

from convcalc.cli import run
from tests.unit.test_scaling import layers, named, net, repeated

pytestmark = pytest.mark.slow


def equal(n):
    return net("layers:", *["  - conv: 4 3x3 p1"] * n)


def words(n):
    return net("layers:", *["  - relu"] * n)


def calls(arguments):
    counted = 0

    def count(frame, event, argument):
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        run(arguments)
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize(("make", "command", "most"), [
    (equal, "summary", 211),
    (words, "summary", 142),
    (layers, "summary", 198),
    (named, "summary", 637),
    (repeated, "summary", 72),
    (equal, "summary --format json", 154),
    (words, "summary --format json", 92),
    (repeated, "summary --format json", 80),
    (equal, "check", 350),
    (words, "check", 240),
    (repeated, "report -o out.html", 884),
])  # fmt: skip
def test_a_layer_more_costs_few_calls(make, command, most, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    found = []
    for n in (200, 200, 400):  # the first loads what is loaded once
        (tmp_path / "net.yaml").write_text(make(n)["net.yaml"])
        found.append(calls([*command.split(), "net.yaml"]))
        capfd.readouterr()
    each = (found[2] - found[1]) / 200
    assert each <= most, f"{each} calls a layer"
