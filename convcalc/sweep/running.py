"""Goes through the points of a sweep in pieces, by an engine, and hands on what is left of each, in order.

A piece is a slice of the indices: of a `range`, or of a `Draw`. An engine takes the sweep and the pieces, has `chunk`
done for each somewhere, and yields what came out in the order of the pieces; `here` is this process, `forks.py` has
several, and `cluster.py` other machines. A chunk holds only
the points that keep within all limits, and what became of the others as counts, so that little travels.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from time import monotonic
from typing import Any

from convcalc.document.records import NamedTuple
from convcalc.sweep.beyond import Beyond, parted
from convcalc.sweep.evaluating import Evaluator, Members, Refused, evaluator, many
from convcalc.sweep.gauges import Gauge, Limit, Plain

PIECE = 65_536
"""Points at once at most."""
SOON = 0.2
"""Seconds in which a piece is to be done, as far as it is more than one point: pieces grow until they take as long."""

EQUAL, DOUBLED = 8, 4
"""Pieces of an engine that are as large, and how often they double after so many: at most some seconds."""

A_WHILE = 0.5
"""Seconds after which an engine is worth its start."""


class Sweep(NamedTuple):
    """What is asked of which family. It can be pickled, and is small."""

    members: Members
    gauges: tuple[Gauge, ...]
    """The figures of each member, those of the limits among them."""
    limits: tuple[Limit, ...] = ()


class Reason(NamedTuple):
    """Points that were refused alike: how many, and the first of them."""

    points: int
    first: int
    text: str


class Chunk(NamedTuple):
    """What came of some points: of those with figures within all limits the figures, of the others how many."""

    tried: int
    indices: Sequence[int]
    columns: Sequence[Sequence[Plain]]
    """Of each gauge the figure of each index: lists, or arrays of numpy."""
    beyond: Beyond
    """Points with figures beyond a limit."""
    refused: dict[str, Reason]
    """Points without figures, by the reason."""


Engine = Callable[[Sweep, Iterable[Sequence[int]]], Iterator[Chunk]]


def run(
    sweep: Sweep, indices: Sequence[int], engine: Engine | None = None, piece: int = PIECE, start: int = 0
) -> Iterator[Chunk]:
    """What came of all indices from a position on, piece by piece and in order.

    An engine has the points that are left after a while: until then they are tried here, to see how many make a piece,
    and few points start nothing.
    """
    begun = last = monotonic()
    done, size = start, 1.0
    for found in here(sweep, pieces(indices, piece, start)):
        size = found.tried * SOON / max(monotonic() - last, 1e-6)
        yield found
        done, last = done + found.tried, monotonic()
        if engine and last - begun > A_WHILE and done < len(indices):
            yield from engine(sweep, growing(indices, max(1, min(piece, int(size))), piece, done))
            return


def pieces(indices: Sequence[int], most: int = PIECE, start: int = 0) -> Iterator[Sequence[int]]:
    """The indices from a position on, in pieces that grow to so many as long as the next is asked for soon."""
    size = 1
    while start < len(indices):
        begun = monotonic()
        yield indices[start : start + size]
        start += size
        size = min(most, 2 * size) if monotonic() - begun < SOON else max(1, size // 2)


def growing(indices: Sequence[int], size: int, most: int, start: int = 0) -> Iterator[Sequence[int]]:
    """The indices from a position on, in pieces of so many at first, as whoever has begun is slow; later of more."""
    for number in count():
        if start >= len(indices):
            return
        end = start + min(most, size << min(number // EQUAL, DOUBLED))
        yield indices[start:end]
        start = end


def here(sweep: Sweep, work: Iterable[Sequence[int]]) -> Iterator[Chunk]:
    """All pieces one after another, in this process."""
    evaluate = evaluator(sweep.members, sweep.gauges)
    return (chunk(sweep, evaluate, piece) for piece in work)


def chunk(sweep: Sweep, evaluate: Evaluator, indices: Sequence[int]) -> Chunk:
    """What came of one piece."""
    found = many(evaluate, sweep.members.space, indices)
    refused: dict[str, Reason] = {}
    for index, each in found.refused:
        known = refused.get(each.reason, Reason(0, index, each.text))
        refused[each.reason] = known._replace(points=known.points + 1)
    return Chunk(len(indices), *_within(sweep, found.indices, found.columns), refused)


def _within(
    sweep: Sweep, indices: Sequence[int], columns: Sequence[Sequence[Plain]]
) -> tuple[Sequence[int], Sequence[Sequence[Plain]], Beyond]:
    """The points that keep within all limits, and what is beyond."""
    if not (sweep.limits and len(indices)):
        return indices, columns, Beyond()
    limited = [columns[sweep.gauges.index(limit.gauge)] for limit in sweep.limits]
    kept, beyond = parted(sweep.limits, limited, indices, columns)
    if not beyond.points:
        return indices, columns, beyond
    indices, *columns = [_taken(each, kept) for each in (indices, *columns)]
    return indices, columns, beyond


def _taken(column: Any, places: Any) -> Any:
    return column[places] if hasattr(column, "nonzero") else [column[k] for k in places]


__all__ = ["Chunk", "Engine", "Reason", "Refused", "Sweep", "chunk", "here", "pieces", "run"]
