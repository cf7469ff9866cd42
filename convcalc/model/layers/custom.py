"""A layer that convcalc does not know: what its author states of it counts, and nothing is made up."""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Any, ClassVar

from convcalc.document.wording import is_line, shown
from convcalc.model.geometry import Anywhere, Volume
from convcalc.model.layers.base import Layer, LayerError, Tensor
from convcalc.model.layers.fields import FieldError, FieldType, Integer, Switch, VolumeShape

UNSTATED = -1
"""In the place of a figure that nobody states."""


LONGEST_TEXT = 100


class _Any(tuple[str, ...]):
    """Words of which every text is one."""

    __slots__ = ()

    def __contains__(self, word: object) -> bool:
        return True


class FreeText(FieldType):
    """A text, taken as it is."""

    words = _Any(("...",))

    def read(self, value: Any, rank: int) -> str:
        """The value, checked. Raises FieldError."""
        if not isinstance(value, str) or not is_line(value) or not 0 < len(value) <= LONGEST_TEXT:
            raise FieldError(f"expected a text of up to {LONGEST_TEXT} characters, not {shown(value)}")
        return value

    def schema(self) -> dict[str, Any]:
        """A JSON Schema of the values read."""
        return {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}


class Custom(Layer):
    """A layer of your own: the volume that comes out, and where you state them, its parameters and MACs.

    What is not stated counts as nothing, and the totals say that they leave it out. `op` is what it is called where
    it comes from; where nobody states its volume, no figure goes further. With `each` it works on each number alone,
    and what comes out is as large as what comes in. It reads as many volumes as `from` names.
    """

    main: ClassVar = ("volume",)
    flags: ClassVar = {"each": ("each", True)}
    takes: ClassVar = tuple(range(1, 101))
    text = "op"
    any_size = any_channels = spatial = merges = reorders = in_place = view = weighted = linear = False
    normalises = centres = positive = once = False
    keeps = ()
    asked = ""
    family = "other"

    volume: VolumeShape = ()
    params: Annotated[int, Integer(0)] = UNSTATED
    multiply_accumulates: Annotated[int, Integer(0)] = UNSTATED
    each: Switch = False
    op: Annotated[str, FreeText()] = ""

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[Anywhere, ...]:
        """Nobody knows: at most the whole input; with `each`, its own position."""
        return () if self.each else (Anywhere(),)

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """As stated, or with `each` that of what comes in. Raises LayerError where it is not."""
        if self.each and not self.volume:
            return inputs[0]
        if not self.volume and self.op:
            message = f"what comes out of {shown(self.op)} is not known, and nothing after it can be told"
            raise LayerError(message, "op", names_kind=True)
        if not self.volume:
            raise LayerError("custom needs volume", help="as 'custom: 7x7x512'", names_kind=True)
        return Volume(self.volume[:-1], self.volume[-1])

    def weights(self, inputs: tuple[Volume, ...]) -> tuple[Tensor, ...]:
        """As many numbers as stated."""
        return (Tensor("weight", (self.params,)),) if self.params > 0 else ()

    def macs(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """As stated."""
        return max(0, self.multiply_accumulates)

    def unstated(self) -> tuple[str, ...]:
        """The figures that are not known of it."""
        stated = {"params": self.params, "macs": self.multiply_accumulates}
        return (*(figure for figure, number in stated.items() if number == UNSTATED), "saved")


def op_of(layer: Layer) -> str:
    """What a layer that convcalc does not know is called where it comes from; empty for any other."""
    return layer.op if isinstance(layer, Custom) else ""


def called(layers: Iterable[tuple[str, Layer]]) -> list[str]:
    """What layers are called where they come from, with how many there are; those without such a name by their path."""
    ops = [(path, op_of(layer)) for path, layer in layers]
    counts = Counter(op for _, op in ops if op)
    return [f"{count:,} {op}" for op, count in counts.items()] + [path for path, op in ops if not op]
