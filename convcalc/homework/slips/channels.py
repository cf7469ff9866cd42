"""Slips in how many channels come out, how many numbers a flat vector has, and what several volumes make."""

from collections.abc import Callable
from typing import Any

from convcalc.homework.slips.base import SIZED, Formula, Inputs, Kinds, Slip, filtered, of, pooling
from convcalc.model.geometry import Volume
from convcalc.model.layers.convolution import Depthwise
from convcalc.model.layers.dense import Flatten
from convcalc.model.layers.merging import Add, Concat


def _channels(
    order: int, code: str, title: str, on: Kinds, count: Callable[[Any, Volume], int],
    why: Callable[[Any, Volume], str], pairs: bool = True,
) -> Slip:  # fmt: skip
    """A slip that gives the right size and the wrong channels."""

    def output(right: Formula, layer: Any, inputs: Inputs) -> Volume:
        return Volume(right().size, count(layer, inputs[0]))

    return Slip(order, code, title, on, SIZED, (("output", output),), _of_first(why), pairs=pairs)


def _merged(
    order: int, code: str, title: str, cls: type[Add] | type[Concat], total: Callable[[list[int]], int],
    why: Callable[[Any, Volume], str],
) -> Slip:  # fmt: skip
    """A slip that makes the wrong number of channels of several volumes."""

    def join(right: Formula, layer: Any, inputs: Inputs) -> Volume:
        return Volume(inputs[0].size, total([x.channels for x in inputs]))

    return Slip(order, code, title, of(cls), SIZED, (("join", join),), _of_first(why))


def _of_first(why: Callable[[Any, Volume], str]) -> Callable[[Any, Inputs], str]:
    return lambda layer, inputs: why(layer, inputs[0])


def _numbers(layer: Any, x: Volume) -> str:
    return f"a {x} volume holds {'*'.join(map(str, (*x.size, x.channels)))} = {x.elements} numbers"


SLIPS = (
    _channels(200, "channels-kept", "input channels taken for the output's", filtered,
              lambda layer, x: x.channels,
              lambda layer, x: f"each of the {layer.filters} filters makes one channel: "
                               f"{layer.filters}, not {x.channels}"),
    _channels(530, "flatten-forgets-depth", "channels forgotten when flattening", of(Flatten),
              lambda layer, x: x.positions if x.positions > 1 else x.elements, _numbers),
    _channels(540, "flatten-forgets-places", "height and width forgotten when flattening", of(Flatten),
              lambda layer, x: x.channels, _numbers),
    _channels(550, "pool-divides-depth", "pooling of the channels too", pooling,
              lambda layer, x: max(1, x.channels // layer.steps()[0]),
              lambda layer, x: f"pooling works channel by channel: all {x.channels} stay"),
    _channels(560, "filters-times-channels", "filters multiplied by the input channels", filtered,
              lambda layer, x: x.channels * layer.filters,
              lambda layer, x: f"a filter adds up all {x.channels} input channels into one: "
                               f"{layer.filters} channels come out", pairs=False),
    _channels(570, "multiplier-ignored", "channel multiplier ignored", of(Depthwise),
              lambda layer, x: x.channels,
              lambda layer, x: f"each of {x.channels} channels has {layer.multiplier} filters: "
                               f"{x.channels * layer.multiplier} come out"),
    _merged(580, "concat-adds", "concatenation taken for a sum", Concat, max,
            lambda layer, x: "branches that are concatenated lie side by side: their channels add up"),
    _merged(590, "add-concatenates", "a sum taken for a concatenation", Add, sum,
            lambda layer, x: f"numbers at the same place are added: {x.channels} channels stay {x.channels}"),
)  # fmt: skip
