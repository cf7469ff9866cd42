"""The small arithmetic of specs: `4 * width`, `stride if i == 0 else 1`. Knows names and numbers, no layers.

Python's own parser reads the text, a white list of its nodes is turned into closures, and nothing is
ever passed to `eval`. Every intermediate number is bounded, so no expression can grow without end.
"""

import ast
import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from convcalc.document.scalars import EXACT, read_number
from convcalc.document.wording import nearest, shown
from convcalc.language.arithmetic import (
    ALLOWED,
    BINARY,
    COMPARE,
    CONSTANTS,
    FUNCTIONS,
    OUTSIDE,
    InexactError,
    bounded,
    number,
)
from convcalc.model.geometry import Volume
from convcalc.model.geometry.volume import LARGEST
from convcalc.model.layers import KINDS

Env = Mapping[str, Any]
Thunk = Callable[[Env, Volume | None], Any]
"""What an expression is compiled to: its value from that of the names around it, and from the current volume."""

LONGEST = 500


class ExpressionError(Exception):
    """What is wrong with an expression, and what would help."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help


class NoVolumeError(ExpressionError):
    """The current volume is asked for where none is known."""


class Expression:
    """A compiled expression: its text, the names it uses (`x` among them), and its value."""

    __slots__ = ("_thunk", "names", "text")

    def __init__(self, text: str, names: frozenset[str], thunk: Thunk) -> None:
        self.text = text
        self.names = names
        self._thunk = thunk

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _read_again, (self.text,)

    def value(self, env: Env, x: Volume | None = None) -> Any:
        """The value, a number, a truth, a word or a list, where `x` is the volume. Raises ExpressionError."""
        try:
            return self._thunk(env, x)
        except ZeroDivisionError:
            raise ExpressionError(f"{shown(self.text)} divides by zero") from None
        except OverflowError:
            raise ExpressionError(f"{shown(self.text)} grows too large") from None
        except InexactError:
            message = f"{shown(self.text)} loses digits: beyond {EXACT:,} only whole numbers are exact"
            raise ExpressionError(message, "compute with whole numbers, and divide with //") from None
        except (TypeError, ValueError):
            raise ExpressionError(f"{shown(self.text)} mixes values that do not go together") from None
        except RecursionError:
            raise ExpressionError(f"{shown(self.text)} is nested too deep") from None


@lru_cache(maxsize=4096)
def compile_expression(text: str) -> Expression:
    """Read an expression. Raises ExpressionError where it is not one, or uses more than the white list."""
    if len(text) > LONGEST:
        raise ExpressionError(f"an expression of {len(text)} characters is too long (at most {LONGEST})")
    tree = parse_expression(text)
    try:
        if tree is not None:
            return compile_tree(text, tree, text.strip())
    except RecursionError:
        pass
    from convcalc.language.advice import on_text

    raise ExpressionError(f"{shown(text)} is neither a number nor an expression", on_text(text))


@lru_cache(maxsize=16)  # a shorthand asks whether a text is an expression, and then for it
def parse_expression(text: str) -> ast.expr | None:
    """Python's tree of an expression; None where it is none, or is very long."""
    if len(text) > LONGEST:
        return None
    try:
        if not re.search(r"\\|\d[^\W\d]", text):
            return ast.parse(text.strip(), mode="eval").body
        with warnings.catch_warnings():  # of `\d`, and of `1if`
            warnings.simplefilter("ignore")
            return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def compile_tree(text: str, tree: ast.expr, source: str) -> Expression:
    """An expression from Python's tree of a source; messages quote `text`, or what Python writes for the tree."""
    names, todo = set[str](), list[ast.AST]([tree])
    for node in todo:  # as `ast.walk` does, in a quarter of the time
        if isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, float):
            node.value = _decimal(ast.get_source_segment(source, node) or "")
        for part in vars(node).values():
            if isinstance(part, (ast.AST, list)):
                todo += [each for each in (part if isinstance(part, list) else (part,)) if isinstance(each, ast.AST)]
    text = text or ast.unparse(tree)
    return Expression(text, frozenset(names - CONSTANTS.keys() - FUNCTIONS.keys()), _compile(tree))


def _decimal(text: str) -> int | float:
    """A number with a point or an exponent, as exact as it is written."""
    value = read_number(text.replace("_", ""))
    if value is None:
        raise ExpressionError(f"{shown(text)} has more digits than a number keeps", "write fewer, or a whole number")
    return value


def _read_again(text: str) -> Expression:
    """An expression that was pickled as its text: what it is compiled to cannot be."""
    return compile_tree(text, ast.parse(text.strip(), mode="eval").body, text.strip())


