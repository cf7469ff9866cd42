"""Which column and which lane each place of a figure lies in, from what reads what. Knows no points.

A column is one step from what goes in. Places that share columns lie in lanes, those of a section below each other;
all others lie on the trunk.
"""

from collections.abc import Sequence

from convcalc.document.records import NamedTuple

Edges = Sequence[tuple[int, int]]


class Lane(NamedTuple):
    """A line of a section: its places, each in a column of its own."""

    members: tuple[int, ...]
    last: int
    """The column where its arrows end."""


class LaneSection(NamedTuple):
    """Columns that several lanes share."""

    first: int
    last: int
    lanes: tuple[tuple[Lane, ...], ...]
    """From top to bottom; each holds pieces beside each other."""
    meets: bool
    """Lanes part before it and meet after it, or come in: they stand around its middle, not below the trunk."""


class Grid(NamedTuple):
    """Where places lie."""

    columns: tuple[int, ...]
    """Of each place."""
    sections: tuple[LaneSection, ...]


def grid(count: int, edges: Edges, main: int) -> Grid:
    """The columns and sections of so many places; the trunk leads to `main`."""
    columns = _columns(count, edges)
    chains = _chains(count, edges, columns, main)
    trunk = next(chain for chain in chains if main in chain)
    pieces = [_piece(chain, edges, columns) for chain in chains if chain is not trunk]
    sections = [_section(first, last, pieces, trunk, edges, columns) for first, last in _spans(pieces, columns)]
    return Grid(tuple(columns), tuple(sections))


def _columns(count: int, edges: Edges) -> list[int]:
    """One after the last that is read; what goes in late stands right before its first reader."""
    columns = [0] * count
    for source, target in edges:  # sorted by source, and sources come before targets
        columns[target] = max(columns[target], columns[source] + 1)
    read = {target for _, target in edges}
    for number in range(count):
        readers = [columns[target] for source, target in edges if source == number]
        if number not in read and readers:
            columns[number] = min(readers) - 1
    return columns


def _chains(count: int, edges: Edges, columns: list[int], main: int) -> list[list[int]]:
    """All places in chains: the one to `main` first, then the longest ways."""
    depth = [count * (number == main) for number in range(count)]
    for source, target in reversed(edges):
        depth[source] = max(depth[source], depth[target] + 1)
    left, chains = set(range(count)), []
    while left:
        start = max(left, key=lambda number: (depth[number] - columns[number], -number))
        chain = [start]
        left.remove(start)
        while after := [t for s, t in edges if s == chain[-1] and t in left and columns[t] == columns[s] + 1]:
            chain.append(max(after, key=lambda number: (depth[number], -number)))
            left.remove(chain[-1])
        chains.append(chain)
    return chains


def _piece(chain: list[int], edges: Edges, columns: list[int]) -> Lane:
    after = [columns[target] - 1 for source, target in edges if source == chain[-1]]
    return Lane(tuple(chain), max([columns[chain[-1]], *after[:1]]))


def _spans(pieces: list[Lane], columns: list[int]) -> list[tuple[int, int]]:
    """The columns of each section: those that pieces share, overlapping ones together."""
    spans: list[tuple[int, int]] = []
    for first, last in sorted((columns[piece.members[0]], piece.last) for piece in pieces):
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return spans


def _section(
    first: int, last: int, pieces: list[Lane], trunk: list[int], edges: Edges, columns: list[int]
) -> LaneSection:
    inside = sorted(piece for piece in pieces if first <= columns[piece.members[0]] <= last)
    main = Lane(tuple(number for number in trunk if first <= columns[number] <= last), last)
    known = {number for piece in (*inside, main) for number in piece.members}
    parents = {piece: [s for s, t in edges if t == piece.members[0] and s in known][:1] for piece in inside}
    goes_on = {source for source, _ in edges}
    meets = goes_on.issuperset(piece.members[-1] for piece in inside) and not all(parents.values())
    ordered = (sorted([main, *inside]) if meets else [main, *inside]) if main.members else inside
    lanes: list[list[Lane]] = []
    for piece in ordered:
        _add(lanes, piece, parents.get(piece, []), columns)
    return LaneSection(first, last, tuple(map(tuple, lanes)), meets)


def _add(lanes: list[list[Lane]], piece: Lane, parent: list[int], columns: list[int]) -> None:
    """A piece in a lane: below the one that it comes from, there beside what ends before it; else at the end."""
    at = next((k for k, lane in enumerate(lanes) if parent and parent[0] in lane[-1].members), None)
    if at is None:
        lanes.append([piece])
        return
    below, start = lanes[at + 1] if at + 1 < len(lanes) else None, columns[piece.members[0]]
    if below and below[-1].last < start and columns[below[0].members[0]] > columns[lanes[at][0].members[0]]:
        below.append(piece)
    else:
        lanes.insert(at + 1, [piece])
