"""Expressions of code as their values, without running it: numbers are worked out, layers are made. Bounded.

What is not known stays so (`Opaque`), and is told where a layer hangs on it.
"""

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from convcalc.language.spoken.code.made import (
    CallArgument,
    CodeTensor,
    MadeChain,
    NameScope,
    WrittenFunction,
)
from convcalc.language.spoken.code.operations import OperationReader
from convcalc.language.spoken.code.source import ASKED, CodeText
from convcalc.language.spoken.code.values import (
    LONGEST,
    OPAQUE,
    LibraryName,
    Opaque,
    dotted,
    is_plain,
    weight,
)
from convcalc.language.spoken.tokens import UNKNOWN

MOST_STEPS = 300_000
IN_A_STEP = 20
"""Items of a list that are gone through in the time of a step: whoever has a list may do so."""
DEEPEST = 150
"""Expressions inside expressions, functions that call each other counted."""


class ExpressionReader(OperationReader):
    """Gives expressions their values."""

    def __init__(self, code: CodeText) -> None:
        super().__init__(code)
        self._steps = self._deep = 0

    def step(self, node: ast.AST, count: int = 1) -> None:
        """Count one, or several. Raises WordsError where there are too many."""
        self._steps += count
        if self._steps > MOST_STEPS:
            raise self.code.fault("this code takes too long to read", node)

    def value(self, node: ast.AST, scope: NameScope) -> Any:
        """The value of an expression. Raises WordsError where it stands too deep, or takes too long."""
        self.step(node)
        if self._deep >= DEEPEST:
            raise self.code.fault(f"this stands inside others more than {DEEPEST} deep", node)
        self._deep += 1
        try:
            read = _KINDS.get(type(node))
            found = read(self, node, scope) if read else OPAQUE
            if isinstance(found, (list, tuple, dict)):
                self.step(node, weight(found) // IN_A_STEP)
            return found
        finally:
            self._deep -= 1

    def constant(self, node: ast.Constant, scope: NameScope) -> Any:
        """A number or a word."""
        return node.value if isinstance(node.value, (int, float, str, type(None))) else OPAQUE

    def name(self, node: ast.Name, scope: NameScope) -> Any:
        """A name."""
        if node.id == ASKED and self.code.has_unknown:
            return UNKNOWN
        if node.id == "__name__":
            return "__main__"
        home = scope.holds(node.id)
        return home.names[node.id] if home else LibraryName((node.id,))

    def attribute(self, node: ast.Attribute, scope: NameScope) -> Any:
        """What something has by a name; at the top of a text, `self.conv1` is a name."""
        key = ".".join(dotted(node))
        home = scope.holds(key) if key else None
        return home.names[key] if home else self.has(self.value(node.value, scope), node.attr, node)

    def items(self, nodes: Iterable[ast.expr], scope: NameScope) -> list[Any]:
        """The items of a list; `*others` are put in."""
        found: list[Any] = []
        for each in nodes:
            if not isinstance(each, ast.Starred):
                found.append(self.value(each, scope))
                continue
            inside = self.each(self.value(each.value, scope))
            message = f"{self.code.said(each)} is not known before the code runs"
            found += [Opaque(self.code.fault(message, each), True)] if inside is None else inside
        return found

    def list_of(self, node: ast.List | ast.Set, scope: NameScope) -> Any:
        """A list."""
        return self.items(node.elts, scope)

    def tuple_of(self, node: ast.Tuple, scope: NameScope) -> Any:
        """A tuple."""
        return tuple(self.items(node.elts, scope))

    def dict_of(self, node: ast.Dict, scope: NameScope) -> Any:
        """Values by keys; OPAQUE where a key is not known."""
        found: dict[Any, Any] = {}
        for key, value in zip(node.keys, node.values):
            if key is None:
                more = self.value(value, scope)
                found |= more if isinstance(more, dict) else {}
                continue
            known = self.value(key, scope)
            if isinstance(known, (int, str, float, type(None), tuple)) and is_plain(known):
                found[known] = self.value(value, scope)
        return found

    def subscript(self, node: ast.Subscript, scope: NameScope) -> Any:
        """An item, or several."""
        base = self.value(node.value, scope)
        if isinstance(base, CodeTensor):
            return self.no_chain(node)
        if isinstance(base, Opaque):
            return base
        if isinstance(node.slice, ast.Slice):
            ends = [
                self.value(each, scope) if each else None
                for each in (node.slice.lower, node.slice.upper, node.slice.step)
            ]
            index: Any = slice(*ends) if all(each is None or type(each) is int for each in ends) else OPAQUE
        else:
            index = self.value(node.slice, scope)
        return self.item(base, index)

    def item(self, base: Any, index: Any) -> Any:
        """An item of a list, a chain or a table."""
        if isinstance(base, MadeChain):
            parts = base.parts
            if isinstance(index, slice):
                return MadeChain(parts[index])
            base = [each for _, each in parts] if type(index) is int else dict(parts)
        try:
            return (
                base[index] if isinstance(base, (list, tuple, dict, str)) and not isinstance(index, Opaque) else OPAQUE
            )
        except (LookupError, TypeError, ValueError):
            return OPAQUE

    def text(self, node: ast.JoinedStr, scope: NameScope) -> Any:
        """`f"conv{i}"`."""
        found = ""
        for each in node.values:
            value = self.value(each.value if isinstance(each, ast.FormattedValue) else each, scope)
            if isinstance(each, ast.FormattedValue) and (each.format_spec or not is_plain(value)):
                return OPAQUE
            found += str(value)[:LONGEST]
        return found[:LONGEST]

    def anonymous(self, node: ast.Lambda, scope: NameScope) -> Any:
        """A lambda."""
        return WrittenFunction(node, scope, self.defaults(node.args, scope))

    def gathered(self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp, scope: NameScope) -> Any:
        """`[conv(n) for n in sizes]`; OPAQUE where it is not known over what it goes."""
        inner, found = NameScope(scope), []
        for known in self.rounds(node.generators, inner):
            if not known:
                return Opaque(self.code.fault(f"{self.code.said(node)} is not known before the code runs", node), True)
            found.append(self.value(node.elt, inner))
        return found

    def table(self, node: ast.DictComp, scope: NameScope) -> Any:
        """`{name: conv(n) for name, n in sizes}`."""
        inner, found = NameScope(scope), {}
        for known in self.rounds(node.generators, inner):
            key = self.value(node.key, inner) if known else OPAQUE
            if not isinstance(key, (str, int)):
                return OPAQUE
            found[key] = self.value(node.value, inner)
        return found

    def rounds(self, loops: list[ast.comprehension], scope: NameScope) -> Iterator[bool]:
        """The rounds of loops inside each other; False where it is not known what they are."""
        if not loops:
            yield True
            return
        loop, *inner = loops
        values = self.each(self.value(loop.iter, scope))
        for value in [OPAQUE] if values is None else values:
            self.step(loop.target)
            self.assign(loop.target, value, scope)
            truths = [self.truth(self.value(each, scope)) for each in loop.ifs]
            if values is None or None in truths:
                yield False
            elif all(truths):
                yield from self.rounds(inner, scope)

    def called(self, node: ast.Call, scope: NameScope) -> Any:
        """A call."""
        if isinstance(node.func, ast.Lambda):
            return OPAQUE
        given = list(self.given(node, scope))
        if isinstance(node.func, ast.Attribute) and not scope.holds(".".join(dotted(node.func)) or " "):
            return self.method(self.value(node.func.value, scope), node, given, scope)
        return self.call(self.value(node.func, scope), node, given, scope)

    def given(self, node: ast.Call, scope: NameScope) -> Iterator[CallArgument]:
        """The arguments of a call."""
        for each in node.args:
            for value in self.items([each], scope):
                yield CallArgument(None, value, each)
        for keyword in node.keywords:
            value = self.value(keyword.value, scope)
            if keyword.arg is not None:
                yield CallArgument(keyword.arg, value, keyword.value)
            elif isinstance(value, dict):
                yield from (CallArgument(str(name), each, keyword.value) for name, each in value.items())
            else:
                error = self.code.fault("** is not known before the code runs", keyword.value)
                yield CallArgument("**", Opaque(error, True), keyword.value)

    def walrus(self, node: ast.NamedExpr, scope: NameScope) -> Any:
        """`x := value`."""
        value = self.value(node.value, scope)
        self.assign(node.target, value, scope)
        return value


_KINDS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Constant: ExpressionReader.constant,
    ast.Name: ExpressionReader.name,
    ast.Attribute: ExpressionReader.attribute,
    ast.List: ExpressionReader.list_of,
    ast.Set: ExpressionReader.list_of,
    ast.Tuple: ExpressionReader.tuple_of,
    ast.Dict: ExpressionReader.dict_of,
    ast.UnaryOp: ExpressionReader.unary,
    ast.BinOp: ExpressionReader.binary,
    ast.BoolOp: ExpressionReader.both,
    ast.Compare: ExpressionReader.comparison,
    ast.IfExp: ExpressionReader.choice,
    ast.Subscript: ExpressionReader.subscript,
    ast.JoinedStr: ExpressionReader.text,
    ast.Lambda: ExpressionReader.anonymous,
    ast.ListComp: ExpressionReader.gathered,
    ast.GeneratorExp: ExpressionReader.gathered,
    ast.SetComp: ExpressionReader.gathered,
    ast.DictComp: ExpressionReader.table,
    ast.Call: ExpressionReader.called,
    ast.NamedExpr: ExpressionReader.walrus,
}
