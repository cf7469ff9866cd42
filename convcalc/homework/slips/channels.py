"""Slips in how many channels come out, and how many numbers a flat vector has."""

# ruff: noqa: D102  (what each method is for stands once, in the base)

from typing import Any, ClassVar

from convcalc.homework.slips.base import POOLS, SIZES, Slip
from convcalc.model.geometry import Volume


class _ChannelSlip(Slip):
    """The base of these: `channels` gives the wrong number."""

    touches: ClassVar[tuple[str, ...]] = SIZES

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """The right size, and the wrong channels."""
        right = super().output(inputs)
        return Volume(right.size, self.channels(inputs, right))

    def channels(self, inputs: tuple[Volume, ...], right: Volume) -> int:
        """How many channels come out, wrongly."""
        raise NotImplementedError


class ChannelsKept(_ChannelSlip):
    """As many channels out as in."""

    code, title = "channels-kept", "input channels taken for the output's"
    kinds = ("conv", "tconv")

    def channels(self, inputs: tuple[Volume, ...], right: Volume) -> int:
        return inputs[0].channels

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return f"each of the {layer.filters} filters makes one channel: {layer.filters}, not {inputs[0].channels}"


class FiltersTimesChannels(_ChannelSlip):
    """A channel for each filter and input channel."""

    code, title = "filters-times-channels", "filters multiplied by the input channels"
    pairs = False
    kinds = ("conv", "tconv")

    def channels(self, inputs: tuple[Volume, ...], right: Volume) -> int:
        return inputs[0].channels * self.filters

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return f"a filter adds up all {inputs[0].channels} input channels into one: {layer.filters} channels come out"


class PoolDividesDepth(_ChannelSlip):
    """Channels pooled too."""

    code, title = "pool-divides-depth", "pooling of the channels too"
    kinds = POOLS

    def channels(self, inputs: tuple[Volume, ...], right: Volume) -> int:
        return max(1, inputs[0].channels // (self.stride or self.kernel)[0])

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return f"pooling works channel by channel: all {inputs[0].channels} stay"


class MultiplierIgnored(_ChannelSlip):
    """One filter a channel."""

    code, title = "multiplier-ignored", "channel multiplier ignored"
    kinds = ("depthwise",)

    def channels(self, inputs: tuple[Volume, ...], right: Volume) -> int:
        return inputs[0].channels

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        x = inputs[0]
        return f"each of {x.channels} channels has {layer.multiplier} filters: {x.channels * layer.multiplier} come out"


class _FlattenSlip(_ChannelSlip):
    """The base of these: the numbers of a volume, counted wrongly."""

    kinds = ("flatten",)

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        """How many there are."""
        x = inputs[0]
        return f"a {x} volume holds {'*'.join(map(str, (*x.size, x.channels)))} = {x.elements} numbers"


class FlattenForgetsDepth(_FlattenSlip):
    """Positions without their channels."""

    code, title = "flatten-forgets-depth", "channels forgotten when flattening"

    def channels(self, inputs: tuple[Volume, ...], right: Volume) -> int:
        return inputs[0].positions


class FlattenForgetsPlaces(_FlattenSlip):
    """Channels without their positions."""

    code, title = "flatten-forgets-places", "height and width forgotten when flattening"

    def channels(self, inputs: tuple[Volume, ...], right: Volume) -> int:
        return inputs[0].channels


class _MergeSlip(Slip):
    """The base of these: `join` makes the wrong volume."""

    touches = SIZES


class ConcatAdds(_MergeSlip):
    """Branches side by side taken for their sum."""

    code, title = "concat-adds", "concatenation taken for a sum"
    kinds = ("concat",)

    def join(self, inputs: tuple[Volume, ...]) -> Volume:
        return Volume(inputs[0].size, max(x.channels for x in inputs))

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return "branches that are concatenated lie side by side: their channels add up"


class AddConcatenates(_MergeSlip):
    """A sum taken for branches side by side."""

    code, title = "add-concatenates", "a sum taken for a concatenation"
    kinds = ("add",)

    def join(self, inputs: tuple[Volume, ...]) -> Volume:
        return Volume(inputs[0].size, sum(x.channels for x in inputs))

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        x = inputs[0]
        return f"numbers at the same place are added: {x.channels} channels stay {x.channels}"
