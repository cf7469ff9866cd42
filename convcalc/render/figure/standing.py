"""The picture of a pile: its boxes around an axis, and the words that stand on a line below."""

from collections.abc import Iterator

from convcalc.document.records import NamedTuple
from convcalc.render.figure.lettering import ASCENT, DESCENT, SMALL, width
from convcalc.render.figure.palette import GREY, INK
from convcalc.render.figure.piles import Pile, folded, words
from convcalc.render.figure.placing import Footprint
from convcalc.render.figure.prisms import MOST_DRAWN, STEP, Prism, drawn
from convcalc.render.figure.scene import Disc, Drawable, Label, extent, moved

LINE = 8.6
"""Between lines of words."""
BELOW = 4.0
"""Between boxes and words."""


DOTS = 8.0
"""The room of the dots that stand for further slabs."""


class Stand(NamedTuple):
    """A pile with its picture: the left of its cell and its axis are at 0, and of its words the upper end."""

    cell: Footprint
    solids: tuple[Drawable, ...]
    words: tuple[Label, ...]


def stand(pile: Pile) -> Stand:
    """The picture of a pile, and how much room it takes."""
    lines = words(pile)
    solid = tuple(_solids(pile))
    box = extent(solid)
    wide = max(box.right, *(width(line, SMALL) for line in lines))
    left = (wide - box.right) / 2
    labels = tuple(
        Label(wide / 2, BELOW + ASCENT * SMALL + k * LINE, line, SMALL, GREY if k else INK)
        for k, line in enumerate(lines)
    )
    tall = labels[-1].y + DESCENT * SMALL
    roof = -box.top + 1.0
    middle = left + box.right / 2
    cell = Footprint(
        wide,
        -box.top,
        box.bottom,
        tall,
        left - 1.5,
        left + box.right + 1.5,
        ((middle - 1.5, roof), (middle + 1.5, roof)),
    )
    return Stand(cell, tuple(moved(item, left, 0) for item in solid), labels)


def _solids(pile: Pile) -> Iterator[Drawable]:
    prisms = [(slab, Prism(slab.volume)) for slab in folded(pile)]
    most = max(prism.across for _, prism in prisms)
    x = 0.0
    for slab, prism in prisms:
        inset = (most - prism.across) / 2
        for k in range(min(slab.times, MOST_DRAWN)):
            if k == MOST_DRAWN - 1 and slab.times > MOST_DRAWN:
                yield from _dots(x + inset + prism.across)
                x += prism.across + DOTS
            yield from drawn(slab, x + inset, 0.0, prism)
            x += prism.wide + STEP


def _dots(x: float) -> Iterator[Drawable]:
    """Three dots for slabs that are left out, right of the one before."""
    for k in range(3):
        yield Disc(x + DOTS * (k + 1) / 4, 0.0, 0.55, INK, INK)
