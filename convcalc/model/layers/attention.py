"""Products of volumes with each other: attention and matmul. What they multiply is not learned."""

import math
from collections.abc import Iterator
from typing import Annotated, ClassVar

from convcalc.model.geometry import AxisMap, Blocks, Everywhere, Volume
from convcalc.model.layers.base import Fault, Keeps, Layer, LayerError, Own, Tensor
from convcalc.model.layers.fields import Count, PerAxis, Switch


class Attention(Layer):
    """Multi-head attention: softmax of queries times keys, times values (Vaswani et al. 2017).

    It takes queries, keys and values side by side in the channels, or `from` three volumes by name. With a
    window, each position reads those of its own window alone, as in Swin; `relative` learns a number a head for each
    way that a key can lie from a query. The projections before and after are layers of their own.
    """

    main: ClassVar = ("heads",)
    letters: ClassVar = {"w": "window"}
    flags: ClassVar = {"relative": ("relative", True)}
    takes: ClassVar = (1, 3)
    spatial = any_size = True
    merges = reorders = in_place = view = weighted = linear = normalises = centres = positive = once = any_channels = (
        False
    )
    keeps = ("inputs", "output")
    asked = ""
    family = "attending"

    heads: Count
    window: Annotated[tuple[int, ...], PerAxis(0)] = (0,)
    shift: Annotated[tuple[int, ...], PerAxis(0)] = (0,)
    relative: Switch = False

    def parts(self, inputs: tuple[Volume, ...]) -> tuple[Volume, Volume, Volume]:
        """The queries, the keys and the values. Raises LayerError where one volume does not divide into them."""
        if len(inputs) == 3:
            return inputs[0], inputs[1], inputs[2]
        (x,) = inputs
        if x.channels % 3:
            help = f"put '- conv: {3 * x.channels} 1x1' before it, or take three volumes with 'from'"
            raise LayerError(f"{x.channels} channels are not queries, keys and values side by side", help=help)
        part = Volume(x.size, x.channels // 3)
        return part, part, part

    def check(self, inputs: tuple[Volume, ...]) -> Iterator[Fault]:
        """Heads must divide the channels, windows the sizes; queries must have the channels of keys."""
        queries, keys, values = self.parts(inputs)
        for part in (queries, values):
            if part.channels % self.heads:
                yield Fault("heads", f"{self.heads} heads do not divide {part.channels} channels")
                return
        if queries.channels != keys.channels:
            yield Fault("", f"queries of {queries.channels} channels do not match keys of {keys.channels}")
        if keys.size != values.size:
            yield Fault("", f"keys of {keys} and values of {values} differ in size")
        if any(self.window) and any(n % w for n, w in zip(queries.size, self.sides(inputs))):
            yield Fault(
                "window", f"windows of {'x'.join(map(str, self.window))} do not tile {queries}", "pad it before"
            )
        elif (any(self.window) or self.relative) and queries.size != keys.size:
            yield Fault("", f"queries of {queries} and keys of {keys} share no places")

    def sides(self, inputs: tuple[Volume, ...]) -> tuple[int, ...]:
        """How far a query looks along each axis: the window, or everything."""
        size = self.parts(inputs)[1].size
        return tuple(min(w, n) if w else n for w, n in zip(self.window, size)) if any(self.window) else size

    def reads(self, inputs: tuple[Volume, ...]) -> tuple[tuple[AxisMap, ...], ...]:
        """Everything, or the window; queries at their own position."""
        each: tuple[AxisMap, ...] = (Everywhere(),) * inputs[-1].rank
        if any(self.window):
            sides = zip(self.window, self.sides(inputs), self.shift)
            each = tuple(Blocks(side, shift) if window else Everywhere() for window, side, shift in sides)
        return (each,) if len(inputs) == 1 else ((), each, each)

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[AxisMap, ...]:
        """How the keys and values are read."""
        return self.reads(inputs)[-1]

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """The positions of the queries, the channels of the values."""
        queries, _, values = self.parts(inputs)
        return Volume(queries.size, values.channels)

    def weights(self, inputs: tuple[Volume, ...]) -> tuple[Tensor, ...]:
        """Nothing; with `relative`, a number a head for each of `2*side - 1` distances an axis."""
        if not self.relative:
            return ()
        return (Tensor("relative", (math.prod(2 * side - 1 for side in self.sides(inputs)), self.heads)),)

    def pairs(self, inputs: tuple[Volume, ...]) -> int:
        """Pairs of a query and a key that it looks at."""
        return self.parts(inputs)[0].positions * math.prod(self.sides(inputs))

    def macs(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """Both products: for each pair the channels of the keys, and those of the values."""
        _, keys, values = self.parts(inputs)
        return self.pairs(inputs) * (keys.channels + values.channels)

    products = True

    def saves(self) -> Keeps:
        """What comes in and out; with `relative` neither, as copies of what is multiplied are kept."""
        return () if self.relative else self.keeps

    def own(self, inputs: tuple[Volume, ...], output: Volume) -> tuple[Own, ...]:
        """A sum for each query in each head (Dao et al. 2022); with `relative`, what both products multiply."""
        queries, keys, values = self.parts(inputs)
        if self.relative:
            copies = queries.elements + keys.elements + values.elements
            return Own("softmaxes", self.heads * self.pairs(inputs)), Own("scaled queries, keys and values", copies)
        return (Own("sums", self.heads * queries.positions, 4),)

    def operations(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """The scale and the softmax of each pair in each head, and the relative number where there is one."""
        return (2 + self.relative) * self.heads * self.pairs(inputs)


class Matmul(Layer):
    """The matrix product of two volumes: positions x channels of the first, times those of the second.

    The second has a position for each channel of the first; `transposed`, a channel for each.
    """

    flags: ClassVar = {"transposed": ("transposed", True)}
    takes: ClassVar = (2,)
    spatial = merges = True
    any_size = any_channels = False
    reorders = in_place = view = weighted = linear = normalises = centres = positive = once = False
    keeps = ("factors",)
    asked = ""
    family = "attending"

    transposed: Switch = False

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """The positions of the first; the channels of the second, or its positions where `transposed`."""
        first, second = inputs
        inner, outer = second.positions, second.channels
        if self.transposed:
            inner, outer = outer, inner
        if inner != first.channels:
            what = "channels" if self.transposed else "positions"
            raise LayerError(f"{first} has {first.channels} channels, and {second} has {inner} {what}")
        return Volume(first.size, outer)

    def reads(self, inputs: tuple[Volume, ...]) -> tuple[tuple[AxisMap, ...], ...]:
        """The first at its own position, all of the second."""
        return (), (Everywhere(),) * inputs[1].rank

    def macs(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """The channels of the first for each output number."""
        return output.elements * inputs[0].channels

    products = True
