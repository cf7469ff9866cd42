"""Two networks side by side: which layer of the one is which of the other. Knows no figures.

Networks are trees: layers stand in block calls and branches. What has a name of its own is matched by it, the rest
by the cheapest edits in order, and blocks that match are then looked into. A block without a match is opened, so
that layers which only moved into or out of a block are still found.
"""

from collections.abc import Hashable, Iterator, Sequence

from convcalc.compare.alignment.lists import pairs
from convcalc.compare.alignment.pieces import BRANCHES, Piece, pieces
from convcalc.document.records import NamedTuple
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
            yield from _match(old[i], new[j])
        done_old, done_new = i + 1, j + 1


def _match(old: Piece, new: Piece) -> Iterator[Match]:
    """Two pieces that are the same one; branches of an item each by itself."""
    if old.kind == new.kind == BRANCHES:
        yield from _branches(old.children, new.children)
    else:
        yield Match(old, new, tuple(_aligned(old.children, new.children)) if old.children else ())


def _branches(old: Sequence[Piece], new: Sequence[Piece]) -> Iterator[Match]:
    """The branches of an item on both sides, wherever they stand: equal names, then equal content, then in order."""
    found: dict[int, Piece] = {}
    left = list(old)
    for alike in (_same_name, _same_content, _any):
        for k, piece in enumerate(new):
            match = next((each for each in left if k not in found and alike(each, piece)), None)
            if match:
                found[k] = match
                left.remove(match)
    for k, piece in enumerate(new):
        yield from _match(found[k], piece) if k in found else [Match(None, piece)]
    yield from (Match(piece, None) for piece in left)


def _same_name(old: Piece, new: Piece) -> bool:
    return old.kind == new.kind


def _same_content(old: Piece, new: Piece) -> bool:
    return old.content == new.content


def _any(old: Piece, new: Piece) -> bool:
    return not (old.bodies.total() and new.bodies.total()) or bool(old.bodies & new.bodies)


def _left_over(old: Sequence[Piece], new: Sequence[Piece]) -> Iterator[Match]:
    """Pieces between two matches. Blocks among them are opened where that finds further matches."""
    if old and new and any(piece.children for piece in (*old, *new)):
        matches = list(_aligned(_opened(old), _opened(new)))
        if any(match.old and match.new for match in matches):
            yield from matches
            return
    yield from (Match(each, None) for piece in old for each in _each(piece))
    yield from (Match(None, each) for piece in new for each in _each(piece))


def _each(piece: Piece) -> Sequence[Piece]:
    """A piece, or where it stands for the branches of an item, each of them."""
    return piece.children if piece.kind == BRANCHES else [piece]


def _opened(pieces: Sequence[Piece]) -> list[Piece]:
    return [child for piece in pieces for child in (piece.children or [piece])]
