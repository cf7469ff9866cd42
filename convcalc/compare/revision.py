"""Specs as they were at a git revision, with all that they extend. Knows no layers and no formats."""

import os
import posixpath

from convcalc.compare import git
from convcalc.document.files import LARGEST_FILE, shown_path, too_large
from convcalc.document.folders import is_looked_at
from convcalc.document.opening import document, read
from convcalc.document.problems import SpecError, fail
from convcalc.document.source import Source
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.language.spec import read_spec
from convcalc.model.network import Network

MOST_LINKS = 8
"""So many links are followed from one to the next."""


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
        inside = self._inside(path)
        if inside and (raw := self._blob(path, inside)) is not None:
            return document(path, raw)
        if name in loading.preset_names():
            preset = os.path.join(loading.presets_folder(), f"{name}.yaml")
            inside = self._inside(preset)
            raw = self._blob(preset, inside) if inside else None
            return read(preset) if raw is None else document(preset, raw)
        if inside is None:
            raise _outside(path, self.top)
        raise fail(f"there is no file {shown_path(path)} in {self.name}", help="was it added or renamed since?")

    def raw(self, name: str) -> bytes | None:
        """The bytes of a file as it was; None where there was none. Raises SpecError."""
        inside = self._inside(name)
        return self._blob(name, inside) if inside else None

    def yaml_files(self, folder: str) -> list[str]:
        """The YAML files in a folder as it was, and below it, by the names that they have from here."""
        top = self._inside(os.path.join(folder, "x"))
        if top is None:
            raise _outside(folder, self.top)
        start = top[:-1]
        listed = git.ask(self.top, "ls-tree", "-r", "-z", self.commit, "--", start or ".") or b""
        found = []
        for entry in filter(None, listed.split(b"\0")):
            meta, _, path = entry.partition(b"\t")
            below = os.fsdecode(path)[len(start) :]
            if b" blob " in meta and is_looked_at(below):
                found.append(os.path.normpath(os.path.join(folder, below)))
        return found

    def is_folder(self, name: str) -> bool:
        """Whether there was a folder of this name."""
        inside = self._inside(name)
        entry = git.ask(self.top, "ls-tree", "-z", self.commit, "--", inside) if inside else None
        return b" tree " in (entry or b"")

    def _inside(self, path: str) -> str | None:
        """A path as the commit has it, from the top; None for one outside. Links of today say nothing of then."""
        folder, name = os.path.split(os.path.abspath(path))
        while not (os.path.isdir(folder) and os.path.samefile(folder, self.top)):
            above, part = os.path.split(folder)
            if above == folder:
                name = os.path.relpath(os.path.realpath(path), self.top)
                break
            folder, name = above, os.path.join(part, name)
        return None if name.split(os.sep)[0] == os.pardir else name.replace(os.sep, "/")

    def _blob(self, path: str, inside: str, links: int = MOST_LINKS) -> bytes | None:
        """The bytes of a file at this commit, or of what it is a link to; None where there is none."""
        entry = git.ask(self.top, "ls-tree", "-l", "-z", self.commit, "--", inside) or b""
        mode, kind, name, size = (entry.partition(b"\t")[0].split() + [b""] * 4)[:4]
        if kind != b"blob":
            return None
        raw = None
        if size.isdigit():
            if int(size) > LARGEST_FILE:
                raise too_large(path)
            raw = git.ask(self.top, "cat-file", "blob", name.decode())
        if raw is None:
            help = "fetch it first: convcalc fetches nothing"
            raise fail(f"git holds no text of {shown_path(path)} in {self.name}", help=help)
        return raw if mode != b"120000" else self._linked(path, inside, os.fsdecode(raw), links)

    def _linked(self, path: str, inside: str, target: str, links: int) -> bytes | None:
        """The bytes of what a link stands for."""
        found = posixpath.normpath(posixpath.join(posixpath.dirname(inside), target))
        if not links or found.startswith(("/", "..")):
            raise _outside(path, self.top)
        return self._blob(path, found, links - 1)


def _outside(path: str, top: str) -> SpecError:
    return fail(f"{shown_path(path)} lies outside of the project", help=f"the project is {shown_path(top)}")


def around(name: str, revision: str) -> Revision:
    """The revision of the repository that a file or a folder is in, or was. Raises SpecError."""
    folder = os.path.abspath(name)
    while not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    return Revision(revision, folder)


def load(name: str, revision: str) -> Network:
    """The network of a file as it was at a revision. Raises SpecError."""
    files = around(name, revision)
    source = files.find(name)
    return build(read_spec(source, files.find, loading.orders_for(source)))
