"""A file of points that grows as a sweep goes on, in the format that its ending says."""

import os
from typing import Any, Protocol

from convcalc.document.files import shown_path
from convcalc.document.growing import GrowingFile
from convcalc.document.problems import fail
from convcalc.sweep.running import Chunk, Sweep

ENDINGS = (".csv", ".jsonl", ".parquet")


class PointsFile(Protocol):
    """What points are written to."""

    def add(self, chunk: Chunk) -> None:
        """Write what came of some points, whole."""

    def close(self) -> None:
        """No more comes."""


class TextFile:
    """Lines of text, some points at a time."""

    def __init__(self, name: str, form: Any, sweep: Sweep) -> None:
        self._file, self._form, self._sweep = GrowingFile(name), form, sweep
        self._file.add(form.head(sweep).encode())

    def add(self, chunk: Chunk) -> None:
        """The rows of some points."""
        self._file.add(self._form.text(self._sweep, chunk).encode())

    def close(self) -> None:
        """No more comes."""
        self._file.close()


def is_points(name: str) -> bool:
    """Whether a file's ending is that of points."""
    return os.path.splitext(name)[1].lower() in ENDINGS


def points_file(name: str, sweep: Sweep) -> PointsFile:
    """The file of this name, started anew. Raises SpecError."""
    ending = os.path.splitext(name)[1].lower()
    if ending == ".parquet":
        from convcalc.render.points.parquet import ParquetFile

        return ParquetFile(name, sweep)
    if ending == ".csv":
        from convcalc.render.points import csv

        return TextFile(name, csv, sweep)
    if ending == ".jsonl":
        from convcalc.render.points import jsonl

        return TextFile(name, jsonl, sweep)
    raise fail(f"points are not written to {shown_path(name)}", help=f"end its name in {', '.join(ENDINGS)}")
