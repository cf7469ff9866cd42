"""What an explanation is made of. Plain data: formulas with their values, and words; no layout."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from convcalc.document.records import NamedTuple
from convcalc.explain.terms import Name, Number, Power, Product, Quotient, Sum, Term
from convcalc.model.geometry import AXES, Span, Window
from convcalc.model.quantities import QUANTITIES

if TYPE_CHECKING:
    from convcalc.analysis.truth import Sizes, WholeInput

Aspect = Literal["", "size", "channels", "numbers", "padding", "gaps", "stride"]

_LABELS: dict[tuple[str, Aspect], str] = {
    ("output", ""): "volume",
    ("output", "size"): "",
    ("output", "gaps"): "",
    ("memory", ""): "memory",
    ("saved", ""): "saved",
    ("receptive_field", "stride"): "stride so far",
}
_BESIDE_AXES = {"receptive field": "field", "stride so far": "stride"}
"""Labels that are shorter where an axis stands after them."""


class Line(NamedTuple):
    """A figure, or a number that belongs to it, and how it comes about: by a formula, or only in words."""

    figure: str
    """The name of the quantity."""
    term: Term | None
    words: str = ""
    """What stands after the result, or alone where there is no formula."""
    aspect: Aspect = ""
    """Which number of the figure it is, where that is not the figure itself."""
    axes: tuple[str, ...] = ()
    """The axes that it is of; none where it is of all alike, or not of an axis."""

    @property
    def label(self) -> str:
        """What it is called: `height, width`, `parameters`, `stride, height`; empty where it goes with another."""
        name = _LABELS.get((self.figure, self.aspect), self.aspect or QUANTITIES[self.figure].words)
        return ", ".join(filter(None, [_BESIDE_AXES.get(name, name) if self.axes else name, *self.axes]))


class Rest(NamedTuple):
    """A division that does not come out, and what that means: `(224 - 11) / 4 = 53.25: ...`."""

    above: Term
    below: Term
    words: str

    @property
    def figure(self) -> str:
        """The quantity that it belongs to: only sizes are divided by a stride."""
        return "output"

    @property
    def label(self) -> str:
        """It goes with the size above it."""
        return ""


class Explanation(NamedTuple):
    """A layer and all its figures."""

    name: str
    layer: str
    """Its kind and settings."""
    change: str
    """The volumes that go in, and the one that comes out."""
    lines: tuple[Line | Rest, ...]

    def of(self, figure: str) -> tuple[Line | Rest, ...]:
        """The lines about a quantity."""
        return tuple(line for line in self.lines if line.figure == figure)


def merged(axes: Sequence[str], lines: Sequence[Line]) -> list[Line]:
    """A line an axis; or one for all axes, where they are worked out alike."""
    alike = [
        line._replace(axes=(), term=None if line.term is None else _renamed(line.term, axis))
        for axis, line in zip(axes, lines)
    ]
    if len(lines) > 1 and all(line == alike[0] for line in alike[1:]):
        return [alike[0]._replace(axes=tuple(axes))]
    return list(lines)


def merged_rests(axes: Sequence[str], rests: Sequence[Rest | None]) -> list[Rest]:
    """What is left over along each axis; once where it is the same along all."""
    renamed = [rest and rest._replace(above=_renamed(rest.above, axis)) for axis, rest in zip(axes, rests)]
    if renamed[0] is not None and all(rest == renamed[0] for rest in renamed):
        return [renamed[0]]
    return [rest._replace(words=f"{rest.words} ({axis})") for axis, rest in zip(axes, rests) if rest is not None]


def _renamed(term: Term, axis: str) -> Term:
    """A formula of one axis as it reads for any: `size` for `height`."""
    if isinstance(term, Name):
        return term._replace(symbol=term.symbol.replace(axis, "size")) if axis in term.symbol else term
    if isinstance(term, Number):
        return term
    if isinstance(term, Sum):
        return Sum(tuple((times, _renamed(part, axis)) for times, part in term.parts), term.constant)
    if isinstance(term, Product):
        return Product(tuple(_renamed(factor, axis) for factor in term.factors))
    if isinstance(term, Power):
        return Power(_renamed(term.base, axis), _renamed(term.exponent, axis))
    return Quotient(_renamed(term.above, axis), _renamed(term.below, axis), term.up)


def axis_names(rank: int) -> tuple[str, ...]:
    """The names of the axes of an image, a sequence or a solid."""
    return AXES[rank]


class FieldRow(NamedTuple):
    """A layer on the way from the input, what slides over each axis, and what comes of it."""

    name: str
    layer: str
    windows: tuple[Window, ...]
    """None where the layer slides no windows: it merges, resamples, or sees everything."""
    n: tuple[int, ...]
    reach: tuple[Span, ...]
    stride: "Sizes | WholeInput"
    padding: "Sizes | WholeInput"
    start: "Sizes | WholeInput"


class FieldTable(NamedTuple):
    """The layers on the way to one of them, from the input on."""

    rows: tuple[FieldRow, ...]
    at: str
    """The last of them whose places see less than the whole input, or the last."""
    union: tuple[Span, ...]
    """What that sees on all paths together."""
    shortest: tuple[Span, ...]
    """What that sees on the shortest path, of all branches."""
