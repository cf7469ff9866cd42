"""Specs as they were at a git revision, with all that they extend. Asks git; knows no layers and no formats."""

import os
import subprocess

from convcalc import api
from convcalc.expansion import build
from convcalc.network import Network
from convcalc.problems import fail
from convcalc.source import Source, decode, parse, read
from convcalc.spec import read_spec


class Revision:
    """The files of a repository at one commit."""

    def __init__(self, name: str, folder: str) -> None:
        """The commit that `name` stands for in the repository around `folder`. Raises SpecError."""
        self.name = name
        top = _git(folder, "rev-parse", "--show-toplevel")
        if top is None:
            raise fail(f"{folder!r} is not in a git repository")
        self.top = os.path.realpath(top.decode().rstrip("\n"))
        commit = _git(self.top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        if commit is None:
            raise fail(f"git knows no revision {name!r}", help="a branch, a tag or a commit; was it fetched?")
        self.commit = commit.decode().strip()

    def find(self, name: str, folder: str = "") -> Source:
        """The document of a file as it was, or of a preset by its bare name. Raises SpecError."""
        path = os.path.join(folder, name)
        if (text := self._show(path)) is not None:
            return parse(path, text)
        preset = os.path.join(api.presets_folder(), f"{name}.yaml")
        if name in api.preset_names():
            text = self._show(preset)
            return read(preset) if text is None else parse(preset, text)
        raise fail(f"there is no file {path!r} in {self.name}", help="was it added or renamed since?")

    def _show(self, path: str) -> str | None:
        """The text of a file at this commit; None where there is none."""
        inside = os.path.relpath(os.path.realpath(path), self.top).replace(os.sep, "/")
        raw = _git(self.top, "cat-file", "blob", f"{self.commit}:{inside}")
        return None if raw is None else decode(path, raw)


def load(name: str, revision: str) -> Network:
    """The network of a file as it was at a revision. Raises SpecError."""
    folder = os.path.dirname(os.path.abspath(name))
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    files = Revision(revision, folder)
    return build(read_spec(files.find(name), files.find))


def _git(folder: str, *arguments: str) -> bytes | None:
    """What git answers in a folder; None where it says no."""
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)
    except FileNotFoundError:
        raise fail("git is needed to read an old revision, and is not installed") from None
    return done.stdout if done.returncode == 0 else None
