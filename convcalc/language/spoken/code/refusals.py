"""What a call says that no layer here does: told, and never passed over. Knows arguments by their settings."""

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from convcalc.document.records import NamedTuple
from convcalc.language.spoken.code.classes import LayerClass
from convcalc.language.spoken.code.source import CodeText
from convcalc.language.spoken.kind_names import CONV, DEPTHWISE, TRANSPOSED

ONLY = "="
"""Before the only value of an argument that is read: `=True`."""


class GivenArgument(NamedTuple):
    """An argument as it is given."""

    value: Any
    node: ast.expr


class NotTaken(NamedTuple):
    """Why a call is not read: of an argument, or of all."""

    message: str
    argument: GivenArgument | None = None
    help: str = ""


def refuse(code: CodeText, call: ast.Call, cls: LayerClass, given: Mapping[str, GivenArgument]) -> None:
    """Stop where the layer would be another than its kind. Raises WordsError."""
    for message, argument, help in _refusals(cls, given):
        raise code.fault(message, argument.node if argument else call, help)


def is_only(field: str, value: Any) -> bool:
    """Whether a value is the only one that is read of an argument; several axes have it each.

    >>> is_only("=True", True), is_only("=1", (1, 1)), is_only("=None", 4)
    (True, True, False)
    """
    numbers = value if isinstance(value, (list, tuple)) else [value]
    return all(f"{ONLY}{each}" == field for each in numbers)


def _refusals(cls: LayerClass, given: Mapping[str, GivenArgument]) -> Iterator[NotTaken]:
    data, axis = given.get("data"), given.get("axis")
    first = data is not None and str(data.value).lower().startswith(("channels_first", "nc", "th"))
    if data and data.value is not None and first != (cls.tool == "torch"):
        order = "channels first" if first else "channels last"
        yield NotTaken(f"{order} are not read here", data, "write the volume as the library has it, and leave this out")
    if axis and axis.value not in (-1, 3, [-1], [3]):
        yield NotTaken("another axis than the channels is not read", axis)
    if _value(given, "start", 1) != 1 or _value(given, "end", -1) != -1:
        yield NotTaken("other axes than all are not read")
    yield from _of_padding(cls, given)


def _of_padding(cls: LayerClass, given: Mapping[str, GivenArgument]) -> Iterator[NotTaken]:
    """Words and numbers for padding that the library does not take, or takes otherwise."""
    pad, names = given.get("pad"), {each.name for each in cls.parameters}
    both = all(not _is_all(_value(given, field, 1), 1) for field in ("dilation", "stride"))
    if both and "dilation_rate" in names and cls.kind != DEPTHWISE:
        yield NotTaken("Keras has no strides with a dilation", given["dilation"])
    if pad is None:
        return
    plain = cls.tool == "torch" and "data" not in {each.field for each in cls.parameters}
    if isinstance(pad.value, str) and cls.tool == "torch" and (cls.kind == TRANSPOSED or (plain and cls.kind != CONV)):
        yield NotTaken(f"padding is numbers here, not {pad.value!r}", pad)
    if plain and pad.value == "same" and not _is_all(_value(given, "stride", 1), 1):
        yield NotTaken("PyTorch has no padding='same' with a stride", pad, "write the padding in numbers")
    if cls.kind == TRANSPOSED and "features" in names and not isinstance(pad.value, str):
        yield NotTaken("numbers for Flax's padding of a transposed convolution are not read", pad, "as padding='SAME'")
    if pad.value == "causal" and cls.axes != 1:
        yield NotTaken("causal padding is of one axis", pad)
    kernel, dilation = _value(given, "kernel", 0), _value(given, "dilation", 1)
    numbers = [type(each) is int for each in (kernel, dilation, pad.value)]
    if plain and cls.kind.endswith("pool") and all(numbers) and 2 * pad.value > dilation * (kernel - 1) + 1:
        yield NotTaken(f"PyTorch pads a pooling by half of its kernel at most, and {pad.value} is more", pad)


def _value(given: Mapping[str, GivenArgument], field: str, usual: Any) -> Any:
    return given[field].value if field in given else usual


def _is_all(value: Any, number: int) -> bool:
    return all(each == number for each in (value if isinstance(value, list) else [value]))
