"""Field types: each turns a plain value of a spec into a checked one. Knows no layers and no YAML.

A kind writes `kernel: Kernel`; the type knows how many numbers that takes, the least, the words, and the messages.
"""

import re
from typing import Annotated, Any, Literal

from convcalc.document.scalars import EXACT
from convcalc.document.wording import nearest, shown
from convcalc.model.geometry import AXES
from convcalc.model.geometry.volume import LARGEST

SIZES = re.compile(r"\d{1,18}(x\d{1,18})+")
"""Numbers joined by x: a size per axis, or a volume."""

MISSING: Any = type("Missing", (), dict.fromkeys(("__repr__", "__reduce__"), lambda self: "MISSING"))()
"""In the place of a default where a value must be given."""


class FieldError(Exception):
    """Why a value cannot stand in a field, and what would help."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help
        self.field = ""
        """Which field of a layer; empty where it is none."""


def sizes(text: str) -> list[int]:
    """The numbers of `3x3` or `224x224x3`."""
    return [int(number) for number in text.split("x")]


class FieldType:
    """How one kind of value is read."""

    words: tuple[str, ...] = ()
    """Strings taken as they are; any other string is an expression."""
    ordered = False
    """It lists what belongs to the sizes and the channels of a volume."""
    named = False
    """It is the name of a layer above."""

    def read(self, value: Any, rank: int) -> Any:
        """The checked value for a volume of `rank` axes. Raises FieldError."""
        raise NotImplementedError

    def schema(self) -> dict[str, Any]:
        """A JSON Schema (draft-07) of what a spec may hold here. A string can be an expression, so any is taken."""
        raise NotImplementedError

    def default(self, value: Any, rank: int) -> Any:
        """A kind's default, as it stands for `rank` axes."""
        return value

    def meaning(self) -> str:
        """What a value of it is, in a sentence: its docstring, with its own bounds and words."""
        return (self.__doc__ or "").split("\n")[0].format(**vars(self))


def integer(value: Any, least: int) -> int:
    """A whole number, at least `least`. A truth is not one, and 2.5 is never rounded."""
    if type(value) is int and least <= value <= LARGEST:
        return value
    if isinstance(value, float) and value.is_integer() and not EXACT <= abs(value) <= LARGEST:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise FieldError(f"expected a whole number, not {shown(value)}", _whole_help(value))
    if value < least:
        raise FieldError(f"expected at least {least}, not {shown(value)}")
    if value > LARGEST:
        raise FieldError(f"{shown(value)} is too large")
    return value


def _whole_help(value: Any) -> str:
    """What would help in the place of a value that is no whole number."""
    if not isinstance(value, float) or not abs(value) < LARGEST:
        return ""
    if abs(value) < EXACT:
        return "write round, floor or ceil where you mean it"
    return "a float of this size has lost digits: give a whole number"


class Integer(FieldType):
    """A whole number, at least {least}."""

    def __init__(self, least: int) -> None:
        self.least = least

    def read(self, value: Any, rank: int) -> int:
        """The value, checked. Raises FieldError."""
        return integer(value, self.least)

    def schema(self) -> dict[str, Any]:
        """A JSON Schema of the values read."""
        return {"type": ["integer", "string"], "minimum": self.least}


def _pairs(value: Any, rank: int) -> str:
    """The form of sides, where as many numbers are given as `rank` axes have sides."""
    if not isinstance(value, list) or len(value) != 2 * rank:
        return ""
    pairs = ", ".join(f"[{shown(value[k])}, {shown(value[k + 1])}]" for k in range(0, len(value), 2))
    return f"sides are pairs, before and after for each axis: [{pairs}]"


