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

    def macs(self, x: Volume, output: Volume) -> int:
        return super().macs(x, output) // output.positions * x.positions

    @staticmethod
    def why(layer: Any, x: Volume) -> str:
        output = layer.output(x)
        return f"a filter is used once for each of the {output.positions:,} places of the output {output}"


class OnePlace(_MacSlip):
    """The weights used once."""

    code, title = "one-place", "one place only"
    pairs = False
    kinds = CONVS

    def macs(self, x: Volume, output: Volume) -> int:
        return super().macs(x, output) // output.positions

    @staticmethod
    def why(layer: Any, x: Volume) -> str:
        output = layer.output(x)
        weights = layer.macs(x, output) // output.positions
        return f"{weights:,} weights are used at {output.positions:,} places: {layer.macs(x, output):,}"


class BiasMultiplied(_MacSlip):
    """An addition a number for the bias."""

    code, title = "bias-in-macs", "additions of the bias counted"
    kinds = (*CONVS, "tconv", "dense")

    def macs(self, x: Volume, output: Volume) -> int:
        return super().macs(x, output) + (output.elements if any(t.name == "bias" for t in self.weights(x)) else 0)

    @staticmethod
    def why(layer: Any, x: Volume) -> str:
        output = layer.output(x)
        return f"adding a bias multiplies nothing: {layer.macs(x, output):,} without the {output.elements:,} additions"


class PoolMultiplies(_MacSlip):
    """Pooling's comparisons as multiplications."""

    code, title = "pool-macs", "pooling's operations counted as MACs"
    kinds = POOLS

    def macs(self, x: Volume, output: Volume) -> int:
        return output.elements * math.prod(self.kernel)

    @staticmethod
    def why(layer: Any, x: Volume) -> str:
        return f"pooling compares or adds {square(layer.kernel)} numbers and multiplies none: 0 MACs"