def _compile(node: ast.expr) -> Thunk:
    compiler = _COMPILERS.get(type(node))
    if compiler is None:
        what = OUTSIDE.get(type(node), "this")
        raise ExpressionError(f"{what} is not part of the arithmetic of specs", ALLOWED)
    return compiler(node)


def _compile_constant(node: ast.Constant) -> Thunk:
    value = node.value
    if not isinstance(value, (bool, int, float, str)) or (isinstance(value, (int, float)) and abs(value) > LARGEST):
        number = isinstance(value, (int, float))
        raise ExpressionError(f"{shown(value)} is {'too large' if number else 'not a number that a spec can use'}")
    return lambda env, x: value


def _compile_name(node: ast.Name) -> Thunk:
    name = node.id
    if name in CONSTANTS:
        value = CONSTANTS[name]
        return lambda env, x: value

    if name == "x":
        return _the_volume

    def look_up(env: Env, x: Volume | None) -> Any:
        try:
            return env[name]
        except KeyError:
            if name in KINDS:  # an argument can be a layer: `act: silu`
                return name
            raise unknown_name(name, [*env, *getattr(env, "behind", ())]) from None

    return look_up


def _the_volume(env: Env, x: Volume | None) -> Volume:
    if x is None:
        raise unknown_name("x", env)
    return x


def unknown_name(name: str, known: Iterable[str]) -> ExpressionError:
    """The error for a name that nothing defines."""
    from convcalc.language.advice import on_name

    error = NoVolumeError if name == "x" else ExpressionError
    return error(f"unknown name {shown(name)}", on_name(name, known))


def _compile_binary(node: ast.BinOp) -> Thunk:
    function = BINARY.get(type(node.op))
    if function is None:
        help = "a power is written **" if isinstance(node.op, ast.BitXor) else ALLOWED
        raise ExpressionError(f"{OUTSIDE[type(node.op)]} is not part of the arithmetic of specs", help)
    left, right = _compile(node.left), _compile(node.right)
    return lambda env, x: function(left(env, x), right(env, x))


def _compile_unary(node: ast.UnaryOp) -> Thunk:
    operand = _compile(node.operand)
    if isinstance(node.op, ast.Not):
        return lambda env, x: not operand(env, x)
    if isinstance(node.op, ast.USub):
        return lambda env, x: -number(operand(env, x))
    if isinstance(node.op, ast.UAdd):
        return lambda env, x: +number(operand(env, x))
    raise ExpressionError("~ is not part of the arithmetic of specs", ALLOWED)


def _compile_bool(node: ast.BoolOp) -> Thunk:
    parts = [_compile(value) for value in node.values]
    if isinstance(node.op, ast.And):
        return lambda env, x: all(part(env, x) for part in parts)
    return lambda env, x: any(part(env, x) for part in parts)


def _compile_compare(node: ast.Compare) -> Thunk:
    try:
        checks = [COMPARE[type(op)] for op in node.ops]
    except KeyError:
        raise ExpressionError("'is' is not part of the arithmetic of specs", "use == or !=") from None
    terms = [_compile(term) for term in (node.left, *node.comparators)]
    if len(checks) == 1:
        (check,), (left, right) = checks, terms
        return lambda env, x: check(left(env, x), right(env, x))

    def compare(env: Env, x: Volume | None) -> bool:
        values = [term(env, x) for term in terms]
        return all(check(values[k], values[k + 1]) for k, check in enumerate(checks))

    return compare


def _compile_if(node: ast.IfExp) -> Thunk:
    test, yes, no = _compile(node.test), _compile(node.body), _compile(node.orelse)
    return lambda env, x: yes(env, x) if test(env, x) else no(env, x)


def _compile_list(node: ast.List | ast.Tuple) -> Thunk:
    parts = [_compile(element) for element in node.elts]
    return lambda env, x: [part(env, x) for part in parts]


def _compile_index(node: ast.Subscript) -> Thunk:
    base, index = _compile(node.value), _compile(node.slice)

    def look_up(env: Env, x: Volume | None) -> Any:
        values, position = base(env, x), index(env, x)
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

    def look_up(env: Env, x: Volume | None) -> Any:
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
    function, arguments = FUNCTIONS[node.func.id], [_compile(argument) for argument in node.args]
    return lambda env, x: bounded(function(*(argument(env, x) for argument in arguments)))


_COMPILERS: dict[type, Callable[[Any], Thunk]] = {
    ast.Constant: _compile_constant, ast.Name: _compile_name, ast.BinOp: _compile_binary, ast.UnaryOp: _compile_unary,
    ast.BoolOp: _compile_bool, ast.Compare: _compile_compare, ast.IfExp: _compile_if, ast.List: _compile_list,
    ast.Tuple: _compile_list, ast.Subscript: _compile_index, ast.Attribute: _compile_attribute, ast.Call: _compile_call,
}  # fmt: skip
