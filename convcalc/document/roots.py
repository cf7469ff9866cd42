"""How far the names in a file may reach: the project around it. Knows folders, not what is in their files."""

import os
from collections.abc import Iterable


def repository_of(folder: str) -> str | None:
    """The top of the repository around a folder, links followed; None where there is none."""
    path = os.path.realpath(folder)
    while not os.path.exists(os.path.join(path, ".git")):
        above = os.path.dirname(path)
        if above == path:
            return None
        path = above
    return path


def root_of(folder: str) -> str:
    """The project that a folder is in: the repository around it, or the folder itself."""
    return repository_of(folder) or os.path.realpath(folder)


def inside(path: str, roots: Iterable[str]) -> bool:
    """Whether a path, its links followed, is or lies below one of some paths, and not in what git keeps there."""
    if "\0" in path:
        return True  # no file has such a name, which is told when it is opened
    own = os.path.realpath(path)
    for root in [os.path.realpath(each) for each in roots if "\0" not in each]:
        below = own.removeprefix(root)
        if own == root or (own.startswith(root) and (root.endswith(os.sep) or below.startswith(os.sep))):
            return ".git" not in below.lower().split(os.sep)
    return False
