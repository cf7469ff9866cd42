"""One figure of all channels at each position: mean and maximum, as CBAM's spatial attention takes them."""

from convcalc.model.geometry import Volume
from convcalc.model.layers.base import Layer, Own


class OverChannels(Layer):
    """The base of the kinds that make one channel of all."""

    once = any_size = any_channels = True
    spatial = merges = reorders = in_place = view = weighted = normalises = centres = positive = False
    keeps = ()
    asked = ""
    family = "pooling"

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """The same positions; one channel."""
        return Volume(inputs[0].size, 1)

    def operations(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """One for each number of the input."""
        return inputs[0].elements


class ChannelMean(OverChannels):
    """The mean of the channels at each position."""

    linear = True


class ChannelMax(OverChannels):
    """The largest channel at each position."""

    linear = False

    def own(self, inputs: tuple[Volume, ...], output: Volume) -> tuple[Own, ...]:
        """Which channel it was, at each position."""
        return (Own("indices", output.elements, 8),)
