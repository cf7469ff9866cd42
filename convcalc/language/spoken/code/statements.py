"""Statements of code, gone through without running it: names, loops over what is known, functions, classes.

Where a branch hangs on what is not known, all that it changes is not known afterwards.
"""

import ast
from collections.abc import Callable, Sequence
from typing import Any

from convcalc.language.spoken.code.branches import BranchReader, Ends, Returned, read_of
from convcalc.language.spoken.code.made import (
    Instance,
    Layered,
    MadeChain,
    MadeLayer,
    NameScope,
    WrittenClass,
    WrittenFunction,
)
from convcalc.language.spoken.code.python_functions import MOST_ROUNDS
from convcalc.language.spoken.code.values import OPAQUE, LibraryName, Opaque, dotted

IDLE = ("print", "assert_", "debug", "info", "log", "warn", "warning", "add_scalar", "append", "summary")
"""What is called beside, and does nothing to a tensor."""
MOST_CLASSES = 50
"""Classes of a text that one is made from."""
BREAK, CONTINUE = "break", "continue"


class StatementReader(BranchReader):
    """Goes through statements."""

    def block(self, nodes: Sequence[ast.stmt], scope: NameScope) -> Ends:
        """A block of statements, to its end or to where it stops. Raises WordsError."""
        for node in nodes:
            if ends := self.statement(node, scope):
                return ends
        return None

    def statement(self, node: ast.stmt, scope: NameScope) -> Ends:
        """One statement. Raises WordsError."""
        self.step(node)
        read = _STATEMENTS.get(type(node))
        return read(self, node, scope) if read else None

    def assigned(self, node: ast.Assign, scope: NameScope) -> None:
        """`a = b = value`."""
        value = self.value(node.value, scope)
        for target in node.targets:
            self.assign(target, value, scope)

    def annotated(self, node: ast.AnnAssign, scope: NameScope) -> None:
        """`a: int = value`."""
        if node.value is not None:
            self.assign(node.target, self.value(node.value, scope), scope)

    def augmented(self, node: ast.AugAssign, scope: NameScope) -> None:
        """`a += value`: lists grow in their place."""
        before = self.value(read_of(node.target), scope)
        if isinstance(before, list) and isinstance(node.op, ast.Add):
            more = self.each(self.value(node.value, scope))
            before += [self.unknown_part(node)] if more is None else more
            self.bounded(before, node)
            return
        both = ast.copy_location(ast.BinOp(read_of(node.target), node.op, node.value), node)
        both.end_lineno, both.end_col_offset = node.end_lineno, node.end_col_offset
        self.assign(node.target, self.value(both, scope), scope)

    def assign(self, target: ast.AST, value: Any, scope: NameScope) -> None:
        """Give a value a name, or several."""
        if isinstance(target, (ast.Tuple, ast.List)):
            self.unpack(target, value, scope)
        elif isinstance(target, ast.Name):
            scope.names[target.id] = value
        elif isinstance(target, ast.Attribute):
            owner = self.value(target.value, scope)
            if isinstance(owner, Instance):
                self.keep(owner, target.attr, value)
            elif isinstance(owner, LibraryName):
                scope.names[".".join(dotted(target))] = value
            elif (
                isinstance(owner, Layered) and isinstance(value, (Layered, Opaque)) and not isinstance(owner, MadeLayer)
            ):
                self.spoil(owner, target)
        elif isinstance(target, ast.Subscript):
            self.assign_item(target, value, scope)

    def assign_item(self, target: ast.Subscript, value: Any, scope: NameScope) -> None:
        """`table[key] = value`."""
        owner, key = self.value(target.value, scope), self.value(target.slice, scope)
        if isinstance(owner, dict) and isinstance(key, (str, int)):
            owner |= {key: value}
        elif isinstance(owner, list) and type(key) is int and -len(owner) <= key < len(owner):
            owner[key] = value
        elif isinstance(owner, MadeChain) and type(key) is int and -len(owner.parts) <= key < len(owner.parts):
            owner.parts[key] = (owner.parts[key][0], value)
        else:
            self.spoil(owner, target)

    def unpack(self, target: "ast.Tuple | ast.List", value: Any, scope: NameScope) -> None:
        """`a, b = values`."""
        values = self.each(value)
        starred = any(isinstance(each, ast.Starred) for each in target.elts)
        if values is None or starred or len(values) != len(target.elts):
            flows = self.is_tensor(value)
            error = value.error if isinstance(value, Opaque) else None
            error = error or self.code.fault(f"{self.code.said(target)} is not known before the code runs", target)
            values = [Opaque(error, True) if flows else OPAQUE] * len(target.elts)
        for each, one in zip(target.elts, values):
            self.assign(each.value if isinstance(each, ast.Starred) else each, one, scope)

    def expression(self, node: ast.Expr, scope: NameScope) -> None:
        """What is called by itself. Raises WordsError where a network gives a tensor away."""
        value = self.value(node.value, scope)
        if not isinstance(node.value, ast.Call):
            return
        name = (dotted(node.value.func) or [""])[-1]
        changed = _changed_in_place(node.value)
        if changed is not None and self.is_tensor(value):
            self.assign(changed, value, scope)
        elif self.inside and self.is_tensor(value) and name not in IDLE:
            raise self.code.fault(f"{self.code.said(node)} is not read", node)

    # Branches and loops

    def branch(self, node: ast.If, scope: NameScope) -> Ends:
        """`if`: one of both where that is known; else what they change is not known."""
        truth = self.truth(self.value(node.test, scope))
        if truth is not None:
            return self.block(node.body if truth else node.orelse, scope)
        return self.either([node.body, node.orelse], node, scope)

    def loop(self, node: ast.For, scope: NameScope) -> Ends:
        """`for` over what is known; else what its rounds change is not known."""
        values = self.each(self.value(node.iter, scope))
        if values is None or len(values) > MOST_ROUNDS:
            return self.either([node.body], node, scope)
        for value in list(values):
            self.step(node)
            self.assign(node.target, value, scope)
            ends = self.block(node.body, scope)
            if isinstance(ends, Returned) or ends == BREAK:
                return ends if isinstance(ends, Returned) else None
        return self.block(node.orelse, scope)

    def repeat(self, node: ast.While, scope: NameScope) -> Ends:
        """`while`, as long as it is known whether it goes on."""
        for _ in range(MOST_ROUNDS):
            truth = self.truth(self.value(node.test, scope))
            if truth is None:
                break
            if not truth:
                return self.block(node.orelse, scope)
            ends = self.block(node.body, scope)
            if isinstance(ends, Returned) or ends == BREAK:
                return ends if isinstance(ends, Returned) else None
        return self.either([node.body], node, scope)

    def within(self, node: "ast.With | ast.AsyncWith", scope: NameScope) -> Ends:
        """`with`: what stands in it."""
        for each in node.items:
            if isinstance(each.context_expr, ast.Call) and dotted(each.context_expr.func)[-1:] == ["arg_scope"]:
                raise self.code.fault("arguments that are given to many layers at once are not read", each.context_expr)
            value = self.value(each.context_expr, scope)
            if each.optional_vars is not None:
                self.assign(each.optional_vars, value, scope)
        return self.block(node.body, scope)

    def tried_block(self, node: ast.Try, scope: NameScope) -> Ends:
        """`try`: what goes well."""
        return self.block([*node.body, *node.orelse, *node.finalbody], scope)

    def returned(self, node: ast.Return, scope: NameScope) -> Ends:
        """`return value`."""
        return Returned(self.value(node.value, scope) if node.value else None)

    def raised(self, node: ast.Raise, scope: NameScope) -> Ends:
        """`raise`: what comes after is not known."""
        return Returned(Opaque(self.code.fault("the code stops here", node), True))

    def broken(self, node: "ast.Break | ast.Continue", scope: NameScope) -> Ends:
        """`break`, `continue`."""
        return BREAK if isinstance(node, ast.Break) else CONTINUE

    # Functions and classes, where they are written

    def function_written(self, node: ast.FunctionDef, scope: NameScope) -> None:
        """`def`."""
        scope.names[node.name] = WrittenFunction(node, scope, self.defaults(node.args, scope))

    def class_written(self, node: ast.ClassDef, scope: NameScope) -> None:
        """`class`."""
        inner = NameScope(scope)
        self.block(node.body, inner)
        for each in inner.names.values():
            if isinstance(each, WrittenFunction):
                each.scope = scope
        cls = WrittenClass(node, inner.names, [self.value(each, scope) for each in node.bases])
        if len(cls.line()) > MOST_CLASSES:
            raise self.code.fault(f"this class is made from more than {MOST_CLASSES} others", node)
        typed = [each for each in node.body if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)]
        cls.fields = [each.target.id for each in typed if isinstance(each.target, ast.Name)]
        scope.names[node.name] = cls

    def imported(self, node: ast.Import, scope: NameScope) -> None:
        """`import torch.nn as nn`."""
        for each in node.names:
            words = tuple(each.name.split("."))
            scope.names[each.asname or words[0]] = LibraryName(words if each.asname else words[:1], True)

    def imported_from(self, node: ast.ImportFrom, scope: NameScope) -> None:
        """`from torch import nn`."""
        room = "." * node.level + (node.module or "")
        for each in node.names:
            if each.name != "*":
                words = (*room.split("."), each.name) if not node.level else (room or ".", each.name)
                scope.names[each.asname or each.name] = LibraryName(words, True)


