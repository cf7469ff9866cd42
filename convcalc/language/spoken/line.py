"""What was typed, as a document: which part of it each value was read from."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from convcalc.document.places import Position, Route

NAME = "command line"


class CommandLine:
    """The words as one text, and which part of it each value was read from."""

    folder = ""

    def __init__(self, parts: Sequence[str], name: str = NAME) -> None:
        quoted = [f'"{part}"' if name == NAME and (" " in part or not part) else part for part in parts]
        self.name = name
        self.text = " ".join(quoted)
        self.data: Any = None
        places = accumulate([len(each) + 1 for each in quoted], initial=0)
        self.starts = [place + (part != each) for place, part, each in zip(places, parts, quoted, strict=False)]
        self.lines = list(accumulate([len(each) + 1 for each in self.text.split("\n")], initial=0))
        """Where each line starts."""
        self.spans: dict[Route, Position] = {}

    def mark(self, route: Route, part: int, start: int, end: int) -> None:
        """Note that a value was read from characters of a part."""
        self.spans[route] = self.position(part, start, end)

    def position(self, part: int, start: int, end: int) -> Position:
        """The line and the column of characters of a part."""
        first = self.starts[part] + start
        line = bisect_right(self.lines, first)
        return Position(line, first - self.lines[line - 1] + 1, max(1, end - start))

    def locate(self, route: Route, key: bool = False) -> Position:
        """Where a value was read from, or the nearest one around it."""
        for length in range(len(route), 0, -1):
            if route[:length] in self.spans:
                return self.spans[route[:length]]
        return Position(1, 1)

    def said(self, route: Route) -> str:
        """The text that a value was read from."""
        place = self.locate(route)
        start = self.lines[place.line - 1] + place.column - 1
        return self.text[start : start + place.length]

    def line(self, number: int) -> str:
        """A line of it."""
        return self.text.split("\n")[number - 1]
