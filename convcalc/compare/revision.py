"""Specs as they were at a git revision, with all that they extend. Knows no layers and no formats."""

import os

from convcalc.compare import git
from convcalc.document.problems import fail
from convcalc.document.source import Source, decode, parse, read
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.language.spec import read_spec
from convcalc.model.network import Network


class Revision:
    """The files of a repository at one commit."""

    def __init__(self, name: str, folder: str) -> None:
        """The commit that `name` stands for in the repository around `folder`. Raises SpecError."""
        self.name = name
        self.top = git.top_of(folder)
        commit = git.ask(self.top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        if commit is None:
            raise fail(f"git knows no revision {name!r}", help="a branch, a tag or a commit; was it fetched?")
        self.commit = commit.decode().strip()

    def find(self, name: str, folder: str = "") -> Source:
        """The document of a file as it was, or of a preset by its bare name. Raises SpecError."""
        path = os.path.join(folder, name)
        if (text := self._show(path)) is not None:
            return parse(path, text)
        preset = os.path.join(loading.presets_folder(), f"{name}.yaml")
        if name in loading.preset_names():
            text = self._show(preset)
            return read(preset) if text is None else parse(preset, text)
        raise fail(f"there is no file {path!r} in {self.name}", help="was it added or renamed since?")

    def _show(self, path: str) -> str | None:
        """The text of a file at this commit; None where there is none."""
        inside = os.path.relpath(os.path.realpath(path), self.top).replace(os.sep, "/")
        raw = git.ask(self.top, "cat-file", "blob", f"{self.commit}:{inside}")
        if raw is None and self._lists(inside):
            raise fail(f"git holds no text of {path!r} in {self.name}", help="fetch it first: convcalc fetches nothing")
        return None if raw is None else decode(path, raw)

    def _lists(self, inside: str) -> bool:
        """Whether the commit has a file of this name, though its text may lie elsewhere (a partial clone)."""
        entry = git.ask(self.top, "ls-tree", "-z", self.commit, "--", inside)
        return b" blob " in (entry or b"")


def load(name: str, revision: str) -> Network:
    """The network of a file as it was at a revision. Raises SpecError."""
    folder = os.path.dirname(os.path.abspath(name))
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    files = Revision(revision, folder)
    return build(read_spec(files.find(name), files.find))
