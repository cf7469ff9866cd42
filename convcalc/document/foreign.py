"""A file of another format as a document: the data of a spec made of it, and where each value stands in its text."""

from collections.abc import Callable
from typing import Any

from convcalc.document.places import Position, Route
from convcalc.document.source import Source

START = Position(1, 1)

Translate = Callable[["Foreign"], None]
"""Fills a document with the data that its text makes. Raises SpecError."""


class Foreign(Source):
    """A document whose data somebody made: what it does not know the place of stands where what is around it does."""

    def __init__(self, name: str, text: str, translate: Translate) -> None:
        super().__init__(name, text)
        self.given: dict[str, list[int]] = {}
        """Volumes that go in, in the place of those that the text has."""
        self._translate = translate
        self.values: dict[Route, Position] = {}
        self.keys: dict[Route, Position] = {}

    def fill(self) -> "Foreign":
        """The document with the data that its text makes. Raises SpecError."""
        self._translate(self)
        return self

    def given_inputs(self, volumes: dict[str, list[int]]) -> "Foreign":
        """The document as it is where other volumes go in. Raises SpecError."""
        other = Foreign(self.name, self.text, self._translate)
        other.given = volumes
        return other.fill()

    def __getstate__(self) -> Any:
        """Its places are known by routes, which a copy has too."""
        return vars(self), False

    def locate(self, route: Route, key: bool = False) -> Position:
        """Where a value stands, or its key; where that is not known, what is around it."""
        if key and route in self.keys:
            return self.keys[route]
        while route and route not in self.values:
            route = route[:-1]
        return self.values.get(route, START)
