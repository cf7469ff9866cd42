"""Code as the layers of a chain: lines of layers, `Sequential`, `model.add`, calls on tensors, classes with a forward.

What is no plain chain is refused, with its place. Chooses the network of a text, of all that it makes.
"""

import ast
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from convcalc.language.spoken.code.choosing import CodeNetwork, Contender, NetworkChooser, is_network
from convcalc.language.spoken.code.made import (
    CodeTensor,
    Instance,
    Layered,
    MadeChain,
    MadeLayer,
    NameScope,
    TensorSource,
    WrittenClass,
    WrittenFunction,
)
from convcalc.language.spoken.code.models import RUNS
from convcalc.language.spoken.code.objects import MAKES
from convcalc.language.spoken.code.source import CodeText
from convcalc.language.spoken.code.tensors import MOST_LAYERS, run_twice
from convcalc.language.spoken.code.values import Opaque, dotted
from convcalc.language.spoken.words import Setting, WordsError

DEEPEST = 3
"""Lists inside lists in which layers are looked for."""
HELP = "as nn.Conv2d(3, 64, 3)"


def read_code(text: str) -> CodeNetwork:
    """The network that code makes. Raises WordsError."""
    try:
        found = _CodeReader(CodeText(text)).network()
    except RecursionError:
        raise WordsError("this code stands too deep in itself", 0, len(text)) from None
    if not found.layers:
        raise WordsError("no layers are found in this code", 0, len(text), HELP)
    if len(found.layers) > MOST_LAYERS:
        raise WordsError(f"more than {MOST_LAYERS:,} layers", 0, len(text))
    return found


