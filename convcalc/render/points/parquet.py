"""Points as Parquet, by pyarrow: integers of 64 bits, and nothing where a receptive field is the whole input.

Rows wait until there are enough of them for a group; the file has its name only when it is closed.
"""

import os
from contextlib import suppress
from importlib import import_module
from typing import Any

from convcalc.document.files import shown_path
from convcalc.document.problems import fail
from convcalc.sweep.choices import written
from convcalc.sweep.rows import PointColumn, columns_of, rows_in
from convcalc.sweep.running import Chunk, Sweep

GROUP = 50_000
"""Rows in a group."""


class ParquetFile:
    """A file of points that is being written. Raises SpecError."""

    def __init__(self, name: str, sweep: Sweep) -> None:
        try:
            self._arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
        except ImportError:
            raise fail("a .parquet file needs pyarrow", help="pip install 'convcalc[parquet]'; or write .csv") from None
        self._name, self._growing = name, f"{name}.part"
        self._sweep, self._columns = sweep, columns_of(sweep)
        self._schema = self._arrow.schema([(each.name, _type(self._arrow, each)) for each in self._columns])
        try:
            self._writer = parquet.ParquetWriter(self._growing, self._schema)
        except OSError as error:
            raise fail(f"cannot write {shown_path(name)}: {(error.strerror or 'it fails').lower()}") from None
        self._rows: list[list[Any]] = []

    @property
    def size(self) -> int:
        """Nothing can be said of it before it is closed."""
        return 0

    def add(self, chunk: Chunk) -> None:
        """The rows of some points."""
        self._rows += rows_in(self._sweep, chunk)
        if len(self._rows) >= GROUP:
            self._write()

    def close(self) -> None:
        """No more comes."""
        self._write()
        self._writer.close()
        os.replace(self._growing, self._name)

    def _write(self) -> None:
        columns = zip(*self._rows, strict=True) if self._rows else [()] * len(self._columns)
        cells = [_cells(column, each) for column, each in zip(self._columns, columns, strict=True)]
        try:
            arrays = list(map(self._arrow.array, cells, self._schema.types))
        except OverflowError:
            with suppress(OSError):
                os.unlink(self._growing)
            raise fail("a figure is larger than Parquet's integers of 64 bits", help="write .csv or .jsonl") from None
        self._writer.write_table(self._arrow.Table.from_arrays(arrays, schema=self._schema))
        self._rows = []


def _type(pyarrow: Any, column: PointColumn) -> Any:
    types = {"integer": pyarrow.int64(), "real": pyarrow.float64(), "truth": pyarrow.bool_()}
    return types.get(column.holds) or (
        pyarrow.list_(pyarrow.int64()) if column.holds == "integers" else pyarrow.string()
    )


def _cells(column: PointColumn, values: Any) -> list[Any]:
    """The values of a column, as its type takes them."""
    if column.holds == "word":
        return list(map(written, values))
    return [None if value == "all" else value for value in values] if column.holds == "integer" else list(values)
