"""Which files a folder or a glob stands for, and what files in a folder can be called. Reads none of them."""

import os
from collections.abc import Iterable

from convcalc.document.files import shown_path
from convcalc.document.problems import fail

LONGEST_STEM = 80
RESERVED = ("con", "prn", "aux", "nul", *(f"{port}{k}" for port in ("com", "lpt") for k in range(10)))
"""Names that Windows gives to devices."""


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


def file_stems(names: Iterable[str]) -> list[str]:
    """A name for a file for each of some names, without its ending: none is in another folder, hidden, or there twice.

    >>> file_stems(["Anna Weiß", "anna weiß", "../etc/passwd", "con", "@"])
    ['Anna-Weiß', 'anna-weiß-2', 'etc-passwd', 'con-2', 'student']
    """
    taken = set(RESERVED)
    found = []
    for name in names:
        first = stem = _stem(name)
        again = 2
        while stem.casefold() in taken:
            stem, again = f"{first}-{again}", again + 1
        taken.add(stem.casefold())
        found.append(stem)
    return found


def _stem(name: str) -> str:
    plain = "".join(char if char.isalnum() or char in "._" else "-" for char in name)
    plain = "-".join(filter(None, plain.split("-")))
    return plain.encode()[:LONGEST_STEM].decode("utf-8", "ignore").strip(".-_") or "student"


def make_folder(name: str) -> None:
    """Make a folder in one that is there, if it is not there itself. Raises SpecError."""
    try:
        if not os.path.isdir(name):
            os.mkdir(name)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or "not a file name").lower()
        raise fail(f"cannot make the folder {shown_path(name)}: {reason}") from None
