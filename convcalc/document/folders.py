"""Which files a folder or a glob stands for, and which of them are specs. Reads no more of them than that takes."""

import os
from collections.abc import Callable, Iterable, Iterator

from convcalc.document.files import contents, shown_path
from convcalc.document.places import Located
from convcalc.document.problems import SpecError, fail


def find_files(names: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """The files that names stand for, each once: its name, and whether it is meant as a spec for sure.

    Of folders and globs, files that end in .yaml or .yml, without those that start with a point. Raises
    SpecError where a folder or a glob has none.
    """
    seen: set[str] = set()
    for name in names:
        found: Callable[[str], list[str]] | None = None
        if os.path.isdir(name):
            found = _below
        elif not os.path.exists(name) and any(mark in name for mark in "*?["):
            found = _matching
        files = [name] if found is None else found(name)
        if not files:
            raise fail(f"there is no .yaml or .yml file in {shown_path(name)}")
        for file in files:
            if (path := os.path.realpath(file)) not in seen:
                seen.add(path)
                yield file, found is None


def _below(folder: str) -> list[str]:
    files: list[str] = []
    for path, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        files += [os.path.normpath(os.path.join(path, name)) for name in sorted(names) if _is_yaml(name)]
    return files


def _matching(glob: str) -> list[str]:
    from glob import glob as match

    return [name for name in sorted(match(glob, recursive=True)) if _is_yaml(os.path.basename(name))]


def _is_yaml(name: str) -> bool:
    return name.endswith((".yaml", ".yml")) and not name.startswith(".")


def is_spec(source: Located) -> bool:
    """A spec has layers, or extends one that has."""
    return isinstance(source.data, dict) and ("layers" in source.data or "extends" in source.data)


def like_a_spec(name: str) -> bool:
    """Whether a file that cannot be read as a spec was meant as one: it is no text, or a line starts with `layers:`."""
    try:
        lines = contents(name)[: 2**20].splitlines()
    except SpecError:
        return True
    return any(line.startswith((b"layers:", b"extends:")) for line in lines)
