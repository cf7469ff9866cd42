"""Calls of code: classes and functions of a library, those of the text, methods of lists, of layers and of tensors."""

import ast
from typing import Any

from convcalc.language.spoken.code.library_calls import TRIED, LibraryCalls
from convcalc.language.spoken.code.made import (
    Above,
    BoundMethod,
    CallArgument,
    Instance,
    Layered,
    MadeChain,
    MadeLayer,
    NameScope,
    Partial,
    WrittenClass,
    WrittenFunction,
)
from convcalc.language.spoken.code.python_functions import function_of_python, is_of, worked_out
from convcalc.language.spoken.code.tf1_functions import VARIABLES
from convcalc.language.spoken.code.values import OPAQUE, LibraryName, Opaque, dotted

CHAINS = ("Sequential", "HybridSequential")
WRAPPERS = ("DataParallel", "DistributedDataParallel", "spectral_norm", "script", "compile", "deepcopy",
            "copy", "remat", "checkpoint_wrapper", "jit")  # fmt: skip
"""Functions that leave a layer as it is."""


class CallMaker(LibraryCalls):
    """Makes what calls give."""

    def value(self, node: ast.AST, scope: NameScope) -> Any:
        """The value of an expression."""
        raise NotImplementedError

    def assign(self, target: ast.AST, value: Any, scope: NameScope) -> None:
        """Give a value a name."""
        raise NotImplementedError

    def function_called(self, function: WrittenFunction, node: ast.AST, given: list[CallArgument]) -> Any:
        """What a function of the text gives."""
        raise NotImplementedError

    def method_called(self, method: BoundMethod, node: ast.AST, given: list[CallArgument]) -> Any:
        """What a method of the text gives."""
        raise NotImplementedError

    def instance(self, cls: WrittenClass, node: ast.AST, given: list[CallArgument]) -> Any:
        """An object of a class of the text."""
        raise NotImplementedError

    def call(self, callee: Any, node: ast.Call, given: list[CallArgument], scope: NameScope) -> Any:
        """What a call gives."""
        if isinstance(callee, WrittenFunction):
            return self.function_called(callee, node, given)
        if isinstance(callee, BoundMethod):
            return self.method_called(callee, node, given)
        if isinstance(callee, WrittenClass):
            return self.instance(callee, node, given)
        if isinstance(callee, Partial):
            names = {each.name for each in given}
            before = [each for each in callee.given if each.name is None or each.name not in names]
            every = sorted([*before, *given], key=lambda each: each.name is not None)
            return self.call(callee.callee, node, every, scope)
        if isinstance(callee, Layered):
            return self.applied(callee, given, node)
        if isinstance(callee, LibraryName):
            return self.of_library(callee, node, given, scope)
        reads = any(self.is_tensor(each.value) for each in given)
        if isinstance(callee, Opaque) and callee.error:
            return Opaque(callee.error, callee.flows or reads)
        return Opaque(self.library.unknown(node.func, _last(node)), True) if reads else OPAQUE

    # Names of a library

    def of_library(self, name: LibraryName, node: ast.Call, given: list[CallArgument], scope: NameScope) -> Any:
        """What a name that the text does not make gives when it is called."""
        last = name.words[-1]
        special = _SPECIAL.get(last) or (_SPECIAL["randn"] if last in TRIED else None)
        if special:
            return special(self, name, node, given, scope)
        if function := function_of_python(name.words):
            values = [self.listed(each.value) for each in given if each.name is None]
            return worked_out(function, values, {each.name: each.value for each in given if each.name})
        return self.layer_or_function(name, node, given)

    # What a library has beside layers

    def partial(self, name: LibraryName, node: ast.Call, given: list[CallArgument], scope: NameScope) -> Any:
        """`partial(nn.BatchNorm2d, eps=1e-3)`."""
        return Partial(given[0].value, given[1:]) if given else OPAQUE

    def wrapped(self, name: LibraryName, node: ast.Call, given: list[CallArgument], scope: NameScope) -> Any:
        """What leaves a layer as it is; a copy has weights of its own."""
        value = given[0].value if given else OPAQUE
        if name.words[-1] in ("deepcopy", "copy") and isinstance(value, MadeLayer):
            return self.record(MadeLayer(tuple(each._replace() for each in value.words)), node)
        if name.words[-1] in ("deepcopy", "copy") and isinstance(value, Layered):
            return Opaque(self.code.fault(f"{self.code.said(node)} is no layer that is known", node), True)
        return value

    def parallel(self, name: LibraryName, node: ast.Call, given: list[CallArgument], scope: NameScope) -> Any:
        """`data_parallel(layer, x)`."""
        return self.applied(given[0].value, given[1:2], node) if given else OPAQUE

    def ordered(self, name: LibraryName, node: ast.Call, given: list[CallArgument], scope: NameScope) -> Any:
        """A table of layers by their names."""
        value = given[0].value if given and given[0].name is None else {}
        if named := {each.name: each.value for each in given if each.name}:
            return {**value, **named} if isinstance(value, dict) else OPAQUE
        try:
            return dict(value) if isinstance(value, (list, tuple, dict)) else OPAQUE
        except (TypeError, ValueError):
            return list(value)

    def above(self, name: LibraryName, node: ast.Call, given: list[CallArgument], scope: NameScope) -> Any:
        """`super()`."""
        home = scope.holds(" self"), scope.holds(" class")
        return Above(home[0].names[" self"], home[1].names[" class"]) if home[0] and home[1] else OPAQUE

    def attribute_of(self, name: LibraryName, node: ast.Call, given: list[CallArgument], scope: NameScope) -> Any:
        """`getattr(nn, "ReLU")`, `setattr(self, name, layer)`, `hasattr`, `isinstance`."""
        values = [each.value for each in given]
        last = name.words[-1]
        if len(values) < 2 or (last != "isinstance" and not isinstance(values[1], str)):
            return Opaque(self.code.fault(f"{self.code.said(node)} is not known before the code runs", node), True)
        if last == "getattr":
            found = self.has(values[0], values[1], node)
            return values[2] if len(values) > 2 and isinstance(found, Opaque) else found
        if last == "setattr" and len(values) > 2 and isinstance(values[0], Instance):
            self.keep(values[0], values[1], values[2])
            return None
        if last == "isinstance":
            names = values[1] if isinstance(values[1], tuple) else (values[1],)
            truths = [is_of(values[0], each.words[-1]) if isinstance(each, LibraryName) else None for each in names]
            return True if True in truths else OPAQUE if None in truths else False
        return OPAQUE

    def keep(self, owner: Instance, name: str, value: Any) -> None:
        """Put what an object has under a name."""
        owner.own[name] = value
        for each in self.each(value) or [value] if not isinstance(value, (Instance, MadeChain)) else [value]:
            if isinstance(each, Layered):
                each.used = True

    # Attributes and methods

    def has(self, base: Any, name: str, node: ast.AST) -> Any:
        """What something has by a name."""
        raise NotImplementedError

    def listed(self, value: Any) -> Any:
        """A value as a function of Python can read it."""
        return self.each(value) if isinstance(value, MadeChain) else value


_SPECIAL: dict[str, Any] = {
    **dict.fromkeys(CHAINS, CallMaker.chain),
    **dict.fromkeys(("Model",), CallMaker.model),
    **dict.fromkeys(("Input", "InputLayer", "placeholder", "input_data"), CallMaker.input_of),
    **dict.fromkeys(("partial",), CallMaker.partial),
    "data_parallel": CallMaker.parallel,
    **dict.fromkeys(WRAPPERS, CallMaker.wrapped),
    **dict.fromkeys(("OrderedDict", "ModuleDict", "LayerDict"), CallMaker.ordered),
    **dict.fromkeys(("getattr", "setattr", "hasattr", "isinstance"), CallMaker.attribute_of),
    **dict.fromkeys(VARIABLES, CallMaker.variable),
    "super": CallMaker.above,
    "randn": CallMaker.tried,
}


def _last(node: ast.Call) -> str:
    return (dotted(node.func) or [""])[-1]
