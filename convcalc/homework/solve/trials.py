"""Numbers put into a chain and held against a target: whether they reach it, and else each way in which they miss.

A search judges whole ranges by their ends. That is right as sizes, counts and fields only ever grow, or only ever
shrink, with each number, and as what a layer refuses at both ends it refuses between them. Where a layer is not so,
a trial is marked with what comes to it: nothing is judged from ends whose marks differ.
"""

from collections.abc import Iterator
from math import prod

from convcalc.document.records import NamedTuple
from convcalc.homework.solve.grain import divides, grain, grains, numbers
from convcalc.homework.solve.model import Model, Outcome, Shapes, Unknown, Values, Walk, is_exact, windows_over
from convcalc.homework.solve.target import Miss, Target
from convcalc.model.geometry import Everywhere, Spread, Volume, Window
from convcalc.model.layers import Layer

SLIDING = (Window, Spread)


class Trial(NamedTuple):
    """What came of a set of numbers."""

    outcome: Outcome | None
    misses: frozenset[Miss]
    """The ways in which they miss the target, but for the parameters: these are judged for whole ranges."""
    marks: Miss
    """What must be the same at the ends of a range for it to be judged as all right."""
    shapes: tuple[Shapes, ...]
    """Those of the parameters of each layer that something comes to, where they matter."""
    field: tuple[int | None, ...]
    """The receptive field of each axis, where it matters."""

    @property
    def params(self) -> int:
        """How many parameters there are, where they matter."""
        return sum(prod(shape) for shapes in self.shapes for shape in shapes)


class Choosy(NamedTuple):
    """What a layer is choosy about: it takes some volumes, or some settings, and not others."""

    by_size: int
    by_channels: int
    """The steps in which it takes sizes and channels."""
    own: tuple[tuple[int, int], ...]
    """The unknowns among its settings that it is choosy about, each with its step; 0 where it takes none."""
    wild: bool
    """Its settings are worked out from what comes to it, and can be anything."""
    along: frozenset[int] = frozenset()
    """The unknowns among its settings that are of axes, and divide sizes, not channels."""

    def mark(self, k: int, x: Volume, values: Values, stepped: bool) -> Miss:
        """What must be the same for the layer to do the same; where values go by its steps, what is left over."""
        if self.wild:
            return k, x, *(values[i] for i, _ in self.own)
        size = x.size if self.by_size > 1 else ()
        channels = x.channels if self.by_channels > 1 else 0
        if not stepped:
            return k, size, channels, *(values[i] if step else self.up_to(i, x, values) for i, step in self.own)
        own = (values[i] % step if step else self.up_to(i, x, values) for i, step in self.own)
        return k, tuple(n % self.by_size for n in size), channels % self.by_channels, *own

    def up_to(self, i: int, x: Volume, values: Values) -> int:
        """The value of an unknown that has to divide something: of one that is larger than all, the largest."""
        return min(values[i], max(x.size if i in self.along and x.size else (*x.size, x.channels)))


