"""Calls on tensors: `self.pool(F.relu(self.conv1(x)))`, `x.view(-1, 400)`, `Dense(10)(x)`. What joins is refused."""

import ast
from collections.abc import Mapping, Sequence
from typing import Any

from convcalc.language.spoken.code.classes import LayerClass, function_of, functions
from convcalc.language.spoken.code.making import CallReader
from convcalc.language.spoken.code.modules import KEPT, KERAS, TORCH, Builder, Layers, Modules, called
from convcalc.language.spoken.code.torch_classes import VIEWS
from convcalc.language.spoken.code.values import OPAQUE, constant, dotted
from convcalc.language.spoken.kind_names import FLATTEN
from convcalc.language.spoken.words import Setting, Words, WordsError

NUMBERS = ("size", "dim", "numel", "get_shape")
"""Methods of a tensor that give numbers."""
READ = ("inputs", "input", "value")
"""Names of the argument that is the tensor."""
IDLE = ("print", "assert_", "debug", "info")
"""What is called beside, and does nothing to a tensor."""


class Flow:
    """The tensors of a text or a method, each with the layers that it has gone through."""

    def __init__(self, builder: Builder, modules: Modules, names: dict[str, Any], is_open: bool = False) -> None:
        self.builder = builder
        self.code = builder.code
        self.modules = modules
        self.names = names
        self.tensors: dict[str, Layers] = {}
        self.is_open = is_open
        """A name that nothing is known of can be the input."""

    def statement(self, node: ast.stmt) -> None:
        """What a statement of a method does to tensors. Raises WordsError."""
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and (words := dotted(node.targets[0])):
            name, found = ".".join(words), self.read(node.value)
            if found is None:
                self.tensors.pop(name, None)
                self.names[name] = constant(node.value, self.names, self.code)
            else:
                self.tensors[name] = found
        elif isinstance(node, ast.Expr):
            idle = isinstance(node.value, ast.Call) and called(node.value) in IDLE
            if not (idle or isinstance(node.value, ast.Constant)):
                raise self.code.fault(f"{self.code.said(node)} is not read", node)
        elif not isinstance(node, (ast.Pass, ast.Assert)):
            raise self.code.fault("this is no plain chain of layers", node)

    def read(self, node: ast.expr) -> Layers | None:
        """The layers that a tensor has gone through; None for what is no tensor. Raises WordsError."""
        if isinstance(node, ast.Name):
            return self.tensors.get(node.id)
        if isinstance(node, ast.Call):
            return self._call(node)
        inside = any(isinstance(each, ast.Name) and each.id in self.tensors for each in ast.walk(node))
        if not inside or isinstance(node, (ast.Subscript, ast.Attribute)):
            return None
        message = f"{self.code.said(node)} is no plain chain: it joins or splits what comes in"
        raise self.code.fault(message, node)

    def _call(self, node: ast.Call) -> Layers | None:
        own = {"self", *TORCH, *KERAS}
        if isinstance(node.func, ast.Attribute) and not own.intersection(dotted(node.func)[:1]):
            known = node.func.attr in VIEWS or node.func.attr in functions()
            base = self._read_or_input(node.func.value) if known else self.read(node.func.value)
            if base is not None:
                return self._method(node, node.func.attr, base)
        before = self._first(node)
        if before is None:
            return None
        name = ".".join(dotted(node.func))
        if name in self.modules:
            return [*before, *self.modules[name]]
        if isinstance(node.func, ast.Call):
            return [*before, *self.builder.module(node.func, self.modules, self.names)]
        if called(node) in VIEWS:
            return [*before, self._viewed(node, node.args[1:])]
        if cls := function_of(dotted(node.func)):
            return [*before, *self.function(node, cls)]
        raise self.code.fault(f"{self.code.said(node.func)} is no layer that is known", node.func)

    def _first(self, node: ast.Call) -> Layers | None:
        """What a call reads. Raises WordsError where that is several tensors."""
        given = [*node.args, *(each.value for each in node.keywords if each.arg in READ)]
        if not given:
            return None
        for other in [*given[1:], *(each.value for each in node.keywords if each.arg not in READ)]:
            if self.read(other) is not None:
                raise self.code.fault("a call that reads several tensors is no plain chain", other)
        words = dotted(node.func)
        known = function_of(words) or words[-1:] == [VIEWS[1]] or ".".join(words) in self.modules
        made = isinstance(node.func, ast.Call) or known
        return self._read_or_input(given[0]) if made else self.read(given[0])

    def _read_or_input(self, node: ast.expr) -> Layers | None:
        """A tensor, or the input where nothing is known of a name yet."""
        found = self.read(node)
        unknown = found is None and isinstance(node, ast.Name) and node.id not in TORCH | KERAS
        return [] if unknown and self.is_open and not self.tensors else found

    def _method(self, node: ast.Call, name: str, base: Layers) -> Layers | None:
        """A tensor after a method of its own: `x.view(-1, 400)`, `x.flatten(1)`, `x.relu()`."""
        if name in NUMBERS:
            return None
        if name in KEPT:
            return base
        if name in VIEWS:
            return [*base, self._viewed(node, node.args)]
        if name not in functions():
            raise self.code.fault(f".{name} is no layer that is known", node)
        given = [ast.copy_location(ast.Name(id="x"), node), *node.args]
        call = ast.copy_location(ast.Call(func=node.func, args=given, keywords=node.keywords), node)
        return [*base, *self.function(call, functions()[name])]

    def _viewed(self, node: ast.Call, given: Sequence[ast.expr]) -> Words:
        """A view as one vector, and how many numbers it is to have. Raises WordsError for any other."""
        if len(given) == 1 and isinstance(given[0], (ast.Tuple, ast.List)):
            given = given[0].elts
        values = [constant(each, self.names, self.code) for each in given]
        kept = len(values) == 2 and (values[0] in (-1, OPAQUE) or values[1] == -1)
        if not kept:
            help = "as x.view(x.size(0), -1)"
            raise self.code.fault(f"{self.code.said(node)} is read only where it flattens", node, help)
        wanted = type(values[1]) is int and values[1] > 0
        numbers = Setting(values[1], *self.code.span(given[1])) if wanted else None
        return Words(FLATTEN, {}, *self.code.span(node), numbers)

    def function(self, node: ast.Call, cls: LayerClass) -> Layers:
        """The layers of a function of a tensor."""
        return CallReader(self.code, node, cls, self.names).layers()


def run_twice(layers: Sequence[Words]) -> WordsError | None:
    """Why layers are no chain of which each has weights of its own."""
    seen: Mapping[int, Words] = {}
    for words in layers:
        if id(words) in seen and (words.cls.weighted or words.cls.normalises):
            return WordsError(f"this {words.kind} runs twice with the same weights", words.start, words.end)
        seen = {**seen, id(words): words}
    return None
