"""Code as the layers of a chain: lines of layers, `Sequential`, `model.add`, calls on tensors, classes with a forward.

What is no plain chain is refused, with its place. Knows statements, not what layers are.
"""

import ast
from collections.abc import Callable
from functools import partial
from typing import Any

from convcalc.document.records import NamedTuple
from convcalc.language.spoken.code.classes import function_of
from convcalc.language.spoken.code.flow import READ, Flow
from convcalc.language.spoken.code.instances import instance, is_network
from convcalc.language.spoken.code.keras_classes import ADD
from convcalc.language.spoken.code.modules import KERAS, TORCH, Builder, Layers, called
from convcalc.language.spoken.code.source import CodeText
from convcalc.language.spoken.code.tf1_functions import VARIABLES
from convcalc.language.spoken.code.torch_classes import VIEWS
from convcalc.language.spoken.code.values import OPAQUE, constant, dotted
from convcalc.language.spoken.words import Setting, Tool, Words, WordsError

MOST_LAYERS = 2000
HELP = "as nn.Conv2d(3, 64, 3)"
GROWING = ("append", "extend")
"""Methods of a list."""
_IDLE = ("print", "summary", "compile", "fit", "evaluate", "predict", "seed", "manual_seed", "set_seed", "build",
         "plot_model", "display", "super", "count_params", "info")  # fmt: skip
"""What is called beside a network."""


class CodeNetwork(NamedTuple):
    """The layers of code, in their order."""

    layers: tuple[Words, ...]
    shape: Setting | None
    """The volume that goes in, where the code says it, without the examples."""
    loose: bool
    """Each stands by itself: how they are joined is not written."""
    tool: Tool


def read_code(text: str) -> CodeNetwork:
    """The network that code makes. Raises WordsError."""
    reader = _CodeReader(CodeText(text))
    layers, loose = reader.network()
    if not layers:
        raise WordsError("no layers are found in this code", 0, len(text), HELP)
    if len(layers) > MOST_LAYERS:
        raise WordsError(f"more than {MOST_LAYERS:,} layers", 0, len(text))
    return CodeNetwork(tuple(layers), reader.builder.shape, loose, reader.builder.tool)


