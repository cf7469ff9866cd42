"""A network as boxes in space from left to right: branches in lanes, skips as arcs, in the width of a page of A4."""

from collections.abc import Iterator, Sequence

from convcalc.model.network import Network
from convcalc.render.figure.palette import INK
from convcalc.render.figure.piles import Piled
from convcalc.render.figure.placing import Placement, Placer
from convcalc.render.figure.plans import plans, shortened
from convcalc.render.figure.scene import COLUMN, Drawable, Scene, Stroke, extent, moved
from convcalc.render.figure.standing import Stand, stand
from convcalc.render.figure.ways import placed

FEW, MOST_ROWS = 6, 3
"""Places that a figure should have at least, where a network has so many, and rows that it has at most."""


def scene(network: Network) -> Scene:
    """The figure of a network."""
    items = [*_figure(*_laid_out(network))]
    return framed(items, network.name, f"{network.takes} to {network.gives}")


def framed(items: Sequence[Drawable], title: str, description: str) -> Scene:
    """Items as a scene that holds them."""
    around = extent(items)
    within = tuple(moved(item, 1 - around.left, 1 - around.top) for item in items)
    return Scene(around.right - around.left + 2, around.bottom - around.top + 2, within, title, description)


def _laid_out(network: Network) -> tuple[Sequence[Stand], Placement]:
    """The richest plan that fits in one row, else in the fewest rows."""
    best, found = (MOST_ROWS + 1, False, 0), None
    for plan in plans(network):
        stands, placer, rows = _tried(plan)
        rank = (len(rows) + (len(stands) < FEW) * MOST_ROWS, len(rows) > 1 and not plan.together, -len(stands))
        if rows and rank < best:
            best, found = rank, (stands, placed(placer, rows))
    if found is None:
        for plan in shortened(network):
            stands, placer, rows = _tried(plan)
            if rows and len(rows) <= MOST_ROWS:
                return stands, placed(placer, rows)
    assert found
    return found


def _tried(plan: Piled) -> tuple[list[Stand], Placer, list[tuple[int, int]]]:
    stands = [stand(pile) for pile in plan.piles]
    placer = Placer([each.cell for each in stands], plan.edges)
    return stands, placer, placer.rows(COLUMN)


def _figure(stands: Sequence[Stand], found: Placement) -> Iterator[Drawable]:
    for way in found.ways:
        yield Stroke(way, INK, 0.7, True, round=4)
    for each, (x, y), floor in zip(stands, found.places, found.floors):
        yield from (moved(item, x, y) for item in each.solids)
        yield from (moved(item, x, floor) for item in each.words)
