"""Which of the networks that code makes is meant: the only one that is a part of no other."""

import ast
from collections.abc import Iterator
from typing import Any

from convcalc.document.records import NamedTuple
from convcalc.language.spoken.code.made import (
    CodeTensor,
    Instance,
    Layered,
    MadeChain,
    MadeLayer,
    MadeModel,
    TensorSource,
    WrittenClass,
)
from convcalc.language.spoken.code.models import RUNS
from convcalc.language.spoken.code.source import CodeText
from convcalc.language.spoken.code.statements import StatementReader
from convcalc.language.spoken.code.tensors import run_twice
from convcalc.language.spoken.code.values import Opaque
from convcalc.language.spoken.words import Setting, Tool, Words

MOST_TOLD = 10
"""Networks that are named, where there are several."""


class CodeNetwork(NamedTuple):
    """The layers of code, in their order."""

    layers: tuple[Words, ...]
    shape: Setting | None
    """The volume that goes in, where the code says it, without the examples."""
    loose: bool
    """Each stands by itself: how they are joined is not written."""
    tool: Tool


class Contender(NamedTuple):
    """A network that code makes."""

    name: str
    value: Any
    node: ast.AST


class NetworkChooser:
    """Chooses among networks."""

    def __init__(self, code: CodeText) -> None:
        self.code = code
        self.reader = StatementReader(code)
        self.made: list[Contender] = []
        """Layers and models of the statements at the top, in their order."""
        self.tensors: list[Contender] = []
        """Tensors of these statements."""

    def is_result(self, made: Layered) -> bool:
        """Whether a model that is made inside a function is one by itself."""
        return isinstance(made, MadeModel) or (isinstance(made, Instance) and is_network(made.cls))

    def is_whole(self, found: Contender) -> bool:
        """Whether it is a model of its own: not used in another, no part of lines."""
        if isinstance(found.value, Opaque):
            return True
        part = found.name.startswith("self.") or found.name.endswith(".")
        model = isinstance(found.value, (MadeModel, Instance)) or (isinstance(found.value, MadeChain) and not part)
        return model and not (found.value.used and self.is_part(found))

    def is_part(self, found: Contender) -> bool:
        """Whether what has run, or stands in another, is not the whole of what comes out."""
        ends = [each for each in self.tensors if isinstance(each.value, CodeTensor)]
        if isinstance(found.value, Instance) and not any(self.holds(each, found.value) for each in self.reader.created):
            return False
        if self.tensors and not isinstance(self.tensors[-1].value, CodeTensor):
            return any(self.holds(each, found.value) for each in self.reader.created)
        return not ends or any(self.holds(each, found.value) for each in self.reader.created)

    def holds(self, outer: Layered, inner: Layered) -> bool:
        """Whether a network has another as a part."""
        if isinstance(outer, MadeChain):
            return any(each is inner for _, each in outer.parts)
        values = outer.own.values() if isinstance(outer, Instance) else ()
        return any(each is inner or inner in (self.reader.each(each) or ()) for each in values)

    def only(self, found: list[Contender]) -> CodeNetwork:
        """The layers of the only model among several. Raises WordsError."""
        read = [(each, self.read(each)) for each in found]
        whole = _not_parts(read)
        if len(whole) > 1:
            if end := self.through_all([net for _, net in whole]):
                return end
            names = ", ".join(each.name or self.code.said(each.node) for each, _ in whole[:MOST_TOLD])
            names += f" and {len(whole) - MOST_TOLD:,} more" if len(whole) > MOST_TOLD else ""
            message = f"this code has {len(whole)} networks: {names}"
            raise self.code.fault(message, whole[1][0].node, "leave the one that is meant")
        ((chosen, net),) = whole
        self.nothing_beside(chosen, net)
        return net

    def through_all(self, networks: list[CodeNetwork]) -> CodeNetwork | None:
        """The last tensor where it went through all of several models."""
        end = self.tensors[-1].value if self.tensors else None
        if not isinstance(end, CodeTensor):
            return None
        ids = {id(each) for each in end.layers}
        return self.told(end) if all(id(each) in ids for net in networks for each in net.layers) else None

    def nothing_beside(self, chosen: Contender, net: CodeNetwork) -> None:
        """Raises WordsError where a layer with weights stands beside the network."""
        for name, value, node in self.made:
            if isinstance(value, MadeLayer) and not value.used and any(each.cls.weighted for each in value.words):
                both = f"{chosen.name or 'a network'} and {name or self.code.said(node)}"
                message = f"this code has {both}, and does not say how they are joined"
                raise self.code.fault(message, node, "leave the one that is meant")

    def read(self, found: Contender) -> CodeNetwork:
        """The layers of a candidate. Raises WordsError where it is no plain chain."""
        start = CodeTensor((), TensorSource(self.shape_of(found.value)))
        end = self.reader.through(found.value, start, found.node)
        if end is None or not isinstance(end, (CodeTensor, Opaque)):
            raise self.code.fault("what comes out here is no plain chain of layers", found.node)
        if isinstance(end, Opaque):
            raise end.error or self.code.fault("what comes out here is no plain chain of layers", found.node)
        if error := run_twice(end.layers):
            raise error
        return self.told(end)

    def shape_of(self, value: Any) -> Setting | None:
        """What goes into a model, where the code says it."""
        if isinstance(value, Layered) and value.shape:
            return value.shape
        if isinstance(value, CodeTensor):
            return value.source.shape
        first = value.parts[0][1] if isinstance(value, MadeChain) and value.parts else None
        return self.shape_of(first) if first is not None else None

    def told(self, end: CodeTensor, loose: bool = False) -> CodeNetwork:
        """A tensor as the network that it went through."""
        library = self.reader.library.name
        tool: Tool = "torch" if self.reader.library.is_channels_first else "keras"
        return CodeNetwork(end.layers, end.source.shape, loose or library == "gluon", tool)


def is_network(cls: WrittenClass) -> bool:
    """Whether a class runs as a network."""
    return any(cls.find(name) for name in RUNS) or cls.is_from("Sequential")


def _not_parts(read: "list[tuple[Contender, CodeNetwork]]") -> "list[tuple[Contender, CodeNetwork]]":
    """The networks that are no parts of others; of equal ones the last counts, and of a name.

    Each is held only against those that have a layer of it, and against the last that says the same.
    """
    layers = [{*map(id, net.layers)} for _, net in read]
    said = [repr(([each.item for each in net.layers], net.shape)) for _, net in read]
    last = {text: k for k, text in enumerate(said)}
    homes: dict[int, list[int]] = {}
    for k, ids in enumerate(layers):
        for each in ids:
            homes.setdefault(each, []).append(k)

    def gives_way(k: int, j: int) -> bool:
        mine, theirs = read[k][0].name, read[j][0].name
        if mine and mine == theirs and (layers[k] < layers[j] or layers[j] < layers[k]):
            return k < j
        return k != j and (layers[k] < layers[j] or (layers[k] == layers[j] and k < j))

    def others(k: int) -> Iterator[int]:
        for home in (homes[each] for each in layers[k]) if layers[k] else [range(len(read))]:
            yield from reversed(home)

    return [read[k] for k in range(len(read)) if last[said[k]] == k and not any(gives_way(k, j) for j in others(k))]
