"""The extension for VS Code: it builds, and names the command that there is."""

import json
import shutil

import pytest

from convcalc.cli import COMMANDS
from tests.support.npm import install, needs, npm
from tests.support.paths import ROOT

FOLDER = ROOT / "editors" / "vscode"


def test_it_starts_the_language_server():
    command = json.loads((FOLDER / "package.json").read_text())["contributes"]["configuration"]["properties"]
    assert command["convcalc.command"]["default"] == ["convcalc", "lsp"]
    assert "lsp" in COMMANDS


@pytest.mark.slow
def test_it_builds(tmp_path):
    needs("node", "npm")
    shutil.copytree(FOLDER, tmp_path / "vscode", ignore=shutil.ignore_patterns("node_modules", "dist"))
    install(tmp_path / "vscode")
    npm(tmp_path / "vscode", "run", "build")
    assert (tmp_path / "vscode" / "dist" / "extension.js").stat().st_size > 100_000
