"""The picture of a pile: its boxes around an axis, and the words that stand on a line below."""

from collections.abc import Iterator, Sequence

from convcalc.document.records import NamedTuple
from convcalc.render.colours import GREY, INK
from convcalc.render.figure.lettering import ASCENT, DESCENT, SMALL, width
from convcalc.render.figure.piles import Pile, folded, words
from convcalc.render.figure.placing import Footprint
from convcalc.render.figure.prisms import MOST_DRAWN, STEP, BoxMeasure, Prism, drawn
from convcalc.render.figure.scene import Disc, Drawable, Label, extent, moved

LINE = 8.6
"""Between lines of words."""
BELOW = 4.0
"""Between boxes and words."""
CLEAR = 1.5
"""Between boxes and arrows."""
DOTS = 8.0
"""The room of the dots that stand for further slabs."""


class Stand(NamedTuple):
    """A pile with its picture: its middle and its axis are at 0, and of its words the upper end."""

    foot: Footprint
    solids: tuple[Drawable, ...]
    words: tuple[Label, ...]


def stand(pile: Pile, by: BoxMeasure) -> Stand:
    """The picture of a pile, and how much room it takes."""
    solid = list(_solids(pile, by))
    box = extent(solid)
    half = box.right / 2
    labels = lettered(words(pile, by.narrow))
    broad = max(width(label.text, label.size) for label in labels)
    roof = ((-3.0, CLEAR - box.top), (3.0, CLEAR - box.top))
    tall = labels[-1].y + DESCENT * SMALL
    foot = Footprint(box.right, broad, -box.top, box.bottom, tall, -half - CLEAR, half + CLEAR, roof)
    return Stand(foot, tuple(moved(item, -half, 0) for item in solid), labels)


def lettered(lines: Sequence[str]) -> tuple[Label, ...]:
    """Lines of words below each other, the first in ink."""
    top = BELOW + ASCENT * SMALL
    return tuple(Label(0, top + k * LINE, line, SMALL, GREY if k else INK) for k, line in enumerate(lines))


def end(name: str) -> Stand:
    """Where something comes out: its name at the end of an arrow."""
    wide = width(name, SMALL)
    label = Label(0, (ASCENT - DESCENT) * SMALL / 2, name, SMALL, INK)
    half = wide / 2 + (CLEAR if name else 0)
    return Stand(
        Footprint(wide, 0, SMALL, SMALL, 0, -half, half, ((0, SMALL), (0, SMALL))), (label,) if name else (), ()
    )


def _solids(pile: Pile, by: BoxMeasure) -> Iterator[Drawable]:
    shown = [slab for slab in folded(pile) if slab.family != "merge"] or pile.slabs  # an arrow that comes in tells it
    prisms = [(slab, Prism(slab.volume, by)) for slab in shown]
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
