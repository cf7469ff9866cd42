"""Max unpooling: numbers put back to where a max pooling layer took its own from (Zeiler & Fergus 2014; SegNet)."""

from typing import Annotated, Any, ClassVar

from convcalc.model.geometry import AxisMap, Spread, Volume, Window
from convcalc.model.layers.base import Layer, LayerError
from convcalc.model.layers.fields import FieldError, FieldType


class Pooled:
    """A max pooling layer whose indices are used, by its name: how it slides, and over what size."""

    __slots__ = ("name", "size", "windows")

    def __init__(self, name: str, windows: tuple[Window, ...], size: tuple[int, ...]) -> None:
        self.name, self.windows, self.size = name, windows, size

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pooled) and self._all == other._all

    def __hash__(self) -> int:
        return hash(self._all)

    def __str__(self) -> str:
        return self.name

    @property
    def _all(self) -> tuple[Any, ...]:
        return self.name, self.windows, self.size


class Pooling(FieldType):
    """The name of a max pooling layer above."""

    named = True

    def read(self, value: Any, rank: int) -> Pooled:
        """The layer, found already. Raises FieldError."""
        if not isinstance(value, Pooled):
            raise FieldError("expected the name of a max pooling layer", "as 'unpool: pool1'")
        return value

    def schema(self) -> dict[str, Any]:
        """A JSON Schema of the values read."""
        return {"type": "string"}


class Unpool(Layer):
    """Max unpooling with the indices of a max pooling layer above: each number goes back to where that one's
    largest was, and all else is 0.

    What comes out is as large as what that layer takes. The indices are kept from there to here, 8 bytes each.
    """

    main: ClassVar = ("of",)
    spatial = any_channels = indexed = True
    any_size = merges = reorders = in_place = view = weighted = linear = normalises = centres = positive = once = False
    keeps = ()
    asked = ""
    family = "pooling"

    of: Annotated[Pooled, Pooling()]

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """As large as what is pooled. Raises LayerError where there is not an index for each number."""
        x, pooled = inputs
        if x != pooled:
            raise LayerError(f"volume {x} has no index for each number: those of {self.of} are {pooled}")
        return Volume(self.of.size, x.channels)

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[AxisMap, ...]:
        """Where a number can have come from: each window of the pooling layer that holds the place."""
        return tuple([Spread(at.kernel, at.stride, at.dilation, at.before, at.after) for at in self.of.windows])
