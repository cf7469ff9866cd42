"""Calls of what libraries have: classes of layers, functions of tensors, `Sequential`, inputs and weights."""

import ast
from collections.abc import Sequence
from typing import Any

from convcalc.language.spoken.code.libraries import KERAS, TORCH
from convcalc.language.spoken.code.made import (
    CallArgument,
    CodeTensor,
    Layered,
    MadeChain,
    MadeLayer,
    MadeModel,
    NameScope,
    TensorSource,
)
from convcalc.language.spoken.code.making import CallReader
from convcalc.language.spoken.code.source import CodeText
from convcalc.language.spoken.code.tensors import TensorReader
from convcalc.language.spoken.code.torch_classes import MEANS, VIEWS
from convcalc.language.spoken.code.values import OPAQUE, LibraryName, Opaque, OwnWeights
from convcalc.language.spoken.kind_names import FLATTEN
from convcalc.language.spoken.words import Setting, WordsError

LISTS = ("ModuleList", "LayerList", "ParameterList")
TRIED = ("randn", "rand", "zeros", "ones", "empty", "random", "normal", "uniform", "rand_like")
"""Functions that make a tensor of a size: what a network is tried with."""
LOSSES = ("Loss", "_loss", "entropy", "cross_entropy_with_logits", "argmax", "equal", "one_hot")
"""How the names end of what is reckoned of a result."""
_LAYERS = {"nn", "layers", "F", "functional"}
"""Rooms of the libraries that have layers."""


