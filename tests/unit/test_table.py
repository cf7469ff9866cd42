"""CSV as spreadsheets and forms write it, and as it should not be."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.document.problems import SpecError
from convcalc.document.table import LONGEST_CELL, CsvTable, parse_table, read_table


def texts(table: CsvTable) -> list[list[str]]:
    return [[cell.text for cell in row] for row in (table.headings, *table.rows)]


@pytest.mark.parametrize(
    "text",
    [
        "name,a,b\nAnna,1,2\n",
        "\ufeffname,a,b\r\nAnna,1,2\r\n",
        "name;a;b\rAnna;1;2",
        "name\ta\tb\n\n \nAnna\t1\t2\n\n",
        '"name","a","b"\n"Anna","1","2"',
        " name , a,b,,\nAnna,1 ,2,\n,,\n",
    ],
)
def test_the_same_table_as_it_may_be_written(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(text.encode())
    assert texts(read_table(str(file))) == [["name", "a", "b"], ["Anna", "1", "2"]]


def test_cells_in_quotes() -> None:
    table = parse_table("a.csv", 'name;"a; ""b"",\nthen c";d\n"Bo, jr.";5";"1,000"\n')
    assert texts(table) == [["name", 'a; "b",\nthen c', "d"], ["Bo, jr.", '5"', "1,000"]]
    assert [(cell.line, cell.column) for cell in (*table.headings, *table.rows[0])] == [
        (1, 1), (1, 6), (2, 9), (3, 1), (3, 11), (3, 14),
    ]  # fmt: skip
    assert table.line(3).startswith('"Bo')


@given(st.lists(st.lists(st.text('ab,;"\n\r x', max_size=6), min_size=3, max_size=3), min_size=1, max_size=4))
def test_what_another_writer_writes_is_read_alike(rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([["h", "i", "j"], *rows])
    found = texts(parse_table("a.csv", text.getvalue()))
    stripped = [[cell.strip() for cell in row] for row in rows]
    assert found == [["h", "i", "j"], *(row for row in stripped if any(row))]


@pytest.mark.parametrize(
    ("raw", "message", "spot"),
    [
        (b"", "there is no table in this file", (1, 1)),
        (b"\n ,\n", "there is no table in this file", (1, 1)),
        (b'a,b\n1,"2\n3,4\n', "this quote is not closed", (2, 3)),
        (b'a,b\n"1"2,3\n', "text after a closing quote", (2, 4)),
        (b"a,b\n1,2\n1,2,3\n", "3 cells, but the table has 2 columns", (3, 5)),
        (b"a,b\n1\n", "1 cell, but the table has 2 columns", (2, 1)),
        (b"a,b\n1,\0\n", "control character U+0000 in the text", (2, 3)),
        (b"a,b\n1,\x1b[2J\n", "control character U+001B in the text", (2, 3)),
        (b"a,b\n\xe9,2\n", "this is not UTF-8 text", (2, 1)),
        (b"a,b\n1," + b"x" * (LONGEST_CELL + 1), "a cell of 5,001 characters", (2, 3)),
        (b"a," * 2001 + b"a", "2,002 columns: the most are 2,000", (1, 4001)),
    ],
)
def test_what_is_no_table_is_told_with_its_place(
    tmp_path: Path, raw: bytes, message: str, spot: tuple[int, int]
) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(raw)
    with pytest.raises(SpecError) as error:
        read_table(str(file))
    problem = error.value.problems[0]
    assert problem.message == message
    assert problem.place and problem.place.spot == (str(file), *spot)


def test_a_spreadsheet_in_utf_16_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes("a\tb\n".encode("utf-16"))
    with pytest.raises(SpecError) as error:
        read_table(str(file))
    assert error.value.problems[0].help == "it may be UTF-16: save it as UTF-8"


def test_every_row_that_is_none_is_told() -> None:
    with pytest.raises(SpecError) as error:
        parse_table("a.csv", "a,b\n1\n1,2\n1,2,3\n")
    assert [each.place.spot[1] for each in error.value.problems if each.place] == [2, 4]
