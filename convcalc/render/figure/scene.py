"""What a figure is made of: areas, lines and labels, with their places in points. Knows no format.

Places are counted from the upper left, downwards; a label's is that of its line's start, middle or end.
"""

from collections.abc import Sequence

from convcalc.document.records import NamedTuple
from convcalc.render.figure.lettering import ASCENT, DESCENT, width

COLUMN = 453.5
"""The width of text on a page of A4, 160 mm, in points: no figure is wider."""

HEAD = 4.0
"""The length of an arrow's head."""

Point = tuple[float, float]


class Rect(NamedTuple):
    """A rectangle, of which others keep clear."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Rect", gap: float = 0.0) -> bool:
        """Whether two come closer than `gap`."""
        beside = self.right + gap <= other.left or other.right + gap <= self.left
        return not (beside or self.bottom + gap <= other.top or other.bottom + gap <= self.top)


class Area(NamedTuple):
    """A filled polygon, with a thin edge."""

    points: tuple[Point, ...]
    fill: str
    edge: str
    thick: float = 0.5
    round: float = 0.0
    """Of the corners, where it is a rectangle."""


class Disc(NamedTuple):
    """A filled circle."""

    x: float
    y: float
    radius: float
    fill: str
    edge: str
    clear: float = 1.0
    """How much of what lies behind it is hidden."""


class Stroke(NamedTuple):
    """A line through points, with round corners; with a head at its end where it is an arrow."""

    points: tuple[Point, ...]
    colour: str
    thick: float = 0.7
    arrow: bool = False
    round: float = 0.0


class Label(NamedTuple):
    """A text on one line."""

    x: float
    y: float
    text: str
    size: float
    colour: str
    anchor: str = "middle"
    """Where its place is: at its `start`, `middle` or `end`."""

    @property
    def box(self) -> Rect:
        """What it covers."""
        wide = width(self.text, self.size)
        left = self.x - wide * {"start": 0, "middle": 0.5, "end": 1}[self.anchor]
        return Rect(left, self.y - ASCENT * self.size, left + wide, self.y + DESCENT * self.size)


Drawable = Area | Disc | Stroke | Label


class Scene(NamedTuple):
    """A figure that is laid out: what is drawn, the first at the back."""

    width: float
    height: float
    items: tuple[Drawable, ...]
    title: str
    description: str


def moved(item: Drawable, x: float, y: float) -> Drawable:
    """The same elsewhere."""
    if isinstance(item, (Area, Stroke)):
        return item._replace(points=tuple([(left + x, top + y) for left, top in item.points]))
    return item._replace(x=item.x + x, y=item.y + y)


def extent(items: Sequence[Drawable]) -> Rect:
    """What some items cover together."""
    boxes = [around(item) for item in items]
    if not boxes:
        return Rect(0, 0, 0, 0)
    lefts, tops, rights, bottoms = zip(*boxes)
    return Rect(min(lefts), min(tops), max(rights), max(bottoms))


def framed(items: Sequence[Drawable], title: str, description: str) -> Scene:
    """Items as a scene that holds them."""
    around = extent(items)
    within = tuple(moved(item, 1 - around.left, 1 - around.top) for item in items)
    return Scene(around.right - around.left + 2, around.bottom - around.top + 2, within, title, description)


def around(item: Drawable) -> Rect:
    """What an item covers."""
    if isinstance(item, Label):
        return item.box
    if isinstance(item, Disc):
        return Rect(item.x - item.radius, item.y - item.radius, item.x + item.radius, item.y + item.radius)
    rows = list(zip(*item.points))
    return Rect(min(rows[0]), min(rows[1]), max(rows[0]), max(rows[1]))


def head(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """The three corners of an arrow's head, its tip first."""
    (x, y), (across, down) = points[-1], _direction(points)
    back, aside = (x - HEAD * across, y - HEAD * down), (0.4 * HEAD * down, 0.4 * HEAD * across)
    return ((x, y), (back[0] - aside[0], back[1] + aside[1]), (back[0] + aside[0], back[1] - aside[1]))


def shortened(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """A line that ends within its head."""
    (x, y), (across, down) = points[-1], _direction(points)
    return (*points[:-1], (x - 0.7 * HEAD * across, y - 0.7 * HEAD * down))


def _direction(points: tuple[Point, ...]) -> Point:
    """Where a line goes at its end, one point far."""
    (ax, ay), (bx, by) = points[-2], points[-1]
    long = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5 or 1.0
    return ((bx - ax) / long, (by - ay) / long)