class LibraryCalls(TensorReader):
    """Makes what classes and functions of libraries give."""

    def __init__(self, code: CodeText) -> None:
        super().__init__(code)
        self.created: list[Layered] = []
        """All layers and models, in the order in which they are made."""
        self.doubts: list[WordsError] = []
        """Why something is not known; told where no network is found."""

    def layer_or_function(self, name: LibraryName, node: ast.Call, given: list[CallArgument]) -> Any:
        """A layer of a class, or a tensor after a function."""
        last, reads = name.words[-1], any(self.is_tensor(each.value) for each in given)
        cls = (
            None if self.library.is_foreign(name) else self.library.class_of(name.words, {each.name for each in given})
        )
        if last in LISTS or last.endswith(LOSSES):
            return list(given[0].value) if last in LISTS and given and isinstance(given[0].value, list) else OPAQUE
        if cls is not None:
            return self.layer(node, given, name)
        if given and (found := self._function(name, node, given, reads)) is not None:
            return found
        if reads and (joins := next((each for each in given if isinstance(each.value, (list, tuple))), None)):
            return self.tensor(joins.value, joins.node)
        layers = bool(_LAYERS.intersection(name.words[:-1])) and not last.endswith("_")
        open_names = [each.value for each in given if isinstance(each.value, LibraryName) and not each.value.imported]
        layers = layers or any(self.library.class_of(each.words) is None for each in open_names)
        own = not (name.imported or (TORCH | KERAS).intersection(name.words[:-1]) or last[:1].isupper())
        error = self.library.unknown(node.func, last)
        if _LAYERS.intersection(name.words[:-1]):
            self.doubts.append(error)
        return Opaque(error, reads or layers or own)

    def _function(self, name: LibraryName, node: ast.Call, given: list[CallArgument], reads: bool) -> Any:
        """A tensor after a function; None where that is no function of one."""
        last, rest = name.words[-1], given[1:]
        free = reads or not self.inside
        first = (
            self.tensor(given[0].value, given[0].node)
            if free and (last in VIEWS or last in MEANS or last == "squeeze")
            else None
        )
        if isinstance(first, CodeTensor):
            return self.viewed(first, node, rest) if last in VIEWS else self.averaged(first, last, node, rest)
        if last in ("matmul", "add", "bias_add") and len(given) > 1 and isinstance(given[1].value, OwnWeights):
            before = self.tensor(given[0].value, given[0].node)
            if isinstance(before, Opaque):
                return before
            return self.multiplied(before, given[1].value, node) if last == "matmul" else self.biased(before, node)
        own = len(name.words) > 1 or reads or isinstance(given[0].value, LibraryName)
        if (cls := self.library.function(name.words)) and own and not self.library.is_foreign(name):
            return self.function(node, cls, given)
        return None

    def layer(self, node: ast.Call, given: list[CallArgument], name: LibraryName) -> Any:
        """A layer; of Keras, the first can say what goes in."""
        cls = self.library.class_of(name.words, {each.name for each in given})
        assert cls is not None
        kept = [each for each in given if each.name not in ("input_shape", "batch_input_shape", "input_dim")]
        if bad := next((each.value for each in given if each.name == "**"), None):
            return bad
        try:
            words = CallReader(self.code, node, cls, kept if cls.tool == "keras" else given).layers()
        except WordsError as error:
            return Opaque(error, True)
        made = MadeLayer(tuple(words))
        made.shape = self.shape_of(given, ("input_shape", "batch_input_shape", "input_dim"))
        if made.shape and words and words[0].kind != FLATTEN:
            first = words[0]._replace(channels=made.shape._replace(value=made.shape.value[-1]))
            made.words = (first, *words[1:])
        return self.record(made, node)

    def record(self, made: Layered, node: ast.AST) -> Layered:
        """Note what is made."""
        made.node = node
        self.created.append(made)
        return made

    def shape_of(self, given: Sequence[CallArgument], names: Sequence[str]) -> Setting | None:
        """The shape that a call says goes in, without the examples."""
        for name, value, node in given:
            if name in names and name is not None:
                numbers = list(value) if isinstance(value, (list, tuple)) else [value]
                numbers = numbers[1:] if name.startswith("batch") else numbers
                if numbers and all(type(each) is int and each > 0 for each in numbers):
                    return Setting(numbers, *self.code.span(node))
        return None

    def chain(self, name: LibraryName, node: ast.Call, given: list[CallArgument], scope: NameScope) -> Any:
        """A `Sequential`."""
        made = MadeChain([])
        self.fill(made, given)
        return self.record(made, node)

    def fill(self, made: MadeChain, given: Sequence[CallArgument]) -> None:
        """Put what is given into a `Sequential`: layers, a list of them, or a table."""
        items = [each for each in given if each.name in (None, "layers")]
        values = [each.value for each in items]
        if len(values) == 1 and isinstance(values[0], (list, tuple, dict)):
            values = list(values[0].items()) if isinstance(values[0], dict) else list(values[0])
        for value in values:
            named = isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], str)
            part = value[1] if named else value
            for each in part if isinstance(part, list) else [part]:
                made.put(value[0] if named else None, self.part(each, items[0].node))

    def part(self, value: Any, node: ast.AST) -> Any:
        """What can stand in a `Sequential`; a call of a class without arguments of Keras is its name."""
        if isinstance(value, (Layered, CodeTensor)) or (isinstance(value, Opaque) and value.error):
            return value
        return Opaque(self.code.fault(f"{self.code.said(node)} is no layer that is known here", node), True)

    def model(self, name: LibraryName, node: ast.Call, given: list[CallArgument], scope: NameScope) -> Any:
        """`Model(inputs, outputs)`."""
        by_name = {each.name: each for each in given if each.name}
        places = [each for each in given if each.name is None]
        end = by_name.get("outputs") or by_name.get("output") or (places[1] if len(places) > 1 else None)
        if end is None:
            return self.layer_or_function(name, node, given)
        made = MadeModel(end.value)
        if isinstance(end.value, CodeTensor):
            made.shape = end.value.source.shape
        return self.record(made, node)

    def input_of(self, name: LibraryName, node: ast.Call, given: list[CallArgument], scope: NameScope) -> Any:
        """The input of a model of Keras, or a placeholder of TensorFlow 1."""
        if name.words[-1] == "placeholder":
            places = [each for each in given if each.name is None][1:2]
            given = [*given, *(each._replace(name="batch_shape") for each in places)]
            given = [each._replace(name="batch_shape") if each.name == "shape" else each for each in given]
            return CodeTensor((), TensorSource(self.shape_of(given, ("batch_shape",))))
        if given and given[0].name is None:
            given = [given[0]._replace(name="shape"), *given[1:]]
        names = ("shape", "batch_shape", "input_shape", "batch_input_shape")
        return CodeTensor((), TensorSource(self.shape_of(given, names)))

    def tried(self, name: LibraryName, node: ast.Call, given: list[CallArgument], scope: NameScope) -> Any:
        """A tensor of a size, with which a network is tried: it has the examples first."""
        values = [each.value for each in given if each.name in (None, "size", "shape")]
        sizes = list(values[0]) if len(values) == 1 and isinstance(values[0], (list, tuple)) else values
        known = len(sizes) > 1 and all(type(each) is int and each > 0 for each in sizes)
        shape = Setting(sizes[1:], *self.code.span(node)) if known else None
        return OPAQUE if self.inside or not known else CodeTensor((), TensorSource(shape))

    def variable(self, name: LibraryName, node: ast.Call, given: list[CallArgument], scope: NameScope) -> Any:
        """OwnWeights of a shape: the first list of numbers in the call."""
        for each in given:
            value = each.value.shape if isinstance(each.value, OwnWeights) else each.value
            if isinstance(value, (list, tuple)) and value and all(type(number) is int for number in value):
                return OwnWeights(list(value))
        return OwnWeights(OPAQUE) if name.words[-1] != "normal" else OPAQUE

    def each(self, value: Any) -> list[Any] | None:
        """What a loop over a value goes over; None where that is not known."""
        if isinstance(value, MadeChain):
            return [each for _, each in value.parts]
        if isinstance(value, (list, tuple, dict)):
            return list(value)
        return list(value) if isinstance(value, str) else None
