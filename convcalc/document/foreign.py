"""A file of another format as a document: the data of a spec made of it, and where each value stands in its text."""

from collections.abc import Callable
from typing import Any

from convcalc.document.places import Pin, Place, Position, Route
from convcalc.document.problems import Problem, SpecError
from convcalc.document.records import NamedTuple
from convcalc.document.source import Source, parse

START = Position(1, 1)

Where = Position | Route
"""Where something stands in a text; in JSON, the route that leads to it, which is looked up where a place is shown."""

UNFOLD = "--unfold"
"""The setting that has a file read as it was before a program changed it: no variable can be called so."""

Translate = Callable[["Foreign"], None]
"""Fills a document with the data that its text makes. Raises SpecError."""


class Module(NamedTuple):
    """A module of a file, in what it stands in."""

    label: str
    kind: str
    """Its class; `modules` where the file does not say."""


class Standing(NamedTuple):
    """Where a layer stands among the modules of its file."""

    label: str
    """What it is called where it stands."""
    modules: tuple[Module, ...]
    """Those around it, from the top."""
    ends: tuple[str, ...]
    """The paths of the modules whose last layer it is, and its own."""


class Foreign(Source):
    """A document whose data somebody made: what it does not know the place of stands where what is around it does."""

    def __init__(self, name: str, text: str, translate: Translate) -> None:
        super().__init__(name, text)
        self.given: dict[str, list[int]] = {}
        """Volumes that go in, in the place of those that the text has."""
        self.settings: dict[str, str] = {}
        """What is said from outside of how it is to be read."""
        self.modules: dict[int, Standing] = {}
        """Where each item of the layers stands; none where the file has no modules."""
        self.takes: tuple[str, ...] = ()
        """The names of settings that it takes."""
        self.tool = ""
        """What wrote it, with its version, where the file says so."""
        self.notes: list[Problem] = []
        """What is to be known of how it was made."""
        self._translate = translate
        self.values: dict[Route, Where] = {}
        self.keys: dict[Route, Where] = {}
        self._read: Source | None = None
        """The text with the place of each value, once one is asked for by its route."""

    def fill(self) -> "Foreign":
        """The document with the data that its text makes. Raises SpecError."""
        self._translate(self)
        return self

    def given_inputs(self, volumes: dict[str, list[int]]) -> "Foreign":
        """The document as it is where other volumes go in. Raises SpecError."""
        return self._again(volumes, self.settings)

    def given_settings(self, settings: dict[str, str]) -> "Foreign":
        """The document as it is read with other settings. Raises SpecError."""
        return self._again(self.given, settings)

    def _again(self, volumes: dict[str, list[int]], settings: dict[str, str]) -> "Foreign":
        other = Foreign(self.name, self.text, self._translate)
        other.given, other.settings = volumes, settings
        return other.fill()

    def __getstate__(self) -> Any:
        """Its places are known by routes, which a copy has too. A copy is not read again."""
        return {**vars(self), "_read": None, "_translate": _nothing}, False

    def locate(self, route: Route, key: bool = False) -> Position:
        """Where a value stands, or its key; where that is not known, what is around it."""
        if key and route in self.keys:
            return self._position_of(self.keys[route])
        while route and route not in self.values:
            route = route[:-1]
        return self._position_of(self.values.get(route, START))

    def place_at(self, where: Where) -> Place:
        """A place of the text that no route into the data leads to."""
        return Place(Pin(self, self._position_of(where)), ())

    def _position_of(self, where: Where) -> Position:
        if isinstance(where, Position):
            return where
        if self._read is None:
            try:
                self._read = parse(self.name, self.text)
            except SpecError:
                return START
        return self._read.locate(where)


def _nothing(source: Foreign) -> None:
    """Leaves a document as it is."""
