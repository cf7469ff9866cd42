"""A graph on its way to be a spec: what is known of each value, and the layers that were made of nodes.

What a node becomes is said where its operator stands, in `operators`.
"""

import math
import re
from collections.abc import Sequence
from typing import Any

from convcalc.document.places import Position
from convcalc.exchange.modules import ModuleCall
from convcalc.exchange.tensors.graph import Operation, TensorGraph
from convcalc.exchange.tensors.values import BATCH, Constant, Placed, effort, folded, plain
from convcalc.exchange.translation import At, Translation
from convcalc.model.geometry import Volume

_WEIGHT = re.compile(r"(.+?)[._/](?:weight|kernel|bias|[Wwb])(?:[_:]\d+)?")
"""The name of weights, after that of the layer that has them."""


SHARING = ("conv", "tconv", "dense", "bn", "in", "gn", "ln", "prelu")
"""The kinds that have weights of their own, which a later layer can use."""


MOST_FOLDED = 4_000_000
"""So many known numbers are gone through in all: a second's work, and far more than networks ask of their sizes."""


class UnreadableError(Exception):
    """A node is one that is not understood; it becomes a layer of its own."""


Made = Placed | list[Placed]
"""What comes out of a node, or of each of its outputs; of none where they are inside a layer."""


class GraphReading:
    """What is known so far."""

    def __init__(self, model: TensorGraph, translation: Translation) -> None:
        self.model, self.translation = model, translation
        self.values: dict[str, Placed | Constant] = {}
        self.done: set[int] = set()
        """Nodes, by identity, that are part of layers that others became."""
        self._owners: dict[str, int] = {}
        self.counted = set[str]()
        """Learned numbers that are counted in a layer."""
        self._readers: dict[str, list[Operation]] = {}
        self._ends = frozenset(model.outputs)
        self._allowance = MOST_FOLDED
        self._lines: dict[int, int] = {}
        for line, node in enumerate(model.nodes, 1):
            self._lines[id(node)] = line
            for part in node.parts or (node,):
                self._lines[id(part)] = line
                for name in dict.fromkeys(part.inputs):
                    self._readers.setdefault(name, []).append(part)

    # What goes in

    def value(self, node: Operation, k: int = 0) -> Placed:
        """The volume that a node reads there. Raises UnreadableError where it reads numbers."""
        found = self.found(node, k)
        if not isinstance(found, Placed):
            raise UnreadableError
        return found

    def known(self, node: Operation, k: int) -> Constant | None:
        """The numbers that a node reads there; None where it reads a volume or nothing."""
        found = self.found(node, k)
        return found if isinstance(found, Constant) else None

    def given(self, node: Operation, name: str, k: int) -> tuple[Any, ...] | None:
        """Numbers that are an attribute in old files and an input in new ones. Raises UnreadableError."""
        if name in node.attributes:
            found = node.attributes[name]
            return found if isinstance(found, tuple) else (found,)
        known = self.known(node, k)
        if known is None and len(node.inputs) > k and node.inputs[k]:
            raise UnreadableError
        if known is not None and known.numbers is None:
            raise UnreadableError
        return known.numbers if known else None

    def found(self, node: Operation, k: int) -> Placed | Constant | None:
        """What a node reads there; None where it reads nothing that is known."""
        if len(node.inputs) <= k or not node.inputs[k]:
            return None
        return self.by_name(node.inputs[k])

    def by_name(self, name: str) -> Placed | Constant | None:
        """What is known by a name; of weights, when they are first asked for."""
        if name not in self.values and (dims := self.model.weights.get(name)) is not None:
            learned = frozenset({name} & self.model.learned)
            self.values[name] = Constant(dims, self.model.numbers(name), learned)
        return self.values.get(name)

    def volume(self, value: Placed) -> Volume:
        """The volume that a value is. Raises UnreadableError where it cannot be told."""
        volume = self.translation.volumes[value.number]
        if volume is None:
            raise UnreadableError
        return volume

    def dims(self, value: Placed) -> tuple[int, ...]:
        """The sizes of a value, for one example."""
        volume = self.volume(value)
        each = {BATCH: 1, **dict(enumerate((*volume.size, volume.channels)))}
        return tuple(each[axis] for axis in value.axes)

    def axis(self, value: Placed, axis: int) -> int:
        """The axis of the volume along which a dimension lies. Raises UnreadableError for that of examples."""
        if not -len(value.axes) <= axis < len(value.axes) or value.axes[axis] == BATCH:
            raise UnreadableError
        return value.axes[axis]

    def only_reader(self, name: str) -> Operation | None:
        """The one node that reads a value, where it is no output and there are no others."""
        found = self._readers.get(name, [])
        return found[0] if len(found) == 1 and name not in self._ends else None

    def readers(self, name: str) -> list[Operation]:
        """The nodes that read a value."""
        return self._readers.get(name, [])

    def used(self, name: str) -> bool:
        """Whether anything reads a value, or it is an output."""
        return bool(name) and (name in self._readers or name in self._ends)

    def take(self, node: Operation, value: Placed | None = None) -> None:
        """A node is part of a layer that another became; of the last of them, what comes out is `value`."""
        self.done.add(id(node))
        if value:
            self.values[node.outputs[0]] = value

    # What comes out

    def layer(
        self,
        node: Operation,
        kind: str,
        settings: dict[str, Any] | None = None,
        reads: Sequence[Placed] = (),
        axes: tuple[int, ...] | None = None,
        name: str = "",
    ) -> Placed:
        """The layer that a node becomes; its axes are those of what it reads first, unless others are given."""
        reads = reads or (self.value(node),)
        at = self.position(node)
        placed = {key: At(value, at) for key, value in (settings or {}).items()}
        sources, own = [each.number for each in reads], name or self.name(node, kind)
        shared, label = self._shared(node, kind, at), node.op.lower() if kind == "custom" else kind
        number = self.translation.layer(
            kind, placed, sources, own, at, shared, label=label, modules=self._modules(node)
        )
        return Placed(number, reads[0].axes if axes is None else axes)

    def _shared(self, node: Operation, kind: str, at: Position) -> At | None:
        """The layer that uses the same weights already; None for one that is the first to."""
        weights = node.inputs[1] if len(node.inputs) > 1 and node.inputs[1] in self.model.learned else ""
        if not weights or self.model.merged or kind not in SHARING:
            return None
        owner = self._owners.setdefault(weights, len(self.translation.volumes))
        return None if owner == len(self.translation.volumes) else At(owner, at)

    def position(self, node: Operation) -> Position:
        """The line of the listing that tells of the node."""
        return Position(self._lines[id(node)], 1)

    def name(self, node: Operation, kind: str) -> str:
        """What a layer is called: as its weights, as its module, or as its node is."""
        return self._weight_of(node) or node.scope or node.name.strip("/").replace("/", ".") or kind

    def _modules(self, node: Operation) -> tuple[ModuleCall, ...]:
        """The modules around a layer; the last is that of its own weights, where what follows it was folded into it."""
        *around, last = self._weight_of(node).split(".")
        beside = node.modules and last and node.scope.rpartition(".")[0] == ".".join(around)
        if not beside or node.modules[-1].label == last:
            return node.modules
        return (*node.modules[:-1], ModuleCall(last, ""))

    def _weight_of(self, node: Operation) -> str:
        """What the layer of a node is called after its own weights; empty where it has none."""
        stored_once = bool(node.modules) and self.model.merged and not node.notes
        for each in node.inputs[1:]:
            alone = not stored_once or len(self._readers[each]) == 1
            if alone and each in self.model.weights and (found := _WEIGHT.fullmatch(each)):
                return found[1].replace("/", ".")
        return ""

    def param(self, node: Operation, volume: Volume, axes: tuple[int, ...], name: str = "") -> Placed:
        """Learned numbers that no input makes."""
        at = self.position(node)
        own, shape = name or self.name(node, "param"), At(shape_of(volume), at)
        number = self.translation.layer("param", {"volume": shape}, (), own, at, label="param", modules=node.modules)
        return Placed(number, axes)

    def try_folding(self, node: Operation) -> bool:
        """Whether all that a node reads is known, so that it is worked out here."""
        found = [self.by_name(name) for name in node.inputs if name]
        known = [each for each in found if isinstance(each, Constant)]
        if node.op == "Constant":
            result = _constant_of(node)
        elif node.op == "Shape" and isinstance(found[0], Placed):
            result = plain(self.dims(found[0])[node.attributes.get("start", 0) : node.attributes.get("end")])
        elif len(known) < len(found) or multiplies(node, known):
            return False
        else:
            self._allowance -= effort(known)
            result = folded(node.op, known, node.attributes) if self._allowance > 0 else None
            self._allowance -= effort([result] if result else [])
            weights = frozenset().union(*(each.weights for each in known))
            result = result and result._replace(weights=weights)
        if result is None:
            self.take_as_stated(node)
        else:
            self.values[node.outputs[0]] = result
        return True

    def take_as_stated(self, node: Operation) -> None:
        """What no input makes, though it is not worked out here: its sizes are known where the file states them."""
        known = [found for k in range(len(node.inputs)) if (found := self.known(node, k))]
        weights = frozenset().union(*(each.weights for each in known))
        for name in node.outputs:
            sizes = self.model.stated.get(name)
            whole = tuple(size for size in sizes or () if isinstance(size, int) and size > 0)
            if sizes is not None and len(whole) == len(sizes):
                self.values[name] = Constant(whole, None, weights)

    def learned(self, numbers: Constant) -> bool:
        """Whether these are learned, one by one. Raises UnreadableError where they are made of others that are."""
        if not numbers.weights:
            return self.model.merged and numbers.elements > 1
        if not self.made_of_itself(numbers) or self.counted & numbers.weights:
            raise UnreadableError
        self.count(numbers.weights)
        return True

    def made_of_itself(self, numbers: Constant) -> bool:
        """Whether no other learned numbers are in these than as many as they are."""
        count = sum(math.prod(self.model.weights[name]) for name in numbers.weights)
        return not count or count == numbers.elements

    def count(self, weights: frozenset[str]) -> None:
        """These are counted now, and where they are read again they are shared."""
        if not self.model.merged:
            self.counted |= weights


def multiplies(node: Operation, known: Sequence[object]) -> bool:
    """Whether a node multiplies numbers that nobody learned by learned ones, each time that the network runs."""
    first = [each for each in known[:2] if isinstance(each, Constant)]
    by_weights = node.op in ("Conv", "Gemm", "MatMul") and len(first) > 1
    return by_weights and not first[0].weights and bool(first[1].weights)


def _constant_of(node: Operation) -> Constant | None:
    for key, found in node.attributes.items():
        if isinstance(found, Constant):
            return found
        if key in ("value_int", "value_float"):
            return Constant((), (found,))
        if key in ("value_ints", "value_floats"):
            return plain(found)
    return None


def shape_of(volume: Volume) -> list[int] | int:
    """A volume as a spec has it."""
    return [*volume.size, volume.channels] if volume.size else volume.channels
