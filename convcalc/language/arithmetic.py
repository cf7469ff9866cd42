"""What the numbers of specs can do: operators and functions, each bounded. Knows no texts and no names."""

import ast
import math
import operator
from collections.abc import Callable
from typing import Any

from convcalc.document.scalars import EXACT, Ratio
from convcalc.model.geometry.volume import LARGEST


class InexactError(ArithmeticError):
    """A number with a fraction, or what was made with one, is too large to keep all of its digits."""


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


def _exactly(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """An operator that raises InexactError where a float would lose whole numbers."""

    def compute(left: Any, right: Any) -> Any:
        if type(left) is int and type(right) is int:
            value = function(left, right)
            if type(value) is int and -LARGEST <= value <= LARGEST:
                return value
        else:
            value = function(number(left), number(right))
        bounded(value)
        if isinstance(value, float) and (_large(left) or _large(right) or _large(value)):
            raise InexactError
        return value

    return compute


def _large(value: Any) -> bool:
    return not -EXACT <= value <= EXACT


def _divide(left: Any, right: Any) -> Any:
    """`/`: an exact integer where the division comes out, else a float; of whole numbers, one that keeps them."""
    if isinstance(left, int) and isinstance(right, int):
        return Ratio(left, right) if left % right else left // right
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
    total = sum(values)  # and no start: adding lists would let them grow
    if isinstance(total, float) and any(map(_large, [*values, total])):
        raise InexactError
    return total


def _divisible(value: float, by: int) -> int:
    """The nearest multiple of `by`, at least `by` and at least 90% of the value: MobileNet's rule for channels."""
    if isinstance(value, int) and isinstance(by, int):
        near = max(by, (value + by // 2) // by * by)
        return near if 10 * near >= 9 * value else near + by
    near = max(by, int(value + by / 2) // by * by)
    return near if near >= 0.9 * value else near + by


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "min": min, "max": max, "round": _round, "ceil": math.ceil, "floor": math.floor,
    "sum": _sum, "len": len, "divisible": _divisible,
}  # fmt: skip
BINARY: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: _exactly(operator.add), ast.Sub: _exactly(operator.sub), ast.Mult: _exactly(operator.mul),
    ast.Div: _exactly(_divide), ast.FloorDiv: _exactly(operator.floordiv), ast.Mod: _exactly(operator.mod),
    ast.Pow: _exactly(_power),
}  # fmt: skip
COMPARE: dict[type, Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
    ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.In: lambda left, right: left in right, ast.NotIn: lambda left, right: left not in right,
}  # fmt: skip
ALLOWED = "there are + - * / // % **, comparisons, and or not, a if c else b, lists, min max round ceil floor"
"""What messages say of it."""
OUTSIDE: dict[type, str] = {
    ast.BitXor: "^", ast.BitAnd: "&", ast.BitOr: "|", ast.LShift: "<<", ast.RShift: ">>", ast.MatMult: "@",
    ast.Lambda: "a function", ast.Dict: "a mapping", ast.Set: "a set", ast.JoinedStr: "a formatted text",
    ast.ListComp: "a comprehension", ast.SetComp: "a comprehension", ast.DictComp: "a comprehension",
    ast.GeneratorExp: "a comprehension", ast.Slice: "a slice", ast.Starred: "* before a value",
}  # fmt: skip
CONSTANTS = {"true": True, "false": False, "same": "same", "valid": "valid"}
TAKEN = {*CONSTANTS, *FUNCTIONS, "x", "i"}
"""What no variable and no parameter can be called."""
