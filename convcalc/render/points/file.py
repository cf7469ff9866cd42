"""A file of points that grows as a sweep goes on, in the format that its ending says, and the points of one so far."""

import os
from collections.abc import Iterator
from importlib import import_module
from typing import Any, Protocol

from convcalc.document.files import opened, shown_path
from convcalc.document.growing import GrowingFile
from convcalc.document.problems import fail
from convcalc.render.points.kept import ANEW, shorter
from convcalc.sweep.evaluating import Figured
from convcalc.sweep.running import Chunk, Sweep

ENDINGS = (".csv", ".jsonl", ".parquet")


class PointsFile(Protocol):
    """What points are written to."""

    @property
    def size(self) -> int:
        """How much there is: the bytes of a text, the rows of a table."""

    @property
    def lasting(self) -> bool:
        """Whether what is added stays, whatever becomes of this process; else it does when it is closed."""

    def add(self, chunk: Chunk) -> None:
        """Write what came of some points, whole."""

    def close(self) -> None:
        """No more comes."""


class TextFile:
    """Lines of text, some points at a time; begun, or gone on with behind so many bytes."""

    lasting = True

    def __init__(self, name: str, sweep: Sweep, kept: int = 0) -> None:
        self._form, self._sweep = _form_of(name), sweep
        self._file = GrowingFile(name, kept)
        if not kept:
            self._file.add(self._form.head(sweep).encode())

    @property
    def size(self) -> int:
        """The bytes that are written."""
        return self._file.size

    def add(self, chunk: Chunk) -> None:
        """The rows of some points."""
        self._file.add(self._form.text(self._sweep, chunk).encode())

    def close(self) -> None:
        """No more comes."""
        self._file.close()


def _form_of(name: str) -> Any:
    """The module that writes and reads points in the format of a file."""
    return import_module(f"convcalc.render.points.{_ending(name)[1:]}")


def _ending(name: str) -> str:
    return os.path.splitext(name)[1].lower()


def points_file(name: str, sweep: Sweep, kept: int = 0) -> PointsFile:
    """The file of this name, begun; or gone on with behind so much of it. Raises SpecError."""
    if _ending(name) == ".parquet":
        from convcalc.render.points.parquet import ParquetFile

        return ParquetFile(name, sweep, kept)
    return TextFile(name, sweep, kept)


def points_kept(name: str, sweep: Sweep, kept: int) -> Iterator[tuple[int, Figured]]:
    """The points in so much of a file, with their figures. Raises SpecError."""
    if _ending(name) == ".parquet":
        yield from _form_of(name).read(name, sweep, kept)
        return
    with opened(name) as file:
        try:
            yield from _form_of(name).read(sweep, (line.decode() for line in _lines(file, kept)))
        except (ValueError, LookupError, TypeError, RecursionError):
            raise fail(f"{shown_path(name)} is not what a sweep writes", help=ANEW) from None


def _lines(file: Iterator[bytes], size: int) -> Iterator[bytes]:
    """The lines in so many bytes. Raises SpecError where there are fewer."""
    for line in file:
        if size <= 0:
            return
        size -= len(line)
        yield line
    if size > 0:
        raise shorter()
