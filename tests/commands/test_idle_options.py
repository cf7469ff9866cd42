"""An option works or is refused: none changes nothing in silence."""

import json
from pathlib import Path

import pytest

from tests.support.command import convcalc

NET = "input: 8x8x3\nlayers: [{conv: 4 3x3}, bn, relu]\n"

REFUSED = [
    (["solve", "7x7", "--how-many", "3x3", "--output", "3x3", "--params", "9"], "--params changes nothing"),
    (["solve", "7x7", "--how-many", "3x3", "--output", "3x3", "--max-params", "9"], "--max-params changes nothing"),
    (["solve", "--how-many", "3x3", "--receptive-field", "31", "--same-size"], "--same-size changes nothing"),
    (["solve", "7x7", "conv 3", "--how-many", "3x3", "--output", "3x3"], "more layers changes nothing"),
    (["solve", "--how-many", "3x3", "--receptive-field", "31", "--set", "a=1"], "--set changes nothing"),
    (["solve", "8x8x3", "conv 10 5x5 p?", "--same-size", "--set", "a=1"], "--set changes nothing"),
    (["solve", "?x?x3", "conv 10 5x5", "--fits", "5..9", "--set", "a=1"], "--set changes nothing"),
    (["solve", "--how-many", "3x3", "--receptive-field", "31", "--output", "3x3"], "--output without an input changes"),
    (
        ["solve", "--how-many", "3x3", "--receptive-field", "31", "--order", "channels_first"],
        "--order without an input",
    ),
    (["sweep", "a.yaml", "--vary", "input=8,9", "--write", "0", "--sample", "1", "--seed", "0"], "--sample, --seed"),
    (["sweep", "a.yaml", "--vary", "input=8,9", "--write", "0", "--format", "json"], "--format json changes nothing"),
    (["sweep", "a.yaml", "--vary", "input=8,9", "--write", "0", "--jobs", "2"], "--jobs changes nothing"),
    (["sweep", "a.yaml", "--vary", "input=8,9", "--write", "0", "--resume"], "--resume changes nothing"),
    (["stack", "3x3", "3x3", "--against", "5x5", "--same-size"], "--same-size needs the sides"),
    (["check", "a.yaml", "--write-baseline", "b", "--format", "json"], "--format changes nothing"),
    (["check", "a.yaml", "--write-baseline", "b", "--fix"], "--fix changes nothing"),
    (["check", "a.yaml", "--write-baseline", "b", "--diff"], "--diff changes nothing"),
    (["check", "a.yaml", "--write-baseline", "b", "--baseline", "b"], "--baseline changes nothing"),
    (["check", "a.yaml", "--diff", "--format", "json"], "--format changes nothing"),
    (["summary", "a.yaml", "--full", "--depth", "0"], "--depth changes nothing"),
    (["summary", "a.yaml", "--format", "csv", "--optimizer", "sgd"], "--optimizer changes nothing beside --format csv"),
    (["summary", "a.yaml", "--format", "csv", "--checkpoint", "b"], "--checkpoint changes nothing"),
    (["summary", "a.yaml", "--format", "csv", "--device", "a100-40gb"], "--device changes nothing"),
    (["graph", "a.yaml", "--full", "--depth", "0"], "--depth changes nothing"),
    (["quiz", "--key", "-", "--format", "moodle"], "--format moodle changes nothing"),
    (["quiz", "--key", "-", "--format", "gift"], "--format gift changes nothing"),
    (["show", "vgg16", "--order", "channels_first"], "need --flat"),
]


@pytest.mark.parametrize(("arguments", "message"), REFUSED, ids=lambda each: each if isinstance(each, str) else each[0])
def test_what_would_change_nothing_is_refused(arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(NET)
    result = convcalc(*arguments)
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert not Path("b").exists()


def test_a_new_baseline_forgets_nothing_of_the_old(tmp_path, monkeypatch):
    """With 0.1.0, `--baseline b --write-baseline b` left an empty one."""
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(NET)
    convcalc("check", "a.yaml", "--write-baseline", "b")
    before = Path("b").read_text()
    assert json.loads(before)["findings"]
    assert convcalc("check", "a.yaml", "--baseline", "b", "--write-baseline", "b").code == 2
    assert Path("b").read_text() == before


def test_a_device_shows_in_columns_of_csv(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(NET)
    out = convcalc("summary", "a.yaml", "--format", "csv", "--device", "a100-40gb", "--columns", "bound").out
    assert out.startswith("bound\n")


def test_sets_are_for_the_specs_of_solve(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text("input: 32x32x3\nvars: {k: 3}\nlayers: [{conv: {filters: 4, kernel: k}}]\n")
    assert "7x7x3" in convcalc("solve", "--smallest-input", "a.yaml", "--set", "k=7").out
