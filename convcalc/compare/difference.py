"""What two networks differ in: edited settings, the figures that follow, totals. Knows no files and no formats."""

from collections.abc import Iterator
from typing import Any

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.cost import Cost
from convcalc.analysis.parts import Figures, whole
from convcalc.analysis.receptive_field import Reach
from convcalc.analysis.truth import Truth
from convcalc.compare.alignment import Alignment, Match, Piece, align
from convcalc.compare.changes import Change, OutputChange, of_outputs
from convcalc.compare.edits import Edits
from convcalc.document.foreign import Foreign
from convcalc.document.records import NamedTuple
from convcalc.language.expressions import Expression
from convcalc.language.spec import spec_of
from convcalc.model.quantities import EXPECTABLE


class Difference(NamedTuple):
    """A layer or a block of two networks, or of one of them, with what changed."""

    old: Piece | None
    new: Piece | None
    edits: tuple[Change, ...]
    """A layer's settings, as text."""
    figures: tuple[Change, ...]
    """`output`, `params`, `buffers` and `macs` of all of it, and the `receptive_field` at its end."""
    inside: tuple["Difference", ...] = ()

    @property
    def status(self) -> str:
        """`added` and `removed`; `edited` where the spec says something else, `changed` where only figures do."""
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


class Comparison(NamedTuple):
    """Two analyses and what they differ in."""

    old: Analysis
    new: Analysis
    differences: tuple[Difference, ...]
    """Layers, branches and block calls in order, also those that are the same."""
    variables: tuple[Change, ...]
    """Variables of the specs; None where a side does not have it."""
    totals: tuple[Change, ...]
    """Every quantity that can be expected, also those that are the same; of several outputs, of the first."""

    outputs: tuple["OutputChange", ...]
    """Where a side has several outputs or inputs: each by its name."""

    sides: tuple[Figures, Figures]
    """The figures of both networks, which parts of them are asked of."""

    unnamed: int = 0
    """So many layers are matched by what they are, as nearly all names are others; 0 where names count."""

    def cost(self, difference: Difference) -> Cost:
        """What a layer or a block costs: on the newer of its two sides."""
        return _cost(difference.piece, self.sides[difference.new is not None])

    def __repr__(self) -> str:
        return f"<Comparison of {self.old.network.name} and {self.new.network.name}>"

    def of(self, *statuses: str) -> list[Difference]:
        """The layers, and blocks of one side, of these statuses."""
        leaves = (leaf for difference in self.differences for leaf in difference.leaves())
        return [leaf for leaf in leaves if leaf.status in statuses]

    @property
    def renamed(self) -> list[Difference]:
        """The block calls, branches and heads that are called otherwise."""
        return [each for difference in self.differences for each in difference.groups() if each.renamed]

    def totals_of(self, name: str) -> list["OutputChange"]:
        """A total that can be limited: of the whole, or of each output that the newer side has."""
        changes = next(change for change in self.totals if change.what == name)
        whole = OutputChange("", "", (changes,), (self.old.reach, self.new.reach))
        each = [
            output._replace(changes=(change,))
            for output in self.outputs
            for change in output.changes
            if change.what == name and change.after is not None
        ]
        return each or [whole]

    @property
    def empty(self) -> bool:
        """Whether every layer is the same, by the same names, and the same comes out."""
        outputs = all(change.before == change.after for each in self.outputs for change in each.changes)
        return outputs and not self.of("added", "removed", "edited", "changed") and not self.renamed


def compare(old: Analysis, new: Analysis) -> Comparison:
    """The differences between two analyses, which must be of the same dtype and batch.

    >>> from convcalc import analyse
    >>> comparison = compare(analyse("vgg16"), analyse("vgg16_bn"))
    >>> len(comparison.of("added")), comparison.totals[2]
    (13, Change(what='params', before=138357544, after=138365992))
    """
    alignment = align(old.network, new.network)
    figures = (Figures.of(old), Figures.of(new))
    comparer = _Comparer(alignment, figures, old, new)
    return Comparison(
        old,
        new,
        tuple(map(comparer.difference, alignment.matches)),
        tuple(_variables(old, new)),
        tuple(map(Change, EXPECTABLE, *map(_totals, figures))),
        tuple(of_outputs(*figures)),
        figures,
        0 if alignment.by_name else alignment.renamed,
    )


def _totals(figures: Figures) -> list[Truth]:
    """The figures of a whole network, one for each quantity that can be expected."""
    part = whole(figures.network)
    return [figures.figure(part, name) for name in EXPECTABLE]


def _variables(old: Analysis, new: Analysis) -> Iterator[Change]:
    """Those that differ; none where a side is a file of another format, which has no variables."""
    if any(isinstance(each.network.source, Foreign) for each in (old, new)):
        return
    before, after = (
        {variable.name: _as_written(variable.value) for variable in spec.variables} if spec else {}
        for spec in (spec_of(old.network), spec_of(new.network))
    )
    for name in {**before, **after}:
        if before.get(name) != after.get(name):
            yield Change(name, before.get(name), after.get(name))


def _as_written(value: Any) -> Any:
    if isinstance(value, Expression):
        return value.text
    return list(map(_as_written, value)) if isinstance(value, list) else value


class _Comparer:
    """Two analyses, and what is told of a match."""

    def __init__(self, alignment: Alignment, figures: tuple[Figures, Figures], old: Analysis, new: Analysis) -> None:
        self.old = old
        self.new = new
        self.of_old, self.of_new = figures
        self.edits = Edits(old.network, new.network, alignment)

    def difference(self, match: Match) -> Difference:
        """A match with what changed."""
        if match.old is None or match.new is None:
            return Difference(match.old, match.new, (), ())
        inside = tuple(map(self.difference, match.inside))
        edits = () if inside else tuple(self.edits.between(match.old, match.new))
        return Difference(match.old, match.new, edits, tuple(self.figures(match.old, match.new)), inside)

    def figures(self, old: Piece, new: Piece) -> Iterator[Change]:
        before, after = self.old.network.nodes[old.last].site.output, self.new.network.nodes[new.last].site.output
        if before != after:
            yield Change("output", before, after)
        for what, was, now in zip(Cost._fields, _cost(old, self.of_old), _cost(new, self.of_new), strict=True):
            if was != now:
                yield Change(what, was, now)
        for one, other in zip(self.old.sights, self.new.sights):
            saw, sees = one.reaches[old.last], other.reaches[new.last]
            if saw != sees and _seen(saw) != _seen(sees):
                yield Change("receptive_field", saw, sees)
                break


def _cost(piece: Piece, figures: Figures) -> Cost:
    return figures.cost(range(piece.first, piece.last + 1))


def _seen(reach: Reach) -> list[tuple[int | None, bool, bool]]:
    return [(span.size, span.whole, span.exact) for span in reach]
