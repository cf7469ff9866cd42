"""A pile of slabs as boxes in space, whose sides are its height, width and channels on a scale of logarithms."""

from collections.abc import Iterator, Sequence
from math import log2

from convcalc.model.geometry import Volume
from convcalc.render.figure.palette import shade
from convcalc.render.figure.scene import Area, Drawable, Point
from convcalc.render.figure.slabs import Slab

SLANT = (0.26, 0.22)
"""How far a point back in depth lies to the right and up in the picture."""
MOST_DRAWN = 3
"""So many equal slabs are drawn; of more, some with dots between them."""
STEP = 1.2
"""Between slabs that touch."""


def side(size: int) -> float:
    """The points that a size takes: 4 for 1, 19 for 7, 51 for 56, 76 for 224."""
    return 13 * log2(1 + size / 4)


def thickness(channels: int) -> float:
    """The points that channels take: 3 for 3, 7 for 64, 11 for 512, 13 for 2,048."""
    return 2 + 1.25 * log2(1 + channels / 4)


class Prism:
    """The sides of a slab's box."""

    __slots__ = ("deep", "high", "wide")

    def __init__(self, volume: Volume) -> None:
        size = volume.size
        if all(each == 1 for each in size):  # a vector stands upright
            self.high, self.deep, self.wide = 8 + 5.5 * log2(1 + volume.channels / 4), 4.0, 4.0
            return
        self.high = side(size[-2] if len(size) > 1 else size[0])
        self.deep = side(size[-1]) if len(size) > 1 else 5.0
        self.wide = thickness(volume.channels)

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
