"""What a layer is in Keras: one call after another, each on what came out of the one before. Knows no kinds."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from convcalc.document.records import NamedTuple

Style = Literal["layer", "function", "slice"]


class KerasStep(NamedTuple):
    """One call, of which only values may differ between the calls of a block."""

    head: str
    """What is called: `layers.Conv2D`, `ops.mean`, a helper by its name."""
    values: tuple[tuple[str, Any], ...]
    """What it is given, in order, each with its name."""
    positional: int
    """How many of them it takes by position."""
    style: Style = "layer"
    """A layer is made and then called; a function is called with what goes in first; a slice is an index."""
    learns: bool = False
    """It holds weights or statistics, and so has a name."""
    optional: bool = False
    """In some calls of the block it is there for nothing."""
    around: str = ""
    """What the layer is wrapped in."""


KerasSteps = tuple[KerasStep, ...]
"""A layer as calls; none where it gives out what it takes in."""

USUAL = {
    "strides": 1, "dilation_rate": 1, "groups": 1, "depth_multiplier": 1, "use_bias": True, "scale": True,
    "center": True, "return_sequences": False, "reset_after": True, "keepdims": False, "shift": (), "axis": -1,
    "transposed": False, "trainable": True, "pad": 0,
}  # fmt: skip
"""What calls have by themselves: it is not written."""


def layer(head: str, by: Mapping[str, Any] | None = None, *, learns: bool = False, **named: Any) -> KerasStep:
    """A layer of Keras, with values by position and by name."""
    return KerasStep(f"layers.{head}", _values(by, named), len(by or ()), "layer", learns)


def own(head: str, by: Mapping[str, Any] | None = None, *, learns: bool = True, **named: Any) -> KerasStep:
    """A layer of a class that the file has itself."""
    return KerasStep(head, _values(by, named), len(by or ()), "layer", learns)


def function(head: str, by: Mapping[str, Any] | None = None, **named: Any) -> KerasStep:
    """A function of the volume, and of what else it is given."""
    return KerasStep(head, _values(by, named), len(by or ()), "function")


def channels(start: int, stop: int) -> KerasStep:
    """Some of the channels."""
    return KerasStep("", (("start", start), ("stop", stop)), 2, "slice")


def _values(by: Mapping[str, Any] | None, named: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return (*(by or {}).items(), *named.items())


def per_axis(values: Sequence[Any]) -> Any:
    """A value for each axis, as Keras takes it: one where all are alike, and where there is one axis."""
    return values[0] if values.count(values[0]) == len(values) else tuple(values)


def sides(values: Sequence[tuple[int, int]]) -> Any:
    """What is put before and after each axis, as Keras' padding takes it."""
    if all(before == after for before, after in values):
        return per_axis([before for before, _ in values])
    return values[0] if len(values) == 1 else tuple(values)
