"""Slips in the parameters of layers that are not convolutions: normalisation, and pooling, which has none."""

# ruff: noqa: D102  (what each method is for stands once, in the base)

from typing import Any

from convcalc.homework.slips.base import POOLS
from convcalc.homework.slips.weights import WeightSlip, sum_text
from convcalc.model.geometry import Volume
from convcalc.model.layers import Tensor


class StatisticsCounted(WeightSlip):
    """Running mean and variance as parameters."""

    code, title = "statistics-counted", "batch norm's statistics counted as parameters"
    kinds = ("bn",)

    def held(self, inputs: tuple[Volume, ...], tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        return (*super().held(inputs, tensors), *self.buffers(inputs))

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        x = inputs[0]
        return f"mean and variance are not learned: batch norm has 2*{x.channels} = {2 * x.channels} parameters"


class ShiftForgotten(WeightSlip):
    """A scale alone."""

    code, title = "shift-forgotten", "batch norm's shift forgotten"
    pairs = False
    kinds = ("bn",)

    def held(self, inputs: tuple[Volume, ...], tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        return super().held(inputs, tensors)[:1]

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        x = inputs[0]
        return f"batch norm learns a scale and a shift a channel: 2*{x.channels} = {2 * x.channels}"


class NormForgotten(WeightSlip):
    """No parameters in batch norm."""

    code, title = "norm-forgotten", "batch norm's parameters forgotten"
    kinds = ("bn", "ln", "gn")

    def held(self, inputs: tuple[Volume, ...], tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        return ()

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return f"it learns a scale and a shift: {sum_text(layer, inputs)}"


class _PoolSlip(WeightSlip):
    """The base of these: pooling with weights."""

    kinds = POOLS

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return "pooling takes the largest number or the mean: there is nothing to learn, 0 parameters"


class PoolWeights(_PoolSlip):
    """A weight for each place of the window and channel."""

    code, title = "pool-weights", "weights given to pooling"

    def held(self, inputs: tuple[Volume, ...], tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        return (Tensor("weight", (*self.kernel, inputs[0].channels)),)


class PoolWindow(_PoolSlip):
    """A weight for each place of the window."""

    code, title = "pool-window", "one window of weights given to pooling"

    def held(self, inputs: tuple[Volume, ...], tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        return (Tensor("weight", self.kernel),)


class PoolAsConv(_PoolSlip):
    """A convolution with as many filters as channels."""

    code, title = "pool-as-conv", "pooling given the parameters of a convolution"

    def held(self, inputs: tuple[Volume, ...], tensors: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        x = inputs[0]
        return Tensor("weight", (x.channels, x.channels, *self.kernel)), Tensor("bias", (x.channels,))
