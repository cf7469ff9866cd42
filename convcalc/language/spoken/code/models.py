"""Layers and models while code makes them: what their methods give, and how they grow."""

import ast
from collections.abc import Sequence
from typing import Any

from convcalc.language.spoken.code.evaluation import ExpressionReader
from convcalc.language.spoken.code.made import (
    CallArgument,
    Instance,
    Layered,
    MadeChain,
    MadeModel,
)
from convcalc.language.spoken.code.python_functions import GROWING
from convcalc.language.spoken.code.tensors import KEPT
from convcalc.language.spoken.code.values import LONGEST, OPAQUE, Opaque

RUNS = ("forward", "call", "__call__", "hybrid_forward")
"""The methods that run a network: PyTorch's, Keras's, Flax's and Gluon's."""
BESIDE = ("parameters", "modules", "state_dict", "summary", "compile", "fit", "evaluate", "predict", "named_parameters",
           "load_state_dict", "zero_grad", "named_modules", "children", "build", "get_layer", "count_params", "init",
           "save_hyperparameters", "initialize", "collect_params", "register_buffer", "param", "load_weights", "save",
           "fit_generator", "name_scope", "get_weights", "set_weights", "to_json", "half", "step", "log")  # fmt: skip
"""Methods of models that change no layers."""


class ModelReader(ExpressionReader):
    """Calls methods of layers and models."""

    def run_name(self, made: Instance) -> str:
        """The method that runs a network of the text."""
        return next((name for name in RUNS if made.cls.find(name)), RUNS[0])

    def bounded(self, base: Any, node: ast.AST) -> None:
        """Raises WordsError where a list is too long."""
        if len(base) > LONGEST:
            raise self.code.fault("this list is too long", node)

    def unknown_part(self, node: ast.AST) -> Opaque:
        """In the place of layers that are not known."""
        return Opaque(self.code.fault(f"{self.code.said(node)} is not known before the code runs", node), True)

    def of_made(self, base: Layered, name: str, node: ast.Call, given: list[CallArgument]) -> Any:
        """What a method of a layer or a model gives."""
        if name in RUNS:
            return self.applied(base, given, node)
        if name in KEPT:
            return base
        chain = base.chain if isinstance(base, Instance) else base
        values = [each for each in given if each.name in (None, "name", "module", "layer")]
        if name == "children" and isinstance(base, Layered) and self.parts_of(base):
            return self.parts_of(base)
        if isinstance(chain, MadeChain) and name in GROWING:
            return self.grow(base, chain, name, values, node)
        if any(self.is_tensor(each.value) for each in given):
            message = f"{self.code.said(node.func)} is no layer that is known"
            return Opaque(self.code.fault(message, node.func), True)
        return OPAQUE

    def parts_of(self, made: Layered) -> list[Any]:
        """What a network holds, in its order."""
        if isinstance(made, MadeChain):
            return [each for _, each in made.parts]
        return [each for each in made.own.values() if isinstance(each, Layered)] if isinstance(made, Instance) else []

    def grow(self, base: Layered, chain: MadeChain, name: str, given: Sequence[CallArgument], node: ast.Call) -> Any:
        """`net.add_module(name, layer)`, `model.add(layer)`, `net.append(layer)`, `net.insert(k, layer)`."""
        values = [each.value for each in given]
        if name in ("add_module", "register_module", "add_sublayer"):
            label, part = (values[0], values[1]) if len(values) == 2 else (None, OPAQUE)
            known = self.part(part, node)
            chain.put(label if isinstance(label, str) else None, known)
            if isinstance(base, Instance):
                self.keep(base, str(label), known)
        elif name in ("add", "append") and values:
            for each in values:
                chain.put(None, self.part(each, given[0].node))
        elif name == "extend" and values and (many := self.each(values[0])) is not None:
            for each in many:
                chain.put(None, self.part(each, node))
        elif name == "insert" and len(values) == 2 and type(values[0]) is int:
            chain.put(None, self.part(values[1], node), values[0])
        elif name == "pop" and not values and chain.parts:
            chain.parts.pop()
        else:
            self.spoil(base, node)
        return base

    def spoil(self, owner: Any, node: ast.AST) -> None:
        """Put into what is changed in a way that is not known that it is not known."""
        error = self.code.fault("what this changes is not known before the code runs", node)
        if isinstance(owner, list):
            owner.append(Opaque(error, True))
        elif isinstance(owner, dict):
            owner.update(dict.fromkeys(owner, Opaque(error, True)))
        elif isinstance(owner, MadeChain):
            owner.put(None, Opaque(error, True))
        elif isinstance(owner, MadeModel):
            owner.end = Opaque(error, True)
        elif isinstance(owner, Instance) and owner.cls.find(self.run_name(owner)):
            owner.own = {name: Opaque(error, True) if self.is_layer(each) else each for name, each in owner.own.items()}
        elif isinstance(owner, Instance):
            owner.chain.put(None, Opaque(error, True))

    def is_layer(self, value: Any) -> bool:
        """Whether a value is a layer, or holds one."""
        return isinstance(value, Layered) or any(isinstance(each, Layered) for each in self.each(value) or ())
