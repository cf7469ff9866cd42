"""Where branches meet: add and mul with broadcasting, concat along the channels."""

from convcalc.model.geometry import Volume
from convcalc.model.layers.base import Layer, LayerError


class Merge(Layer):
    """The base of the kinds that take several volumes."""

    merges = any_size = any_channels = True
    spatial = reorders = in_place = weighted = normalises = centres = positive = once = False
    asked = ""

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


class Add(Elementwise):
    """The sum of branches: residual connections."""

    linear = True


class Mul(Elementwise):
    """The product of branches: gates, squeeze and excite."""

    linear = False


class Concat(Merge):
    """Branches side by side along the channels: inception, dense and skip connections."""

    linear = True

    def join(self, inputs: tuple[Volume, ...]) -> Volume:
        """The common size; the sum of the channels."""
        size = inputs[0].size
        for other in inputs[1:]:
            if other.size != size:
                raise LayerError(f"volumes {inputs[0]} and {other} differ in size")
        return Volume(size, sum(x.channels for x in inputs))

    def operations(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """None: numbers are only copied."""
        return 0
