"""A file of points that grows as a sweep goes on, in the format that its ending says."""

import os
from importlib import import_module
from typing import Any, Protocol

from convcalc.document.growing import GrowingFile
from convcalc.sweep.running import Chunk, Sweep

ENDINGS = (".csv", ".jsonl", ".parquet")


class PointsFile(Protocol):
    """What points are written to."""

    @property
    def size(self) -> int:
        """The bytes that are written; 0 where that says nothing."""

    def add(self, chunk: Chunk) -> None:
        """Write what came of some points, whole."""

    def close(self) -> None:
        """No more comes."""


class TextFile:
    """Lines of text, some points at a time; begun, or gone on with behind so many bytes."""

    def __init__(self, name: str, sweep: Sweep, kept: int = 0) -> None:
        self._form, self._sweep = form_of(name), sweep
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


def form_of(name: str) -> Any:
    """The module that writes and reads the lines of a file."""
    return import_module(f"convcalc.render.points.{_ending(name)[1:]}")


def _ending(name: str) -> str:
    return os.path.splitext(name)[1].lower()


def points_file(name: str, sweep: Sweep) -> PointsFile:
    """The file of this name, begun. Raises SpecError."""
    if _ending(name) == ".parquet":
        from convcalc.render.points.parquet import ParquetFile

        return ParquetFile(name, sweep)
    return TextFile(name, sweep)
