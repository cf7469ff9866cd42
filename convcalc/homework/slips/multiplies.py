"""Slips in the multiply-accumulates of a layer that are not slips in its weights."""

# ruff: noqa: D102  (what each method is for stands once, in the base)

import math
from typing import Any, ClassVar

from convcalc.homework.slips.base import CONVS, POOLS, Slip, square
from convcalc.model.geometry import Volume


class _MacSlip(Slip):
    """The base of these."""

    touches: ClassVar[tuple[str, ...]] = ("macs", "flops")


class InputPlaces(_MacSlip):
    """The input's places in the place of the output's."""

    code, title = "input-places", "the input's places counted, not the output's"
    kinds = CONVS

    def macs(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        return super().macs(inputs, output) // output.positions * inputs[0].positions

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        output = layer.output(inputs)
        return f"a filter is used once for each of the {output.positions:,} places of the output {output}"


class OnePlace(_MacSlip):
    """The weights used once."""

    code, title = "one-place", "one place only"
    pairs = False
    kinds = CONVS

    def macs(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        return super().macs(inputs, output) // output.positions

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        output = layer.output(inputs)
        weights = layer.macs(inputs, output) // output.positions
        return f"{weights:,} weights are used at {output.positions:,} places: {layer.macs(inputs, output):,}"


class BiasMultiplied(_MacSlip):
    """An addition a number for the bias."""

    code, title = "bias-in-macs", "additions of the bias counted"
    kinds = (*CONVS, "tconv", "dense")

    def macs(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        return super().macs(inputs, output) + (
            output.elements if any(t.name == "bias" for t in self.weights(inputs)) else 0
        )

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        output = layer.output(inputs)
        macs = layer.macs(inputs, output)
        return f"adding a bias multiplies nothing: {macs:,} without the {output.elements:,} additions"


class PoolMultiplies(_MacSlip):
    """Pooling's comparisons as multiplications."""

    code, title = "pool-macs", "pooling's operations counted as MACs"
    kinds = POOLS

    def macs(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        return output.elements * math.prod(self.kernel)

    @staticmethod
    def why(layer: Any, inputs: tuple[Volume, ...]) -> str:
        return f"pooling compares or adds {square(layer.kernel)} numbers and multiplies none: 0 MACs"
