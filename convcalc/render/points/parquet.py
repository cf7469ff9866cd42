"""Points as Parquet, by pyarrow: integers of 64 bits, and nothing where a field is the whole input.

Rows wait until there are enough of them for a group. Such a file can be read when its end is written, and not before:
it has its name only then. One that is gone on with is written anew from what the earlier one holds, a group at a time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from convcalc.document.files import opened, shown_path
from convcalc.document.growing import WaitingFile
from convcalc.document.interrupts import held_back
from convcalc.document.problems import fail
from convcalc.render.points.kept import ANEW, shorter
from convcalc.sweep.choices import written
from convcalc.sweep.evaluating import Figured
from convcalc.sweep.gauges import WHOLE
from convcalc.sweep.rows import PointColumn, columns_of, rows_in
from convcalc.sweep.running import Chunk, Sweep

GROUP = 50_000
"""Rows in a group."""


class ParquetFile:
    """A file of points that is being written, behind so many rows of an earlier one. Raises SpecError."""

    lasting = False

    def __init__(self, name: str, sweep: Sweep, kept: int = 0) -> None:
        self._file, self._whole = WaitingFile(name), True
        self._sweep, self._columns = sweep, columns_of(sweep)
        self._arrow, self._schema = _imported("pyarrow"), _schema(sweep)
        self._rows: list[list[Any]] = []
        self.size = kept
        """How many rows there are, those that wait among them."""
        with self._writing():
            self._writer = _imported("pyarrow.parquet").ParquetWriter(self._file.stream, self._schema)
            for group in _groups(name, self._schema, kept) if kept else ():
                self._writer.write_table(group)

    def add(self, chunk: Chunk) -> None:
        """The rows of some points."""
        rows = list(rows_in(self._sweep, chunk))
        self._rows += rows
        self.size += len(rows)
        if len(self._rows) >= GROUP:
            with self._writing():
                self._write()

    def close(self) -> None:
        """No more comes. Of what could not be written, nothing is kept."""
        if self._whole:
            with self._writing():
                self._write()
                self._writer.close()
            self._file.keep()

    def _write(self) -> None:
        columns = zip(*self._rows, strict=True) if self._rows else [()] * len(self._columns)
        cells = [_cells(column, each) for column, each in zip(self._columns, columns, strict=True)]
        arrays = list(map(self._arrow.array, cells, self._schema.types))
        self._writer.write_table(self._arrow.Table.from_arrays(arrays, schema=self._schema))
        self._rows = []

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """What goes wrong is told, and what has no end is not kept. Raises SpecError."""
        self._whole = False
        try:
            with self._file.written():
                yield
        except OverflowError:
            raise fail("a figure is larger than Parquet's integers of 64 bits", help="write .csv or .jsonl") from None
        self._whole = True


def read(name: str, sweep: Sweep, kept: int) -> Iterator[tuple[int, Figured]]:
    """The points in so many rows that were written so, with their figures. Raises SpecError."""
    for group in _groups(name, _schema(sweep), kept):
        columns = [column.to_pylist() for column in group.columns]
        for point, *figures in zip(columns[0], *columns[-len(sweep.gauges) :], strict=True):
            yield point, tuple([WHOLE if figure is None else figure for figure in figures])


def _groups(name: str, schema: Any, kept: int) -> Iterator[Any]:
    """So many rows of a file, some at a time. Raises SpecError where it has not so many, or no end."""
    with opened(name) as stream:
        try:
            file = _imported("pyarrow.parquet").ParquetFile(stream)
            if not file.schema_arrow.equals(schema):
                raise fail(f"{shown_path(name)} is of another sweep")
            for k in range(file.num_row_groups):
                group = file.read_row_group(k)[:kept]
                kept -= len(group)
                yield group
        except (OSError, ValueError):
            raise fail(f"{shown_path(name)} is cut off, or no Parquet", help=ANEW) from None
    if kept:
        raise shorter()


def _imported(module: str) -> Any:
    try:
        with held_back():
            return import_module(module)
    except ImportError:
        raise fail("a .parquet file needs pyarrow", help="pip install 'convcalc[parquet]'; or write .csv") from None


def _schema(sweep: Sweep) -> Any:
    pyarrow = _imported("pyarrow")
    return pyarrow.schema([(each.name, _type(pyarrow, each)) for each in columns_of(sweep)])


def _type(pyarrow: Any, column: PointColumn) -> Any:
    types = {"integer": pyarrow.int64(), "real": pyarrow.float64(), "truth": pyarrow.bool_()}
    return types.get(column.holds) or (
        pyarrow.list_(pyarrow.int64()) if column.holds == "integers" else pyarrow.string()
    )


def _cells(column: PointColumn, values: Any) -> list[Any]:
    """The values of a column, as its type takes them."""
    if column.holds == "word":
        return list(map(written, values))
    numbers = column.holds in ("integer", "real")
    return [None if value == "all" else value for value in values] if numbers else list(values)
