"""Specs as they were at a git revision, with all that they extend. Knows no layers and no formats."""

import os
import posixpath

from convcalc.compare import git
from convcalc.document.files import LARGEST_FILE, shown_path, too_large
from convcalc.document.folders import is_looked_at
from convcalc.document.opening import beside, document, read
from convcalc.document.problems import SpecError, fail
from convcalc.document.roots import repository_of
from convcalc.document.source import Source
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.language.spec import read_spec
from convcalc.model.network import Network

MOST_LINKS = 8
"""So many links are followed from one to the next."""

NOT_FETCHED = "fetch it first: convcalc fetches nothing"


class Revision:
    """The files of a repository at one commit."""

    def __init__(self, name: str, folder: str) -> None:
        """The commit that `name` stands for in the repository around `folder`. Raises SpecError."""
        self.name = name
        self._folders: dict[str, str] = {}
        self._home = git.home_of(folder)
        self.top = git.top_of(self._home)
        commit = git.ask(self._home, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        self.commit = (commit or b"").decode().strip()
        if not self.commit.isalnum():  # that of `^main` is not
            raise fail(f"git knows no revision {name!r}", help="a branch, a tag or a commit; was it fetched?")

    def find(self, name: str, folder: str = "") -> Source:
        """The document of a file as it was, or of a preset by its bare name. Raises SpecError."""
        path = beside(folder, name)
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
        if inside is None:
            raise _outside(name, self.top)
        return self._blob(name, inside)

    def yaml_files(self, folder: str) -> list[str]:
        """The YAML files in a folder as it was, and below it, by the names that they have from here."""
        top = self._inside(os.path.join(folder, "x"))
        if top is None:
            raise _outside(folder, self.top)
        start = self._unlinked(folder, top)[:-1]
        found = []
        for entry in self._listed("-r", start or "."):
            meta, _, path = entry.partition(b"\t")
            below = os.fsdecode(path)[len(start) :]
            if b" blob " in meta and is_looked_at(below):
                found.append(os.path.normpath(os.path.join(folder, below)))
        return found

    def is_folder(self, name: str) -> bool:
        """Whether there was a folder of this name, or a link to one."""
        inside = self._inside(os.path.join(name, "x"))
        if not inside:
            return False
        folder = posixpath.dirname(self._unlinked(name, inside))
        return not folder or any(b" tree " in entry for entry in self._listed("-d", folder))

    def holds(self, name: str) -> bool:
        """Whether a file of today lies in this repository, and in none that lies in it."""
        return repository_of(os.path.dirname(os.path.abspath(name))) == self._home

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
        entry = self._entry(inside)
        if not entry and (found := self._unlinked(path, inside)) != inside:
            inside, entry = found, self._entry(found)
        mode, kind, name, size = (entry.partition(b"\t")[0].split() + [b""] * 4)[:4]
        if kind != b"blob":
            return None
        raw = None
        if size.isdigit():
            if int(size) > LARGEST_FILE:
                raise too_large(path)
            raw = git.ask(self._home, "cat-file", "blob", name.decode())
        if raw is None:
            raise fail(f"git holds no text of {shown_path(path)} in {self.name}", help=NOT_FETCHED)
        if mode != b"120000":
            return raw
        return self._blob(path, self._target(path, inside, os.fsdecode(raw), links), links - 1)

    def _unlinked(self, path: str, inside: str) -> str:
        """A path of the commit with the links among its folders followed."""
        folder, name = posixpath.split(inside)
        return posixpath.join(self._folder(path, folder, MOST_LINKS), name) if folder else name

    def _folder(self, path: str, folder: str, links: int) -> str:
        """A folder of the commit, links followed."""
        if not folder or folder in self._folders:
            return self._folders.get(folder, folder)
        above, name = posixpath.split(folder)
        found = posixpath.join(self._folder(path, above, links), name)
        mode, _, blob = (self._entry(found).split() + [b""] * 3)[:3]
        if mode == b"120000" and (raw := git.ask(self._home, "cat-file", "blob", blob.decode())) is not None:
            found = self._folder(path, self._target(path, found, os.fsdecode(raw), links), links - 1)
        self._folders[folder] = found
        return found

    def _target(self, path: str, inside: str, target: str, links: int) -> str:
        """What a link stands for, from the top."""
        found = posixpath.normpath(posixpath.join(posixpath.dirname(inside), target))
        if not links or found.startswith(("/", "..")):
            raise _outside(path, self.top)
        return "" if found == "." else found

    def _entry(self, inside: str) -> bytes:
        """What git lists for one path; nothing where there is none."""
        return next(iter(self._listed("-l", inside)), b"")

    def _listed(self, option: str, inside: str) -> list[bytes]:
        """What git lists at a path of the commit. Raises SpecError where it does not have its folders."""
        listing = "ls-tree", "-z", "--full-tree"
        at = self.commit, "--", inside
        listed = git.ask(self._home, *listing, option, *at)
        if listed is None and option == "-l":  # a text that is not there has no size
            listed = git.ask(self._home, *listing, *at)
        if listed is None:
            raise fail(f"git holds no folders of {self.name}", help=NOT_FETCHED)
        return list(filter(None, listed.split(b"\0")))


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
