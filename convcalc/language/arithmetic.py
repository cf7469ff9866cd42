"""What the numbers of specs can do: operators and functions, each bounded. Knows no texts and no names."""

import ast
import math
import operator
from collections.abc import Callable
from typing import Any

from convcalc.model.geometry.volume import LARGEST


def bounded(value: Any) -> Any:
    """A value as it is. Raises OverflowError for a number that is too large."""
    if isinstance(value, (int, float)) and not -LARGEST <= value <= LARGEST:
        raise OverflowError
    return value


def number(value: Any) -> Any:
    """A number as it is. Raises TypeError for anything else, truths too."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError
    return value


def _divide(left: Any, right: Any) -> Any:
    """`/`: an exact integer where the division comes out, else a float."""
    if isinstance(left, int) and isinstance(right, int) and left % right == 0:
        return left // right
    return left / right


def _power(base: Any, exponent: Any) -> Any:
    if abs(exponent) > 64 and abs(base) > 1:
        raise OverflowError
    if isinstance(base, int) and abs(base) > LARGEST:
        raise OverflowError
    value = base**exponent
    if isinstance(value, complex):
        raise ValueError
    return value


def _round(value: Any, digits: int = 0) -> Any:
    if abs(digits) > 18:
        raise OverflowError
    return round(value, digits) if digits else round(value)


def _sum(values: list[Any]) -> Any:
    return sum(values)  # and no start: adding lists would let them grow


def _divisible(value: float, by: int) -> int:
    """The nearest multiple of `by`, at least `by` and at least 90% of the value: MobileNet's rule for channels."""
    near = max(by, int(value + by / 2) // by * by)
    return near if near >= 0.9 * value else near + by


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "min": min, "max": max, "round": _round, "ceil": math.ceil, "floor": math.floor,
    "sum": _sum, "len": len, "divisible": _divisible,
}  # fmt: skip
BINARY: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: _divide,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod, ast.Pow: _power,
}  # fmt: skip
COMPARE: dict[type, Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.In: lambda left, right: left in right, ast.NotIn: lambda left, right: left not in right,
}  # fmt: skip
