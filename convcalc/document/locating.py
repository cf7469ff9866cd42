"""Where a route into a document leads: a line, a column and how many characters. Looked up only to be shown."""

import re
from typing import Any, Protocol

from convcalc.document.places import Position, Route, unpack

_NUMBER = re.compile(r"[\w.+-]+")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'")


class WithMarks(Protocol):
    """A document, and where each value in it stands."""

    data: Any
    _start: int
    _order: dict[int, dict[Any, int]]

    def marks(self, container: Any, at: int) -> list[int]:
        """The packed positions of what stands in a container `at` one: of a mapping, those of keys and values."""

    def line(self, number: int) -> str:
        """A line of its text by its number from 1, without its end."""


def position(source: WithMarks, route: Route, key: bool) -> Position:
    """Where a value stands, or its key; the nearest container for a route that leads nowhere."""
    data, mark, last = source.data, source._start, len(route) - 1
    for depth, step in enumerate(route):
        marks = source.marks(data, mark)
        if not marks:
            break
        if isinstance(data, dict):
            if step not in data:
                break
            index = 2 * _index(source, data, step)
            if key and depth == last:
                return span(source, marks[index], step)
            mark, data = marks[index + 1], data[step]
        else:
            if not isinstance(step, int) or step >= len(data):
                break
            mark, data = marks[step], data[step]
    return span(source, mark, data)


def _index(source: WithMarks, data: dict[Any, Any], key: str | int) -> int:
    if len(data) == 1:
        return 0
    order = source._order.get(id(data))
    if order is None:
        order = source._order[id(data)] = {each: k for k, each in enumerate(data)}
    return order[key]


def span(source: WithMarks, mark: int, value: Any) -> Position:
    """The position that is packed in a mark, as long as what stands there; lines may be very long."""
    before, start = unpack(mark)
    number, end = before + 1, start + 1
    line = source.line(number)
    if isinstance(value, str) and value and line.startswith(value, start):
        end = start + len(value)
    elif isinstance(value, str) and (quoted := _QUOTED.match(line, start)):
        end = quoted.end()
    elif isinstance(value, (int, float)) and (written := _NUMBER.match(line, start)):
        end = written.end()
    return Position(number, start + 1, end - start)
