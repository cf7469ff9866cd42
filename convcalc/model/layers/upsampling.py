"""Upsampling by a factor, kept exactly, or to a size."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from convcalc.document.scalars import Ratio
from convcalc.model.geometry import LARGEST, Resample, Volume
from convcalc.model.layers.base import Fault, LayerError
from convcalc.model.layers.fields import AxisSizes, Choice, FieldError, PerAxis, Switch
from convcalc.model.layers.rearranging import Rearranging

Mode = Annotated[
    str,
    Choice("nearest", "linear", "cubic", bilinear="linear", trilinear="linear", bicubic="cubic"),
]


class Factors(PerAxis):
    """A factor for each axis, exactly: a whole number, a decimal as 1.8, a fraction as 1/3; one stands for all."""

    def read(self, value: Any, rank: int) -> tuple[Any, ...]:
        """The value, checked; what is not whole as the fraction that it is. Raises FieldError."""
        values = value if isinstance(value, list) else [value] * rank
        if small := [each for each in values if type(each) is int and each < 1]:
            raise FieldError(f"expected a factor above 0, not {small[0]}")
        whole = super().read([1 if isinstance(each, float) else each for each in values], rank)
        return tuple(_exact(each) if isinstance(each, float) else one for each, one in zip(values, whole))

    def schema(self) -> dict[str, Any]:
        """A JSON Schema of the values read."""
        each = {"type": ["number", "string"], "exclusiveMinimum": 0}
        return {"anyOf": [each, {"type": "array", "items": each, "minItems": 1, "maxItems": 3}]}


def _exact(value: float) -> int | Ratio:
    """A factor as it was written. Raises FieldError for one that is worked out, and has lost digits."""
    if isinstance(value, Ratio):
        above, below = value.above, value.below
    elif value.is_integer():
        above, below = int(value), 1
    else:
        digits, _, power = repr(value).partition("e")
        whole, _, rest = digits.partition(".")
        if len((whole + rest).strip("-0")) > 15:
            raise FieldError(f"{value} has lost digits", "write a fraction of whole numbers, as 2/3")
        places = len(rest) - int(power or 0)
        above, below = int(whole + rest) * 10 ** max(0, -places), 10 ** max(0, places)
    if not 0 < above <= LARGEST or below > LARGEST:
        raise FieldError(f"expected a factor above 0, not {value}" if value <= 0 else f"{value} is too large or small")
    return above if below == 1 else Ratio(above, below)


class Upsample(Rearranging):
    """Interpolation by a factor, or to a given size; a factor below 1 makes the volume smaller.

    Where the size times the factor is not whole, `round` says what it becomes: `floor`, as in PyTorch, `ceil`, or
    `round` (halves to even). Outputs look at the input in the factor's own steps, as in PyTorch.
    """

    main: ClassVar = ("factor",)
    spatial = True

    factor: Annotated[tuple[int | Ratio, ...], Factors(1)] = ()
    size: AxisSizes = ()
    mode: Mode = "nearest"
    align_corners: Switch = False
    round: Annotated[str, Choice("floor", "ceil", "round")] = "floor"

    def check(self, inputs: tuple[Volume, ...]) -> Iterator[Fault]:
        """A factor or a size, not both; and only what is weighted has corners to align."""
        if self.factor and self.size:
            yield Fault("size", "give a factor or a size, not both")
        if self.align_corners and self.mode == "nearest":
            yield Fault("align_corners", "nearest takes no align_corners", "choose mode linear or cubic")

    def windows(self, inputs: tuple[Volume, ...]) -> tuple[Resample, ...]:
        """One interpolation an axis."""
        if self.size:
            return tuple(Resample(m, self.mode, self.align_corners) for m in self.size)
        return tuple(self._by(factor, n) for n, factor in zip(inputs[0].size, self.factor))

    def _by(self, factor: int | Ratio, n: int) -> Resample:
        if isinstance(factor, int):
            return Resample(n * factor, self.mode, self.align_corners)
        above, below = factor.above, factor.below
        out = n * above // below if self.round == "floor" else -(-n * above // below)
        if self.round == "round":
            out = (2 * n * above + below) // (2 * below)
            if 2 * n * above + below == 2 * below * out and out % 2:
                out = out - 1
        return Resample(out, self.mode, self.align_corners, (below, above))

    def output(self, inputs: tuple[Volume, ...]) -> Volume:
        """The input's size times the factor, or the size asked for."""
        if not self.factor and not self.size:
            raise LayerError("upsample needs a factor or a size", help="as 'upsample: 2'", names_kind=True)
        size = tuple(window.out for window in self.windows(inputs))
        if min(size) < 1:
            raise LayerError(f"nothing is left of volume {inputs[0]}", "factor", "use a larger factor, or round: ceil")
        return Volume(size, inputs[0].channels)

    def operations(self, inputs: tuple[Volume, ...], output: Volume) -> int:
        """None for nearest; a multiplication and an addition a number read for the others."""
        reads = {"nearest": 0, "linear": 2, "cubic": 4}[self.mode]
        return 2 * output.elements * reads**output.rank if reads else 0
