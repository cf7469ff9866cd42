"""Names beside the circles of a chart, none over another: near, or further off at the end of a thin line."""

from collections.abc import Iterator, Sequence
from functools import partial
from math import cos, pi, sin

from convcalc.document.records import NamedTuple
from convcalc.render.colours import FAINT, INK
from convcalc.render.figure.lettering import MIDDLE, SMALL
from convcalc.render.figure.scene import Drawable, Label, Point, Rect, Stroke

NEAR, FAR, STEP = 2.0, 220.0, 5.0
"""Points between a circle and its name: at least, at most, and from one try to the next."""
LED = 4.0
"""Names further off than this have a line."""
TURNS = (0, 1, 0.5, 1.5, 0.25, 1.75, 0.75, 1.25)
"""Where a name is tried right beside its circle, in parts of pi: right, left, above, below, between."""
AWAY = tuple(side + turn / 12 for turn in (9, 8, 10, 7, 11, 6, 0, 5, 1, 4, 2, 3) for side in (0, 1))
"""Where further off: across the way from the lower left to the upper right, along which circles lie, before others."""
MOST_ROUNDS = 20

Lead = tuple[Point, Point]


class NamedCircle(NamedTuple):
    """A circle that has a name."""

    name: str
    x: float
    y: float
    radius: float


class Room(NamedTuple):
    """A place for a name."""

    label: Label
    box: Rect
    lead: Lead | None
    """The line to its circle."""


def beside(spots: Sequence[NamedCircle], frame: Rect) -> Iterator[Drawable]:
    """The names with their lines; those of circles that have most others near them choose first.

    Where some find no room, they choose before all others, once more.
    """
    round = [Rect(s.x - s.radius, s.y - s.radius, s.x + s.radius, s.y + s.radius) for s in spots]
    rooms = [[room for room in _rooms(spot) if _inside(room.box, frame, round)] for spot in spots]
    order = sorted(range(len(spots)), key=lambda k: -_crowd(spots[k], spots))
    best, left = _chosen(order, rooms)
    missing = left
    for _ in range(MOST_ROUNDS):
        if not missing:
            break
        order = [*left, *(k for k in order if k not in left)]
        found, left = _chosen(order, rooms)
        if len(left) < len(missing):
            best, missing = found, left
    for room in best:
        if room.lead:
            yield Stroke(room.lead, FAINT, 0.4)
    yield from (room.label for room in best)


def _chosen(order: Sequence[int], rooms: Sequence[Sequence[Room]]) -> tuple[list[Room], list[int]]:
    """A room for each, the nearest that is free when its turn comes; and those for which there is none."""
    taken: list[Room] = []
    left = []
    for k in order:
        room = next(filter(partial(_free, taken), rooms[k]), None)
        if room:
            taken.append(room)
        else:
            left.append(k)
    return taken, left


def _crowd(spot: NamedCircle, spots: Sequence[NamedCircle]) -> int:
    return sum(abs(other.x - spot.x) < 50 and abs(other.y - spot.y) < 20 for other in spots)


def _rooms(spot: NamedCircle) -> Iterator[Room]:
    """Places for a name, the nearest first."""
    far = NEAR
    while far < FAR:
        for turn in TURNS if far <= LED else AWAY:
            across, up = cos(turn * pi), sin(turn * pi)
            x, y = spot.x + across * (spot.radius + far), spot.y - up * (spot.radius + far)
            anchor = "middle" if abs(across) < 0.1 else "start" if across > 0 else "end"
            lower = y + MIDDLE * SMALL * (1 - up) if abs(across) < 0.8 else y + MIDDLE * SMALL
            label = Label(x, lower, spot.name, SMALL, INK, anchor)
            near = (spot.x + across * spot.radius, spot.y - up * spot.radius)
            yield Room(label, label.box, (near, (x, y)) if far > LED else None)
        far += STEP


def _inside(box: Rect, frame: Rect, round: Sequence[Rect]) -> bool:
    """Whether a name lies in the frame, and on no circle."""
    left, top, right, bottom = box
    if left < frame.left or frame.right < right or top < frame.top or frame.bottom < bottom:
        return False
    return not any(left < r and low < right and top < b and t < bottom for low, t, r, b in round)


def _free(taken: Sequence[Room], room: Room) -> bool:
    """Whether neither a name nor its line meets another."""
    left, top, right, bottom = room.box
    if any(left < r and low < right and top < b and t < bottom for _, (low, t, r, b), _ in taken):
        return False
    if any(lead and _meets(lead, room.box) for _, _, lead in taken):
        return False
    return not room.lead or not any(_meets(room.lead, box) for _, box, _ in taken)


def _meets(line: Lead, box: Rect) -> bool:
    """Whether a line runs through a rectangle (Liang & Barsky 1984)."""
    (x, y), (to_x, to_y) = line
    if max(x, to_x) < box.left or box.right < min(x, to_x) or max(y, to_y) < box.top or box.bottom < min(y, to_y):
        return False
    first, last = 0.0, 1.0
    for start, way, low, high in ((x, to_x - x, box.left, box.right), (y, to_y - y, box.top, box.bottom)):
        if abs(way) < 1e-9:
            if not low < start < high:
                return False
            continue
        enters, leaves = sorted(((low - start) / way, (high - start) / way))
        first, last = max(first, enters), min(last, leaves)
    return first < last
