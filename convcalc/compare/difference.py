"""What two networks differ in: edited settings, the figures that follow, totals. Knows no files and no formats."""

from collections.abc import Iterable, Iterator
from typing import Any

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.cost import Cost
from convcalc.analysis.parts import Figures, whole
from convcalc.analysis.receptive_field import Reach
from convcalc.analysis.truth import Truth
from convcalc.compare.alignment import Match, Piece, align
from convcalc.compare.changes import Change, OutputChange, of_outputs
from convcalc.document.records import NamedTuple
from convcalc.language.expressions import Expression
from convcalc.language.spec import spec_of
from convcalc.model.layers.base import written
from convcalc.model.network import Node, Site
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
    matches = align(old.network, new.network)
    figures = (Figures.of(old), Figures.of(new))
    comparer = _Comparer(old, new, matches, figures)
    return Comparison(
        old,
        new,
        tuple(map(comparer.difference, matches)),
        tuple(_variables(old, new)),
        tuple(map(Change, EXPECTABLE, *map(_totals, figures))),
        tuple(of_outputs(*figures)),
        figures,
    )


def _totals(figures: Figures) -> list[Truth]:
    """The figures of a whole network, one for each quantity that can be expected."""
    part = whole(figures.network)
    return [figures.figure(part, name) for name in EXPECTABLE]


def _variables(old: Analysis, new: Analysis) -> Iterator[Change]:
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
    """Two analyses, and which node of the one is which of the other."""

    def __init__(
        self, old: Analysis, new: Analysis, matches: Iterable[Match], figures: tuple[Figures, Figures]
    ) -> None:
        self.old = old
        self.new = new
        self.of_old, self.of_new = figures
        leaves = [leaf for match in matches for leaf in match.leaves()]
        self.after = {leaf.old.first: leaf.new.first for leaf in leaves if leaf.old and leaf.new}
        self.before = {new: old for old, new in self.after.items()}

    def difference(self, match: Match) -> Difference:
        """A match with what changed."""
        if match.old is None or match.new is None:
            return Difference(match.old, match.new, (), ())
        inside = tuple(map(self.difference, match.inside))
        edits = () if inside else tuple(self.edits(match.old, match.new))
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

    def edits(self, old: Piece, new: Piece) -> Iterator[Change]:
        """What the spec says otherwise of a layer: its name, kind, settings, and where it reads from."""
        was, now = self.old.rows[old.first].node, self.new.rows[new.first].node
        if old.name != new.name:
            yield Change("name", old.name or None, new.name or None)
        if was.is_input:
            if was.site.output != now.site.output:
                yield Change("volume", str(was.site.output), str(now.site.output))
        elif old.kind != new.kind:
            yield Change("kind", str(was.site), str(now.site))
        elif old.body != new.body:
            yield from _settings(was.site, now.site)
        if self.reshared(was, now):
            yield Change("weights", _shared(was, self.old), _shared(now, self.new))
        if self.rewired(was, now):
            yield Change("from", _sources(was, self.old), _sources(now, self.new))

    def reshared(self, was: Node, now: Node) -> bool:
        """Whether it uses the weights of another layer than before, or its own."""
        if was.shares is None or now.shares is None:
            return was.shares is not now.shares
        return was.own != now.own or self.after.get(was.shares, now.shares) != now.shares

    def rewired(self, was: Node, now: Node) -> bool:
        """Whether it reads other layers, and not only what was put between or taken out."""
        if len(was.inputs) != len(now.inputs):
            return True
        if now.site.layer.commutes and sorted(map(self.after.get, was.inputs), key=_known) == sorted(now.inputs):
            return False
        return any(
            old in self.after and new in self.before and self.after[old] != new
            for old, new in zip(was.inputs, now.inputs)
        )


def _known(number: int | None) -> int:
    return -1 if number is None else number


def _cost(piece: Piece, figures: Figures) -> Cost:
    return figures.cost(range(piece.first, piece.last + 1))


def _seen(reach: Reach) -> list[tuple[int | None, bool, bool]]:
    return [(span.size, span.whole, span.exact) for span in reach]


def _sources(node: Node, analysis: Analysis) -> str:
    return ", ".join(analysis.network.nodes[number].path for number in node.inputs)


def _shared(node: Node, analysis: Analysis) -> str:
    return "own" if node.shares is None else f"those of {analysis.network.nodes[node.shares].path}"


def _settings(was: Site, now: Site) -> Iterator[Change]:
    for name in was.layer.fields:
        if getattr(was.layer, name) != getattr(now.layer, name):
            yield Change(name, _setting(name, was), _setting(name, now))


def _setting(name: str, site: Site) -> str | None:
    value, type_ = getattr(site.layer, name), site.layer.fields[name].type
    if type_.ordered:
        value = tuple(type(site.output).outer(value))
    return None if value == () else written(value, always=name in ("kernel", "volume"))
