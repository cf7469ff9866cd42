"""The settings of a project as a document: where they stand, and whose they are. Knows nothing of what they say.

They stand in `.convcalc.yaml`, or under `[tool.convcalc]` of a pyproject.toml: of these, in the nearest folder
above a spec, inside its project.
"""

import os
from collections.abc import Sequence

from convcalc.document.files import contents, shown_path
from convcalc.document.opening import document
from convcalc.document.places import Located
from convcalc.document.problems import Problem, SpecError, fail
from convcalc.document.records import NamedTuple
from convcalc.document.roots import inside, repository_of

SETTINGS = ("select", "ignore", "exclude", "budgets", "order")
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
        try:
            if not inside(path, roots):
                raise fail(f"{shown_path(name)} lies outside of the project", help="it is a link to another place")
            raw = contents(name)
            if base == TOML and (b"convcalc" if about in raw else b"tool.convcalc") not in raw and b"\0" not in raw:
                continue
            if about not in raw:
                return SettingsFile(folder, name, None)
            source = document(name, raw, SETTINGS) if base == YAML else _from_toml(name, raw)
        except SpecError as error:
            return SettingsFile(folder, name, None, error.problems)
        if source:
            return SettingsFile(folder, name, source)
    return None


def _from_toml(name: str, raw: bytes) -> Located | None:
    from convcalc.document import toml

    return toml.table(name, raw, ("tool", "convcalc"))


def short(name: str) -> str:
    """A path as a person would write it: from here, where it lies below."""
    near = os.path.relpath(name)
    return name if near.startswith("..") else near
