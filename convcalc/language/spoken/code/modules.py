"""Expressions that make layers: a class of PyTorch or Keras, `Sequential`, a class of the text. Knows no tensors."""

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from convcalc.document.wording import nearest
from convcalc.language.spoken.code.classes import LayerClass, classes
from convcalc.language.spoken.code.making import CallReader
from convcalc.language.spoken.code.source import CodeText
from convcalc.language.spoken.code.values import constant, dotted
from convcalc.language.spoken.kind_names import FLATTEN
from convcalc.language.spoken.words import Setting, Tool, Words, WordsError

DEEPEST = 20
"""Modules inside modules."""
KEPT = ("to", "cuda", "cpu", "eval", "train", "float", "half", "double", "contiguous", "clone", "detach")
"""Methods that leave a module or a tensor as it is."""
KERAS = {"keras", "layers", "tf", "tensorflow", "activations", "slim"}
TORCH = {"nn", "torch", "F", "functional"}
Layers = list[Words]
Modules = Mapping[str, Layers]
Constants = Mapping[str, Any]


class Builder:
    """Makes the layers of expressions."""

    def __init__(self, code: CodeText) -> None:
        self.code = code
        self.tool: Tool = _tool_of(code)
        self.names: dict[str, Any] = {}
        """Constants that have a name."""
        self.classes: dict[str, ast.ClassDef] = {}
        """Those of the text that run as a network."""
        self.instance: Callable[[ast.ClassDef, ast.Call | None, Constants], Layers]
        self.shape: Setting | None = None
        """The volume that goes in, where the code says it."""
        self._depth = 0

    def kept(self, node: ast.expr) -> ast.expr:
        """A module without `.to(device)` and the like."""
        while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in KEPT:
            node = node.func.value
        return node

    def module(self, node: ast.expr, modules: Modules, names: Constants) -> Layers:
        """The layers of a module, which may be one of those that have a name. Raises WordsError."""
        if self._depth >= DEEPEST:
            raise self.code.fault(f"modules stand inside modules more than {DEEPEST} deep", node)
        self._depth += 1
        try:
            return self._module(self.kept(node), modules, names)
        finally:
            self._depth -= 1

    def _module(self, node: ast.expr, modules: Modules, names: Constants) -> Layers:
        name = ".".join(dotted(node))
        if name in modules:
            return modules[name]
        if not isinstance(node, ast.Call):
            raise self.code.fault(f"{self.code.said(node)} is no layer that is known here", node)
        if self.is_input(node):
            self.take_shape(node)
            return []
        last = called(node)
        if last == "Sequential":
            return [words for each in self.inside(node, modules) for words in self.module(each, modules, names)]
        if last in self.classes:
            return self.instance(self.classes[last], node, names)
        if (cls := self.class_of(node)) is None:
            raise self.unknown(node)
        return self.layers(node, cls, names)

    def layers(self, node: ast.Call, cls: LayerClass, names: Constants) -> Layers:
        """The layers of a call of a known class; the first of Keras can say what goes in."""
        found = CallReader(self.code, node, cls, names).layers()
        if cls.tool == "keras" and self.shape is None:
            self.take_shape(node)
            if self.shape and found and found[0].kind != FLATTEN:
                found[0] = found[0]._replace(channels=self.shape._replace(value=self.shape.value[-1]))
        return found

    def inside(self, node: ast.Call, modules: Modules) -> Iterator[ast.expr]:
        """The layers in a Sequential. Raises WordsError."""
        given: list[ast.expr] = list(node.args)
        if len(given) == 1 and isinstance(given[0], ast.Call) and called(given[0]) == "OrderedDict":
            given = list(given[0].args)
        if len(given) == 1 and isinstance(given[0], (ast.List, ast.Tuple)):
            given = list(given[0].elts)
        for each in given:
            if isinstance(each, ast.Starred) and ".".join(dotted(each.value)) in modules:
                yield each.value
                continue
            if isinstance(each, ast.Starred):
                raise self.code.fault(f"{self.code.said(each)} is not known before the code runs", each)
            named = isinstance(each, ast.Tuple) and len(each.elts) == 2 and isinstance(each.elts[0], ast.Constant)
            yield each.elts[1] if named and isinstance(each, ast.Tuple) else each

    def class_of(self, node: ast.Call) -> LayerClass | None:
        """The class that is called, of the tool that is named, or else of that of the other lines."""
        *before, name = dotted(node.func) or [""]
        other: Tool = "torch" if self.tool == "keras" else "keras"
        tried: list[Tool] = [self.tool, other]
        if TORCH.intersection(before):
            tried = ["torch"]
        elif KERAS.intersection(before):
            tried = ["keras"]
        return next((classes()[tool, name] for tool in tried if (tool, name) in classes()), None)

    def unknown(self, node: ast.Call) -> WordsError:
        """The error for a class that is not known."""
        name = called(node)
        help = nearest(name, [each for _, each in classes()]) or "it takes the layers of torch.nn and keras.layers"
        return self.code.fault(f"{self.code.said(node.func)} is no layer that is known", node.func, help)

    # The shape that goes in

    def is_input(self, node: ast.expr) -> bool:
        """Whether it is the input of a Keras model."""
        return isinstance(node, ast.Call) and called(node) in ("Input", "InputLayer")

    def take_shape(self, node: ast.Call) -> None:
        """The shape that a call says goes in."""
        given = {each.arg: each.value for each in node.keywords}
        own = ["shape", "batch_shape"] if self.is_input(node) else []
        if own and node.args:
            given.setdefault("shape", node.args[0])
        for name in (*own, "input_shape", "batch_input_shape", "input_dim"):
            if name in given:
                self._take(name, given[name])

    def _take(self, name: str, node: ast.expr) -> None:
        value = constant(node, self.names, self.code)
        numbers = value if isinstance(value, list) else [value]
        numbers = numbers[1:] if name.startswith("batch") else numbers
        if numbers and all(type(each) is int and each > 0 for each in numbers):
            self.shape = Setting(numbers, *self.code.span(node))


def called(node: ast.Call) -> str:
    """The last word of what is called; empty where that has no name."""
    return (dotted(node.func) or [""])[-1]


def _tool_of(code: CodeText) -> Tool:
    """The tool whose names stand in a text; Keras's where only its have no prefix."""
    named = [node for node in ast.walk(code.tree) if isinstance(node, (ast.Attribute, ast.Name))]
    words = {word for node in named for word in dotted(node)}
    names: dict[str, set[str]] = {
        tool: {name for each, name in classes() if each == tool} for tool in ("torch", "keras")
    }
    if words & TORCH:
        return "torch"
    return "torch" if words & (names["torch"] - names["keras"]) and not words & KERAS else "keras"
