"""The points of a figure's places and arrows, once its columns, lanes and rows are known."""

from collections.abc import Iterator, Sequence

from convcalc.render.colours import GREY, INK
from convcalc.render.figure.lanes import Lane, LaneSection
from convcalc.render.figure.placing import BETWEEN, MARGIN, SLOT, TRACK, Placement, Placer
from convcalc.render.figure.scene import Point, Stroke

STAIR = 34.0
"""From one level of a U to the next, at least."""


def placed(placer: Placer, rows: Sequence[tuple[int, int]]) -> Placement:
    """All places and ways of a figure whose columns stand in rows."""
    return _Ways(placer, rows).found()


def arrows(found: Placement) -> Iterator[Stroke]:
    """The arrows of a figure, those around others in grey below the rest."""
    for way, across in sorted(zip(found.ways, found.across), key=lambda each: not each[1]):
        yield Stroke(way, GREY if across else INK, 0.7, True, round=4)


def members(lane: Sequence[Lane]) -> list[int]:
    """All places of a line of a section."""
    return [number for piece in lane for number in piece.members]


class _Ways:
    def __init__(self, placer: Placer, rows: Sequence[tuple[int, int]]) -> None:
        self._placer = placer
        self._rows = rows
        self._margin = MARGIN if len(rows) > 1 else 0.0
        self._middles = self._columns()
        self._row = {column: k for k, (first, last) in enumerate(rows) for column in range(first, last + 1)}
        self._downs = self._levelled()
        self._y = self._heights()
        self._tracks = self._arcs()
        self._bottoms: list[float] = []
        """Of each row."""
        self._stack()

    def found(self) -> Placement:
        places = tuple((self._middle(number), y) for number, y in enumerate(self._y))
        ways = tuple(self._way(k, *edge) for k, edge in enumerate(self._placer.edges))
        floors = tuple(y + down for y, down in zip(self._y, self._downs))
        return Placement(places, floors, ways, tuple(kind not in ("next", "along") for kind in self._placer.kinds))

    def _columns(self) -> list[float]:
        """The middle of each column, from the left of its row."""
        middles = [0.0] * (max(self._placer.columns) + 1)
        for first, last in self._rows:
            at = self._margin + self._placer.half(first)
            for column in range(first, last + 1):
                middles[column] = at
                at += self._placer.pitch(column) if column < last else 0
        return middles

    def _middle(self, number: int) -> float:
        return self._middles[self._placer.columns[number]]

    def _right(self, column: int) -> float:
        return self._middles[column] + self._placer.half(column)

    # Heights, from the axis of a row

    def _heights(self) -> list[float]:
        if self._placer.levels:
            return self._deep()
        heights = [0.0] * len(self._placer.cells)
        for k, section in enumerate(self._placer.sections):
            for lane, y in zip(section.lanes, self._lane_heights(k, section)):
                for number in members(lane):
                    heights[number] = y
        return heights

    def _deep(self) -> list[float]:
        """Of the places of a U: each level lies below the arrows of the one above."""
        at, axes = 0.0, {0: 0.0}
        for level in range(1, max(self._placer.levels) + 1):
            up = max(cell.up for cell, own in zip(self._placer.cells, self._placer.levels) if own == level)
            at += max(STAIR, up + TRACK)
            axes[level] = at
        return [axes[level] for level in self._placer.levels]

    def _levelled(self) -> list[float]:
        """How far below its axis the words of each begin: as far as those of its neighbours on one line."""
        lines: dict[tuple[object, ...], list[int]] = {}
        for number, column in enumerate(self._placer.columns):
            lane = self._placer.lane.get(number)
            section = self._placer.sections[lane[0]] if lane else None
            own = lane if section and lane and (section.meets or lane[1]) else None
            level = self._placer.levels[number] if self._placer.levels else 0
            lines.setdefault((self._row[column], own, level), []).append(number)
        downs = [0.0] * len(self._placer.cells)
        for line in lines.values():
            down = max(self._placer.cells[number].down for number in line)
            for number in line:
                downs[number] = down
        return downs

    def _lane_heights(self, k: int, section: LaneSection) -> list[float]:
        axes, at = [], 0.0
        for row, lane in enumerate(section.lanes):
            inside = members(lane)
            inner = sum(self._placer.lane.get(s) == (k, row) for s, _ in self._placer.of_kind("inner"))
            up = max(self._placer.cells[number].up for number in inside) + TRACK * inner
            axes.append(at + up)
            at += up + max(self._downs[number] + self._placer.cells[number].words for number in inside) + BETWEEN
        middle = (axes[0] + axes[-1]) / 2 if section.meets else axes[0]
        return [axis - middle for axis in axes]

    def _top(self, first: int, last: int, lane: tuple[int, int] | None = None) -> float:
        """The highest of the cells in some columns; of one lane's, where that is given."""
        return min(
            self._y[number] - cell.up
            for number, cell in enumerate(self._placer.cells)
            if first <= self._placer.columns[number] <= last and lane in (None, self._placer.lane.get(number))
        )

    def _arcs(self) -> dict[int, float]:
        """How high each arrow that goes over others does so: the shorter, the lower."""
        columns, tracks = self._placer.columns, dict[int, float]()
        wide: list[tuple[int, int, int]] = []
        for k, (s, t) in enumerate(self._placer.edges):
            if self._placer.kinds[k] in ("arc", "inner", "over"):
                wide.append((columns[t] - columns[s], columns[s], k))
        for length, first, k in sorted(wide):
            source, _ = self._placer.edges[k]
            lane = self._placer.lane.get(source) if self._placer.kinds[k] == "inner" else None
            low = self._top(first, first + length, lane)
            crossed = [
                tracks[other]
                for other in tracks
                if self._overlap(k, other) and (lane is None or self._placer.kinds[other] == "inner")
            ]
            tracks[k] = min([low, *crossed]) - TRACK
        return tracks

    def _overlap(self, one: int, other: int) -> bool:
        (a, b), (c, d) = self._placer.edges[one], self._placer.edges[other]
        columns = self._placer.columns
        return columns[a] <= columns[d] and columns[c] <= columns[b]

    def _stack(self) -> None:
        """Rows below each other: every height is counted from the top then."""
        at = 0.0
        for row, (first, last) in enumerate(self._rows):
            inside = [n for n, column in enumerate(self._placer.columns) if first <= column <= last]
            arcs = [k for k in self._tracks if self._placer.edges[k][0] in inside]
            top = min([self._y[n] - self._placer.cells[n].up for n in inside] + [self._tracks[k] for k in arcs])
            bottom = max(self._y[n] + self._downs[n] + self._placer.cells[n].words for n in inside)
            at += (BETWEEN * 2 if row else 0.0) - top
            for n in inside:
                self._y[n] += at
            for k in arcs:
                self._tracks[k] += at
            at += bottom
            self._bottoms.append(at)

    # Ways

    def _way(self, k: int, source: int, target: int) -> tuple[Point, ...]:
        kind, columns = self._placer.kinds[k], self._placer.columns
        start, end = self._leaves(source), self._enters(target)
        if self._row[columns[source]] != self._row[columns[target]]:
            return self._around(start, end, source)
        if kind in ("arc", "inner"):
            return self._arc(k, source, target)
        if kind == "over":
            up, down = self._turn(columns[source], ("up", source)), self._turn(columns[target] - 1, ("to", target))
            y = self._tracks[k]
            return (start, (up, start[1]), (up, y), (down, y), (down, end[1]), end)
        if start[1] == end[1]:
            return (start, end)
        gap = columns[target] - 1
        x = self._turn(gap, ("to", target), ("from", source))
        return (start, (x, start[1]), (x, end[1]), end)

    def _leaves(self, number: int) -> Point:
        return (self._middle(number) + self._placer.cells[number].leave, self._y[number])

    def _enters(self, number: int) -> Point:
        return (self._middle(number) + self._placer.cells[number].enter, self._y[number])

    def _arc(self, k: int, source: int, target: int) -> tuple[Point, ...]:
        (_, (ox, oy)), ((ix, iy), _) = self._placer.cells[source].roof, self._placer.cells[target].roof
        out, into, y = self._middle(source) + ox, self._middle(target) + ix, self._tracks[k]
        return ((out, self._y[source] - oy), (out, y), (into, y), (into, self._y[target] - iy))

    def _turn(self, gap: int, *keys: object) -> float:
        """Where in a gap an arrow turns."""
        slots = self._placer.slots.get(gap, [])
        at = next((slots.index(key) for key in keys if key in slots), 0)
        left, right = self._right(gap), self._middles[gap + 1] - self._placer.half(gap + 1)
        return (left + right) / 2 + SLOT * (at - (len(slots) - 1) / 2)

    def _around(self, start: Point, end: Point, source: int) -> tuple[Point, ...]:
        """From the end of a row to the start of the next."""
        row = self._row[self._placer.columns[source]]
        between, right = self._bottoms[row] + BETWEEN, max(self._right(last) for _, last in self._rows) + MARGIN
        return (start, (right, start[1]), (right, between), (0.0, between), (0.0, end[1]), end)
