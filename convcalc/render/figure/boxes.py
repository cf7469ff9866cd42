"""A network as boxes in space from left to right: branches in lanes, skips as arcs, in the width of a page of A4."""

from collections.abc import Iterable, Iterator, Sequence

from convcalc.document.problems import fail
from convcalc.document.records import NamedTuple
from convcalc.model.network import Network
from convcalc.render.figure.descent import levels
from convcalc.render.figure.details import frames
from convcalc.render.figure.legend import legend
from convcalc.render.figure.piles import Piled
from convcalc.render.figure.placing import Placer
from convcalc.render.figure.plans import FLOW, Simple, plans, shortened
from convcalc.render.figure.prisms import measure
from convcalc.render.figure.scene import COLUMN, Area, Drawable, Scene, extent, framed, moved
from convcalc.render.figure.standing import Stand, end, stand
from convcalc.render.figure.ways import arrows, placed

FEW, MOST_ROWS = 6, 3
"""Places that a figure should have at least, where a network has so many, and rows that it has at most."""
MOST_OUTPUTS = 40
"""More have no place beside each other."""

BETWEEN_PARTS, TALLEST_FIGURE = 12.0, 600.0
"""Between the parts of a figure, and how tall one may be with the blocks that it shows in full."""
MEASURES = ((1.0, False), (0.85, False), (0.8, True), (0.65, True))
"""Zooms that are tried, and whether words are narrow."""


class _Laid(NamedTuple):
    """A plan that is laid out."""

    plan: Piled
    stands: Sequence[Stand]
    placer: Placer
    rows: list[tuple[int, int]]
    tight: int
    """Which of the measures it has."""

    @property
    def fits(self) -> bool:
        """Whether it is no longer and no taller than can be looked at."""
        return 0 < len(self.rows) <= MOST_ROWS and self.height <= TALLEST_FIGURE

    @property
    def height(self) -> float:
        """Of all rows, without what stands below."""
        found = placed(self.placer, self.rows)
        tops = [y - stand.foot.up for stand, (_, y) in zip(self.stands, found.places)]
        return max(floor + stand.foot.words for stand, floor in zip(self.stands, found.floors)) - min(tops)

    @property
    def rank(self) -> tuple[int, bool, int, int]:
        """The less, the better: rows, as few places as tell nothing counted as more; then all that is shown."""
        few = len(self.plan.piles) < FEW
        rows, apart = len(self.rows) + few * MOST_ROWS, len(self.rows) > 1 and not self.plan.together
        return rows, apart, self.tight, -len(self.stands)


def scene(network: Network) -> Scene:
    """The figure of a network, with what stands in its blocks, and what colours mean, below."""
    laid = _laid_out(network)
    parts = [[*_figure(laid)], *_flowing(frames(network, laid.plan, Simple(network).__contains__))]
    while len(parts) > 1 and sum(extent(part).bottom - extent(part).top for part in parts) > TALLEST_FIGURE:
        parts.pop()
    fills = {item.fill for part in parts for item in part if isinstance(item, Area)}
    items = [*stacked([*parts, [*legend(fills)]])]
    return framed(items, network.name, f"{network.takes} to {network.gives}")


def stacked(parts: Sequence[Sequence[Drawable]]) -> Iterator[Drawable]:
    """Parts of a figure below each other, from the left."""
    at = 0.0
    for part in parts:
        box = extent(part)
        yield from (moved(item, -box.left, at - box.top) for item in part)
        at += box.bottom - box.top + BETWEEN_PARTS


def _flowing(frames: Iterable[Sequence[Drawable]]) -> list[list[Drawable]]:
    """Frames beside each other as far as they fit, else below."""
    lines: list[list[Drawable]] = []
    at = COLUMN
    for frame in frames:
        wide = extent(frame).right
        if at + wide > COLUMN - 2:
            lines.append([])
            at = 0.0
        lines[-1] += [moved(item, at, 0) for item in frame]
        at += wide + BETWEEN_PARTS
    return lines


def _laid_out(network: Network) -> _Laid:
    """The richest plan that fits in one row, else in the fewest rows."""
    rich = plans(network) if len(network.outputs) <= MOST_OUTPUTS else ()
    found = [laid for plan in rich if (laid := _tried(network, plan)).fits]
    if found:
        return min(found, key=lambda laid: laid.rank)
    few = shortened(network) if len(network.outputs) <= MOST_OUTPUTS else ()
    for plan in few:
        if (laid := _tried(network, plan)).fits:
            return laid
    raise fail(f"{network.name} does not fit on a page: it has {len(network.outputs):,} outputs", help=FLOW)


def _tried(network: Network, plan: Piled) -> _Laid:
    """A plan in the largest measure in which it is one row, else in as few as it takes."""
    ends = _ends(network, plan)
    deep = levels(plan) if len(ends) == 1 else []
    edges = tuple(sorted([*plan.edges, *((pile, k) for k, (pile, _) in enumerate(ends, len(plan.piles)))]))
    deep += [deep[pile] for pile, _ in ends if deep]
    volumes = [slab.volume for pile in plan.piles for slab in pile.slabs]
    tried = []
    for tight, (zoom, narrow) in enumerate(MEASURES):
        by = measure(volumes, zoom, narrow)
        stands = [*(stand(pile, by) for pile in plan.piles), *(end(name) for _, name in ends)]
        placer = Placer([each.foot for each in stands], edges, len(plan.piles), deep)
        tried.append(_Laid(plan, stands, placer, placer.rows(COLUMN - 2), tight))
        if len(tried[-1].rows) == 1:
            return tried[-1]
    return min(tried, key=lambda each: len(each.rows) or MOST_ROWS + 1)


def _ends(network: Network, plan: Piled) -> list[tuple[int, str]]:
    """Where something comes out, and what it is called."""
    home = {number: k for k, pile in enumerate(plan.piles) for slab in pile.slabs for number in slab.numbers}
    heads = any(output.head for output in network.outputs)
    return [(home[output.number], output.name if heads else "") for output in network.outputs]


def _figure(laid: _Laid) -> Iterator[Drawable]:
    found = placed(laid.placer, laid.rows)
    yield from arrows(found)
    for each, (x, y), floor in zip(laid.stands, found.places, found.floors):
        yield from (moved(item, x, y) for item in each.solids)
        yield from (moved(item, x, floor) for item in each.words)