class PerAxis(FieldType):
    """A whole number for each axis, at least {least}; one stands for all."""

    def __init__(self, least: int) -> None:
        self.least = least

    def read(self, value: Any, rank: int) -> tuple[int, ...]:
        """The value, checked. Raises FieldError."""
        if not isinstance(value, list):
            return (integer(value, self.least),) * rank
        if len(value) != rank:
            many = f"one number, or one for each of {rank} axes" if rank > 1 else "one number for the only axis"
            raise FieldError(f"expected {many}, not {len(value)}")
        return tuple([integer(element, self.least) for element in value])

    def default(self, value: Any, rank: int) -> Any:
        """The default, once for each axis."""
        return value * rank

    def schema(self) -> dict[str, Any]:
        """A JSON Schema of the values read."""
        each = Integer(self.least).schema()
        return {"anyOf": [each, {"type": "array", "items": each, "minItems": 1, "maxItems": 3}]}


class Padding(FieldType):
    """Padding: {_form}."""

    def __init__(self, *words: str, none: str = "") -> None:
        self.words = words
        self._none = none
        """The word for no padding; the others are kept."""
        self._form = " or ".join(["a number, one per axis, {before: , after: }", *words])
        self._each = PerAxis(0)

    def read(self, value: Any, rank: int) -> Any:
        """The value, checked. Raises FieldError."""
        if isinstance(value, str) and value in self.words:
            return ((0, 0),) * rank if value == self._none else value
        if isinstance(value, dict):
            return self._sides(value, rank)
        if isinstance(value, list) and any(isinstance(element, (list, dict)) for element in value):
            return self._each_axis(value, rank)
        if isinstance(value, (str, type(None))):
            raise FieldError(f"expected {self._form}, not {shown(value)}")
        try:
            each = self._each.read(value, rank)
        except FieldError as error:
            error.help = error.help or _pairs(value, rank)
            raise
        return tuple(zip(each, each, strict=True))

    def _sides(self, value: dict[str, Any], rank: int) -> tuple[tuple[int, int], ...]:
        for key in value:
            if key not in ("before", "after"):
                raise FieldError(f"padding has no {key!r}", nearest(key, ("before", "after")) or "write before, after")
        before, after = (self._each.read(value.get(key, 0), rank) for key in ("before", "after"))
        return tuple(zip(before, after, strict=True))

    def _each_axis(self, value: list[Any], rank: int) -> tuple[tuple[int, int], ...]:
        if len(value) != rank:
            raise FieldError(f"expected padding for each of {rank} axes, not {len(value)}")
        pairs: list[tuple[int, int]] = []
        for element in value:
            if isinstance(element, list) and len(element) == 2:
                pairs.append((integer(element[0], 0), integer(element[1], 0)))
            else:
                pairs += self.read(element, 1)
        return tuple(pairs)

    def default(self, value: Any, rank: int) -> Any:
        """The default, once for each axis."""
        return value * rank

    def schema(self) -> dict[str, Any]:
        """A JSON Schema of the values read."""
        one, sides = Integer(0).schema(), self._each.schema()
        pair = {"type": "array", "items": one, "minItems": 1, "maxItems": 2}
        mapping = {"type": "object", "properties": {"before": sides, "after": sides}, "additionalProperties": False}
        axes = {"type": "array", "items": {"anyOf": [one, pair, mapping]}, "minItems": 1, "maxItems": 3}
        return {"anyOf": [*([{"enum": list(self.words)}] if self.words else []), one, axes, mapping]}


class SizesOf(PerAxis):
    """A whole number for each axis, at least {least}; one stands for all; or the name of a layer with these sizes."""


class Flag(FieldType):
    """True or false."""

    def read(self, value: Any, rank: int) -> bool:
        """The value, checked. Raises FieldError."""
        if not isinstance(value, bool):
            raise FieldError(f"expected true or false, not {shown(value)}")
        return value

    def schema(self) -> dict[str, Any]:
        """A JSON Schema of the values read."""
        return {"type": ["boolean", "string"]}


