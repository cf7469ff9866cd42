"""Two networks side by side: which layer of the one is which of the other. Knows no figures.

Networks are trees: layers stand in block calls and branches. What has a name of its own is matched by it, the rest
by the cheapest edits in order, and blocks that match are then looked into. A block without a match is opened, so
that layers which only moved into or out of a block are still found.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import takewhile

from convcalc.compare.alignment.lists import Comparisons, pairs
from convcalc.compare.alignment.meaning import Meanings
from convcalc.compare.alignment.pieces import BRANCHES, Piece, pieces
from convcalc.document.records import NamedTuple
from convcalc.model.network import Network

__all__ = ["Alignment", "Match", "Piece", "align"]

CLEARLY = 0.75
"""The graphs are matched where that leaves less than this share of what names and blocks leave over."""


MOST_TWICE = 50_000
"""Networks of more layers together are matched by names and blocks alone."""


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


class Alignment(NamedTuple):
    """The pieces of two networks in order, each with its match if it has one."""

    matches: tuple[Match, ...]
    by_name: bool = True
    """Names and blocks count; else the layers are matched by what they are, and none stand in others."""

    def leaves(self) -> Iterator[Match]:
        """All of it, down to layers."""
        for match in self.matches:
            if match.inside:
                yield from match.leaves()
            else:
                yield match

    @property
    def renamed(self) -> int:
        """How many layers have other names, or stand in others."""
        pairs = [(leaf.old, leaf.new) for leaf in self.leaves() if leaf.old and leaf.new]
        return sum(old.path != new.path for old, new in pairs)


def align(old: Network, new: Network) -> Alignment:
    """Two networks side by side: by names and blocks, or else by what the layers are and read."""
    one, other = pieces((old, new))
    named = Alignment(tuple(_aligned(one.children, other.children, Comparisons())))
    if len(old.nodes) + len(new.nodes) > MOST_TWICE:
        return named
    meanings = Meanings(old, new)
    tally = _Tally(named, meanings)
    if not tally.doubtful or not tally.worse_than(meanings.least):
        return named
    from convcalc.compare.alignment.graph import walked

    unnamed = Alignment(tuple([Match(*each) for each in walked(old, new, Comparisons(), meanings)]), by_name=False)
    return unnamed if tally.worse_than(_Tally(unnamed, meanings).left) else named


class _Tally:
    """What an alignment leaves over, and what names say of it."""

    def __init__(self, alignment: Alignment, meanings: Meanings) -> None:
        leaves = list(alignment.leaves())
        pairs = [(old, new) for old, new, _ in leaves if old and new]
        alone = [piece for old, new, _ in leaves if not (old and new) and (piece := old or new)]
        one, other = meanings.sides
        self.pairs = len(pairs)
        self.left = sum([one[old.first] != other[new.first] for old, new in pairs])
        self.left += 2 * sum([piece.last - piece.first + 1 for piece in alone])
        self.renamed = sum([old.name != new.name for old, new in pairs])
        self.kept = sum([old.name == new.name != "" for old, new in pairs])
        named = [old.name != "" for old, _, _ in leaves if old], [new.name != "" for _, new, _ in leaves if new]
        self.named = max(map(sum, named))

    @property
    def doubtful(self) -> bool:
        """Whether something is left over or called otherwise, and most names are not the same."""
        return bool(self.left or self.renamed) and 2 * self.kept <= self.named

    def worse_than(self, left: int) -> bool:
        """Whether to leave so much is clearly less, or no more where nearly all names are others."""
        return left < CLEARLY * self.left or (left <= self.left and 2 * self.renamed > self.pairs)


def _aligned(old: Sequence[Piece], new: Sequence[Piece], most: Comparisons) -> Iterator[Match]:
    done_old = done_new = 0
    for i, j in [*pairs(old, new, most), (len(old), len(new))]:
        yield from _left_over(old[done_old:i], new[done_new:j], most)
        if i < len(old):
            yield from _match(old[i], new[j], most)
        done_old, done_new = i + 1, j + 1


def _match(old: Piece, new: Piece, most: Comparisons) -> Iterator[Match]:
    """Two pieces that are the same one; branches of an item each by itself."""
    if old.kind == new.kind == BRANCHES:
        yield from _branches(old.children, new.children, most)
    else:
        yield Match(old, new, tuple(_aligned(old.children, new.children, most)) if old.children else ())


def _branches(old: Sequence[Piece], new: Sequence[Piece], most: Comparisons) -> Iterator[Match]:
    """The branches of an item on both sides, wherever they stand: equal names, then equal content, then in order."""
    found: dict[int, Piece] = {}
    left = dict(enumerate(old))
    for sign in (_name, _content):
        _matched(left, new, sign, found)
    for k, piece in enumerate(new):
        tried = takewhile(lambda _: most.take(1), left.items() if k not in found else ())
        match = next((number for number, each in tried if _alike(each, piece)), None)
        if match is not None:
            found[k] = left.pop(match)
    for k, piece in enumerate(new):
        yield from _match(found[k], piece, most) if k in found else [Match(None, piece)]
    yield from (Match(piece, None) for piece in left.values())


def _matched(
    left: dict[int, Piece], new: Sequence[Piece], sign: Callable[[Piece], Hashable], found: dict[int, Piece]
) -> None:
    """Take from those left the ones whose sign a new piece has; of several, the first."""
    waiting: dict[Hashable, list[int]] = {}
    for number in reversed(left):
        waiting.setdefault(sign(left[number]), []).append(number)
    for k, piece in enumerate(new):
        if k not in found and (numbers := waiting.get(sign(piece))):
            found[k] = left.pop(numbers.pop())


def _name(piece: Piece) -> Hashable:
    return piece.kind


def _content(piece: Piece) -> Hashable:
    return piece.content


def _alike(old: Piece, new: Piece) -> bool:
    """Whether they hold a layer that is the same, or one of them holds none."""
    return not (old.bodies and new.bodies) or not old.bodies.keys().isdisjoint(new.bodies)


def _left_over(old: Sequence[Piece], new: Sequence[Piece], most: Comparisons) -> Iterator[Match]:
    """Pieces between two matches. Blocks among them are opened where that finds further matches."""
    if old and new and any(piece.children for piece in (*old, *new)):
        matches = list(_aligned(_opened(old), _opened(new), most))
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
