"""What code is made of while it is read: numbers, words and lists of them as Python has them, and what is not known.

Knows no statements.
"""

import ast
import operator
import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from convcalc.language.spoken.words import WordsError

LARGEST = 10**18
LONGEST = 10_000
"""Items of a list, characters of a word."""
LOOKED_AT = 100
"""So many items are looked at to tell what a list is."""


class Opaque:
    """In the place of what is not known before the code runs; why, where that can be told."""

    def __init__(self, error: WordsError | None = None, flows: bool = False) -> None:
        self.error = error
        self.flows = flows
        """It is a layer or a tensor."""

    def __repr__(self) -> str:
        return "OPAQUE"


OPAQUE: Any = Opaque()


class LibraryName:
    """A name that the text does not make: `nn.Conv2d`, or the input."""

    def __init__(self, words: tuple[str, ...], imported: bool = False) -> None:
        self.words = words
        self.imported = imported

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LibraryName) and other.words[-1:] == self.words[-1:]

    def __hash__(self) -> int:
        return hash(self.words[-1:])


class OwnWeights:
    """OwnWeights of a shape that code makes by itself, as that of TensorFlow 1."""

    def __init__(self, shape: Any) -> None:
        self.shape = shape


_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
    ast.LShift: lambda a, b: a << min(b, 64),
    ast.RShift: operator.rshift,
}
_COMPARED: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
    ast.Is: lambda a, b: a is b or (type(a) is type(b) and a == b),
    ast.IsNot: lambda a, b: not (a is b or (type(a) is type(b) and a == b)),
}


_EQUALITY = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot)


def is_number(value: Any) -> bool:
    """Whether a value is a number, of a size that can be reckoned with."""
    return isinstance(value, (int, float)) and abs(value) <= LARGEST


def leaves(value: Any) -> Iterator[Any]:
    """What stands in lists inside lists, at most LONGEST of it, and then OPAQUE."""
    waiting, seen = [value], 0
    while waiting:
        one = waiting.pop()
        seen += 1
        if seen > LONGEST:
            yield OPAQUE
            return
        if isinstance(one, (list, tuple)):
            waiting += one
        elif isinstance(one, dict):
            waiting += one.values()
        else:
            yield one


def weight(value: Any) -> int:
    """How much there is to go through in a list or a table: as much as there can be where its lists hold lists."""
    inside = islice(value.values() if isinstance(value, dict) else value, LOOKED_AT)
    if not any(isinstance(each, (list, tuple, dict)) for each in inside):
        return len(value)
    seen = sum(1 for _ in islice(leaves(value), LOOKED_AT))
    return max(len(value), seen if seen < LOOKED_AT else LONGEST)


def is_plain(value: Any, *others: type) -> bool:
    """Whether a value is a number, a word, nothing, or a list of these; or of what else is named."""
    return all(each is None or isinstance(each, (int, float, str, *others)) for each in leaves(value))


def joined(operation: ast.operator, left: Any, right: Any) -> Any:
    """What an operation gives; OPAQUE where that is not known."""
    if is_number(left) and is_number(right):
        return _reckoned(operation, left, right)
    both = type(left) is type(right)
    if isinstance(operation, ast.Add) and both and isinstance(left, (list, tuple, str)):
        return left + right if len(left) + len(right) <= LONGEST else OPAQUE
    if isinstance(operation, ast.Mult) and isinstance(left, int):
        left, right = right, left
    if isinstance(operation, ast.Mult) and isinstance(left, (list, tuple, str)) and isinstance(right, int):
        flat = not any(isinstance(each, (list, tuple, dict)) for each in left)
        return left * right if flat and len(left) * right <= LONGEST else OPAQUE
    if isinstance(operation, ast.Mod) and isinstance(left, str):
        return filled(left.__mod__, right)
    return OPAQUE


def filled(form: Callable[..., str], *given: Any) -> Any:
    """A text with values put into it; OPAQUE where that is not known, or could be long."""
    if re.search(r"\d{4}|\*|\{[^{}]*[.\[!:]", str(getattr(form, "__self__", ""))) or not all(map(is_plain, given)):
        return OPAQUE
    try:
        return form(*given)
    except (TypeError, ValueError, LookupError, AttributeError):
        return OPAQUE


def _reckoned(operation: ast.operator, left: Any, right: Any) -> Any:
    try:
        if isinstance(operation, ast.Pow):
            found = left**right if abs(right) <= 64 and abs(left) <= 10**6 else OPAQUE
        else:
            found = _BINARY[type(operation)](left, right)
    except (ArithmeticError, ValueError, KeyError, TypeError):
        return OPAQUE
    return found if is_number(found) else OPAQUE


def compared(operation: ast.cmpop, left: Any, right: Any) -> Any:
    """Whether two values compare so; OPAQUE where that is not known."""
    if isinstance(left, Opaque) or isinstance(right, Opaque):
        return OPAQUE
    if left is None or right is None:
        return _COMPARED[type(operation)](left, right) if type(operation) in _EQUALITY else OPAQUE
    if not (is_plain(left, LibraryName) and is_plain(right, LibraryName)):
        return OPAQUE
    for a, b in ((left, right), (right, left)):  # a name of the library is something, and no number
        if isinstance(a, LibraryName) and not isinstance(b, (LibraryName, list, tuple, dict, type(None))):
            return OPAQUE
    if isinstance(right, dict):
        right = list(right)
    try:
        return bool(_COMPARED[type(operation)](left, right))
    except (TypeError, RecursionError):
        return OPAQUE


MOST_WORDS = 30
"""Of a path in code: each part of a long one is asked for its own."""


def dotted(node: ast.AST) -> list[str]:
    """The words of `tf.keras.layers.Conv2D`; none for anything else, and for more than stand in any path."""
    words: list[str] = []
    while isinstance(node, ast.Attribute) and len(words) < MOST_WORDS:
        words.append(node.attr)
        node = node.value
    return [node.id, *reversed(words)] if isinstance(node, ast.Name) else []
