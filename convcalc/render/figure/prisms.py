"""A pile of slabs as boxes in space, whose sides are its height, width and channels on a scale of logarithms."""

from collections.abc import Iterator, Sequence
from math import log2

from convcalc.document.records import NamedTuple
from convcalc.model.geometry import Volume
from convcalc.render.colours import shade
from convcalc.render.figure.scene import Area, Drawable, Point
from convcalc.render.figure.slabs import Slab

TALLEST, STEEPEST = 76.0, 18.0
"""The points of the largest side of a figure, and at most of each doubling."""
SLANT = (0.26, 0.22)
"""How far a point back in depth lies to the right and up in the picture."""
MOST_DRAWN = 3
"""So many equal slabs are drawn; of more, some with dots between them."""
STEP = 1.2
"""Between slabs that touch."""


class BoxMeasure(NamedTuple):
    """How many points sizes and channels take in a figure, and how its words are set."""

    image: float = 13.0
    """Of a height or a width, times log2(1 + size/4)."""
    line: float = 13.0
    """Of the length of a volume with one axis."""
    zoom: float = 1.0
    """What sides and channels are multiplied by."""
    narrow: bool = False
    """Sizes and channels stand on lines of their own."""


def measure(volumes: Sequence[Volume], zoom: float = 1.0, narrow: bool = False) -> BoxMeasure:
    """A measure in which the largest of some volumes is as tall as any other figure's."""
    images = [max(volume.size[-2:]) for volume in volumes if volume.rank > 1]
    lines = [volume.size[0] for volume in volumes if volume.rank == 1]
    return BoxMeasure(_scale(images), _scale(lines), zoom, narrow)


def _scale(sizes: Sequence[int]) -> float:
    return min(STEEPEST, TALLEST / log2(1 + max(sizes, default=1) / 4))


class Prism:
    """The sides of a slab's box: 224 is some three times as tall as 7, and 512 channels twice as thick as 16."""

    __slots__ = ("deep", "high", "wide")

    def __init__(self, volume: Volume, by: BoxMeasure) -> None:
        size = volume.size
        if all(each == 1 for each in size):  # a vector stands upright
            self.high, self.deep, self.wide = by.zoom * (8 + 5 * log2(1 + volume.channels / 4)), 4.0, 4.0
            return
        scale = by.zoom * (by.image if len(size) > 1 else by.line)
        self.high = scale * log2(1 + size[-2 if len(size) > 1 else 0] / 4)
        self.deep = scale * log2(1 + size[-1] / 4) if len(size) > 1 else 5.0
        self.wide = by.zoom * (2 + 1.25 * log2(1 + volume.channels / 4))

    @property
    def across(self) -> float:
        """How far its depth goes to the right."""
        return self.deep * SLANT[0]

    @property
    def rise(self) -> float:
        """How far its depth goes up."""
        return self.deep * SLANT[1]


def drawn(slab: Slab, x: float, y: float, prism: Prism) -> Iterator[Drawable]:
    """Its faces, with the left of the front at x, and its middle on y."""
    w, dx, dy = prism.wide, prism.across, prism.rise
    top, bottom = y - prism.high / 2 + dy / 2, y + prism.high / 2 + dy / 2
    edge = shade(slab.family, "edge")
    faces: Sequence[tuple[str, tuple[Point, ...]]] = (
        ("side", ((x + w, top), (x + w + dx, top - dy), (x + w + dx, bottom - dy), (x + w, bottom))),
        ("top", ((x, top), (x + dx, top - dy), (x + w + dx, top - dy), (x + w, top))),
        ("front", ((x, top), (x + w, top), (x + w, bottom), (x, bottom))),
    )
    for part, points in faces:
        yield Area(points, shade(slab.family, part), edge)
