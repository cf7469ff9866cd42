"""Where something stands: a place in a document, by its route into the data. Knows no text and no format."""

from typing import Any, Protocol

from convcalc.document.records import NamedTuple

Route = tuple[str | int, ...]
"""Keys and list positions from the top of a document: `("layers", 3, "conv", "groups")`."""


class Position(NamedTuple):
    """A line and a column, both from 1, and how many characters of the line are meant."""

    line: int
    column: int
    length: int = 1


def pack(line: int, column: int) -> int:
    """A line and a column, from 0, as one number: those of a later place are greater."""
    return line << 32 | column


def unpack(mark: int) -> tuple[int, int]:
    """The line and the column that are packed in a number."""
    return mark >> 32, mark & 0xFFFFFFFF


class Located(Protocol):
    """What places lie in: a document, or what stands for one, with data and the position of each value."""

    @property
    def name(self) -> str:
        """The file's name, or what it is called where it is none."""

    @property
    def text(self) -> str:
        """All of it."""

    @property
    def folder(self) -> str:
        """Where names inside it start from."""

    @property
    def data(self) -> Any:
        """Dicts, lists and scalars; None where only positions are known."""

    def locate(self, route: Route, key: bool = False) -> Position:
        """Where a value stands, or its key; the nearest thing around it for a route that leads nowhere."""

    def line(self, number: int) -> str:
        """A line of its text by its number from 1, without its end."""


class Place(NamedTuple):
    """A value in a document, or with `key=True` the key it stands under."""

    source: Located
    route: Route
    key: bool = False

    @property
    def position(self) -> Position:
        """Its line, its column and its length."""
        return self.source.locate(self.route, self.key)

    @property
    def spot(self) -> tuple[str, int, int]:
        """The file's name, the line and the column."""
        return (self.source.name, *self.position[:2])

    def at(self, *more: str | int) -> "Place":
        """The place of a value further down."""
        return Place(self.source, self.route + more)

    def on_key(self) -> "Place":
        """The place of the key that this value stands under."""
        return Place(self.source, self.route, True)


class _Seen:
    """A document seen otherwise: its name, its folder and its text stay."""

    __slots__ = ("_whole", "data", "folder", "name", "text")

    def __init__(self, whole: Located, data: Any) -> None:
        self.name, self.folder, self.text, self.data = whole.name, whole.folder, whole.text, data
        self._whole = whole

    def line(self, number: int) -> str:
        return self._whole.line(number)


class Pin(_Seen):
    """A document seen from one position in its text, such as a word of a comment, which no route leads to."""

    __slots__ = ("_position",)

    def __init__(self, whole: Located, position: Position, data: Any = None) -> None:
        super().__init__(whole, data)
        self._position = position

    def locate(self, route: Route, key: bool = False) -> Position:
        """The position, whatever is asked for."""
        return self._position


class Excerpt(_Seen):
    """A part of a document, read as a document of its own."""

    __slots__ = ("_route",)

    def __init__(self, whole: Located, route: Route, data: Any) -> None:
        super().__init__(whole, data)
        self._route = route

    def locate(self, route: Route, key: bool = False) -> Position:
        """Where a value stands in the whole document."""
        return self._whole.locate(self._route + route, key)
