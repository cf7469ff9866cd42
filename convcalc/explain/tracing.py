"""Whole numbers that remember how they came about, and layers whose settings are such numbers.

A layer kind's own methods are run on them, so that the formula that is shown is the one that is computed.
"""

from collections.abc import Sequence
from typing import Any

from convcalc.explain.terms import Name, Number, Power, Term, add, divide, multiply, negate
from convcalc.model.geometry import AXES, Volume
from convcalc.model.layers import Layer
from convcalc.model.layers.fields import Axes
from convcalc.model.layers.sliding import Sliding

"""What the axes of a volume are called, by how many there are."""


class Traced(int):
    """A whole number with the formula that it came from.

    >>> n = 2 * named("pad", 2) + 1
    >>> n, n.term
    (5, Sum(parts=((2, Name(symbol='pad', value=2)),), constant=1))
    """

    term: Term

    def __new__(cls, number: int, term: Term) -> "Traced":
        """A number and its formula, which must come to the same."""
        made = super().__new__(cls, number)
        made.term = term
        return made

    def __add__(self, other: int) -> "Traced":
        """`self + other`."""
        return Traced(int(self) + int(other), add(self.term, term_of(other)))

    def __radd__(self, other: int) -> "Traced":
        """`other + self`."""
        return Traced(int(other) + int(self), add(term_of(other), self.term))

    def __sub__(self, other: int) -> "Traced":
        """`self - other`."""
        return Traced(int(self) - int(other), add(self.term, term_of(other), -1))

    def __rsub__(self, other: int) -> "Traced":
        """`other - self`."""
        return Traced(int(other) - int(self), add(term_of(other), self.term, -1))

    def __mul__(self, other: int) -> "Traced":
        """`self * other`."""
        return Traced(int(self) * int(other), multiply(self.term, term_of(other)))

    def __rmul__(self, other: int) -> "Traced":
        """`other * self`."""
        return Traced(int(other) * int(self), multiply(term_of(other), self.term))

    def __floordiv__(self, other: int) -> "Traced":
        """`self // other`."""
        return Traced(int(self) // int(other), divide(self.term, term_of(other)))

    def __rfloordiv__(self, other: int) -> "Traced":
        """`other // self`."""
        return Traced(int(other) // int(self), divide(term_of(other), self.term))

    def __neg__(self) -> "Traced":
        """`-self`."""
        return Traced(-int(self), negate(self.term))

    def __pow__(self, other: int) -> "Traced":  # type: ignore[override]
        """`self ** other`."""
        return Traced(int(self) ** int(other), Power(self.term, term_of(other)))


def named(symbol: str, number: int) -> Traced:
    """A number that goes by a name in formulas."""
    return Traced(number, Name(symbol, int(number)))


def term_of(number: int) -> Term:
    """The formula of a number; a plain one is only itself."""
    return number.term if isinstance(number, Traced) else Number(int(number))


def traced_volume(volume: Volume) -> Volume:
    """A volume whose sizes go by `height`, `width` and `channels`; the numbers of a flat one are `inputs`."""
    size = tuple(named(axis, n) for axis, n in zip(AXES[volume.rank], volume.size))
    return Volume(size, named("channels" if size else "inputs", volume.channels))


def traced_inputs(inputs: tuple[Volume, ...], branches: Sequence[str] = ()) -> tuple[Volume, ...]:
    """The volumes that a layer takes; the channels of several go by the names of their branches."""
    volumes = list(map(traced_volume, inputs))
    if len(inputs) > 1:
        names = branches or [f"channels_{number}" for number in range(1, len(inputs) + 1)]
        volumes = [Volume(x.size, named(name, x.channels)) for x, name in zip(volumes, names)]
    if len({x.size for x in inputs if x.size}) > 1:
        volumes = [
            Volume(tuple(named(f"{axis}_{k}", n) for axis, n in zip(AXES[x.rank], x.size)), x.channels)
            for k, x in enumerate(volumes, 1)
        ]
    return tuple(volumes)


def traced_layer(layer: Layer, inputs: tuple[Volume, ...]) -> Layer:
    """A copy of a layer whose settings go by their fields' names.

    What is left at 0 or 1 by default (padding, dilation, groups) stays a plain number, which formulas leave
    out. `same` padding becomes the padding that it comes to.
    """
    values = {name: getattr(layer, name) for name in layer.fields}
    if isinstance(layer, Sliding):
        values["stride"] = layer.steps()
        if layer.pad == "same":
            values["pad"] = tuple((window.before, window.after) for window in layer.windows(inputs))
    axes = AXES[inputs[0].rank] if inputs else ()
    return type(layer)(**{name: _traced(layer, name, value, axes) for name, value in values.items()})


def _traced(layer: Layer, name: str, value: Any, axes: tuple[str, ...]) -> Any:
    field = layer.fields[name]
    if isinstance(field.type, Axes) or not isinstance(value, (int, tuple)) or isinstance(value, bool):
        return value
    quiet = field.default in (0, 1, (0,), (1,), ((0, 0),)) and name != "stride"
    if isinstance(value, int):
        return value if quiet and value == field.default else named(name, value)
    if len(value) != len(axes) or any(isinstance(each, float) for each in value):
        return value
    if isinstance(value[0], tuple):
        return _traced_sides(name, value, axes)
    if quiet and value == field.type.default(field.default, len(axes)):
        return value
    return tuple(named(_symbol(name, axis, value), number) for axis, number in zip(axes, value))


def _traced_sides(name: str, sides: tuple[tuple[int, int], ...], axes: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Padding on both sides: one name where these are equal."""
    befores, afters = zip(*sides)
    first, second = (name, name) if befores == afters else (f"{name}_before", f"{name}_after")
    return tuple(
        (_padding(_symbol(first, axis, befores), before), _padding(_symbol(second, axis, afters), after))
        for axis, before, after in zip(axes, befores, afters)
    )


def _padding(symbol: str, number: int) -> int:
    return named(symbol, number) if number else 0


def _symbol(name: str, axis: str, values: tuple[int, ...]) -> str:
    if name == "size":  # what comes out, which formulas of one axis call so; `size` is there what goes in
        return f"out_{axis}"
    return name if len(set(values)) == 1 else f"{name}_{axis}"
