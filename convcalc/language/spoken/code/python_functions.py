"""The functions of Python that code about layers uses, on values that are known. Bounded, and knows no layers."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from convcalc.language.spoken.code.values import LARGEST, LONGEST, OPAQUE, Opaque, filled, is_number, is_plain

MOST_ROUNDS = 500
"""Rounds of a loop: no network has more, and training does."""


def _range(*given: Any) -> Any:
    numbers = range(*given)
    return list(numbers) if len(numbers) <= MOST_ROUNDS else OPAQUE


def _zip(*given: Any) -> Any:
    return [tuple(each) for each in zip(*given)]


def _product(values: Any, *_: Any) -> Any:
    found = math.prod(values)
    return found if abs(found) <= LARGEST else OPAQUE


def _get(table: dict[Any, Any], key: Any, other: Any = None) -> Any:
    return table.get(key, other)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "range": _range,
    "xrange": _range,
    "len": len,
    "zip": _zip,
    "enumerate": lambda values, start=0: list(enumerate(values, start)),
    "reversed": lambda values: list(reversed(values)),
    "list": lambda values=(): list(values),
    "tuple": lambda values=(): tuple(values),
    "dict": lambda values=(), **more: dict(values, **more),
    "int": int,
    "float": float,
    "str": lambda value="": str(value)[:LONGEST],
    "bool": bool,
    "min": min,
    "max": max,
    "sum": lambda values: sum(each for each in values if is_number(each) or each / 0),
    "abs": abs,
    "round": round,
    "sorted": sorted,
    "any": any,
    "all": all,
    "math.floor": math.floor,
    "math.ceil": math.ceil,
    "math.sqrt": math.sqrt,
    "math.log2": math.log2,
    "math.log": math.log,
    "math.prod": _product,
    "math.pow": lambda a, b: a**b if abs(b) <= 64 and abs(a) <= 10**6 else OPAQUE,
    "np.prod": _product,
    "numpy.prod": _product,
    "np.ceil": math.ceil,
    "np.floor": math.floor,
    "np.sqrt": math.sqrt,
    "backend.image_data_format": lambda: "channels_last",
    "K.image_data_format": lambda: "channels_last",
    "backend.image_dim_ordering": lambda: "tf",
    "K.image_dim_ordering": lambda: "tf",
}
"""By name, or by the last two words."""
_SHALLOW = ("len", "zip", "enumerate", "reversed", "list", "tuple", "dict")
"""Those that do not look into what they are given."""
METHODS: dict[type, dict[str, Callable[..., Any]]] = {
    list: {
        "append": list.append, "extend": list.extend, "insert": list.insert, "pop": list.pop, "index": list.index,
        "copy": list.copy, "reverse": list.reverse, "count": list.count,
    },
    tuple: {"index": tuple.index, "count": tuple.count},
    dict: {
        "items": lambda table: [*table.items()], "keys": lambda table: [*table], "get": _get, "update": dict.update,
        "values": lambda table: [*table.values()], "copy": dict.copy, "pop": dict.pop, "setdefault": dict.setdefault,
    },
    str: {
        "upper": str.upper, "lower": str.lower, "startswith": str.startswith, "endswith": str.endswith,
        "split": str.split, "strip": str.strip, "isdigit": str.isdigit,
        "format": lambda text, *given: filled(text.format, *given),
    },
}  # fmt: skip
"""Methods by what has them."""
GROWING = ("append", "extend", "insert", "update", "pop", "setdefault", "reverse", "add", "add_module", "add_sublayer",
           "register_module", "setattr")  # fmt: skip
"""Those that change it."""


def function_of_python(words: Sequence[str]) -> Callable[..., Any] | None:
    """The function of a dotted name; None where it is none of these."""
    name = ".".join(words[-2:])
    if name not in FUNCTIONS:
        return None
    function = FUNCTIONS[name]
    return function if name in _SHALLOW else lambda *given, **named: _looked_into(function, given, named)


def _looked_into(function: Callable[..., Any], given: Sequence[Any], named: dict[str, Any]) -> Any:
    return function(*given, **named) if is_plain([*given, *named.values()]) else OPAQUE


def worked_out(function: Callable[..., Any], given: list[Any], named: dict[str, Any]) -> Any:
    """What a function gives; OPAQUE where it does not know its arguments, or they are not for it."""
    if any(isinstance(each, Opaque) for each in [*given, *named.values()]):
        return OPAQUE
    try:
        found = function(*given, **named)
    except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError, RecursionError):
        return OPAQUE
    if isinstance(found, (int, float)):
        return found if is_number(found) else OPAQUE
    return found if not isinstance(found, (list, tuple, str)) or len(found) <= LONGEST else OPAQUE


def is_of(value: Any, name: str) -> bool | None:
    """Whether a plain value is of a class of Python; None where that is not known."""
    types = {"int": int, "float": float, "str": str, "list": list, "tuple": tuple, "dict": dict, "bool": bool}
    return isinstance(value, types[name]) if name in types and is_plain(value) else None
