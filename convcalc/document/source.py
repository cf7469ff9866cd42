"""YAML text to plain data, with the position of every value. Knows no layers and no spec keys.

Beside each list and mapping stand the positions of what is in it, so that a route into the data leads back to a line
and a column.
"""

import os
import re
from typing import TYPE_CHECKING, Any

import yaml

from convcalc.document.events import Reader
from convcalc.document.places import Pin, Place, Position, Route, pack
from convcalc.document.problems import Problem, SpecError, fail

if TYPE_CHECKING:
    from convcalc.document.runs import Run

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BREAK = "\r\n|[\n\r\x85\u2028\u2029]"
_NUMBER = r"[\w.+-]+"
_QUOTED = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'"
# Compiled where a place is shown: the three are 0.6 % of a run that has nothing to show.


class Source:
    """A document: its name, its text, its data and where each value stands."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.data: Any = None
        self._marks: dict[int, list[int]] = {}
        """For a container, by identity: the packed positions of its keys and values, in order."""
        self._order: dict[int, dict[Any, int]] = {}
        """For a mapping, by identity: which of its keys is the how manieth, once one is asked for."""
        self._located: dict[tuple[Route, bool], Position] = {}
        """Positions that were asked for: each of a finding is, to put it in order and to show it."""
        self._runs: list[tuple[list[Any], int, int, int]] = []
        """What was read line by line and has no marks yet: the list, from where to where in it, and the first line."""
        self._start = 0
        self._lines: list[str] | None = None

    def __getstate__(self) -> tuple[dict[str, Any], bool]:
        """Positions are known by identity, which a copy has not: it reads the text again."""
        read = bool(self._marks)
        return {
            **vars(self),
            "_marks": {},
            "_order": {},
            "_located": {},
            "_runs": [],
            "_lines": None,
            "data": None if read else self.data,
        }, read

    def __setstate__(self, state: tuple[dict[str, Any], bool]) -> None:
        values, read = state
        vars(self).update(values)
        if read:
            Reader(self).run()

    def spot(self, line: int, column: int, data: Any = None) -> Place:
        """A place at a line and a column, from 0, where the route is not known; `data` is what stands there."""
        return Place(Pin(self, self._position(pack(line, column), data), data), ())

    @property
    def folder(self) -> str:
        """Where names inside this document start from."""
        return os.path.dirname(self.name) if self.name != "<stdin>" else ""

    def line(self, number: int) -> str:
        """A line of the text by its number from 1, without its end."""
        return self.lines[number - 1] if number <= len(self.lines) else ""

    @property
    def lines(self) -> list[str]:
        """The lines of the text, as the parser counts them."""
        if self._lines is None:
            self._lines = re.split(_BREAK, self.text)
        return self._lines

    def locate(self, route: Route, key: bool = False) -> Position:
        """Where a value stands, or its key; the nearest container for a route that leads nowhere."""
        if (route, key) not in self._located:
            self._located[route, key] = self._locate(route, key)
        return self._located[route, key]

    def _locate(self, route: Route, key: bool) -> Position:
        data, mark, last = self.data, self._start, len(route) - 1
        for depth, step in enumerate(route):
            marks = self.marks(data)
            if not marks:
                break
            if isinstance(data, dict):
                if step not in data:
                    break
                index = 2 * self._index(data, step)
                if key and depth == last:
                    return self._position(marks[index], step)
                mark, data = marks[index + 1], data[step]
            else:
                if not isinstance(step, int) or step >= len(data):
                    break
                mark, data = marks[step], data[step]
        return self._position(mark, data)

    def marks(self, container: Any) -> list[int]:
        """The packed positions of what stands in a container, in order: of a mapping, those of keys and values."""
        if self._runs and id(container) not in self._marks:
            self._mark_runs()
        return self._marks.get(id(container), [])

    def forget(self) -> None:
        """Let go of all that was read: it is read again."""
        self.data, self._marks, self._runs = None, {}, []

    def take_run(self, items: list[Any], run: "Run", column: int) -> None:
        """Add the items of a run to a list, each of which begins in the same column of a line of its own."""
        self._runs.append((items, len(items), len(items) + len(run.items), run.first))
        items += run.items
        self._marks[id(items)] += [pack(run.first + k, column) for k in range(len(run.items))]

    def _mark_runs(self) -> None:
        """Find where key and value stand in each item of the runs: `- conv: 64 3x3`."""
        for items, start, end, number in self._runs:
            marks = self._marks[id(items)]
            for k in range(start, end):
                if type(items[k]) is dict:
                    line = self.lines[number + k - start]
                    value = line[line.index(":") + 1 :].lstrip(" ")
                    self._marks[id(items[k])] = [marks[k], pack(number + k - start, len(line) - len(value))]
        self._runs = []

    def _index(self, data: dict[Any, Any], key: str | int) -> int:
        order = self._order.get(id(data))
        if order is None:
            order = self._order[id(data)] = {each: k for k, each in enumerate(data)}
        return order[key]

    def _position(self, mark: int, value: Any) -> Position:
        """The position that is packed in a mark, as long as what stands there; lines may be very long."""
        number, start = (mark >> 32) + 1, mark & 0xFFFFFFFF
        line, end = self.line(number), start + 1
        if isinstance(value, str) and value and line.startswith(value, start):
            end = start + len(value)
        elif isinstance(value, str) and (quoted := re.compile(_QUOTED).match(line, start)):
            end = quoted.end()
        elif isinstance(value, (int, float)) and (written := re.compile(_NUMBER).match(line, start)):
            end = written.end()
        return Position(number, start + 1, end - start)


def parse(name: str, text: str) -> Source:
    """The document in a text. Raises SpecError with every repeated key, or the first fault of syntax."""
    source = Source(name, text)
    refuse_control(source)
    reader = Reader(source)
    try:
        reader.run()
    except yaml.YAMLError as error:
        from convcalc.document.yaml_faults import explain

        mistake = explain(error, source.lines)
        place = source.spot(mistake.line, mistake.column)
        raise SpecError([*reader.problems, Problem(f"not valid YAML: {mistake.reason}", place, mistake.help)]) from None
    if reader.problems:
        raise SpecError(reader.problems)
    return source


def refuse_control(source: Source, help: str = "a spec is plain text: remove it") -> None:
    """Raises SpecError where a text has a character that no text has."""
    if control := _CONTROL.search(source.text):
        message = f"control character U+{ord(control[0]):04X} in the text"
        spot = source.spot(*line_column(source.text[: control.start()]))
        raise fail(message, spot, help)


def line_column(before: str) -> tuple[int, int]:
    """The line and the column, from 0, that come after a text."""
    lines = re.split(_BREAK, before)
    return len(lines) - 1, len(lines[-1])
