"""What students answered: a table with a row for each of them, or a folder with a file of each. Judges nothing."""

import os
from collections.abc import Sequence
from typing import Any

from convcalc.document.places import Place
from convcalc.document.problems import Note, Problems
from convcalc.document.table import CsvTable, read_table
from convcalc.homework.classroom.answers import ClassAnswers, Student, Submission
from convcalc.homework.classroom.columns import NAMES, WHO, columns_of
from convcalc.homework.classroom.folder import read_folder, read_one
from convcalc.homework.classroom.slots import Slot, plain
from convcalc.homework.grading import Sheet


def read_answers(name: str, sheet: Sheet) -> ClassAnswers:
    """The answers to a sheet in a table, or in the files of a folder. Raises SpecError; of a file, it is Unread."""
    if os.path.isdir(name):
        found = read_folder(name, sheet)
        return ClassAnswers(("student",), tuple(found), ())
    if name.endswith((".yaml", ".yml", ".json")):
        return ClassAnswers(("student",), (read_one(name, os.path.dirname(name), sheet),), ())
    table = read_table(name)
    columns = columns_of(table, sheet)
    headings = tuple([table.headings[k].text for k in columns.who])
    submissions = tuple(_submissions(table, columns.who, columns.slots))
    return ClassAnswers(headings, tuple((each.student, each) for each in submissions), columns.problems)


def _submissions(table: CsvTable, who: Sequence[int], slots: dict[int, Slot]) -> list[Submission]:
    """The rows of a table. Raises SpecError for rows of nobody, and for two of the same student."""
    ranked = sorted(who, key=lambda k: _rank(table.headings[k].text))
    problems = Problems()
    first: dict[tuple[int, str], Place] = {}
    found: list[Submission] = []
    for number, row in enumerate(table.rows):
        mark = next((k for k in ranked if row[k].text), None)
        if mark is None:
            problems.add("nobody is named in this row", Place(table, (number, who[0])))
            continue
        key, place = (mark, row[mark].text.casefold()), Place(table, (number, mark))
        if key in first:
            note = Note("the first", first[key])
            problems.add(f"a second row of {row[mark].text!r}", place, "keep the one that counts", (note,))
        first.setdefault(key, place)
        details = tuple([row[k].text for k in who])
        answers = {slot: (row[k].text, Place(table, (number, k))) for k, slot in slots.items() if row[k].text}
        found.append(Submission(Student(_name(table, row, who), details), answers))
    problems.stop_where_any()
    return found


def _rank(heading: str) -> int:
    return WHO.index(plain(heading)) if plain(heading) in WHO else len(WHO)


def _name(table: CsvTable, row: Sequence[Any], who: Sequence[int]) -> str:
    """What a student is called: by names, else by what there is."""
    named = [row[k].text for k in who if plain(table.headings[k].text) in NAMES]
    return " ".join(filter(None, named)) or next(row[k].text for k in who if row[k].text)
