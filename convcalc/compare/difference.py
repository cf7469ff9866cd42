"""What two networks differ in: edited settings, the figures that follow, totals. Knows no files and no formats."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

from convcalc.analysis.analyse import Analysis
from convcalc.analysis.cost import Cost
from convcalc.analysis.parts import Figures, Part, whole
from convcalc.compare.alignment import Piece, align
from convcalc.compare.changes import Change, OutputChange, of_outputs
from convcalc.compare.equivalence import Equivalence, seen_through
from convcalc.compare.layers import Comparer, Difference, cost_of, leaves_of
from convcalc.document.foreign import Foreign
from convcalc.document.records import NamedTuple
from convcalc.language.expressions import Expression
from convcalc.language.spec import spec_of
from convcalc.model.quantities import EXPECTABLE


class _ComparisonFields(NamedTuple):
    """What is known of two networks."""

    old: Analysis
    new: Analysis
    differences: tuple[Difference, ...]
    """Layers, branches and block calls in order, also those that are the same."""
    variables: tuple[Change, ...]
    """Variables of the specs; None where a side does not have it."""
    outputs: tuple["OutputChange", ...]
    """Where a side has several outputs or inputs: each by its name."""

    sides: tuple[Figures, Figures]
    """The figures of both networks, which parts of them are asked of."""

    unnamed: int = 0
    """So many layers are matched by what they are, as nearly all names are others; 0 where names count."""

    equivalences: tuple[Equivalence, ...] = ()
    """What both have in other forms, which is no difference of its layers."""


class Comparison(_ComparisonFields):
    """Two analyses and what they differ in."""

    def cost(self, difference: Difference) -> Cost:
        """What a layer or a block costs: on the newer of its two sides."""
        return cost_of(difference.piece, self.sides[difference.new is not None])

    def change(self, differences: Sequence[Difference]) -> Cost:
        """What layers, and blocks of one side, cost more than they did."""
        olds, news = [each.old for each in differences], [each.new for each in differences]
        was, now = map(_sum, (olds, news), self.sides)
        return Cost(*(after - before for before, after in zip(was, now)))

    def __repr__(self) -> str:
        return f"<Comparison of {self.old.network.name} and {self.new.network.name}>"

    def of(self, *statuses: str) -> list[Difference]:
        """The layers, and blocks of one side, of these statuses."""
        places = sorted(chain.from_iterable([self._places.get(status, ()) for status in statuses]))
        return [self.leaves[place] for place in places]

    @cached_property
    def leaves(self) -> list[Difference]:
        """All layers, and blocks of one side, in order."""
        return leaves_of(self.differences)

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """The places of layers, and of blocks of one side, by their status."""
        places: dict[str, list[int]] = {}
        for place, leaf in enumerate(self.leaves):
            places.setdefault(leaf.status, []).append(place)
        return places

    @cached_property
    def _wholes(self) -> list[tuple[Figures, Part]]:
        """Either network, all of it."""
        return [(each, whole(each.network)) for each in self.sides]

    @property
    def totals(self) -> tuple[Change, ...]:
        """Every quantity that can be expected, also those that are the same; of several outputs, of the first."""
        return tuple(map(self.total, EXPECTABLE))

    def total(self, name: str) -> Change:
        """One of them."""
        return Change(name, *[figures.figure(part, name) for figures, part in self._wholes])

    @property
    def renamed(self) -> list[Difference]:
        """The block calls, branches and heads that are called otherwise."""
        blocks = [difference for difference in self.differences if difference.inside]
        return [each for difference in blocks for each in difference.groups() if each.renamed]

    def totals_of(self, name: str) -> list["OutputChange"]:
        """A total that can be limited: of the whole, or of each output that the newer side has."""
        whole = OutputChange("", "", (self.total(name),), (self.old.reach, self.new.reach))
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
    differences = tuple(map(Comparer(alignment, figures, old, new).difference, alignment.matches))
    seen, equivalences = seen_through(leaves_of(differences), (old.network, new.network), alignment.by_name)
    return Comparison(
        old,
        new,
        seen if equivalences else differences,
        tuple(_variables(old, new)),
        tuple(of_outputs(*figures)),
        figures,
        0 if alignment.by_name else alignment.renamed,
        equivalences,
    )


def _sum(pieces: Iterable[Piece | None], figures: Figures) -> Cost:
    costs = [cost_of(piece, figures) for piece in pieces if piece]
    return Cost(*map(sum, zip(*costs))) if costs else Cost(0, 0, 0)


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
