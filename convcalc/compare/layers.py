"""What two networks differ in, layer by layer and block by block. Knows no files and no totals."""

from collections.abc import Iterable, Iterator

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.cost import Cost
from convcalc.analysis.parts import Figures
from convcalc.analysis.receptive_field import Reach
from convcalc.compare.alignment import Alignment, Match, Piece
from convcalc.compare.changes import Change
from convcalc.compare.edits import Edits
from convcalc.document.records import NamedTuple


class Difference(NamedTuple):
    """A layer or a block of two networks, or of one of them, with what changed."""

    old: Piece | None
    new: Piece | None
    edits: tuple[Change, ...]
    """A layer's settings, as text."""
    figures: tuple[Change, ...]
    """`output`, `params`, `buffers` and `macs` of all of it, and the `receptive_field` at its end."""
    inside: tuple["Difference", ...] = ()
    equivalent: bool = False
    """It is another form of what the other side has, which is said of all such layers together."""

    @property
    def status(self) -> str:
        """`added` and `removed`; `edited` where the spec says something else, `changed` where only figures do."""
        if self.equivalent:
            return "equivalent"
        if self.old is None or self.new is None:
            return "added" if self.new else "removed"
        if self.edits:
            return "edited"
        return "changed" if self.figures else "same"

    @property
    def piece(self) -> Piece:
        """The newer of its two sides."""
        piece = self.new or self.old
        assert piece is not None
        return piece

    @property
    def renamed(self) -> bool:
        """Whether both sides have it under names, or of blocks, that are not the same."""
        return bool(self.old and self.new and (self.old.name, self.old.kind) != (self.new.name, self.new.kind))

    def groups(self) -> Iterator["Difference"]:
        """Itself where it is a block call or a branch of both sides, and those in it."""
        if self.inside:
            yield self
        for difference in self.inside:
            yield from difference.groups()

    def leaves(self) -> Iterator["Difference"]:
        """Its layers, and the blocks in it that only one side has."""
        if not self.inside:
            yield self
        for difference in self.inside:
            yield from difference.leaves()


def leaves_of(differences: Iterable[Difference]) -> list[Difference]:
    """The layers of some differences, and the blocks in them that only one side has."""
    return [leaf for each in differences for leaf in (each.leaves() if each.inside else (each,))]


class Comparer:
    """Two analyses, and what is told of a match."""

    def __init__(self, alignment: Alignment, figures: tuple[Figures, Figures], old: Analysis, new: Analysis) -> None:
        self.old = old
        self.new = new
        self.of_old, self.of_new = figures
        self.edits = Edits(old.network, new.network, alignment)
        self._last: tuple[Change, ...] = ()
        """What was edited last: neighbours are often edited alike, and then share it."""

    def difference(self, match: Match) -> Difference:
        """A match with what changed."""
        old, new, within = match
        if old is None or new is None:
            return Difference(old, new, (), ())
        inside = tuple(map(self.difference, within)) if within else ()
        edits = () if inside else tuple(self.edits.between(old, new))
        if edits == self._last:
            edits = self._last
        elif edits:
            self._last = edits
        return Difference(old, new, edits, tuple(self.figures(old, new)), inside)

    def figures(self, old: Piece, new: Piece) -> Iterator[Change]:
        """What comes out, costs and sees that is not the same."""
        before, after = self.old.network.nodes[old.last].site.output, self.new.network.nodes[new.last].site.output
        if before != after:
            yield Change("output", before, after)
        cost, costs = cost_of(old, self.of_old), cost_of(new, self.of_new)
        if cost != costs:
            changes = map(Change, Cost._fields, cost, costs)
            yield from [change for change in changes if change.before != change.after]
        for one, other in zip(self.old.sights, self.new.sights):
            saw, sees = one.reaches[old.last], other.reaches[new.last]
            if saw != sees and _seen(saw) != _seen(sees):
                yield Change("receptive_field", saw, sees)
                break


def cost_of(piece: Piece, figures: Figures) -> Cost:
    """What a piece costs, of a network with these figures."""
    if piece.first == piece.last:
        return figures.costs[piece.first]
    return figures.cost(range(piece.first, piece.last + 1))


def _seen(reach: Reach) -> list[tuple[int | None, bool, bool]]:
    return [(span.size, span.whole, span.exact) for span in reach]
