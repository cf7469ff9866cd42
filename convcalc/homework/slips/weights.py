"""Slips in the weights of a layer, and so in its parameters."""

# ruff: noqa: D102  (what each method is for stands once, in the base)

import math
from typing import Any, ClassVar

from convcalc.homework.slips.base import CONVS, WEIGHTED, Slip, square
from convcalc.model.geometry import Volume
from convcalc.model.layers import Tensor

_CONV = (*CONVS, "tconv")


class WeightSlip(Slip):
    """The base of these: `held` bends the weights."""

    touches: ClassVar[tuple[str, ...]] = ("params",)

    def weights(self, inputs: tuple[Volume, ...]) -> tuple[Tensor, ...]:
        """The weights, bent."""
        return self.held(inputs, super().weights(inputs))

    def held(self, inputs: tuple[Volume, ...], tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        """The layer's tensors, bent."""
        return tensors


def _times(tensors: tuple[Tensor, ...], name: str, above: int, below: int = 1) -> tuple[Tensor, ...]:
    """The tensors with as many more, or fewer, numbers in one of them."""
    return tuple(Tensor(t.name, (t.elements * above // below,)) if t.name == name else t for t in tensors)


def _depth(layer: Any, inputs: tuple[Volume, ...]) -> int:
    """How many channels of the input a filter spans."""
    x = inputs[0]
    return max(1, x.channels if not hasattr(layer, "ceil") else x.channels // layer.groups)


def _outputs(layer: Any, inputs: tuple[Volume, ...]) -> str:
    """What has a bias each: `10 filters`."""
    count = sum(tensor.elements for tensor in layer.weights(inputs) if tensor.name == "bias")
    return f"{count} units" if hasattr(layer, "units") else f"{count} filters"


def sum_text(layer: Any, inputs: tuple[Volume, ...]) -> str:
    """The right count with its numbers: `10*5*5*3 + 10 = 760`."""
    tensors = layer.weights(inputs)
    parts = ["*".join(map(str, tensor.shape)) for tensor in tensors]
    return f"{' + '.join(parts)} = {sum(tensor.elements for tensor in tensors):,}"


class BiasForgotten(WeightSlip):
    """No biases."""

    code, title = "bias-forgotten", "bias forgotten"
    kinds = WEIGHTED

    def held(self, inputs: tuple[Volume, ...], tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        return tuple(tensor for tensor in super().held(inputs, tensors) if tensor.name != "bias")

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return f"each of the {_outputs(layer, inputs)} has a bias: {sum_text(layer, inputs)}"


class BiasOnce(WeightSlip):
    """One bias for the layer."""

    code, title = "bias-once", "one bias counted in all"
    kinds = WEIGHTED

    def held(self, inputs: tuple[Volume, ...], tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        return tuple(
            Tensor("bias", (1,)) if tensor.name == "bias" else tensor for tensor in super().held(inputs, tensors)
        )

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return f"each of the {_outputs(layer, inputs)} has a bias of its own: {sum_text(layer, inputs)}"


class BiasAdded(WeightSlip):
    """Biases, though there are none."""

    code, title = "bias-added", "a bias counted that is not there"
    kinds = WEIGHTED

    def held(self, inputs: tuple[Volume, ...], tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        tensors = super().held(inputs, tensors)
        if any(tensor.name == "bias" for tensor in tensors):
            return tensors
        return (*tensors, Tensor("bias", (self.output(inputs).channels,)))

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return f"this layer has no bias: {sum_text(layer, inputs)}"


class BiasEachChannel(WeightSlip):
    """A bias for each channel of each filter."""

    code, title = "bias-each-channel", "a bias counted for each input channel"
    pairs = False
    kinds = ("conv", "tconv")

    def held(self, inputs: tuple[Volume, ...], tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        return _times(super().held(inputs, tensors), "bias", inputs[0].channels // self.groups)

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return f"a filter has one bias for all its channels: {sum_text(layer, inputs)}"


class DepthForgotten(WeightSlip):
    """Filters one channel deep."""

    code, title = "depth-forgotten", "depth (input channels) forgotten"
    kinds = ("conv", "tconv")
    touches = ("params", "macs", "flops")

    def held(self, inputs: tuple[Volume, ...], tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        return _times(super().held(inputs, tensors), "weight", 1, _depth(self, inputs))

    def macs(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        return super().macs(inputs, output) // _depth(self, inputs)

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        deep = _depth(layer, inputs)
        return f"each filter is {deep} channels deep: {square(layer.kernel)}*{deep}, not {square(layer.kernel)}"


class KernelNotSquared(WeightSlip):
    """One side of the kernel."""

    code, title = "kernel-not-squared", "kernel not squared"
    kinds = _CONV
    touches = ("params", "macs", "flops")

    def held(self, inputs: tuple[Volume, ...], tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        return _times(super().held(inputs, tensors), "weight", 1, math.prod(self.kernel[1:]))

    def macs(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        return super().macs(inputs, output) // math.prod(self.kernel[1:])

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return f"a kernel covers {square(layer.kernel)} = {math.prod(layer.kernel)} places, not {layer.kernel[0]}"


class GroupsIgnored(WeightSlip):
    """Filters as deep as the whole input."""

    code, title = "groups-ignored", "groups ignored"
    kinds = ("conv", "tconv")
    touches = ("params", "macs", "flops")

    def held(self, inputs: tuple[Volume, ...], tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        return _times(super().held(inputs, tensors), "weight", self.groups)

    def macs(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        return super().macs(inputs, output) * self.groups

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        x = inputs[0]
        share = f"{x.channels}/{layer.groups} = {x.channels // layer.groups}"
        return f"with {layer.groups} groups a filter sees {share} channels, not {x.channels}"


class DepthwiseAsConv(WeightSlip):
    """Each filter over all channels."""

    code, title = "depthwise-as-conv", "a depthwise convolution taken for a full one"
    kinds = ("depthwise",)
    touches = ("params", "macs", "flops")

    def held(self, inputs: tuple[Volume, ...], tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        return _times(super().held(inputs, tensors), "weight", inputs[0].channels)

    def macs(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        return super().macs(inputs, output) * inputs[0].channels

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return f"each filter sees one channel, not {inputs[0].channels}"


class OneFilter(WeightSlip):
    """The figure of a single filter."""

    code, title = "one-filter", "only one filter counted"
    kinds = ("conv",)
    touches = ("params", "macs", "flops")

    def held(self, inputs: tuple[Volume, ...], tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        return tuple(
            Tensor(tensor.name, (tensor.elements // self.filters,)) for tensor in super().held(inputs, tensors)
        )

    def macs(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        return super().macs(inputs, output) // self.filters

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return f"there are {layer.filters} filters, and each of them counts"


class FiltersForDepth(WeightSlip):
    """Filters as deep as there are filters."""

    code, title = "filters-for-depth", "output channels taken for the input's"
    pairs = False
    kinds = ("conv",)
    touches = ("params", "macs", "flops")

    def held(self, inputs: tuple[Volume, ...], tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        return _times(super().held(inputs, tensors), "weight", self.filters, inputs[0].channels)

    def macs(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        return super().macs(inputs, output) * self.filters // inputs[0].channels

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return f"a filter is as deep as its input, {_depth(layer, inputs)}, not {layer.filters // layer.groups}"


class NotShared(WeightSlip):
    """Weights of its own for each place."""

    code, title = "not-shared", "weights multiplied by the places they are used at"
    pairs = False
    kinds = CONVS

    def held(self, inputs: tuple[Volume, ...], tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        places = self.output(inputs).positions
        return tuple(Tensor(tensor.name, (tensor.elements * places,)) for tensor in super().held(inputs, tensors))

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return f"all {layer.output(inputs).positions:,} places share the same weights: {sum_text(layer, inputs)}"
