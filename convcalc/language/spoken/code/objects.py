"""Functions and objects of the text: what they are given, what they have, what their methods give."""

import ast
from collections.abc import Sequence
from typing import Any

from convcalc.language.spoken.code.libraries import KERAS, TORCH
from convcalc.language.spoken.code.made import (
    Above,
    BoundMethod,
    CallArgument,
    CodeTensor,
    Instance,
    Layered,
    MadeChain,
    MadeLayer,
    MadeModel,
    NameScope,
    TensorSource,
    WrittenClass,
    WrittenFunction,
)
from convcalc.language.spoken.code.models import BESIDE, RUNS, ModelReader
from convcalc.language.spoken.code.python_functions import GROWING, METHODS, worked_out
from convcalc.language.spoken.code.tensors import KEPT
from convcalc.language.spoken.code.torch_classes import MEANS
from convcalc.language.spoken.code.values import OPAQUE, LibraryName, Opaque, OwnWeights

MAKES = ("__init__", "setup", "build")
"""The methods that make its layers."""
_ROOMS = ("K", "np", "jnp", "paddle", "mx", "nd", "jax")
"""Libraries of functions beside those that have layers."""
_CHANGED = {"out_channels": "filters", "out_features": "units", "filters": "filters", "units": "units"}


class ObjectReader(ModelReader):
    """Calls functions of the text, and makes objects of its classes."""

    def block(self, nodes: Sequence[ast.stmt], scope: NameScope) -> Any:
        """A block of statements."""
        raise NotImplementedError

    def defaults(self, given: ast.arguments, scope: NameScope) -> dict[str, Any]:
        """The defaults of arguments."""
        places = [*given.posonlyargs, *given.args]
        named = zip(places[len(places) - len(given.defaults) :], given.defaults)
        pairs = [*named, *zip(given.kwonlyargs, given.kw_defaults)]
        return {each.arg: self.value(node, scope) for each, node in pairs if node is not None}

    def function_called(self, function: WrittenFunction, node: ast.AST, given: Sequence[CallArgument]) -> Any:
        """What a function of the text gives. Raises WordsError."""
        scope = self.bound(function, given, node)
        return self.result(function, scope)

    def result(self, function: WrittenFunction, scope: NameScope) -> Any:
        """What a function gives whose arguments have their values."""
        function.calls += 1
        if isinstance(function.node, ast.Lambda):
            return self.value(function.node.body, scope)
        ends = self.nested(function.node, scope)
        return ends.value if hasattr(ends, "value") else None

    def nested(self, node: ast.FunctionDef, scope: NameScope) -> Any:
        """The body of a function. Raises WordsError where functions call each other without an end."""
        self._deep += 10
        try:
            if self._deep >= 300:
                raise self.code.fault("functions call each other without an end", node)
            return self.block(node.body, scope)
        finally:
            self._deep -= 10

    def bound(self, function: WrittenFunction, given: Sequence[CallArgument], node: ast.AST, *own: Any) -> NameScope:
        """The names of a function as it is called."""
        scope, arguments = NameScope(function.scope), function.node.args
        places = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
        unnamed = [*own, *(each.value for each in given if each.name is None)]
        named = {each.name: each.value for each in given if each.name is not None}
        for name in (*places, *(each.arg for each in arguments.kwonlyargs)):
            scope.names[name] = function.defaults.get(name, LibraryName((name,)) if not self.inside else OPAQUE)
        scope.names |= dict(zip(places, unnamed))
        if arguments.vararg:
            scope.names[arguments.vararg.arg] = tuple(unnamed[len(places) :])
        known = {*places, *(each.arg for each in arguments.kwonlyargs)}
        if arguments.kwarg:
            scope.names[arguments.kwarg.arg] = {name: each for name, each in named.items() if name not in known}
        scope.names |= {name: each for name, each in named.items() if name in known}
        return scope

    def method_called(self, method: BoundMethod, node: ast.AST, given: list[CallArgument]) -> Any:
        """What a method of the text gives. Raises WordsError."""
        function = method.function
        own = [] if function.is_decorated("staticmethod") else [method.owner]
        scope = self.bound(function, given, node, *own)
        scope.names[" self"], scope.names[" class"] = method.owner, method.cls
        return self.result(function, scope)

    def instance(self, cls: WrittenClass, node: ast.AST, given: list[CallArgument]) -> Any:
        """An object of a class of the text. Raises WordsError."""
        made = Instance(cls)
        self.record(made, node)
        for name, value in zip(cls.fields, [each.value for each in given if each.name is None]):
            made.own[name] = value
        found = cls.find("__init__")
        if found is None:
            made.own |= {each.name: each.value for each in given if each.name is not None}
            self.library_made(made, [each for each in given if each.name is None])
        for name in MAKES:
            if (found := cls.find(name)) and isinstance(found[0], WrittenFunction):
                arguments = given if name == "__init__" else []
                self.method_called(BoundMethod(found[0], made, found[1]), node, list(arguments))
        return made

    def library_made(self, made: Instance, given: Sequence[CallArgument]) -> None:
        """What the constructor of a library does: a `Sequential` holds what it is given."""
        if made.cls.is_from("Sequential"):
            self.fill(made.chain, given)

    def ran(self, made: Instance, given: list[CallArgument], node: ast.AST) -> Any:
        """What the method that runs a network gives. Raises WordsError."""
        made.used = True
        name = self.run_name(made)
        found = made.cls.find(name)
        if found is None or not isinstance(found[0], WrittenFunction):
            return OPAQUE
        if name == "hybrid_forward":
            given = [CallArgument(None, LibraryName(("F",)), given[0].node if given else ast.Name(id="F")), *given]
        self.inside += 1
        try:
            tensors = [each._replace(value=self.outside(each)) for each in given]
            return self.method_called(BoundMethod(found[0], made, found[1]), node, tensors)
        finally:
            self.inside -= 1

    def outside(self, given: CallArgument) -> Any:
        """An argument of a network: what is not known of where it is called is what comes in."""
        if self.inside == 1 and (given.value is OPAQUE or isinstance(given.value, LibraryName)) and given.name is None:
            return CodeTensor((), TensorSource())
        return given.value

    # Attributes and methods

    def has(self, base: Any, name: str, node: ast.AST) -> Any:
        """What something has by a name."""
        if isinstance(base, LibraryName):
            return LibraryName((*base.words, name), base.imported)
        if isinstance(base, (Instance, WrittenClass)):
            return self.of_object(base, name, node)
        if isinstance(base, Above):
            found = next((each for each in [base.owner.cls.find(name, base.cls)] if each), None)
            return BoundMethod(found[0], base.owner, found[1]) if found else OPAQUE
        if isinstance(base, CodeTensor) and name in ("is_cuda", "is_xpu"):
            return False
        if isinstance(base, OwnWeights):
            return base.shape if name == "shape" else OPAQUE
        if isinstance(base, MadeLayer) and name in _CHANGED:
            return next(
                (each.settings[_CHANGED[name]].value for each in base.words if _CHANGED[name] in each.settings), OPAQUE
            )
        if isinstance(base, (MadeModel, MadeChain)) and name in ("output", "input"):
            start = CodeTensor((), TensorSource(base.shape))
            return self.through(base, start, node) if name == "output" else start
        if isinstance(base, MadeChain) and name == "layers":
            return [each for _, each in base.parts]
        return base if isinstance(base, Opaque) else OPAQUE

    def of_object(self, base: "Instance | WrittenClass", name: str, node: ast.AST) -> Any:
        """What an object of the text has by a name, or its class."""
        cls = base.cls if isinstance(base, Instance) else base
        if isinstance(base, Instance) and name in base.own:
            return base.own[name]
        found = cls.find(name)
        if found is None:
            known = not isinstance(base, Instance) or name in ("training", "__class__", "device")
            message = f"{self.code.said(node)} is no layer that is known"
            return OPAQUE if known else Opaque(self.code.fault(message, node))
        value, home = found
        if not isinstance(value, WrittenFunction):
            return value
        if isinstance(base, Instance) and value.is_decorated("property"):
            return self.method_called(BoundMethod(value, base, home), node, [])
        is_bound = isinstance(base, Instance) or value.is_decorated("classmethod")
        return BoundMethod(value, base, home) if is_bound else value

    def method(self, base: Any, node: ast.Call, given: list[CallArgument], scope: NameScope) -> Any:
        """What a method gives."""
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if isinstance(base, (list, tuple, dict, str)):
            return self.of_python(base, name, node, given)
        if isinstance(base, CodeTensor):
            return self.tensor_method(base, name, node, given)
        if isinstance(base, Above) and not base.owner.cls.find(name, base.cls):
            return self.of_library_above(base, name, node, given)
        if isinstance(base, Layered) and not (isinstance(base, Instance) and self.is_own(base, name)):
            return self.of_made(base, name, node, given)
        if isinstance(base, LibraryName) and name == "add" and not self.is_of_library(base):
            return self.of_made(self.unmade(base, node, scope), name, node, given)
        if isinstance(base, LibraryName) and name in ("__init__",):
            return None
        callee = self.has(base, name, node.func)
        if isinstance(base, LibraryName) and name not in KEPT and self.is_read_only(base, name) and not self.inside:
            return self.opened_method(base, name, node, given)
        return self.call(callee, node, given, scope)

    def is_own(self, owner: Instance, name: str) -> bool:
        """Whether an object of the text has a name by itself, or has none that all have."""
        return name in owner.own or bool(owner.cls.find(name)) or name not in (*KEPT, *BESIDE, *GROWING, *RUNS)

    def is_of_library(self, name: LibraryName) -> bool:
        """Whether a name is that of a library."""
        return name.imported or bool((TORCH | KERAS).intersection(name.words))

    def is_read_only(self, base: LibraryName, name: str) -> bool:
        """Whether `x.view(...)` is a method of the input, not a function of a library."""
        own = name in ("view", "reshape", "flatten", "relu", "squeeze", *MEANS)
        return own and len(base.words) == 1 and base.words[0] not in _ROOMS and not self.is_of_library(base)

    def opened_method(self, base: LibraryName, name: str, node: ast.Call, given: list[CallArgument]) -> Any:
        """A method of the input."""
        tensor = self.tensor(base, node)
        return tensor if isinstance(tensor, Opaque) else self.tensor_method(tensor, name, node, given)

    def unmade(self, base: LibraryName, node: ast.AST, scope: NameScope) -> MadeChain:
        """A model that is added to and that the text does not make."""
        made = MadeChain([])
        self.record(made, node)
        while scope.outer is not None:
            scope = scope.outer
        scope.names[".".join(base.words)] = made
        return made

    def of_python(self, base: Any, name: str, node: ast.Call, given: list[CallArgument]) -> Any:
        """What a method of a list, a table or a word gives."""
        function = METHODS[type(base)].get(name)
        if function is None:
            return OPAQUE
        values = [self.listed(each.value) for each in given]
        if name in GROWING and isinstance(base, (list, dict)):
            found = worked_in(function, base, values)
            self.bounded(base, node)
            return found
        return worked_out(function, [base, *values], {})

    def of_library_above(self, base: Above, name: str, node: ast.Call, given: list[CallArgument]) -> Any:
        """What a method of a class of a library gives that one of the text is made from."""
        if name == "__init__":
            self.library_made(base.owner, [each for each in given if each.name is None])
        elif name in RUNS and given and base.owner.cls.is_from("Sequential"):
            return self.through(base.owner.chain, self.tensor(given[0].value, given[0].node), node)
        return None


def worked_in(function: Any, base: Any, values: list[Any]) -> Any:
    """What a method gives that changes a list or a table; what is not known is put in as it is."""
    try:
        return function(base, *values)
    except (TypeError, ValueError, LookupError):
        base.append(Opaque()) if isinstance(base, list) else None
        return OPAQUE
