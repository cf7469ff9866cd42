"""Branches of which it is not known whether they run: what they do not agree on is not known afterwards."""

import ast
from collections.abc import Sequence
from typing import Any

from convcalc.language.spoken.code.made import (
    CodeTensor,
    Layered,
    NameScope,
)
from convcalc.language.spoken.code.objects import ObjectReader
from convcalc.language.spoken.code.python_functions import GROWING
from convcalc.language.spoken.code.values import Opaque, is_plain
from convcalc.language.spoken.words import WordsError

Ends = Any
"""None where a block goes on to its end; else how it stops: `Returned`, or one of the two below."""


class Returned:
    """A block that stops with a value."""

    def __init__(self, value: Any) -> None:
        self.value = value


class BranchReader(ObjectReader):
    """Goes through branches that hang on what is not known."""

    def either(self, blocks: Sequence[Sequence[ast.stmt]], node: ast.stmt, scope: NameScope) -> Ends:
        """Blocks of which it is not known which one runs: what they do not agree on is not known afterwards."""
        error = self.code.fault("this is no plain chain of layers", node)
        self.doubts.append(error)
        blocks = [each for each in blocks if not any(isinstance(one, ast.Raise) for one in each)]
        inside = [each for block in blocks for one in block for each in ast.walk(one)]
        if not any(map(_changes_others, inside)) and isinstance(node, ast.If):
            return self.agreed(blocks, error, scope)
        for each in inside:
            self.step(each)
            for target in _targets_of(each):
                self.forget(target, error, scope)
            if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr in GROWING:
                self.spoil(self.value(each.func.value, scope), each)
        if any(isinstance(each, ast.Return) for each in inside):
            return Returned(Opaque(error, True))
        return None

    def agreed(self, blocks: Sequence[Sequence[ast.stmt]], error: WordsError, scope: NameScope) -> Ends:
        """Go through blocks that change only names, each by itself, and keep what is the same after all."""
        scopes = [NameScope(scope) for _ in blocks]
        ends = [self.block(block, inner) for block, inner in zip(blocks, scopes)]
        for name in {name for inner in scopes for name in inner.names}:
            values = [self.value(ast.Name(id=name, lineno=1, col_offset=0), inner) for inner in scopes]
            flows = any(isinstance(each, Layered) or self.is_tensor(each) for each in values)
            same = all(_is_same(each, values[0]) for each in values)
            scope.names[name] = values[0] if same else Opaque(error, flows)
        results = [each.value for each in ends if isinstance(each, Returned)]
        if not results:
            return ends[0] if ends and all(each == ends[0] for each in ends) else None
        same = len(results) == len(blocks) and all(_is_same(each, results[0]) for each in results)
        return Returned(results[0] if same else Opaque(error, True))

    def forget(self, target: ast.AST, error: Any, scope: NameScope) -> None:
        """A name is not known any more."""
        if isinstance(target, (ast.Tuple, ast.List)):
            for each in target.elts:
                self.forget(each, error, scope)
        elif isinstance(target, (ast.Name, ast.Attribute)):
            before = self.value(read_of(target), scope)
            flows = isinstance(before, Layered) or self.is_tensor(before)
            self.assign(target, Opaque(error, flows), scope)
        elif isinstance(target, ast.Subscript):
            self.spoil(self.value(target.value, scope), target)


def read_of(target: ast.AST) -> Any:
    """A target as what is read from it: its kind of node is the same."""
    return target


def _targets_of(node: ast.AST) -> list[ast.AST]:
    """What a statement gives values."""
    if isinstance(node, ast.Assign):
        return list(node.targets)
    return [node.target] if isinstance(node, (ast.AugAssign, ast.AnnAssign, ast.For)) else []


def _changes_others(node: ast.AST) -> bool:
    """Whether a node changes more than a name."""
    if any(not isinstance(each, (ast.Name, ast.Tuple)) for each in _targets_of(node)):
        return True
    grows = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in GROWING
    return grows or isinstance(node, (ast.AugAssign, ast.Delete, ast.Break, ast.Continue))


def _is_same(value: Any, other: Any) -> bool:
    """Whether two values are one."""
    if isinstance(value, CodeTensor) and isinstance(other, CodeTensor):
        return value.source is other.source and [*map(id, value.layers)] == [*map(id, other.layers)]
    return value is other or (is_plain(value) and is_plain(other) and type(value) is type(other) and value == other)
