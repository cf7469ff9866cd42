"""Slips in the multiply-accumulates of a layer that are not slips in its weights."""

import math
from collections.abc import Callable
from typing import Any

from convcalc.homework.slips.base import Formula, Inputs, Kinds, Slip, convolving, of, pooling, square, weighted
from convcalc.model.geometry import Volume
from convcalc.model.layers.transposed import TransposedConv

_Why = Callable[[Any, Inputs, Volume], str]


def _macs(order: int, code: str, title: str, on: Kinds, count: Formula, why: _Why, pairs: bool = True) -> Slip:
    """A slip whose reason is told by the layer, its input and its output."""

    def told(layer: Any, inputs: Inputs) -> str:
        return why(layer, inputs, layer.output(inputs))

    return Slip(order, code, title, on, ("macs", "flops", "connections"), (("macs", count),), told, pairs=pairs)


def _by_output(right: Formula, layer: Any, inputs: Inputs, output: Volume) -> int:
    macs: int = output.elements * (inputs[0].channels // layer.groups) * math.prod(layer.kernel)
    return macs


def _biases_added(right: Formula, layer: Any, inputs: Inputs, output: Volume) -> int:
    macs: int = right()
    return macs + (output.elements if any(tensor.name == "bias" for tensor in layer.weights(inputs)) else 0)


def _used(layer: Any, inputs: Inputs, output: Volume) -> str:
    macs = layer.macs(inputs, output)
    return f"{macs // output.positions:,} weights are used at {output.positions:,} places: {macs:,}"


def _multiplied(layer: Any, inputs: Inputs, output: Volume) -> str:
    each = layer.filters // layer.groups * math.prod(layer.kernel)
    return f"each of the {inputs[0].elements:,} input numbers is multiplied {each} times: {inputs[0].elements * each:,}"


SLIPS = (
    _macs(420, "tconv-by-output", "a transposed convolution's MACs counted by its output", of(TransposedConv),
          _by_output, _multiplied),
    _macs(430, "input-places", "the input's places counted, not the output's", convolving,
          lambda right, layer, inputs, output: right() // output.positions * inputs[0].positions,
          lambda layer, inputs, output: f"a filter is used once for each of the {output.positions:,} places "
                                   f"of the output {output}"),
    _macs(440, "one-place", "one place only", convolving,
          lambda right, layer, inputs, output: right() // output.positions, _used, pairs=False),
    _macs(470, "bias-in-macs", "additions of the bias counted", weighted, _biases_added,
          lambda layer, inputs, output: f"adding a bias multiplies nothing: {layer.macs(inputs, output):,} without the "
                                   f"{output.elements:,} additions"),
    _macs(480, "pool-macs", "pooling's operations counted as MACs", pooling,
          lambda right, layer, inputs, output: output.elements * math.prod(layer.kernel),
          lambda layer, inputs, output: f"pooling compares or adds {square(layer.kernel)} numbers and multiplies none: "
                                   f"0 MACs"),
)  # fmt: skip
