"""CSV text to cells, each with its line and column. Knows what a cell is, not what stands in it.

Commas, semicolons or tabs part cells, whichever the first rows have; quotes hold what they enclose together, line
breaks too, and are written twice inside. Of a row that is no row of the table it is said: nothing moves to a column
beside its own.
"""

import re
from collections.abc import Iterator

from convcalc.document.files import contents, standard_input
from convcalc.document.opening import decode
from convcalc.document.places import Place, Position, Route
from convcalc.document.problems import Problems, SpecError, fail
from convcalc.document.records import NamedTuple
from convcalc.document.source import Source, refuse_control
from convcalc.document.wording import many

LONGEST_CELL = 5_000
"""Characters: a question has some hundreds, an answer a few."""
MOST_COLUMNS = 2_000

_BREAK = re.compile("\r\n|[\r\n]")
_QUOTED = re.compile(r'"([^"]*(?:""[^"]*)*)" *')


class Cell(NamedTuple):
    """What stands in a row at a column, without its quotes and the space around it, and where it starts."""

    text: str
    line: int
    column: int


class CsvTable(Source):
    """A table: its headings, and rows with a cell for each. A place in it is a row, from 0, and a column."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(name, text)
        self.headings: list[Cell] = []
        self.rows: list[list[Cell]] = []

    @property
    def lines(self) -> list[str]:
        """The lines of the text."""
        if self._lines is None:
            self._lines = _BREAK.split(self.text)
        return self._lines

    def locate(self, route: Route, key: bool = False) -> Position:
        """Where a cell stands, or the heading of its column."""
        row, column = map(int, route)
        cell = (self.headings if key else self.rows[row])[column]
        return Position(cell.line, cell.column, max(1, len(cell.text.partition("\n")[0])))

    def heading(self, column: int) -> Place:
        """The place of a heading."""
        return Place(self, (0, column), key=True)


def read_table(name: str) -> CsvTable:
    """The table in a CSV file, or for - in standard input. Raises SpecError with every row that is none."""
    raw, called = (standard_input(), "<stdin>") if name == "-" else (contents(name), name)
    if b"\0" in raw and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return parse_table(called, raw.decode("utf-8-sig", "replace"))  # which tells where it is
    return parse_table(called, decode(called, raw))


def parse_table(name: str, text: str) -> CsvTable:
    """The table in a text. Raises SpecError with every row that is none."""
    table = CsvTable(name, text)
    refuse_control(table, "a table is plain text: save it as CSV again")
    rows = [row for row in _Scanner(table).rows() if any(cell.text for cell in row)]
    if not rows:
        raise fail("there is no table in this file", table.spot(0, 0), "its first row names the columns")
    table.headings, *table.rows = rows
    while not table.headings[-1].text:
        table.headings.pop()
    if len(table.headings) > MOST_COLUMNS:
        raise fail(f"{len(table.headings):,} columns: the most are {MOST_COLUMNS:,}", table.heading(MOST_COLUMNS))
    _refuse_uneven(table)
    return table


class _Scanner:
    """One pass over a text; it stops where quotes go wrong, as nothing is sure after that."""

    def __init__(self, table: CsvTable) -> None:
        self.table, self.text = table, table.text
        self.mark = _mark(table.text)
        self.bare = re.compile(f"[^{self.mark}\r\n]*")
        self.at = self.start = 0
        """Where it is, and where the line starts."""
        self.line = 1

    def rows(self) -> Iterator[list[Cell]]:
        """The rows, empty ones too. Raises SpecError."""
        while self.at < len(self.text):
            row = [self.cell()]
            while self.text[self.at : self.at + 1] == self.mark:
                self.at += 1
                row.append(self.cell())
            self.end_row()
            yield row

    def cell(self) -> Cell:
        """The cell that starts here. Raises SpecError."""
        line, column, start = self.line, self.at - self.start + 1, self.at
        found = _QUOTED.match(self.text, start)
        if not found and self.text[start : start + 1] == '"':
            raise self.fault("this quote is not closed", "a quote inside is written twice")
        taken = found or self.bare.match(self.text, start)
        assert taken is not None
        inside = taken[1].replace('""', '"') if found else taken[0]
        if len(inside) > LONGEST_CELL:
            raise self.fault(f"a cell of {len(inside):,} characters", f"the most are {LONGEST_CELL:,}")
        self.at = taken.end()
        for each in _BREAK.finditer(taken[0]):
            self.line, self.start = self.line + 1, start + each.end()
        return Cell(inside.strip(), line, column)

    def end_row(self) -> None:
        """Go past the end of a line. Raises SpecError where there is none."""
        found = _BREAK.match(self.text, self.at)
        if not found and self.at < len(self.text):
            raise self.fault("text after a closing quote", "a quote inside is written twice")
        self.at = found.end() if found else len(self.text)
        self.line, self.start = self.line + 1, self.at

    def fault(self, message: str, help: str) -> SpecError:
        return fail(message, self.table.spot(self.line - 1, self.at - self.start), help)


def _mark(text: str) -> str:
    """What parts the cells: the mark that the first two rows have equally often, outside of quotes, and most of."""
    unquoted = re.sub(r'"[^"]*"', "", text[: 100 * LONGEST_CELL])
    first, second = ([line for line in unquoted.splitlines() if line.strip()] + ["", ""])[:2]
    return max(",;\t", key=lambda mark: (first.count(mark) == second.count(mark) > 0, first.count(mark)))


def _refuse_uneven(table: CsvTable) -> None:
    """Raises SpecError for rows with more or fewer cells than there are columns; empty ones at the end are none."""
    width, problems = len(table.headings), Problems()
    for number, row in enumerate(table.rows):
        while len(row) > width and not row[-1].text:
            row.pop()
        if len(row) != width:
            message = f"{many(len(row), 'cell')}, but the table has {many(width, 'column')}"
            problems.add(message, Place(table, (number, min(width, len(row) - 1))))
    problems.stop_where_any()
