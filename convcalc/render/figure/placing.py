"""Where the places of a figure lie, in points, and the ways of the arrows between them.

Arrows run in gaps between columns, above lanes and along them, where no box is: none can cross one.
"""

from collections.abc import Sequence

from convcalc.document.records import NamedTuple
from convcalc.render.figure.lanes import Edges, Grid, grid
from convcalc.render.figure.scene import Point

GAP, APART = 12.0, 6.0
"""Between boxes of neighbouring columns, and between their words."""
TURN, SLOT, TRACK = 7.0, 4.5, 7.0
"""The room of an arrow that turns between columns, of each further one, and of those above each other."""
BETWEEN = 8.0
"""Between lanes, and between rows."""
MARGIN = 9.0
"""Beside rows, where the arrow from one to the next turns."""


class Footprint(NamedTuple):
    """The size of a place, around the axis that its arrows lie on."""

    width: float
    """Of its boxes."""
    broad: float
    """Of its words, which stand below their middle."""
    up: float
    """Above the axis."""
    down: float
    """Below it, without its words."""
    words: float
    """How tall its words are, which stand on one line with those of its neighbours."""
    enter: float
    """Where arrows end, from its middle."""
    leave: float
    """Where arrows start."""
    roof: tuple[Point, Point]
    """Where arcs come down to it and rise from it: from its middle, and above the axis."""


class Placement(NamedTuple):
    """Places and ways."""

    places: tuple[Point, ...]
    """The middle of each, on its axis."""
    floors: tuple[float, ...]
    """Where the words of each begin."""
    ways: tuple[tuple[Point, ...], ...]
    """Of each edge."""
    across: tuple[bool, ...]
    """Whether it goes around other places."""


class Placer:
    """Cells being placed: the way to `main` lies straight."""

    def __init__(self, cells: Sequence[Footprint], edges: Edges, main: int, levels: Sequence[int] = ()) -> None:
        self.cells = cells
        self.edges = edges
        self.levels = levels
        """How deep each place stands, where a network goes down and up again as a U; else none."""
        found = grid(len(cells), edges, main)
        self.columns, self.sections = found.columns, found.sections
        self._count = max(self.columns) + 1
        self.lane = _lanes_of(found)
        """Of each place that is in one: its section and its lane there."""
        self.kinds = [self._kind(source, target) for source, target in edges]
        self.slots = self._turns()
        self._wide, self._broad = [0.0] * self._count, [0.0] * self._count
        for cell, column in zip(cells, self.columns):
            self._wide[column] = max(self._wide[column], cell.width)
            self._broad[column] = max(self._broad[column], cell.broad)

    def half(self, column: int) -> float:
        """From the middle of a column to its edge."""
        return max(self._wide[column], self._broad[column]) / 2

    def pitch(self, column: int) -> float:
        """From the middle of a column to that of the next."""
        turning = len(self.slots.get(column, ()))
        boxes = (self._wide[column] + self._wide[column + 1]) / 2 + GAP
        clear = TURN + SLOT * (turning - 1) if turning else APART
        return max(boxes, self.half(column) + self.half(column + 1) + clear)

    def _kind(self, source: int, target: int) -> str:
        """How an edge goes: straight on, along its lane, over the top, or up and down in gaps."""
        columns = self.columns
        if columns[target] == columns[source] + 1:
            return "next"
        if self.levels:
            return "level"
        lane = self.lane.get(source)
        section = self.sections[lane[0]] if lane else None
        if section and lane:
            piece = next(piece for piece in section.lanes[lane[1]] if source in piece.members)
            if piece.members[-1] == source and piece.last >= columns[target] - 1:
                return "along"
        if self._on_top(source) and self._on_top(target):
            return "arc"
        return "inner" if lane and lane == self.lane.get(target) else "over"

    def _on_top(self, number: int) -> bool:
        """Whether nothing stands above a place."""
        lane = self.lane.get(number)
        return lane is None or lane[1] == 0

    def _turns(self) -> dict[int, list[object]]:
        """In each gap, what turns there: each one a slot."""
        slots: dict[int, dict[object, None]] = {}
        fans = {source: sum(s == source for s, _ in self.edges) for source, _ in self.edges}
        for kind, (source, target) in zip(self.kinds, self.edges):
            before, after = self.columns[source], self.columns[target] - 1
            if kind == "over":
                slots.setdefault(before, {})["up", source] = None
            if kind in ("along", "over") or (kind == "next" and fans[source] == 1 and self._bends(source, target)):
                slots.setdefault(after, {})["to", target] = None
            elif kind == "next" and self._bends(source, target):
                slots.setdefault(before, {})["from", source] = None
        return {gap: list(found) for gap, found in slots.items()}

    def _bends(self, source: int, target: int) -> bool:
        deeper = bool(self.levels) and self.levels[source] != self.levels[target]
        return deeper or self.lane.get(source) != self.lane.get(target)

    def of_kind(self, kind: str) -> list[tuple[int, int]]:
        """The edges that go so."""
        return [edge for edge, found in zip(self.edges, self.kinds) if found == kind]

    # Rows

    def rows(self, limit: float) -> list[tuple[int, int]]:
        """The first and last columns of the fewest rows that fit, as even as can be; of one where it cannot break."""
        if self._span(0, self._count - 1) <= limit:
            return [(0, self._count - 1)]
        stops = [k for k in range(self._count - 1) if self._breaks(k)] + [self._count - 1]
        best: dict[int, tuple[int, float, list[tuple[int, int]]]] = {-1: (0, 0.0, [])}
        for stop in stops:
            found = []
            for start, (many, widest, rows) in best.items():
                wide = self._span(start + 1, stop)
                if wide <= limit - 2 * MARGIN:
                    found.append((many + 1, max(widest, wide), [*rows, (start + 1, stop)]))
            if found:
                best[stop] = min(found)
        return best.get(self._count - 1, (0, 0.0, []))[2]

    def _span(self, first: int, last: int) -> float:
        return self.half(first) + sum(map(self.pitch, range(first, last))) + self.half(last)

    def _breaks(self, column: int) -> bool:
        """Whether one arrow goes from a column to the next, and nothing else there."""
        columns = self.columns
        over = [(s, t) for s, t in self.edges if columns[s] <= column < columns[t]]
        inside = any(section.first <= column < section.last for section in self.sections)
        return len(over) == 1 and columns[over[0][1]] == columns[over[0][0]] + 1 and not inside


def _lanes_of(found: Grid) -> dict[int, tuple[int, int]]:
    return {
        number: (k, row)
        for k, section in enumerate(found.sections)
        for row, lane in enumerate(section.lanes)
        for piece in lane
        for number in piece.members
    }
