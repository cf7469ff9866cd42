"""The small arithmetic of specs: `4 * width`, `stride if i == 0 else 1`. Knows names and numbers, no layers.

Python's own parser reads the text, a white list of its nodes is turned into closures, and nothing is ever passed to
`eval`. Texts that differ in their whole numbers only, `4 * width` and `8 * width`, are parsed once.
"""

import ast
import re
import warnings
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any

from convcalc.document.scalars import EXACT, read_number
from convcalc.document.wording import shown
from convcalc.language.arithmetic import (
    CONSTANTS,
    FUNCTIONS,
    Env,
    ExpressionError,
    Gap,
    InexactError,
    Numbers,
    Thunk,
    compile_node,
)
from convcalc.model.geometry import Volume

LONGEST = 500
_NUMBER = re.compile(r"(?<![\w.])(?<![eE][+-])(0|[1-9][0-9]{0,16})(?![\w.])", re.ASCII)
_COMMON = re.compile(r"[\w .+*/%<>=!(),\[\]-]*", re.ASCII)
"""Texts without quotes, in which a number may stand for itself."""


class Expression:
    """A compiled expression: its text, the names it uses (`x` among them), and its value."""

    __slots__ = ("_numbers", "_thunk", "names", "text", "word")

    def __init__(self, text: str, names: frozenset[str], thunk: Thunk, numbers: Numbers = (), word: str = "") -> None:
        self.text = text
        self.names = names
        self.word = word
        """The name that is all of it, which is looked up; empty for any other."""
        self._thunk = thunk
        self._numbers = numbers

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _read_again, (self.text,)

    def like(self, text: str, numbers: Numbers) -> "Expression":
        """The one that has other numbers in the same places."""
        return Expression(text, self.names, self._thunk, numbers)

    def value(self, env: Env, x: Volume | None = None) -> Any:
        """The value, a number, a truth, a word or a list, where `x` is the volume. Raises ExpressionError."""
        try:
            return self._thunk(env, x, self._numbers)
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
    shape, numbers = apart(text)
    if numbers and (like := _ofapart(shape)):
        return like.like(text, numbers)
    tree = parse_expression(text)
    try:
        if tree is not None:
            return compile_tree(text, tree, text.strip())
    except RecursionError:
        pass
    from convcalc.language.advice import on_text

    raise ExpressionError(f"{shown(text)} is neither a number nor an expression", on_text(text))


def is_expression(text: str) -> bool:
    """Whether a text reads as one expression, be it one that specs can use or not."""
    shape, numbers = apart(text)
    return bool(numbers and _ofapart(shape)) or parse_expression(text) is not None


def apart(text: str) -> tuple[tuple[str, ...], Numbers]:
    """What stands around the whole numbers of a text, and these; none of a text whose numbers may be something else."""
    if len(text) > LONGEST or not _COMMON.fullmatch(text):
        return (text,), ()
    parts = _NUMBER.split(text.strip())
    return tuple(parts[::2]), tuple(map(int, parts[1::2]))


@lru_cache(maxsize=1024)
def _ofapart(shape: tuple[str, ...]) -> Expression | None:
    """The expression in which whole numbers are left open; None where there is none, which other ways tell."""
    text = "1".join(shape)
    tree, starts = _parse(text), [end - 1 for end in accumulate([len(part) + 1 for part in shape[:-1]])]
    try:
        return compile_tree(text, tree, text, starts) if tree is not None else None
    except (ExpressionError, RecursionError):
        return None


@lru_cache(maxsize=16)  # a shorthand asks whether a text is an expression, and then for it
def parse_expression(text: str) -> ast.expr | None:
    """Python's tree of an expression; None where it is none, or is very long."""
    return _parse(text)


def _parse(text: str) -> ast.expr | None:
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


def compile_tree(text: str, tree: ast.expr, source: str, starts: Sequence[int] = ()) -> Expression:
    """An expression from Python's tree of a source; messages quote `text`, or what Python writes for the tree.

    Numbers that start in one of the columns are left open.
    """
    names, todo = set[str](), list[ast.AST]([tree])
    for node in todo:  # as `ast.walk` does, in a quarter of the time
        if isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.Constant) and node.col_offset in starts:
            node.value = Gap(starts.index(node.col_offset))
        elif isinstance(node, ast.Constant) and isinstance(node.value, float):
            node.value = _decimal(ast.get_source_segment(source, node) or "")
        for part in vars(node).values():
            if isinstance(part, (ast.AST, list)):
                todo += [each for each in (part if isinstance(part, list) else (part,)) if isinstance(each, ast.AST)]
    text = text or ast.unparse(tree)
    used = frozenset(names - CONSTANTS.keys() - FUNCTIONS.keys())
    word = tree.id if isinstance(tree, ast.Name) and used - {"x"} else ""
    return Expression(text, used, compile_node(tree), word=word)


def _decimal(text: str) -> int | float:
    """A number with a point or an exponent, as exact as it is written."""
    value = read_number(text.replace("_", ""))
    if value is None:
        raise ExpressionError(f"{shown(text)} has more digits than a number keeps", "write fewer, or a whole number")
    return value


def _read_again(text: str) -> Expression:
    """An expression that was pickled as its text: what it is compiled to cannot be."""
    return compile_tree(text, ast.parse(text.strip(), mode="eval").body, text.strip())
