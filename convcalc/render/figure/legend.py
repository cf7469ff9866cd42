"""What the colours and the sides of a figure's boxes mean."""

from collections.abc import Collection, Iterator

from convcalc.render.colours import FAMILIES, GREY, shade
from convcalc.render.figure.lettering import ASCENT, SMALL, width
from convcalc.render.figure.scene import COLUMN, Area, Drawable, Label

SWATCH, CLOSE, APART, LINE = 6.0, 3.5, 12.0, 11.0
SIDES = "sides: height, width and channels, on log scales"


def legend(fills: Collection[str]) -> Iterator[Drawable]:
    """A swatch for each family whose colour is among `fills`, and what the sides are; its upper left at 0."""
    x = y = 0.0
    for family, (_, words) in FAMILIES.items():
        if shade(family, "front") not in fills:
            continue
        wide = SWATCH + CLOSE + width(words, SMALL)
        x, y = (0.0, y + LINE) if x + wide > COLUMN - 4 else (x, y)
        corners = ((x, y), (x + SWATCH, y), (x + SWATCH, y + SWATCH), (x, y + SWATCH))
        yield Area(corners, shade(family, "front"), shade(family, "edge"))
        yield Label(x + SWATCH + CLOSE, y + ASCENT * SMALL + 0.6, words, SMALL, GREY, "start")
        x += wide + APART
    x, y = (0.0, y + LINE) if x + width(SIDES, SMALL) > COLUMN - 4 else (x, y)
    yield Label(x, y + ASCENT * SMALL + 0.6, SIDES, SMALL, GREY, "start")
