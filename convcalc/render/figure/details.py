"""What stands in the closed blocks of a figure: each kind of block once, in a frame below it, as flat boxes."""

from collections.abc import Iterator, Sequence

from convcalc.document.records import NamedTuple
from convcalc.model.network import Network
from convcalc.render.colours import FAINT, GREY, INK, PAPER, on, shade
from convcalc.render.figure.lettering import ASCENT, LARGE, MIDDLE, SMALL, fitted, width
from convcalc.render.figure.piles import Piled
from convcalc.render.figure.placing import Footprint, Placer
from convcalc.render.figure.scene import COLUMN, Area, Disc, Drawable, Label, extent, moved
from convcalc.render.figure.slabs import Opens, Sketch, Slab, sketch
from convcalc.render.figure.standing import LINE, Stand, end
from convcalc.render.figure.ways import arrows, placed
from convcalc.render.graph.model import Call, numbers

MOST_FRAMES, MOST_BOXES = 3, 16
PADDING, BETWEEN = 8.0, 8.0
"""In a frame, and between frames."""
ROOM = 4.0
"""Around words in a flat box."""


class Detail(NamedTuple):
    """A block that is shown in full."""

    call: Call
    place: str
    """The name of where it stands."""
    times: int
    """How many equal ones stand there."""


def frames(network: Network, plan: Piled, opens: Opens) -> Iterator[tuple[Drawable, ...]]:
    """A frame for each of the blocks that a figure shows closed, of which there are most."""
    known: dict[str, list[Detail]] = {}
    for slab in (slab for pile in plan.piles for slab in pile.slabs):
        if slab.call:
            call = _inner(slab.call)
            known.setdefault(call.scope.block, []).append(Detail(call, slab.name, slab.times))
    most = sorted(known.values(), key=lambda details: -sum(detail.times for detail in details))[:MOST_FRAMES]
    for details in known.values():
        usual = max(details, key=lambda detail: detail.times)
        if details in most and (items := _frame(network, usual, opens)):
            yield tuple(items)


def _inner(call: Call) -> Call:
    """The last of equal blocks, which a block is made of; itself where it is made of others."""
    inner = [part for part in call.parts if isinstance(part, Call)]
    alike = len(inner) > 1 and len(inner) == len(call.parts) and len({part.scope.block for part in inner}) == 1
    return inner[-1] if alike else call


def _frame(network: Network, detail: Detail, opens: Opens) -> list[Drawable]:
    """A block with its title in a frame, its upper left at 0; nothing where it is one layer, or too much."""
    for choice in (_everything, opens):
        drawn = _sketch(network, detail.call, choice)
        if not 2 < len(drawn.slabs) <= MOST_BOXES:
            continue
        last = max(numbers(detail.call))
        home = next(k for k, slab in enumerate(drawn.slabs) if last in slab.numbers)
        stands = [*map(_flat, drawn.slabs), end("")]
        placer = Placer([each.foot for each in stands], (*drawn.edges, (home, len(drawn.slabs))), len(drawn.slabs))
        rows = placer.rows(COLUMN - 2 * PADDING - 3)
        if rows:
            found = placed(placer, rows)
            items: list[Drawable] = [*arrows(found)]
            for each, (x, y) in zip(stands, found.places):
                items += [moved(item, x, y) for item in each.solids]
            return _framed(items, detail)
    return []


def _everything(call: Call) -> bool:
    return True


def _sketch(network: Network, call: Call, opens: Opens) -> Sketch:
    """The slabs of a block, after those that it reads from outside."""
    inside = set(numbers(call))
    outside = sorted({source for number in inside for source in network.nodes[number].inputs} - inside)
    return sketch(network, call.parts, opens, outside=outside)


def _framed(items: Sequence[Drawable], detail: Detail) -> list[Drawable]:
    box, top = extent(items), PADDING + ASCENT * SMALL
    name, place = detail.call.scope.block or detail.call.scope.label, detail.place
    title = Label(PADDING, top, fitted(name, SMALL, 120), SMALL, INK, "start")
    words: list[Drawable] = [title]
    if place and place != name:
        there = fitted(f"in {place}", SMALL, 120)
        words.append(Label(title.box.right + 4, top, there, SMALL, GREY, "start"))
    x, y = PADDING - box.left, title.box.bottom + 4 - box.top
    right = max(box.right + x, extent(words).right) + PADDING
    corners = ((0.0, 0.0), (right, 0.0), (right, box.bottom + y + PADDING), (0.0, box.bottom + y + PADDING))
    return [Area(corners, PAPER, FAINT, round=4), *words, *(moved(item, x, y) for item in items)]


def _flat(slab: Slab) -> Stand:
    """A slab as a flat box with words in it; a sum as a circle; what comes from outside by its volume."""
    if slab.family == "merge" and slab.what in SIGNS:
        return _sign(SIGNS[slab.what])
    lines = [slab.what if slab.times == 1 else f"{slab.what} ×{slab.times}", str(slab.volume.channels)]
    if slab.family == "input":
        lines = [str(slab.volume).replace("x", "×")]
    lines = [fitted(line, SMALL, 80) for line in lines]
    wide, tall = max(width(line, SMALL) for line in lines), LINE * len(lines)
    half, up = wide / 2 + ROOM, tall / 2 + 2
    first = MIDDLE * SMALL - LINE * (len(lines) - 1) / 2
    colour = INK if slab.family == "input" else on(slab.family)
    labels = [Label(0, first + k * LINE, line, SMALL, colour) for k, line in enumerate(lines)]
    corners = ((-half, -up), (half, -up), (half, up), (-half, up))
    box = (
        []
        if slab.family == "input"
        else [Area(corners, shade(slab.family, "front"), shade(slab.family, "edge"), round=2)]
    )
    return Stand(_foot(half, up), (*box, *labels), ())


SIGNS = {"add": "+", "mul": "×"}


def _sign(sign: str) -> Stand:
    disc = Disc(0, 0, 5.5, PAPER, INK)
    return Stand(_foot(5.5, 5.5), (disc, Label(0, 0.29 * LARGE, sign, LARGE, INK)), ())


def _foot(half: float, up: float) -> Footprint:
    return Footprint(2 * half, 0, up, up, 0, -half - 0.5, half + 0.5, ((0, up + 0.5), (0, up + 0.5)))