_STATEMENTS: dict[type[ast.stmt], Callable[..., Ends]] = {
    ast.Assign: StatementReader.assigned,
    ast.AnnAssign: StatementReader.annotated,
    ast.AugAssign: StatementReader.augmented,
    ast.Expr: StatementReader.expression,
    ast.If: StatementReader.branch,
    ast.For: StatementReader.loop,
    ast.While: StatementReader.repeat,
    ast.With: StatementReader.within,
    ast.Try: StatementReader.tried_block,
    ast.Return: StatementReader.returned,
    ast.Raise: StatementReader.raised,
    ast.Break: StatementReader.broken,
    ast.Continue: StatementReader.broken,
    ast.FunctionDef: StatementReader.function_written,
    ast.ClassDef: StatementReader.class_written,
    ast.Import: StatementReader.imported,
    ast.ImportFrom: StatementReader.imported_from,
}


def _changed_in_place(call: ast.Call) -> ast.expr | None:
    """The name that `F.relu_(x)`, `x.relu_()` changes; None where it changes none."""
    name = (dotted(call.func) or [""])[-1]
    if not name.endswith("_"):
        return None
    owner = call.func.value if isinstance(call.func, ast.Attribute) and not call.args else None
    target = owner if owner is not None else call.args[0] if call.args else None
    return target if isinstance(target, ast.Name) else None