class Real(FieldType):
    """A number from {least:g} to {most:g}."""

    def __init__(self, least: float, most: float = LARGEST) -> None:
        self.least, self.most = least, most

    def read(self, value: Any, rank: int) -> float:
        """The value, checked. Raises FieldError."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise FieldError(f"expected a number, not {shown(value)}")
        if not self.least <= value <= self.most:
            raise FieldError(f"expected a number from {self.least:g} to {self.most:g}, not {shown(value)}")
        return value

    def schema(self) -> dict[str, Any]:
        """A JSON Schema of the values read."""
        return {"type": ["number", "string"], "minimum": self.least, "maximum": self.most}


class Choice(FieldType):
    """{told}."""

    def __init__(self, *words: str, **also: str) -> None:
        self.choices = words
        self.also = also
        self.words = (*words, *also)
        self.told = " or ".join(words) + "".join(f"; {word} is {meant}" for word, meant in also.items())

    def read(self, value: Any, rank: int) -> str:
        """The value, checked. Raises FieldError."""
        if value not in self.words:
            help = nearest(value, self.words) if isinstance(value, str) else ""
            raise FieldError(f"expected {' or '.join(self.choices)}, not {shown(value)}", help)
        return self.also.get(value) or str(value)

    def schema(self) -> dict[str, Any]:
        """A JSON Schema of the values read."""
        return {"anyOf": [{"enum": list(self.words)}, {"type": "string"}]}


class Axes(FieldType):
    """A list of all axes of the volume and of channels, in a new order."""

    words = ("depth", "height", "width", "length", "channels")
    ordered = True

    def read(self, value: Any, rank: int) -> tuple[int, ...]:
        """The value, checked. Raises FieldError."""
        names = (*AXES.get(rank, ()), "channels")
        if not isinstance(value, list) or sorted(map(str, value)) != sorted(names):
            raise FieldError(f"expected a list of {', '.join(names)} in the new order", f"as [{', '.join(names)}]")
        return tuple(names.index(name) for name in value)

    def schema(self) -> dict[str, Any]:
        """A JSON Schema of the values read."""
        return {"type": "array", "items": {"enum": list(self.words)}, "minItems": 2, "maxItems": 4, "uniqueItems": True}


class Shape(FieldType):
    """A volume: a size per axis, then channels; in specs with `order: channels_first`, the channels first."""

    ordered = True

    def read(self, value: Any, rank: int) -> tuple[int, ...]:
        """The value, checked. Raises FieldError."""
        values = value if isinstance(value, list) else [value]
        if not 1 <= len(values) <= 4:
            raise FieldError(f"expected up to three sizes and the channels, not {len(values)} numbers", "as 7x7x512")
        return tuple(integer(element, 1) for element in values)

    def schema(self) -> dict[str, Any]:
        """A JSON Schema of the values read."""
        each = Integer(1).schema()
        return {"anyOf": [each, {"type": "array", "items": each, "minItems": 1, "maxItems": 4}]}


Count = Annotated[int, Integer(1)]
Kernel = Annotated[tuple[int, ...], PerAxis(1)]
Stride = Annotated[tuple[int, ...], PerAxis(1)]
Dilation = Annotated[tuple[int, ...], PerAxis(1)]
AxisSizes = Annotated[tuple[int, ...], SizesOf(1)]
Sides = Annotated[tuple[tuple[int, int], ...], Padding()]
PadSides = Annotated[tuple[tuple[int, int], ...] | Literal["same"], Padding("same", "valid", "half", none="valid")]
SpreadSides = Annotated[tuple[tuple[int, int], ...] | Literal["same", "valid"], Padding("same", "valid")]
Switch = Annotated[bool, Flag()]
Rate = Annotated[float, Real(0, 1)]
Coefficient = Annotated[float, Real(-1e9, 1e9)]  # kept so that specs can be copied from code: it costs nothing
AxisOrder = Annotated[tuple[int, ...], Axes()]
VolumeShape = Annotated[tuple[int, ...], Shape()]
