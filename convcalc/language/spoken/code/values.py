"""Numbers, words and tuples of code, worked out where they are constant. Knows no layers."""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from convcalc.language.spoken.code.source import ASKED, CodeText
from convcalc.language.spoken.tokens import UNKNOWN

OPAQUE: Any = type("Opaque", (), {"__repr__": lambda self: "OPAQUE"})()
"""In the place of what is no constant, such as the size of a batch."""
LARGEST = 10**18
_OPERATIONS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.FloorDiv: lambda a, b: a // b,
    ast.Div: lambda a, b: a / b,
    ast.Mod: lambda a, b: a % b,
}


def constant(node: ast.AST, names: Mapping[str, Any], code: CodeText) -> Any:
    """The value of a node: a number, a truth, a word, a list of them; a dotted name as its last word.

    OPAQUE where it is none of these.
    """
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, (int, float, str, type(None))) else OPAQUE
    if isinstance(node, (ast.Tuple, ast.List)):
        return [constant(each, names, code) for each in node.elts]
    if isinstance(node, ast.Name):
        return UNKNOWN if node.id == ASKED and code.has_unknown else names.get(node.id, OPAQUE)
    if isinstance(node, ast.Attribute):
        return names.get(".".join(dotted(node)), OPAQUE)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = constant(node.operand, names, code)
        return -value if _is_number(value) else OPAQUE
    if isinstance(node, ast.BinOp):
        return _worked_out(node, names, code)
    return OPAQUE


def _worked_out(node: ast.BinOp, names: Mapping[str, Any], code: CodeText) -> Any:
    operation = _OPERATIONS.get(type(node.op))
    left, right = constant(node.left, names, code), constant(node.right, names, code)
    if operation is None or not (_is_number(left) and _is_number(right)):
        return OPAQUE
    try:
        found = operation(left, right)
    except (ArithmeticError, ValueError):
        return OPAQUE
    return found if abs(found) <= LARGEST else OPAQUE


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= LARGEST


def dotted(node: ast.AST) -> list[str]:
    """The words of `tf.keras.layers.Conv2D`; none for anything else."""
    if isinstance(node, ast.Name):
        return [node.id]
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return [*before, node.attr]
    return []
