"""Two networks side by side: which layer of the one is which of the other. Knows no figures.

Networks are trees: layers stand in block calls and branches. What has a name of its own is matched by it, the rest
by the cheapest edits in order, and blocks that match are then looked into. A block without a match is opened, so
that layers which only moved into or out of a block are still found.
"""

from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

from convcalc.compare.alignment.lists import pairs
from convcalc.compare.alignment.pieces import Piece, pieces
from convcalc.model.network import Network

__all__ = ["Match", "Piece", "align"]


class Match(NamedTuple):
    """Two pieces that are the same one, or a piece that only one side has."""

    old: Piece | None
    new: Piece | None
    inside: tuple["Match", ...] = ()
    """For two blocks, what stands in them."""

    def leaves(self) -> Iterator["Match"]:
        """What is matched and left over in it, down to layers; blocks that only one side has stay whole."""
        if not self.inside:
            yield self
        for match in self.inside:
            yield from match.leaves()


def align(old: Network, new: Network) -> tuple[Match, ...]:
    """The pieces of two networks in order, each with its match if it has one."""
    numbers: dict[Hashable, int] = {}
    one, other = (pieces(network, numbers) for network in (old, new))
    return tuple(_aligned(one.children, other.children))


def _aligned(old: Sequence[Piece], new: Sequence[Piece]) -> Iterator[Match]:
    done_old = done_new = 0
    for i, j in [*pairs(old, new), (len(old), len(new))]:
        yield from _left_over(old[done_old:i], new[done_new:j])
        if i < len(old):
            inside = tuple(_aligned(old[i].children, new[j].children)) if old[i].children else ()
            yield Match(old[i], new[j], inside)
        done_old, done_new = i + 1, j + 1


def _left_over(old: Sequence[Piece], new: Sequence[Piece]) -> Iterator[Match]:
    """Pieces between two matches. Blocks among them are opened where that finds further matches."""
    if old and new and any(piece.children for piece in (*old, *new)):
        matches = list(_aligned(_opened(old), _opened(new)))
        if any(match.old and match.new for match in matches):
            yield from matches
            return
    yield from (Match(piece, None) for piece in old)
    yield from (Match(None, piece) for piece in new)


def _opened(pieces: Sequence[Piece]) -> list[Piece]:
    return [child for piece in pieces for child in (piece.children or [piece])]