class _CodeReader(NetworkChooser):
    """Goes through the statements of a text, and chooses."""

    def __init__(self, code: CodeText) -> None:
        super().__init__(code)
        self.top = NameScope()
        self._noted: set[int] = set()
        """The layers and models that are made so far, by their ids: they live as long as this does."""
        self.errors: list[WordsError] = []
        self.shape: Setting | None = None

    def network(self) -> CodeNetwork:
        """The only network there is. Raises WordsError."""
        for node in self.code.tree.body:
            self.statement(node)
        found = self.whole() or self.flowing() or self.loose() or self.of_functions() or self.parts()
        if found is None and (errors := [*self.errors, *self.reader.doubts]):
            raise errors[0]
        if found is None:
            raise WordsError("no layers are found in this code", 0, len(self.code.text), HELP)
        return found

    def statement(self, node: ast.stmt) -> None:
        """A statement at the top, and what it makes."""
        try:
            if isinstance(node, ast.Expr):
                self.stated(node.value)
                return
            if isinstance(node, ast.Return):
                self.noted("", node, self.reader.value(node.value, self.top) if node.value else None)
                return
            self.reader.statement(node, self.top)
        except WordsError as error:
            self.errors.append(error)
            self.failed(node, error)
            return
        for target in _targets(node):
            name = ".".join(dotted(target))
            if name in self.top.names:
                self.noted(name, node, self.top.names[name])

    def stated(self, node: ast.expr) -> None:
        """An expression that stands by itself: a layer, or what is called beside."""
        value = self.reader.value(node, self.top)
        if isinstance(node, ast.Subscript) and (part := _part_of(value)):
            self.noted("", node, part)
            return
        called = (dotted(node.func) or ["X"])[-1] if isinstance(node, ast.Call) else "X"
        if not isinstance(value, Opaque) or called[:1].isupper():
            self.noted("", node, value)

    def failed(self, node: ast.stmt, error: WordsError) -> None:
        """What a statement names that stops with an error is not known."""
        for target in _targets(node):
            if name := ".".join(dotted(target)):
                self.top.names[name] = Opaque(error, True)
        value = getattr(node, "value", None)
        called = self.reader.value(value.func, self.top) if isinstance(value, ast.Call) else None
        if isinstance(called, WrittenClass) and is_network(called):
            self.made.append(Contender(called.node.name, Opaque(error, True), node))

    def noted(self, name: str, node: ast.AST, value: Any, inside: int = 0) -> None:
        """Note a layer, a model, a tensor, or several."""
        self.reader.step(node)
        if isinstance(value, (list, tuple)):
            if inside >= DEEPEST:
                return
            inner = list(node.elts) if isinstance(node, (ast.List, ast.Tuple)) else [node] * len(value)
            for each, one in zip(inner, value) if len(inner) == len(value) else ():
                self.noted(f"{name}." if len(value) > 1 else name, each, one, inside + 1)
        elif isinstance(value, Layered) and id(value) not in self._noted:
            if not isinstance(value, Instance) or is_network(value.cls):
                self._noted.add(id(value))
                self.made.append(Contender(name, value, node))
        elif isinstance(value, CodeTensor) or (isinstance(value, Opaque) and value.flows):
            self.tensors.append(Contender(name, value, node))
            if isinstance(value, CodeTensor) and not value.layers:
                self.shape = value.source.shape or self.shape

    # The choice

    def whole(self) -> CodeNetwork | None:
        """The only model of the text: one that it names, one that it makes, or a class of which it makes none."""
        found = [each for each in self.made if self.is_whole(each)]
        if not found:
            inner = [each for each in self.reader.created if not isinstance(each, MadeLayer)]
            named = [Contender("", each, each.node or self.code.tree) for each in inner]
            found = [each for each in named if self.is_whole(each) and self.is_result(each.value)]
        if not found:
            found = list(self.classes())
        if not found:
            return None
        return self.only(found)

    def classes(self) -> Iterator[Contender]:
        """Networks of the classes of the text that are no parts of others, where a constructor needs nothing."""
        classes = {name: each for name, each in self.top.names.items() if isinstance(each, WrittenClass)}
        used, named = self.names_in(ast.ClassDef), self.names_in(ast.FunctionDef)
        for name, cls in classes.items():
            if not is_network(cls) or name in used or (name in named and _needs(cls)):
                continue
            try:
                yield Contender(name, self.reader.instance(cls, cls.node, []), cls.node)
            except WordsError as error:
                yield Contender(name, Opaque(error, True), cls.node)

    def names_in(self, kind: type[ast.ClassDef] | type[ast.FunctionDef]) -> set[str]:
        """The names in the classes, or the functions, of the text; not their own."""
        return {
            node.id
            for each in self.code.tree.body
            if isinstance(each, kind)
            for node in ast.walk(each)
            if isinstance(node, ast.Name) and node.id != each.name
        }

    def flowing(self) -> CodeNetwork | None:
        """What the last tensor went through. Raises WordsError where that is no plain chain."""
        for _, value, _ in reversed(self.tensors):
            if isinstance(value, Opaque) and value.error:
                raise value.error
            if isinstance(value, CodeTensor) and value.layers:
                if error := run_twice(value.layers):
                    raise error
                return self.told(value)
        return None

    def loose(self) -> CodeNetwork | None:
        """Lines of layers that stand by themselves."""
        found = CodeTensor((), TensorSource(self.shape))
        for _, value, node in self.made:
            if value.used:
                continue
            shape = self.shape_of(value)
            end = self.reader.through(value, found, node)
            if isinstance(end, Opaque) and end.error:
                raise end.error
            found = end
            if shape and found.source.shape is None:
                found = CodeTensor(found.layers, TensorSource(shape))
        return self.told(found, True) if found.layers else None

    def of_functions(self) -> CodeNetwork | None:
        """The network that a function makes that nothing calls. Raises WordsError."""
        functions = {name: each for name, each in self.top.names.items() if isinstance(each, WrittenFunction)}
        if set(functions).intersection(RUNS):
            return self.of_methods(functions)
        for name, function in functions.items():
            if function.calls == 0 and not self.is_named_elsewhere(name):
                try:
                    value = self.reader.function_called(function, function.node, [])
                except WordsError as error:
                    self.errors.append(error)
                    continue
                self.noted(name, function.node, value)
        return self.whole() or self.flowing() or self.loose()

    def is_named_elsewhere(self, name: str) -> bool:
        """Whether another function names one."""
        return bool(self._named.get(name, set()) - {name})

    @cached_property
    def _named(self) -> dict[str, set[str]]:
        """By each name that stands somewhere, the functions and classes in which it does; "" for outside of these."""
        found: dict[str, set[str]] = {}
        for each in self.code.tree.body:
            for node in ast.walk(each):
                if isinstance(node, ast.Name):
                    found.setdefault(node.id, set()).add(getattr(each, "name", ""))
        return found

    def of_methods(self, functions: dict[str, WrittenFunction]) -> CodeNetwork | None:
        """`__init__` and `forward` without their class."""
        node = ast.ClassDef(name="Net", bases=[], keywords=[], body=[], decorator_list=[])
        cls = WrittenClass(ast.copy_location(node, self.code.tree.body[0]), dict(functions), [])
        made = Instance(cls)
        made.own = {name[5:]: each for name, each in self.top.names.items() if name.startswith("self.")}
        for name in MAKES:
            if name in functions:
                scope = self.reader.bound(functions[name], [], node, made)
                self.reader.result(functions[name], scope)
        return self.read(Contender("Net", made, cls.node))

    def parts(self) -> CodeNetwork | None:
        """Layers that functions made of which nothing comes out, one after the other."""
        chains = [each for each in self.reader.created if isinstance(each, MadeChain) and not each.used]
        return self.only([Contender("", each, each.node or self.code.tree) for each in chains]) if chains else None


def _part_of(value: Any) -> MadeChain | None:
    """The layers of a network that an index gives, `net[0]` or `layers[:-1]`, as one of their own."""
    layers = value if isinstance(value, list) else [value]
    if not layers or not all(isinstance(each, Layered) and each.used for each in layers):
        return None
    found = MadeChain([])
    for each in layers:
        found.put(None, each)
    return found


def _needs(cls: WrittenClass) -> bool:
    """Whether a constructor needs arguments."""
    found = cls.find("__init__")
    function = found[0] if found else None
    if not isinstance(function, WrittenFunction):
        return False
    given = function.node.args
    return any(each.arg not in function.defaults for each in [*given.args[1:], *given.kwonlyargs])


def _targets(node: ast.stmt) -> list[ast.AST]:
    """The names that a statement gives values, in loops and branches too."""
    found: list[ast.AST] = []
    if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)):
        return []
    for each in ast.walk(node):
        if isinstance(each, ast.Assign):
            for target in each.targets:
                found += target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]
        elif isinstance(each, (ast.AnnAssign, ast.AugAssign)):
            found.append(each.target)
        elif isinstance(each, (ast.With, ast.If, ast.For)):
            continue
    return found
