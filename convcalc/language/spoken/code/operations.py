"""Operators of code on values: arithmetic, comparisons, `and`, `or`, `a if c else b`."""

import ast
from typing import Any

from convcalc.language.spoken.code.calls import CallMaker
from convcalc.language.spoken.code.made import (
    CallArgument,
    CodeTensor,
    MadeChain,
    NameScope,
)
from convcalc.language.spoken.code.values import (
    OPAQUE,
    LibraryName,
    Opaque,
    compared,
    is_number,
    is_plain,
    joined,
)


class OperationReader(CallMaker):
    """Works operators out."""

    def defaults(self, given: ast.arguments, scope: NameScope) -> dict[str, Any]:
        """The defaults of arguments."""
        raise NotImplementedError

    def method(self, base: Any, node: ast.Call, given: list[CallArgument], scope: NameScope) -> Any:
        """What a method gives."""
        raise NotImplementedError

    def unary(self, node: ast.UnaryOp, scope: NameScope) -> Any:
        """`-x`, `not x`."""
        value = self.value(node.operand, scope)
        if isinstance(node.op, ast.Not):
            truth = self.truth(value)
            return OPAQUE if truth is None else not truth
        if isinstance(value, CodeTensor):
            return self.no_chain(node)
        return -value if isinstance(node.op, ast.USub) and is_number(value) else OPAQUE

    def binary(self, node: ast.BinOp, scope: NameScope) -> Any:
        """`a + b`: what joins tensors is no chain."""
        left, right = self.value(node.left, scope), self.value(node.right, scope)
        if isinstance(left, CodeTensor) or isinstance(right, CodeTensor):
            return self.mixed(node, left, right)
        if flowing := next((each for each in (left, right) if isinstance(each, Opaque) and each.flows), None):
            return flowing
        return joined(node.op, left, right)

    def both(self, node: ast.BoolOp, scope: NameScope) -> Any:
        """`a and b`, `a or b`."""
        stops = isinstance(node.op, ast.Or)
        value: Any = OPAQUE
        for each in node.values:
            value = self.value(each, scope)
            truth = self.truth(value)
            if truth is None:
                return OPAQUE
            if truth == stops:
                return value
        return value

    def comparison(self, node: ast.Compare, scope: NameScope) -> Any:
        """`a < b`."""
        left: Any = self.value(node.left, scope)
        found: Any = True
        for operation, other in zip(node.ops, node.comparators):
            right = self.value(other, scope)
            found = compared(operation, left, right)
            if found is not True:
                return found
            left = right
        return found

    def choice(self, node: ast.IfExp, scope: NameScope) -> Any:
        """`a if c else b`."""
        truth = self.truth(self.value(node.test, scope))
        if truth is not None:
            return self.value(node.body if truth else node.orelse, scope)
        first, last = self.value(node.body, scope), self.value(node.orelse, scope)
        if is_plain(first) and is_plain(last) and first == last:
            return first
        return Opaque(self.code.fault(f"{self.code.said(node)} is not known before the code runs", node))

    def truth(self, value: Any) -> bool | None:
        """Whether a value holds; None where that is not known."""
        if isinstance(value, MadeChain):
            return bool(value.parts)
        if isinstance(value, (Opaque, CodeTensor)):
            return None
        if isinstance(value, LibraryName):
            return None if not self.library.class_of(value.words) else True
        return bool(value)

    def no_chain(self, node: ast.AST) -> Opaque:
        """What joins or splits tensors."""
        message = f"{self.code.said(node)} is no plain chain: it joins or splits what comes in"
        return Opaque(self.code.fault(message, node), True)