class _CodeReader:
    """Goes through the statements of a text."""

    def __init__(self, code: CodeText) -> None:
        self.code = code
        self.builder = Builder(code)
        self.builder.instance = partial(instance, self.builder)
        self.modules: dict[str, Layers] = {}
        """Layers and models by their names."""
        self.models: dict[str, ast.AST] = {}
        """Those of the modules that are whole models."""
        self.flow = Flow(self.builder, self.modules, self.builder.names, is_open=True)
        self.functions: list[ast.FunctionDef] = []
        self.loose: Layers = []
        self.output: Layers | None = None

    def network(self) -> tuple[Layers, bool]:
        """The layers of all statements, and whether they stand by themselves. Raises WordsError."""
        for statement in self.code.tree.body:
            self.statement(statement)
        nothing = not (self.models or self.builder.classes or self.flow.tensors or self.loose)
        for function in self.functions if nothing else ():
            for statement in function.body:
                self.statement(statement)
        return self.chosen()

    def chosen(self) -> tuple[Layers, bool]:
        """The layers of the only network there is. Raises WordsError."""
        if self.output is not None:
            return self.output, False
        wholes = self.wholes()
        if len(wholes) > 1:
            node = [*self.models.values(), *self.builder.classes.values()][1]
            message = f"this code has {len(wholes)} networks: {', '.join(wholes)}"
            raise self.code.fault(message, node, "leave the one that is meant")
        for make in wholes.values():
            return make(), False
        if self.flow.tensors:
            return list(self.flow.tensors.values())[-1], False
        return self.loose, True

    def wholes(self) -> dict[str, Callable[[], Layers]]:
        """The models of the text; where it makes none, the classes that are no part of others."""
        if self.models:
            return {name: partial(self.modules.__getitem__, name) for name in self.models}
        classes = self.builder.classes
        used = {
            node.id
            for each in classes.values()
            for node in ast.walk(each)
            if isinstance(node, ast.Name) and node.id != each.name
        }
        return {
            name: partial(self.builder.instance, cls, None, {}) for name, cls in classes.items() if name not in used
        }

    def statement(self, node: ast.stmt) -> None:
        """What a statement adds."""
        if isinstance(node, ast.ClassDef) and is_network(node):
            self.builder.classes[node.name] = node
        elif isinstance(node, ast.FunctionDef):
            self.functions.append(node)
        elif isinstance(node, ast.AugAssign) and isinstance(node.value, ast.List):
            self.extend(".".join(dotted(node.target)), self.listed(node.value))
        elif isinstance(node, ast.Assign) and len(node.targets) == 1:
            self.assign(".".join(dotted(node.targets[0])), node.value)
        elif isinstance(node, ast.Expr) or (isinstance(node, ast.Return) and isinstance(node.value, ast.Call)):
            self.expression(node.value)  # type: ignore[arg-type]

    def assign(self, name: str, value: ast.expr) -> None:
        """A name for a number, a tensor, a layer or a model."""
        found = constant(value, self.builder.names, self.code)
        if not name:
            return
        value = self.builder.kept(value)
        if isinstance(value, ast.List) and self.holds_layers(value):
            self.modules[name] = self.listed(value)
        elif found is not OPAQUE:
            self.builder.names[name] = found
        elif isinstance(value, ast.Call):
            self.assign_call(name, value)

    def holds_layers(self, node: ast.List) -> bool:
        """Whether a list is one of layers."""
        calls = [each for each in node.elts if isinstance(each, ast.Call)]
        made = [each for each in calls if called(each) == "Sequential" or self.builder.class_of(each)]
        return bool(calls) and len(made) == len(node.elts)

    def assign_call(self, name: str, value: ast.Call) -> None:
        """A name for what a call gives: weights of a shape, a tensor, a layer or a model."""
        if called(value) in VARIABLES:
            self.builder.names[name] = _shape_in(value, self.code)
        elif self.builder.is_input(value):
            self.builder.take_shape(value)
            self.flow.tensors[name] = []
        elif called(value) == "Model":
            self.output = self.end_of(value)
        elif isinstance(value.func, ast.Call) or self.reads_tensor(value) or _is_of_tensor(value):
            self.flow.tensors[name] = self.flow.read(value) or []
        else:
            self.make(name, value)

    def end_of(self, model: ast.Call) -> Layers:
        """The layers before what comes out of `Model(inputs, outputs)`. Raises WordsError."""
        keywords = {each.arg: each.value for each in model.keywords}
        end = keywords.get("outputs", model.args[1] if len(model.args) > 1 else None)
        found = self.flow.read(end) if end is not None else None
        if found is None:
            raise self.code.fault(f"{self.code.said(model)} is no plain chain of layers", model)
        return found

    def reads_tensor(self, call: ast.Call) -> bool:
        """Whether an argument of a call is a tensor."""
        given = [*call.args, *(each.value for each in call.keywords)]
        nodes = [node for each in given for node in ast.walk(each)]
        return any(isinstance(node, ast.Name) and node.id in self.flow.tensors for node in nodes)

    def make(self, name: str, call: ast.Call) -> None:
        """A layer or a model by its name; what is no layer, such as an optimizer, is none of it."""
        whole = called(call) == "Sequential" or called(call) in self.builder.classes
        if not whole and self.builder.class_of(call) is None:
            if {"nn", "layers"}.intersection(dotted(call.func)[:-1]) and not called(call).endswith("Loss"):
                raise self.builder.unknown(call)
            return
        self.modules[name] = self.builder.module(call, self.modules, self.builder.names)
        if whole and not name.startswith("self."):
            self.models[name] = call
        else:
            self.loose += self.modules[name]

    def expression(self, node: ast.expr) -> None:
        """A layer, several, or one more of a model. Raises WordsError."""
        node = self.builder.kept(node)
        if isinstance(node, (ast.Tuple, ast.List)):
            self.elements(node)
        elif isinstance(node, ast.Call) and called(node) not in _IDLE:
            self.call(node)
        elif not isinstance(node, (ast.Constant, ast.Call, ast.Name, ast.Attribute)):
            raise self.code.fault(f"{self.code.said(node)} is not understood", node, HELP)

    def elements(self, node: ast.Tuple | ast.List) -> None:
        """Layers beside each other; a model among them is one of them."""
        for each in node.elts:
            if len(node.elts) > 1 and isinstance(each, ast.Call) and called(each) == "Sequential":
                self.loose += self.builder.module(each, self.modules, self.builder.names)
            else:
                self.expression(each)

    def call(self, node: ast.Call) -> None:
        """A call that stands by itself. Raises WordsError."""
        if isinstance(node.func, ast.Call):
            self.flow.tensors["x"] = self.flow.read(node) or []
        elif called(node) == ADD and len(dotted(node.func)) > 1:
            self.add(node)
        elif called(node) in GROWING and len(dotted(node.func)) > 1:
            self.grow(node)
        elif _is_of_tensor(node):
            self.loose += self.flow.read(node) or []
        elif self.builder.is_input(node):
            self.builder.take_shape(node)
        else:
            self.lone(node)

    def lone(self, node: ast.Call) -> None:
        """A layer or a whole model without a name."""
        found = self.builder.module(node, self.modules, self.builder.names)
        if called(node) == "Sequential":
            self.modules["Sequential"], self.models["Sequential"] = found, node
        else:
            self.loose += found

    def listed(self, node: ast.List) -> Layers:
        """The layers of a list of them. Raises WordsError."""
        return [words for each in node.elts for words in self.builder.module(each, self.modules, self.builder.names)]

    def grow(self, node: ast.Call) -> None:
        """`layers.append(layer)`, `layers.extend([...])`. Raises WordsError."""
        if len(node.args) != 1:
            raise self.code.fault(f"{self.code.said(node)} is not understood", node)
        (added,) = node.args
        alone = ast.copy_location(ast.List(elts=[added]), added)
        self.extend(".".join(dotted(node.func)[:-1]), self.listed(added if isinstance(added, ast.List) else alone))

    def extend(self, name: str, layers: Layers) -> None:
        """Put layers at the end of a list that has a name; an empty one is a constant so far."""
        self.builder.names.pop(name, None)
        self.modules[name] = [*self.modules.get(name, []), *layers]

    def add(self, node: ast.Call) -> None:
        """`model.add(layer)`. Raises WordsError."""
        name = ".".join(dotted(node.func)[:-1])
        if len(node.args) != 1:
            raise self.code.fault(f"{self.code.said(node)} is not understood", node, "as model.add(Dense(10))")
        self.models.setdefault(name, node)
        added = self.builder.module(node.args[0], self.modules, self.builder.names)
        self.modules[name] = [*self.modules.get(name, []), *added]


def _shape_in(call: ast.Call, code: CodeText) -> Any:
    """The shape of weights that a call makes: the first list of numbers in it."""
    lists = (constant(node, {}, code) for node in ast.walk(call) if isinstance(node, (ast.List, ast.Tuple)))
    return next((each for each in lists if each and all(type(number) is int for number in each)), OPAQUE)


def _is_of_tensor(node: ast.Call) -> bool:
    """Whether a call is that of a function of a tensor: `F.relu(x)`, `x.view(-1, 400)`."""
    *before, name = dotted(node.func) or [""]
    if not before or not (function_of(dotted(node.func)) or name in VIEWS):
        return False
    given = node.args or any(each.arg in READ for each in node.keywords)
    return bool(given) if (TORCH | KERAS).intersection(before) else len(before) == 1
