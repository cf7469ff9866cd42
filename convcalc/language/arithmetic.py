"""What expressions compute: Python's tree of one turned into closures, by a white list. Reads no text and no names.

Every intermediate number is bounded, so no expression can grow without end. Whole numbers can be left open: expressions
that differ in nothing else share what they are compiled to.
"""

import ast
import math
import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from convcalc.document.scalars import EXACT, Ratio
from convcalc.document.wording import nearest, shown
from convcalc.model.geometry import Volume
from convcalc.model.geometry.volume import LARGEST
from convcalc.model.layers import KINDS

Env = Mapping[str, Any]
Numbers = tuple[int, ...]
Thunk = Callable[[Env, Volume | None, Numbers], Any]
"""What an expression is compiled to: its value from the names around it, the current volume, and open numbers."""


class Gap(int):
    """Stands in a tree for one of the numbers: which of them it is."""


class ExpressionError(Exception):
    """What is wrong with an expression, and what would help."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help


class NoVolumeError(ExpressionError):
    """The current volume is asked for where none is known."""


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
    if (abs(exponent) > 64 and abs(base) > 1) or (isinstance(base, int) and abs(base) > LARGEST):
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


def compile_node(node: ast.expr) -> Thunk:
    """What a tree computes. Raises ExpressionError where it uses more than the white list."""
    compiler = _COMPILERS.get(type(node))
    if compiler is None:
        what = OUTSIDE.get(type(node), "this")
        raise ExpressionError(f"{what} is not part of the arithmetic of specs", ALLOWED)
    return compiler(node)


def _compile_constant(node: ast.Constant) -> Thunk:
    value = node.value
    if isinstance(value, Gap):
        which = int(value)
        return lambda env, x, n: n[which]
    if not isinstance(value, (bool, int, float, str)) or (isinstance(value, (int, float)) and abs(value) > LARGEST):
        number = isinstance(value, (int, float))
        raise ExpressionError(f"{shown(value)} is {'too large' if number else 'not a number that a spec can use'}")
    return lambda env, x, n: value


def _compile_name(node: ast.Name) -> Thunk:
    name = node.id
    if name in CONSTANTS:
        value = CONSTANTS[name]
        return lambda env, x, n: value
    if name == "x":
        return _the_volume

    def look_up(env: Env, x: Volume | None, n: Numbers) -> Any:
        try:
            return env[name]
        except KeyError:
            if name in KINDS:  # an argument can be a layer: `act: silu`
                return name
            raise unknown_name(name, [*env, *getattr(env, "behind", ())]) from None

    return look_up


def _the_volume(env: Env, x: Volume | None, n: Numbers) -> Volume:
    if x is None:
        raise unknown_name("x", env)
    return x


def unknown_name(name: str, known: Iterable[str]) -> ExpressionError:
    """The error for a name that nothing defines."""
    from convcalc.language.advice import on_name

    return (NoVolumeError if name == "x" else ExpressionError)(f"unknown name {shown(name)}", on_name(name, known))


def _compile_binary(node: ast.BinOp) -> Thunk:
    function = BINARY.get(type(node.op))
    if function is None:
        help = "a power is written **" if isinstance(node.op, ast.BitXor) else ALLOWED
        raise ExpressionError(f"{OUTSIDE[type(node.op)]} is not part of the arithmetic of specs", help)
    left, right = compile_node(node.left), compile_node(node.right)
    return lambda env, x, n: function(left(env, x, n), right(env, x, n))


def _compile_unary(node: ast.UnaryOp) -> Thunk:
    operand = compile_node(node.operand)
    if isinstance(node.op, ast.Not):
        return lambda env, x, n: not operand(env, x, n)
    if isinstance(node.op, ast.USub):
        return lambda env, x, n: -number(operand(env, x, n))
    if isinstance(node.op, ast.UAdd):
        return lambda env, x, n: +number(operand(env, x, n))
    raise ExpressionError("~ is not part of the arithmetic of specs", ALLOWED)


def _compile_bool(node: ast.BoolOp) -> Thunk:
    parts = [compile_node(value) for value in node.values]
    if isinstance(node.op, ast.And):
        return lambda env, x, n: all(part(env, x, n) for part in parts)
    return lambda env, x, n: any(part(env, x, n) for part in parts)


def _compile_compare(node: ast.Compare) -> Thunk:
    try:
        checks = [COMPARE[type(op)] for op in node.ops]
    except KeyError:
        raise ExpressionError("'is' is not part of the arithmetic of specs", "use == or !=") from None
    terms = [compile_node(term) for term in (node.left, *node.comparators)]
    if len(checks) == 1:
        (check,), (left, right) = checks, terms
        return lambda env, x, n: check(left(env, x, n), right(env, x, n))

    def compare(env: Env, x: Volume | None, n: Numbers) -> bool:
        values = [term(env, x, n) for term in terms]
        return all(check(values[k], values[k + 1]) for k, check in enumerate(checks))

    return compare


def _compile_if(node: ast.IfExp) -> Thunk:
    test, yes, no = compile_node(node.test), compile_node(node.body), compile_node(node.orelse)
    return lambda env, x, n: yes(env, x, n) if test(env, x, n) else no(env, x, n)


def _compile_list(node: ast.List | ast.Tuple) -> Thunk:
    parts = [compile_node(element) for element in node.elts]
    return lambda env, x, n: [part(env, x, n) for part in parts]


def _compile_index(node: ast.Subscript) -> Thunk:
    base, index = compile_node(node.value), compile_node(node.slice)

    def look_up(env: Env, x: Volume | None, n: Numbers) -> Any:
        values, position = base(env, x, n), index(env, x, n)
        if not isinstance(values, list) or isinstance(position, bool) or not isinstance(position, int):
            raise ExpressionError(f"cannot take element {shown(position)} of {shown(values)}")
        if not -len(values) <= position < len(values):
            raise ExpressionError(f"element {position} is past the end of a list of {len(values)}")
        return values[position]

    return look_up


def _compile_attribute(node: ast.Attribute) -> Thunk:
    if not isinstance(node.value, ast.Name) or node.value.id != "x":
        raise ExpressionError("only the current volume x has parts", "write x.channels, x.height or x.width")
    part = node.attr
    parts = ("channels", "depth", "height", "width", "length", "positions", "elements", "rank")
    if part not in parts:
        raise ExpressionError(f"the volume x has no {part!r}", nearest(part, parts) or "it has " + ", ".join(parts))

    def look_up(env: Env, x: Volume | None, n: Numbers) -> Any:
        if x is None:
            raise NoVolumeError("x, the current volume, is not known here")
        value = getattr(x, part)
        if value is None:
            raise ExpressionError(f"the current volume {x} has no {part}")
        return value

    return look_up


def _compile_call(node: ast.Call) -> Thunk:
    if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        raise ExpressionError("only " + ", ".join(FUNCTIONS) + " can be called", nearest(name, FUNCTIONS))
    if node.keywords or not node.args:
        raise ExpressionError(f"{node.func.id} takes one value or more, without names")
    function, arguments = FUNCTIONS[node.func.id], [compile_node(argument) for argument in node.args]
    return lambda env, x, n: bounded(function(*(argument(env, x, n) for argument in arguments)))


_COMPILERS: dict[type, Callable[[Any], Thunk]] = {
    ast.Constant: _compile_constant, ast.Name: _compile_name, ast.BinOp: _compile_binary, ast.UnaryOp: _compile_unary,
    ast.BoolOp: _compile_bool, ast.Compare: _compile_compare, ast.IfExp: _compile_if, ast.List: _compile_list,
    ast.Tuple: _compile_list, ast.Subscript: _compile_index, ast.Attribute: _compile_attribute, ast.Call: _compile_call,
}  # fmt: skip
