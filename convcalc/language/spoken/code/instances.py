"""Classes of a text that are networks: what a constructor makes, in the order in which a forward runs it."""

import ast
from typing import Any

from convcalc.language.spoken.code.flow import Flow, run_twice
from convcalc.language.spoken.code.modules import Builder, Constants, Layers, called
from convcalc.language.spoken.code.values import OPAQUE, constant, dotted

RUNS = ("forward", "call")
"""The methods that run a network: PyTorch's, and Keras's."""
_CHANGING = ("append", "add_module", "extend", "insert", "register_module", "setattr", "__setattr__")


def is_network(cls: ast.ClassDef) -> bool:
    """Whether a class runs as a network."""
    return any(isinstance(each, ast.FunctionDef) and each.name in RUNS for each in cls.body)


def instance(builder: Builder, cls: ast.ClassDef, call: ast.Call | None, names: Constants) -> Layers:
    """The layers of a class, made by a call or with its defaults. Raises WordsError where that is no plain chain."""
    methods = {each.name: each for each in cls.body if isinstance(each, ast.FunctionDef)}
    own: dict[str, Any] = dict(builder.names)
    modules: dict[str, Layers] = {}
    if "__init__" in methods:
        own |= _given(builder, methods["__init__"], call, names)
        for statement in methods["__init__"].body:
            _make(builder, statement, modules, own)
    return _run(builder, methods.get("forward") or methods["call"], modules, own)


def _given(builder: Builder, method: ast.FunctionDef, call: ast.Call | None, names: Constants) -> dict[str, Any]:
    """The arguments of a constructor: as they are given, or their defaults."""
    parameters = [each.arg for each in method.args.args][1:]
    defaults = [constant(each, builder.names, builder.code) for each in method.args.defaults][
        -len(parameters) or None :
    ]
    found = dict(zip(parameters[len(parameters) - len(defaults) :], defaults))
    if call is not None:
        found |= dict(zip(parameters, (constant(each, names, builder.code) for each in call.args)))
        found |= {each.arg: constant(each.value, names, builder.code) for each in call.keywords if each.arg}
    return found


def _make(builder: Builder, node: ast.stmt, modules: dict[str, Layers], names: dict[str, Any]) -> None:
    """A statement of a constructor. Raises WordsError where it makes layers in another way than by a name."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        name = ".".join(dotted(node.targets[0]))
        value = constant(node.value, names, builder.code)
        if value is not OPAQUE:
            names[name] = value
            return
        own = name.startswith("self.") and name.count(".") == 1
        if isinstance(node.value, ast.Call) and own:
            modules[name] = builder.module(node.value, modules, names)
            return
    if any(map(_changes, ast.walk(node))):
        raise builder.code.fault("layers are read only where each is made by 'self.name = ...'", node)


def _changes(node: ast.AST) -> bool:
    """Whether a node makes or changes a layer."""
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(dotted(each)[:1] == ["self"] or isinstance(each, ast.Subscript) for each in targets)
    return isinstance(node, ast.Call) and called(node) in _CHANGING


def _run(builder: Builder, forward: ast.FunctionDef, modules: dict[str, Layers], names: dict[str, Any]) -> Layers:
    """The layers in the order in which a forward calls them."""
    flow = Flow(builder, modules, names)
    flow.tensors = {each.arg: [] for each in forward.args.args[1:2]}
    for node in forward.body:
        if not isinstance(node, ast.Return):
            flow.statement(node)
            continue
        found = flow.read(node.value) if node.value else None
        if found is None:
            raise builder.code.fault("what comes out here is no plain chain of layers", node)
        if error := run_twice(found):
            raise error
        return found
    raise builder.code.fault(f"{forward.name} returns nothing", forward)
