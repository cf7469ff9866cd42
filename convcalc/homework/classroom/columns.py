"""Which column of a table says what: who a student is, what was answered to which question, neither.

Knows the headings of the tables that Google Forms, Canvas (its student analysis) and Moodle (its responses) give out.
"""

import re

from convcalc.document.places import Place
from convcalc.document.problems import Note, Problem, SpecError, fail
from convcalc.document.records import NamedTuple
from convcalc.document.table import CsvTable
from convcalc.document.wording import nearest, shown
from convcalc.homework.classroom.slots import Slot, called, plain, slots_of
from convcalc.homework.grading import Sheet

NUMBERS = ("id", "student id", "sis id", "sis user id", "id number", "student number", "matriculation number",
           "matrikelnummer", "matrikelnr", "matrikel nr", "matricule", "matricola", "matrícula")  # fmt: skip
LOGINS = ("email", "email address", "e mail", "e mail address", "mail", "username", "user name", "user", "login",
          "sis login id")  # fmt: skip
NAMES = ("name", "student", "student name", "full name", "your name", "first name", "given name", "last name",
         "family name", "surname", "vorname", "nachname", "prénom", "nom", "nombre", "cognome")  # fmt: skip
WHO = (*NUMBERS, *LOGINS, *NAMES)
"""Headings of who a student is: the first that says something tells students apart."""
TIMES = ("timestamp", "submitted", "completed", "zeitstempel", "horodateur", "marca temporal", "carimbo de data hora")
"""Headings of when a row was handed in."""
BOOKS = ("timestamp", "score", "total score", "points", "n correct", "n incorrect", "section", "section id",
         "section sis id", "root account", "submitted", "attempt", "state", "status", "started", "started on",
         "completed", "duration", "time taken", "zeitstempel", "horodateur", "marca temporal",
         "carimbo de data hora")  # fmt: skip
"""Headings of what is neither, and known to be."""
_BOOKS = re.compile(r"\d+( \d+)?|grade( \d+)+|right answer \d+|.* (score|feedback)")
_DATE = re.compile(r"\d[\d/.-]+[ T]\d.*")


class AnswerColumns(NamedTuple):
    """The columns of a table by what they say."""

    who: tuple[int, ...]
    slots: dict[int, Slot]
    problems: tuple[Problem, ...]
    """Warnings of columns that are left out."""


def columns_of(table: CsvTable, sheet: Sheet) -> AnswerColumns:
    """What each column says. Raises SpecError where a figure has no column or two, or nothing says who students are."""
    slots, words = slots_of(sheet), [plain(heading.text) for heading in table.headings]
    found = {k: slot for k, heading in enumerate(table.headings) if (slot := slots.find(heading.text))}
    problems = [*_shared(table, sheet), *_twice(table, found, sheet)]
    rest = [k for k in range(len(words)) if k not in found]
    who = tuple(k for k in rest if words[k] in WHO) or _first(table, [k for k in rest if not _is_book(words[k])])
    unknown = [k for k in rest if k not in who and not _is_book(words[k])]
    missing = [slot for slot in slots.every if slot not in found.values()]
    if missing and not problems:
        problems += _missing(table, sheet, missing, unknown)
    if problems:
        raise SpecError(problems)
    if not who:
        raise fail("no column says who a student is", table.heading(0), "call one name, email or id")
    return AnswerColumns(who, found, tuple(_left_out(table, k) for k in unknown))


def _is_book(word: str) -> bool:
    return not word or word in BOOKS or bool(_BOOKS.fullmatch(word))


def _first(table: CsvTable, columns: list[int]) -> tuple[int, ...]:
    """The first column that could say who somebody is, in whatever language its heading is."""
    for k in columns:
        if not all(_DATE.fullmatch(row[k].text) for row in table.rows):
            return (k,)
    return ()


def _shared(table: CsvTable, sheet: Sheet) -> list[Problem]:
    slots = slots_of(sheet)
    return [
        Problem(f"{shown(heading.text)} fits several questions", table.heading(k), "name the question by its id")
        for k, heading in enumerate(table.headings)
        if slots.shared(heading.text)
    ]


def _twice(table: CsvTable, found: dict[int, Slot], sheet: Sheet) -> list[Problem]:
    first: dict[Slot, int] = {}
    problems = []
    for k, slot in found.items():
        before = first.setdefault(slot, k)
        if before != k:
            note = Note("the first", table.heading(before))
            message = f"a second column of answers to {called(sheet, slot)!r}"
            problems.append(Problem(message, table.heading(k), "keep one", (note,)))
    return problems


def _missing(table: CsvTable, sheet: Sheet, missing: list[Slot], unknown: list[int]) -> list[Problem]:
    """The figures that nobody could answer; beside each of them the heading that may have been meant."""
    place = table.heading(unknown[0] if unknown else 0)
    names = {called(sheet, slot) for slot in missing}
    known = {k: near for k in unknown if (near := nearest(table.headings[k].text, names))}
    problems = [Problem(f"{shown(table.headings[k].text)} is no question", table.heading(k), known[k]) for k in known]
    said = " ".join(known.values())
    headings = ", ".join(repr(table.headings[k].text) for k in unknown[:4])
    help = f"columns that are no question: {headings}" if unknown else "a heading is its id, or its text"
    return problems + [
        Problem(f"no column has the answers to {name!r}", place, help)
        for slot in missing
        if repr(name := called(sheet, slot)) not in said
    ]


def _left_out(table: CsvTable, column: int) -> Problem:
    message = f"column {shown(table.headings[column].text)} is no question, and is left out"
    return Problem(message, Place(table, (0, column), True), severity="warning")
