"""Which files a folder or a glob stands for. Reads none of them."""

import os

from convcalc.document.files import shown_path
from convcalc.document.problems import fail


def find_files(name: str) -> tuple[list[str], bool]:
    """The files that a name stands for, and whether it is meant as a spec for sure.

    Of folders and globs, those that `yaml_files` has. Raises SpecError where a folder or a glob has none.
    """
    if os.path.isdir(name):
        files = yaml_files(name)
    elif not os.path.exists(name) and any(mark in name for mark in "*?["):
        files = _matching(name)
    else:
        return [name], True
    if not files:
        raise fail(f"there is no .yaml or .yml file in {shown_path(name)}")
    return files, False


def yaml_files(folder: str) -> list[str]:
    """The files in a folder, and below it, that end in .yaml or .yml.

    Without what starts with a point, and without the packages in `node_modules`.
    """
    files: list[str] = []
    for path, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not _left_alone(each))
        files += [os.path.normpath(os.path.join(path, name)) for name in sorted(names) if _is_yaml(name)]
    return files


def is_looked_at(path: str) -> bool:
    """Whether a file is one of those that `yaml_files` has, by its path in the folder."""
    return _is_yaml(os.path.basename(path)) and not any(map(_left_alone, _steps(path)))


def _matching(glob: str) -> list[str]:
    from glob import glob as match

    named = set(_steps(glob))
    return [
        name
        for name in sorted(match(glob, recursive=True))
        if _is_yaml(os.path.basename(name)) and not any(map(_left_alone, set(_steps(name)) - named))
    ]


def _steps(path: str) -> list[str]:
    return [step for step in os.path.dirname(path).replace(os.sep, "/").split("/") if step not in ("", ".", "..")]


def _left_alone(folder: str) -> bool:
    return folder.startswith(".") or folder == "node_modules"


def _is_yaml(name: str) -> bool:
    return name.endswith((".yaml", ".yml")) and not name.startswith(".")