class Trials:
    """All trials of a search; none is made twice."""

    def __init__(self, model: Model, target: Target, narrow: frozenset[int] = frozenset()) -> None:
        self.model = model
        self.target = target
        self.narrow = narrow
        """The unknowns that are paddings kept narrower than their windows."""
        self.stepped: frozenset[int] = frozenset()
        """The choosy layers by whose steps the values go that are tried."""
        self.made: dict[Values, Trial] = {}
        self._choosy: dict[int, Choosy | None] = {}
        self._counted = [
            [(i, each.field) for i, each in enumerate(model.unknowns) if each.counted and each.layer == k]
            for k in range(len(model.items))
        ]
        self.moving = [i for i, each in enumerate(model.unknowns) if target.field and not each.counted]
        """The unknowns on which a receptive field can depend, where it matters."""
        self.straight = False
        """The sizes that come out lie along those that go in."""

    def at(self, values: Values) -> Trial:
        """The trial of a set of numbers."""
        trial = self.made.get(values)
        if trial is None:
            trial = self.made[values] = self._trial(values)
        return trial

    def choosy(self, k: int, layer: Layer, x: Volume) -> Choosy | None:
        """What a layer of the chain is choosy about, if anything."""
        if k not in self._choosy:
            by_size, by_channels = grains(layer, x.rank)
            unknowns = [(i, each) for i, each in enumerate(self.model.unknowns) if each.layer == k and not each.words]
            steps = [(i, _own_step(layer, each, x.rank)) for i, each in unknowns]
            own = tuple((i, step) for i, step in steps if step != 1)
            along = frozenset(i for i, each in unknowns if not each.counted)
            found = Choosy(by_size, by_channels, own, not self.model.items[k].constant, along)
            self._choosy[k] = found if found[:4] != (1, 1, (), False) else None
        return self._choosy[k]

    def _trial(self, values: Values) -> Trial:
        walk = self.model.walk(values)
        layers = met(walk)
        marks, wild = self._marks(layers, values)
        refusals = {*self._refused(walk, values, marks), *self._too_wide(layers, values)}
        end = walk.outcome if walk.refusal is None else self.model.onward(walk, values) if self.straight else None
        even = not end or not self.target.field or all(is_even(site.layer, site.inputs[0]) for site in end.sites)
        own = () if even else tuple(values[i] for i in self.moving)
        field = end.field if end and self.target.field and (even or walk.refusal is None) else ()
        misses = refusals | set(self.target.misses(end.output, walk.refusal is None) if end else ())
        misses |= {(*miss, own) for miss in self.target.field_misses(field)}
        shapes = tuple(self.model.shapes(*each) for each in layers) if self.target.params else ()
        return Trial(
            None if refusals else end,
            frozenset((*miss, wild) for miss in misses),
            (*marks.values(), own),
            shapes,
            field,
        )

    def _marks(self, layers: list[tuple[Layer, Volume]], values: Values) -> tuple[dict[int, Miss], tuple[Miss, ...]]:
        """The marks of the choosy layers that something came to, and of those whose settings it changes."""
        marks, wild = {}, []
        for k, (layer, x) in enumerate(layers):
            if choosy := self.choosy(k, layer, x):
                marks[k] = choosy.mark(k, x, values, k in self.stepped)
                wild += [marks[k]] if choosy.wild else []
        return marks, tuple(wild)

    def _refused(self, walk: Walk, values: Values, marks: dict[int, Miss]) -> Iterator[Miss]:
        """The layer that refuses, the setting to blame, and on which side of what comes to it the numbers are."""
        if walk.refusal is None:
            return
        layer, x, fault = walk.refusal
        k = len(walk.sites)
        exact = layer is not None and is_exact(type(layer))
        sides = [x.elements > prod(numbers(vars(layer)))] if exact else []
        sides += [values[i] > x.channels for i, field in self._counted[k] if fault.field in ("", field)]
        yield "refused", k, fault.field, fault.too_large, *sides, marks.get(k, x if layer is None else None)

    def _too_wide(self, layers: list[tuple[Layer, Volume]], values: Values) -> Iterator[Miss]:
        """The paddings that are as wide as their windows, where they are kept narrower."""
        for i in self.narrow:
            own = layers[self.model.unknowns[i].layer :][:1]
            if own and values[i] >= extent(*own[0]):
                yield "wide", i


def met(walk: Walk) -> list[tuple[Layer, Volume]]:
    """The layers that something comes to, each with what comes to it."""
    found = [(site.layer, site.inputs[0]) for site in walk.sites]
    if walk.refusal and walk.refusal.layer:
        found.append((walk.refusal.layer, walk.refusal.x))
    return found


def extent(layer: Layer, x: Volume) -> int:
    """How far the windows of a layer reach."""
    windows = [at for at in windows_over(layer, x) if isinstance(at, SLIDING)]
    return max((at.dilation * (at.kernel - 1) + 1 for at in windows), default=1)


def _own_step(layer: Layer, unknown: Unknown, rank: int) -> int:
    return 0 if divides(layer, unknown.field, rank) else grain(layer, unknown.field, rank)


def is_even(layer: Layer, x: Volume) -> bool:
    """Whether what is seen through a layer only grows with its numbers: not where positions differ in their reads."""
    return all(isinstance(at, (Window, Everywhere)) for at in windows_over(layer, x))
