"""The classes of PyTorch and Keras that make layers, by their names. The tables stand in modules of their own."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from convcalc.document.records import NamedTuple
from convcalc.language.spoken.code import (
    flax_classes,
    gluon_classes,
    keras_classes,
    paddle_classes,
    tf1_functions,
    torch_classes,
)
from convcalc.language.spoken.words import Tool


class CodeArgument(NamedTuple):
    """An argument of a class."""

    name: str
    field: str
    """The setting that it is; `-` for one on which nothing depends, `in` for what comes in."""


class LayerClass(NamedTuple):
    """A class that makes a layer."""

    tool: Tool
    kind: str
    parameters: tuple[CodeArgument, ...]
    required: tuple[str, ...]
    defaults: dict[str, Any]
    """Settings where the code says nothing; `then` is an activation."""
    axes: int | None
    """How many axes it is for."""

    def parameter(self, name: str) -> CodeArgument | None:
        """The argument of a name."""
        return next((each for each in self.parameters if each.name == name), None)


_ACTIVE = (
    "relu relu6 leaky_relu elu selu gelu silu mish sigmoid hard_sigmoid hard_swish tanh softplus softmax log_softmax"
)
ACTIVATIONS = {
    **{name: name for name in _ACTIVE.split()},
    "swish": "silu",
    "hard_silu": "hard_swish",
    "hardswish": "hard_swish",
    "hardsigmoid": "hard_sigmoid",
}
"""The activations by their names in both."""
PLAIN = ("linear", "none")
_ANY_AXES = ("dropout", "bn")
"""Of these PyTorch's names say the axes, and people take the one for the other."""


_ROWS: dict[str, tuple[Tool, torch_classes.ClassRows, str, dict[str, dict[str, Any]]]] = {
    "torch": ("torch", torch_classes.CLASSES, "d", torch_classes.DEFAULTS),
    "keras": ("keras", keras_classes.CLASSES, "D", keras_classes.DEFAULTS),
    "flax": ("keras", flax_classes.CLASSES, "D", flax_classes.DEFAULTS),
    "gluon": ("torch", gluon_classes.CLASSES, "D", gluon_classes.DEFAULTS),
    "paddle": ("torch", paddle_classes.CLASSES, "D", paddle_classes.DEFAULTS),
}
"""The libraries: as whose code theirs is read, their classes, the letter after the axes, and what holds unsaid."""


@cache
def classes() -> dict[tuple[str, str], LayerClass]:
    """Every class by its library and its name."""
    found: dict[tuple[str, str], LayerClass] = {}
    for library, (tool, rows, letter, defaults) in _ROWS.items():
        for name, row in rows.items():
            found |= {(library, each): _class(tool, row, axes, defaults) for each, axes in _ranked(name, letter)}
    return found


@cache
def functions() -> dict[str, LayerClass]:
    """Every function of a tensor by its name; those of TensorFlow 1 and of Flax by the last two words."""
    active = parameters(torch_classes.ACTIVE)
    found = {name: LayerClass("torch", kind, active, (), {}, None) for name, kind in ACTIVATIONS.items()}
    for name, (like, text) in torch_classes.FUNCTIONS.items():
        for each, axes in _ranked(name, "d"):
            found[each] = _function(classes()["torch", like.replace("*", f"{axes}d")], text, {})
    for name, (like, text, defaults) in (tf1_functions.FUNCTIONS | flax_classes.FUNCTIONS).items():
        for each, axes in _ranked(name, "d"):
            found[each] = _function(classes()["keras", like.replace("*", f"{axes}D")], text, defaults)
    return found


def _function(cls: LayerClass, text: str, defaults: dict[str, Any]) -> LayerClass:
    """What does the same as a class, with arguments of its own: it needs what the class needs."""
    needed = {each.field for each in cls.parameters if each.name in cls.required and each.field != "-"}
    taken = parameters(text)
    names = tuple(each.name for each in taken if each.field in needed)
    return cls._replace(parameters=taken, required=names, defaults=cls.defaults | defaults)


def function_of(words: Sequence[str]) -> LayerClass | None:
    """The function of a dotted name."""
    if not words:
        return None
    room = "slim" if "contrib" in words else words[-2] if len(words) > 1 else ""
    return functions().get(f"{room}.{words[-1]}") or functions().get(words[-1])


def _ranked(name: str, letter: str) -> list[tuple[str, int | None]]:
    """The names that a name with * stands for, each with the axes that are told by it."""
    if "*" in name:
        return [(name.replace("*", f"{k}{letter}"), k) for k in (1, 2, 3)]
    return [(name, int(name[-2]) if re.search(rf"[123]{letter}$", name) else None)]


def parameters(text: str) -> tuple[CodeArgument, ...]:
    """Arguments as the tables write them."""
    parts = (each.partition(":") for each in text.split())
    return tuple(CodeArgument(name, field or name) for name, _, field in parts)


def _class(tool: Tool, row: tuple[str, str, int], axes: int | None, defaults: dict[str, dict[str, Any]]) -> LayerClass:
    kind, text, required = row
    taken = parameters(text)
    needed = tuple(each.name for each in taken[:required])
    return LayerClass(tool, kind, taken, needed, defaults.get(kind, {}), None if kind in _ANY_AXES else axes)
