"""The settings of a project as a document: where they stand, and whose they are. Knows nothing of what they say.

They stand in `.convcalc.yaml`, or under `[tool.convcalc]` of a pyproject.toml: of these, in the nearest folder
above a spec, inside its project.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache

from convcalc.document.files import contents, shown_path
from convcalc.document.opening import document
from convcalc.document.places import Located
from convcalc.document.problems import Problem, SpecError
from convcalc.document.records import NamedTuple
from convcalc.document.roots import inside, repository_of

SETTINGS = ("select", "ignore", "exclude", "budgets", "order", "allow_unknown")
YAML, TOML = ".convcalc.yaml", "pyproject.toml"


class SettingsFile(NamedTuple):
    """A file with settings: the folder that they hold for, and its document, or why it has none."""

    folder: str
    name: str
    source: Located | None
    faults: tuple[Problem, ...] = ()


def settings_for(folder: str, named: Sequence[str] = (), about: bytes = b"") -> SettingsFile | None:
    """The settings that hold in a folder (an absolute path), if there are any.

    They stand in its project: the repository around it; where there is none, the folder itself, the one that the
    command runs in, and those that are `named` for it. Those that have no word `about` something are not read.
    """
    repository = repository_of(folder)
    roots = (repository, *named) if repository else (folder, os.curdir, *named)
    while True:
        if found := _written_in(folder, roots, about):
            return found
        parent = os.path.dirname(folder)
        if parent == folder or not inside(parent, roots):
            return None
        folder = parent


def _written_in(folder: str, roots: Sequence[str], about: bytes) -> SettingsFile | None:
    """The settings in the files of a folder, if there are any."""
    for base in (YAML, TOML):
        path = os.path.join(folder, base)
        if not os.path.lexists(path):
            continue
        name = short(path)
        if not inside(path, roots):
            fault = Problem(f"{shown_path(name)} lies outside of the project", help="it is a link to another place")
            return SettingsFile(folder, name, None, (fault,))
        if found := _read(folder, name, about, _stamp(path)):
            return found
    return None


@lru_cache(maxsize=16)
def _read(folder: str, name: str, about: bytes, stamp: tuple[int, ...]) -> SettingsFile | None:
    """The settings in a file, read once as long as its `stamp` stays; None where it holds none."""
    try:
        raw = contents(name)
        is_toml = os.path.basename(name) == TOML
        if is_toml and (b"convcalc" if about in raw else b"tool.convcalc") not in raw and b"\0" not in raw:
            return None
        if about not in raw:
            return SettingsFile(folder, name, None)
        source = _from_toml(name, raw) if is_toml else document(name, raw, SETTINGS)
    except SpecError as error:
        return SettingsFile(folder, name, None, error.problems)
    return SettingsFile(folder, name, source) if source else None


def _stamp(path: str) -> tuple[int, ...]:
    """What changes where a file does."""
    with suppress(OSError):
        stat = os.stat(path)
        return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns
    return ()


def _from_toml(name: str, raw: bytes) -> Located | None:
    from convcalc.document import toml

    return toml.table(name, raw, ("tool", "convcalc"))


def short(name: str) -> str:
    """A path as a person would write it: from here, where it lies below."""
    near = os.path.relpath(name)
    return name if near.startswith("..") else near
