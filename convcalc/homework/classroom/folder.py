"""Files of students: answers alone, as `layer.params: 760`, or the sheet filled in, in which all else is as it was.

Networks, points and rules are the teacher's: a file that has others is refused.
"""

import os
from collections.abc import Iterator
from typing import Any

from convcalc.document.files import contents, shown_path
from convcalc.document.folders import find_files
from convcalc.document.opening import decode
from convcalc.document.places import Place
from convcalc.document.problems import Problems, SpecError, doing, fail
from convcalc.document.roots import inside
from convcalc.document.source import parse
from convcalc.document.wording import nearest, shown
from convcalc.homework.classroom.answers import Reply, Student, Submission
from convcalc.homework.classroom.slots import Slot, Slots, called, slots_of
from convcalc.homework.grading import Sheet, Unread

OWN = ("id", "ask", "expect")
"""What a student's question may say."""
TEACHERS = "networks, points and rules are those of {}: leave it out"


def read_folder(folder: str, sheet: Sheet) -> Iterator[tuple[Student, Submission | Unread]]:
    """What each file says, by its name. Raises SpecError where there is none.

    A student's link to a file elsewhere is not followed: what it says could be read from what is told of it.
    """
    for name in find_files(folder)[0]:
        yield read_one(name, folder, sheet, inside(name, [folder]))


def read_one(name: str, folder: str, sheet: Sheet, own: bool = True) -> tuple[Student, Submission | Unread]:
    """What a file says, or why it cannot be read."""
    called = os.path.splitext(os.path.relpath(name, folder or "."))[0]
    student = Student(called, (called,))
    try:
        with doing(f"reading {shown_path(name)}"):
            if not own:
                raise fail(f"{shown_path(name)} lies outside of the folder", help="it is a link to another place")
            return student, Submission(student, _StudentFile(name, sheet).answers())
    except SpecError as error:
        return student, Unread(name, error.problems)


class _StudentFile:
    """The state of reading one file: every problem is collected."""

    def __init__(self, name: str, sheet: Sheet) -> None:
        self.source = parse(name, decode(name, contents(name)))
        self.sheet = sheet
        self.slots: Slots = slots_of(sheet)
        self.problems = Problems()
        self.found: dict[Slot, Reply] = {}

    def answers(self) -> dict[Slot, Reply]:
        """The answers. Raises SpecError."""
        data, place = self.source.data, Place(self.source, ())
        if not isinstance(data, dict):
            raise fail(f"expected answers, not {shown(data)}", place, f"as '{called(self.sheet, (0, 0))}: 760'")
        if "questions" in data:
            self.filled_in(data, place)
        else:
            self.flat(data, place)
        self.problems.stop_where_any()
        return self.found

    def flat(self, data: dict[str, Any], place: Place, head: str = "") -> None:
        """Answers by their names, or by that of the question and below it of the figure."""
        for key, value in data.items():
            name = f"{head}.{key}" if head else key
            slot = self.slots.find(name)
            if slot:
                self.found[slot] = value, place.at(key)
            elif isinstance(value, dict) and not head:
                self.flat(value, place.at(key), key)
            else:
                self.unknown(name, place.at(key).on_key())

    def unknown(self, name: str, place: Place) -> None:
        """Tell of a key that no answer has."""
        if name in ("input", "layers", "spec", "vars", "until", "blocks", "expect"):
            self.problems.add(f"a network of its own: {name!r}", place, TEACHERS.format(shown_path(self.sheet.name)))
        else:
            names = [called(self.sheet, slot) for slot in self.slots.every]
            self.problems.add(f"{shown(name)} is not asked", place, nearest(name, names) or f"as '{names[0]}: 760'")

    def filled_in(self, data: dict[str, Any], place: Place) -> None:
        """The sheet with answers in it."""
        sheet = self.sheet.source.data
        given = sheet if isinstance(sheet, dict) else {}
        self.same({key: data[key] for key in data if key != "questions"}, given, place, ())
        entries = data["questions"]
        if not isinstance(entries, list):
            raise fail(f"expected a list of questions, not {shown(entries)}", place.at("questions"))
        for k, entry in enumerate(entries):
            self.question(entry, place.at("questions", k), k, given.get("questions"))

    def question(self, entry: Any, place: Place, k: int, given: Any) -> None:
        """One question with its answers."""
        if not isinstance(entry, dict):
            self.problems.add(f"expected a question, not {shown(entry)}", place)
            return
        ids = [question.id for question in self.sheet.questions]
        id = str(entry.get("id", ids[k] if k < len(ids) else ""))
        if id not in ids:
            self.problems.add(f"no question is called {shown(id)}", place.at("id"), nearest(id, ids))
            return
        number = ids.index(id)
        self.same(entry, given[number] if isinstance(given, list) else {}, place, OWN)
        expect = entry.get("expect")
        if isinstance(expect, dict):
            self.expected(number, expect, place.at("expect"))
        elif expect is not None:
            self.problems.add(
                f"expected a mapping, not {shown(expect)}", place.at("expect"), "as 'expect: {params: 760}'"
            )

    def expected(self, number: int, expect: dict[str, Any], place: Place) -> None:
        """What is answered to a question, by the keys that it asks for."""
        keys = [asked.key for asked in self.sheet.questions[number].asked]
        for key, value in expect.items():
            if key in keys:
                self.found[number, keys.index(key)] = value, place.at(key)
            else:
                self.problems.add(f"{shown(key)} is not asked", place.at(key).on_key(), nearest(key, keys))

    def same(self, data: dict[str, Any], given: dict[str, Any], place: Place, own: tuple[str, ...]) -> None:
        """Tell of what is otherwise than the teacher has it."""
        for key, value in data.items():
            if key not in own and (key not in given or given[key] != value):
                help = TEACHERS.format(shown_path(self.sheet.name))
                self.problems.add(f"{key!r} is not as the teacher has it", place.at(key).on_key(), help)
