"""What code makes: layers, chains of them, models, classes and functions of the text, and tensors on their way."""

import ast
from typing import Any

from convcalc.document.records import NamedTuple
from convcalc.language.spoken.words import Setting, Words


class NameScope:
    """Names and their values."""

    def __init__(self, outer: "NameScope | None" = None) -> None:
        self.names: dict[str, Any] = {}
        self.outer = outer

    def holds(self, name: str) -> "NameScope | None":
        """The scope that has a name."""
        scope: NameScope | None = self
        while scope is not None and name not in scope.names:
            scope = scope.outer
        return scope


class CallArgument(NamedTuple):
    """An argument as it is given."""

    name: str | None
    value: Any
    node: ast.expr


class TensorSource:
    """What comes in at the start."""

    def __init__(self, shape: Setting | None = None) -> None:
        self.shape = shape
        """Without the examples; None where it is not said."""


class CodeTensor:
    """A tensor, and the layers that it has gone through."""

    def __init__(self, layers: tuple[Words, ...], source: TensorSource) -> None:
        self.layers = layers
        self.source = source

    def then(self, layers: tuple[Words, ...] | list[Words]) -> "CodeTensor":
        """It after more layers."""
        return CodeTensor((*self.layers, *layers), self.source)


class Layered:
    """A layer, or several, that code makes."""

    used = False
    """It stands in another, or has run."""
    node: ast.AST | None = None
    shape: Setting | None = None
    """What goes in, where the code says it."""


class MadeLayer(Layered):
    """What a class of a library makes."""

    def __init__(self, words: tuple[Words, ...]) -> None:
        self.words = words


class MadeChain(Layered):
    """A `Sequential`: what it holds, by name."""

    def __init__(self, parts: list[tuple[str, Any]]) -> None:
        self.parts = parts

    def put(self, name: str | None, value: Any, at: int | None = None) -> None:
        """One more, at the end or at a place."""
        if isinstance(value, Layered):
            value.used = True
        place = len(self.parts) if at is None else at
        self.parts.insert(place, (str(len(self.parts)) if name is None else name, value))


class MadeModel(Layered):
    """A model of Keras from its input to its output."""

    def __init__(self, end: Any) -> None:
        self.end = end


class WrittenClass:
    """A class of the text."""

    def __init__(self, node: ast.ClassDef, own: dict[str, Any], bases: list[Any]) -> None:
        self.node = node
        self.own = own
        self.bases = bases
        self.fields: list[str] = []
        """Names with a type, of which a constructor can be made."""

    def line(self) -> list["WrittenClass"]:
        """It and what it is made from."""
        found, waiting = [], [self]
        while waiting:
            one = waiting.pop(0)
            if one not in found:
                found.append(one)
                waiting = [*(each for each in one.bases if isinstance(each, WrittenClass)), *waiting]
        return found

    def is_from(self, *ends: str) -> bool:
        """Whether it is made from a class of a library of such a name."""
        names = [base.words[-1] for cls in self.line() for base in cls.bases if hasattr(base, "words")]
        return any(name.endswith(ends) for name in names)

    def find(self, name: str, after: "WrittenClass | None" = None) -> Any:
        """What a class has by a name, and the class; None where it has none."""
        classes = self.line()
        start = classes.index(after) + 1 if after is not None else 0
        return next(((cls.own[name], cls) for cls in classes[start:] if name in cls.own), None)


class Instance(Layered):
    """An object of a class of the text."""

    def __init__(self, cls: WrittenClass) -> None:
        self.cls = cls
        self.own: dict[str, Any] = {}
        self.chain = MadeChain([])
        """What its class holds where it is a `Sequential`."""


class WrittenFunction:
    """A function or a method of the text."""

    def __init__(self, node: ast.FunctionDef | ast.Lambda, scope: NameScope, defaults: dict[str, Any]) -> None:
        self.node = node
        self.scope = scope
        self.defaults = defaults
        self.calls = 0

    def is_decorated(self, name: str) -> bool:
        """Whether it is decorated so."""
        lines = getattr(self.node, "decorator_list", [])
        return any(getattr(each, "id", getattr(each, "attr", "")) == name for each in lines)


class BoundMethod:
    """A method of an object, and the class that has it."""

    def __init__(self, function: WrittenFunction, owner: Any, cls: WrittenClass | None) -> None:
        self.function = function
        self.owner = owner
        self.cls = cls


class Above:
    """What `super()` gives."""

    def __init__(self, owner: Instance, cls: WrittenClass) -> None:
        self.owner = owner
        self.cls = cls


class Partial:
    """A call of which arguments are given already."""

    def __init__(self, callee: Any, given: list[CallArgument]) -> None:
        self.callee = callee
        self.given = given
