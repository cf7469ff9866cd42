"""Single changes to a module, each with a name that stays the same while the code around it moves."""

import ast
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from typing import NamedTuple

BINARY = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Div: ast.Mult,
    ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult, ast.BitOr: ast.BitAnd,
}  # fmt: skip
COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
CALLED = {"min": "max", "max": "min", "any": "all", "all": "any", "gcd": "lcm", "lcm": "gcd"}


Path = tuple[tuple[str, int | None], ...]
"""The way from a module to a node: fields, and places in the lists that some of them are."""


class Mutant(NamedTuple):
    """A module with one thing changed."""

    module: str
    name: str
    """Where and what: `Resample.reach: down // shared -> down * shared`."""
    whole: ast.Module
    """As it is."""
    path: Path = ()
    changed: ast.expr | None = None
    """What stands at the end of the path instead; None where nothing is changed."""

    @property
    def tree(self) -> ast.Module:
        """The module's code with the change, made when it is asked for: few of many mutants are run."""
        return _replaced(self.whole, self.path, self.changed) if self.changed else self.whole

    @property
    def title(self) -> str:
        """Its module's last name, and its own."""
        return f"{self.module.rpartition('.')[2]} {self.name}"


def mutants(module: str, source: str) -> Iterator[Mutant]:
    """Every mutant of a module's source, in its order."""
    tree, seen = ast.parse(source), Counter[str]()
    for path, node in list(_nodes(tree, ())):
        for changed in _changed(node):
            name = f"{_where(tree, path)}: {ast.unparse(node)} -> {ast.unparse(changed)}"
            seen[name] += 1
            times = f" ({seen[name]})" if seen[name] > 1 else ""
            yield Mutant(module, name + times, tree, path, changed)


def _nodes(node: ast.AST, path: Path) -> Iterator[tuple[Path, ast.expr]]:
    """All expressions that a test could notice: no types, no docstrings, no messages."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "bases") or isinstance(node, ast.Raise | ast.JoinedStr):
            continue
        for at, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                continue
            if isinstance(child, ast.AST):
                step = (*path, (field, at))
                if isinstance(child, ast.expr):
                    yield step, child
                yield from _nodes(child, step)


def _changed(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.BinOp(op=op) if type(op) in BINARY:
            yield ast.BinOp(node.left, BINARY[type(op)](), node.right)
        case ast.Compare(ops=[op, *rest]) if type(op) in COMPARED:
            yield ast.Compare(node.left, [COMPARED[type(op)](), *rest], node.comparators)
        case ast.BoolOp():
            yield ast.BoolOp(ast.And() if isinstance(node.op, ast.Or) else ast.Or(), node.values)
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield node.operand
        case ast.IfExp():
            yield ast.IfExp(node.test, node.orelse, node.body)
        case ast.Constant(value=bool()):
            yield ast.Constant(not node.value)
        case ast.Constant(value=int()):
            yield ast.Constant(node.value + 1)
        case ast.Constant(value=str()) if node.value.isalnum():
            yield ast.Constant(node.value + "_")
        case ast.Call(func=ast.Name(id=name)) if name in CALLED:
            yield ast.Call(ast.Name(CALLED[name]), node.args, node.keywords)
        case ast.Call(func=ast.Attribute(attr=name)) if name in CALLED:
            yield ast.Call(ast.Attribute(node.func.value, CALLED[name]), node.args, node.keywords)


def _where(tree: ast.Module, path: Path) -> str:
    """The class and the function that a node stands in; `-` for the module itself."""
    names, node = [], tree
    for field, at in path:
        node = getattr(node, field) if at is None else getattr(node, field)[at]
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            names.append(node.name)
    return ".".join(names) or "-"


def _replaced(tree: ast.Module, path: Path, changed: ast.expr) -> ast.Module:
    """A copy of the module with one node changed."""
    copy = deepcopy(tree)
    parent = copy
    for field, at in path[:-1]:
        parent = getattr(parent, field) if at is None else getattr(parent, field)[at]
    field, at = path[-1]
    if at is None:
        setattr(parent, field, changed)
    else:
        getattr(parent, field)[at] = changed
    return ast.fix_missing_locations(copy)
