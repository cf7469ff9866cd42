"""Where branches meet: add, mul and maximum with broadcasting, concat along the channels or an axis."""

from typing import Annotated

from convcalc.model.geometry import AXES, Anywhere, AxisMap, Volume, Window
from convcalc.model.layers.base import Layer, LayerError, Own
from convcalc.model.layers.fields import Choice


class Merge(Layer):
    """The base of the kinds that take several volumes."""

    merges = any_size = any_channels = True
    spatial = reorders = in_place = view = weighted = normalises = centres = positive = once = False
    asked = ""
    family = "merge"

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """The volume that they make together. Raises LayerError where they do not match."""
        for other in inputs[1:]:
            if other.rank != inputs[0].rank:
                raise LayerError(f"volumes {inputs[0]} and {other} do not have the same axes")
        return self.join(inputs)

    def join(self, inputs: tuple[Volume, ...]) -> Volume:
        """The volume that volumes of as many axes make together."""
        raise NotImplementedError

    def operations(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """One a number for each volume after the first."""
        return (len(inputs) - 1) * output.elements


def _broadcast(values: tuple[int, ...], inputs: tuple[Volume, ...]) -> int:
    largest = max(values)
    if any(value not in (1, largest) for value in values):
        raise LayerError(f"volumes {' and '.join(map(str, inputs))} do not match")
    return largest


class Elementwise(Merge):
    """The base of add and mul: sizes must be equal, or 1, which stands for all."""

    commutes = True

    def join(self, inputs: tuple[Volume, ...]) -> Volume:
        """The largest of each size; 1 is broadcast."""
        if inputs[0] == inputs[-1] and len(inputs) == 2:
            return inputs[0]
        size = tuple(_broadcast(sizes, inputs) for sizes in zip(*(x.size for x in inputs)))
        return Volume(size, _broadcast(tuple(x.channels for x in inputs), inputs))

    def own(self, inputs: tuple[Volume, ...], output: Volume) -> tuple[Own, ...]:
        """Where the volumes that come in are kept, those that they make on the way: of the first two, three, ..."""
        ways = range(2, len(inputs) if self.keeps else 0)
        return tuple(Own("on the way", self.join(inputs[:count]).elements) for count in ways)


class Add(Elementwise):
    """The sum of branches: residual connections."""

    linear = True
    keeps = ()


class Mul(Elementwise):
    """The product of branches: gates, squeeze and excite."""

    linear = False
    keeps = ("factors",)


class Maximum(Elementwise):
    """The larger number of branches: max-feature-map networks, Caffe's Eltwise MAX."""

    linear = False
    keeps = ("inputs",)


class Concat(Merge):
    """Branches side by side: along the channels, as in inception, or along an axis, as tokens and anchors are."""

    linear = True
    keeps = ()
    along: Annotated[str, Choice("channels", "depth", "height", "width", "length")] = "channels"

    def join(self, inputs: tuple[Volume, ...]) -> Volume:
        """The common size and the sum of the channels; or the sum along the axis."""
        size = inputs[0].size
        if self.along != "channels":
            return self._joined(inputs)
        for other in inputs[1:]:
            if other.size != size:
                raise LayerError(f"volumes {inputs[0]} and {other} differ in size")
        return Volume(size, _total([x.channels for x in inputs]))

    def _joined(self, inputs: tuple[Volume, ...]) -> Volume:
        first = inputs[0]
        if self.along not in AXES[first.rank]:
            axes = ", ".join((*AXES[first.rank], "channels"))
            raise LayerError(f"volume {first} has no {self.along}", "along", f"it has: {axes}")
        axis = AXES[first.rank].index(self.along)
        rest = {(*x.size[:axis], *x.size[axis + 1 :], x.channels) for x in inputs}
        if len(rest) > 1:
            raise LayerError(f"volumes {' and '.join(map(str, inputs))} differ in more than their {self.along}")
        size = _total([x.size[axis] for x in inputs])
        return Volume((*first.size[:axis], size, *first.size[axis + 1 :]), first.channels)

    def reads(self, inputs: tuple[Volume, ...]) -> tuple[tuple[AxisMap, ...], ...]:
        """Its own position; along an axis that is joined, a bound, as positions move up."""
        if self.along == "channels":
            return ((),) * len(inputs)
        each = tuple(Anywhere() if axis == self.along else Window(1) for axis in AXES[inputs[0].rank])
        return (each,) * len(inputs)

    def operations(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """None: numbers are only copied."""
        return 0


def _total(numbers: list[int]) -> int:
    """Their sum; of many, half by half, as a number that remembers its formula copies it with each addition."""
    if len(numbers) < 64:
        return sum(numbers)
    half = len(numbers) // 2
    return _total(numbers[:half]) + _total(numbers[half:])
