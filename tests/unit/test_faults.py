"""Faulty specs, and the full text that each prints.

The first line of every `.out` file in `faults/` is a command, run in the file's folder; the rest is all
that it writes to standard error. `CONVCALC_REWRITE=1 pytest tests/unit/test_faults.py` writes the texts anew.
"""

import io
import os
import shlex
from pathlib import Path

import pytest
import yaml

from convcalc.cli import FAILED, run
from tests.support.paths import TESTS

FOLDER = TESTS / "faults"
CASES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.out"))

pytestmark = pytest.mark.skipif(
    not hasattr(yaml, "CSafeLoader"), reason="PyYAML is here without its C loader, whose positions the texts show"
)


@pytest.mark.parametrize("case", CASES)
def test_the_whole_text(case, monkeypatch, capsys):
    path = FOLDER / case
    command, _, expected = path.read_text(encoding="utf-8").partition("\n")
    monkeypatch.chdir(path.parent)
    for name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    words = shlex.split(command)
    assert words[:2] == ["$", "convcalc"]
    if "<" in words:
        *words, _, source = words
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(Path(source).read_bytes())))
    code = run(words[2:])
    found = capsys.readouterr().err
    if os.environ.get("CONVCALC_REWRITE"):
        path.write_text(f"{command}\n{found}", encoding="utf-8")
        return
    assert found == expected
    assert code == FAILED
    assert found


def test_there_are_many_and_each_has_a_spec():
    assert len(CASES) >= 60
    specs = {path.with_suffix(".out") for path in FOLDER.glob("*.yaml")}
    assert not [path.name for path in specs if not path.exists()]


@pytest.mark.parametrize("case", CASES)
def test_no_message_stands_twice(case):
    lines = (FOLDER / case).read_text(encoding="utf-8").splitlines()
    messages = [line for line in lines if ": error: " in line]
    assert len(set(messages)) == len(messages)
