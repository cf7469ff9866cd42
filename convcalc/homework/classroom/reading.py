"""What students answered: a table with a row for each of them, or a folder with a file of each. Judges nothing."""

import os
import re
from collections.abc import Iterator, Sequence
from typing import Any

from convcalc.document.places import Place
from convcalc.document.problems import Note, Problem, Problems
from convcalc.document.table import CsvTable, read_table
from convcalc.document.wording import many
from convcalc.homework.classroom.answers import ClassAnswers, Student, Submission
from convcalc.homework.classroom.columns import NAMES, TIMES, WHO, columns_of
from convcalc.homework.classroom.folder import read_folder, read_one
from convcalc.homework.classroom.slots import Slot, plain
from convcalc.homework.grading import Sheet

_TIME = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([ap]m))?", re.IGNORECASE
)


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
    rows = _rows(table, columns.who)
    submissions = [_submission(table, places, columns.who, columns.slots) for places in rows.values()]
    warnings = (*columns.problems, *_repeated(table, [places for places in rows.values() if len(places) > 1]))
    return ClassAnswers(headings, tuple((each.student, each) for each in submissions), warnings)


def _rows(table: CsvTable, who: Sequence[int]) -> dict[tuple[int, str], list[Place]]:
    """Where the rows of each student are, the one that was handed in last at the end. Raises SpecError for nobody's."""
    ranked = sorted(who, key=lambda k: _rank(table.headings[k].text))
    problems = Problems()
    found: dict[tuple[int, str], list[Place]] = {}
    for number, row in enumerate(table.rows):
        mark = next((k for k in ranked if row[k].text), None)
        if mark is None:
            problems.add("nobody is named in this row", Place(table, (number, who[0])))
        else:
            found.setdefault((mark, row[mark].text.casefold()), []).append(Place(table, (number, mark)))
    problems.stop_where_any()
    return {key: _in_time(table, places) for key, places in found.items()}


def _in_time(table: CsvTable, places: list[Place]) -> list[Place]:
    """Rows in the order of their times, where all have one; else as they stand."""
    times = [_time(table, place) for place in places]
    order = sorted(range(len(places)), key=times.__getitem__) if all(times) else range(len(places))
    return [places[k] for k in order]


def _time(table: CsvTable, place: Place) -> tuple[int, ...]:
    """When a row was handed in, if a column says it and the year comes first; else rows stand in that order."""
    columns = [k for k, heading in enumerate(table.headings) if plain(heading.text) in TIMES]
    match = _TIME.match(table.rows[int(place.route[0])][columns[0]].text) if columns else None
    if match is None:
        return ()
    *numbers, half = match.groups()
    year, month, day, hour, *rest = [int(each or 0) for each in numbers]
    afternoon = 12 * (half is not None) * ((half or "").lower() == "pm") - 12 * (half is not None and hour == 12)
    return year, month, day, hour + afternoon, *rest


def _repeated(table: CsvTable, several: Sequence[Sequence[Place]]) -> Iterator[Problem]:
    """That students have several rows, of which the last counts: once for all of them."""
    if several:
        *others, last = several[0]
        text = table.rows[int(last.route[0])][int(last.route[1])].text
        who = f"{text!r} has {len(several[0])} rows"
        if more := len(several) - 1:
            who += f", and {many(more, 'other')} {'has' if more == 1 else 'have'} several"
        notes = tuple(Note("another", each) for each in others)
        yield Problem(f"{who}: the last that was handed in counts", last, severity="warning", notes=notes)


def _submission(table: CsvTable, places: Sequence[Place], who: Sequence[int], slots: dict[int, Slot]) -> Submission:
    """The last of the rows of a student."""
    number: Any = places[-1].route[0]
    row = table.rows[number]
    answers = {slot: (row[k].text, Place(table, (number, k))) for k, slot in slots.items() if row[k].text}
    lines = tuple([each.spot[1] for each in places])
    return Submission(Student(_name(table, row, who), tuple([_on_one_line(row[k].text) for k in who]), lines), answers)


def _rank(heading: str) -> int:
    return WHO.index(plain(heading)) if plain(heading) in WHO else len(WHO)


def _name(table: CsvTable, row: Sequence[Any], who: Sequence[int]) -> str:
    """What a student is called: by names, else by what there is."""
    named = [row[k].text for k in who if plain(table.headings[k].text) in NAMES]
    return _on_one_line(" ".join(filter(None, named)) or next(row[k].text for k in who if row[k].text))


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
