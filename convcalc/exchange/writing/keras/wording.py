"""What each layer of a network is in Keras, alike wherever a block says it: only values differ between its calls."""

from collections.abc import Iterable, Sequence
from typing import Any

from convcalc.exchange.writing.code.words import LayerWords, Verbatim
from convcalc.exchange.writing.keras.kinds import KINDS
from convcalc.exchange.writing.keras.place import KerasSpot
from convcalc.exchange.writing.keras.steps import KerasStep, KerasSteps
from convcalc.model.layers.base import LayerError
from convcalc.model.network import Network, Node

KEEP_SIGNS = frozenset({
    "maxpool", "avgpool", "adaptive_maxpool", "adaptive_avgpool", "gap", "gmp", "flatten", "identity", "dropout",
    "drop_path", "add", "mul", "maximum", "concat", "crop", "pad", "slice", "channel_shuffle", "pixel_shuffle",
    "space_to_depth", "reshape", "permute", "channel_mean", "channel_max",
})  # fmt: skip
"""Kinds out of which comes no number below zero where none goes in."""
IN_ANY_ORDER = frozenset({
    "bn", "ln", "scale", "relu", "relu6", "leaky_relu", "prelu", "elu", "selu", "gelu", "silu", "mish", "sigmoid",
    "hard_sigmoid", "hard_swish", "tanh", "softplus", "softmax", "log_softmax", "identity", "dropout", "drop_path",
})  # fmt: skip
"""Kinds that do to a row of numbers what they do to it in another order."""
FIXED = (
    "axis",
    "over",
    "noise_shape",
    "shared_axes",
    "constant_values",
    "interpolation",
    "padding",
    "keepdims",
    "pool",
)
"""What makes a call another one, and is no parameter of a block."""


class KerasWords:
    """How the layers of a network are said, and what the words stand for."""

    def __init__(self, network: Network) -> None:
        self.nodes = network.nodes
        self.steps: dict[str, KerasSteps] = {}
        """What each callee stands for; of its values only the names count."""
        places = _places(self.nodes)
        readers = _readers(network)
        positive, flattened = _positive(self.nodes), _flattened(self.nodes, places, readers)
        weighed = _weighed(self.nodes, places, readers)
        self._layers = {
            id(node): KerasSpot(
                node, bool(node.inputs) and positive[node.inputs[0]], flattened[number], number in weighed
            )
            for number, node in enumerate(self.nodes)
        }
        for group in places.values():
            layers = [self._layers[id(self.nodes[number])] for number in group]
            if len(layers) > 1 and not _one_form(layers):
                for each in layers:
                    self._layers[id(each.node)] = each._replace(general=True, positive=False)

    def say(self, node: Node) -> LayerWords:
        """The words for a layer. Raises LayerError where Keras cannot say it."""
        owner = node if node.shares is None else self.nodes[node.shares]
        steps = said(self._layers[id(node)])
        if owner.frozen:
            steps = tuple([_frozen(step) if step.learns else step for step in steps])
        callee = _callee(steps)
        self.steps[callee] = steps
        return LayerWords(callee, tuple(values_of(steps)))


def said(at: KerasSpot) -> KerasSteps:
    """A layer as calls. Raises LayerError."""
    kind = at.node.site.kind
    if kind not in KINDS:
        at.refuse(f"a layer of kind {kind}")
    return KINDS[kind](at)


def _frozen(step: Any) -> Any:
    return step._replace(values=(*step.values, ("trainable", False)))


def values_of(steps: KerasSteps) -> Iterable[tuple[str, Any]]:
    """The values that may differ, with names no two of which are alike."""
    taken: set[str] = set()
    for number, step in enumerate(steps):
        for name, value in step.values:
            if name not in FIXED:
                yield name if name not in taken else f"{name}_{number + 1}", text_of(value)
                taken.add(name)


def text_of(value: Any) -> Any:
    """A value as it is written, where that is not as Python shows it."""
    if isinstance(value, str) and not isinstance(value, Verbatim):
        return Verbatim(f'"{value}"')
    return Verbatim('float("-inf")') if value == float("-inf") else value


def _callee(steps: KerasSteps) -> str:
    fixed = [[(name, value if name in FIXED else "") for name, value in step.values] for step in steps]
    return repr([(KerasStep(step.head, (), *step[2:]), names) for step, names in zip(steps, fixed, strict=True)])


PlaceGroups = dict[object, list[int]]
NodeReaders = Sequence[Sequence[int]]


def _one_form(layers: Sequence[KerasSpot]) -> bool:
    try:
        return len({_callee(said(each)) for each in layers}) == 1
    except LayerError:
        return True


def _places(nodes: Sequence[Node]) -> PlaceGroups:
    """The layers by where they are written: those of one place are one layer of a block, in each of its calls."""
    found: dict[object, list[int]] = {}
    for number, node in enumerate(nodes):
        if not node.is_input:
            place = node.origin.place if node.origin else None
            found.setdefault((id(place.source), place.route) if place else node.path, []).append(number)
    return found


def _positive(nodes: Sequence[Node]) -> list[bool]:
    """Of each node, whether no number that comes out is below zero."""
    found: list[bool] = []
    for node in nodes:
        passes = node.site.kind in KEEP_SIGNS and all(found[source] for source in node.inputs)
        found.append(not node.is_input and (node.site.layer.positive or (bool(node.inputs) and passes)))
    return found


def _readers(network: Network) -> list[list[int]]:
    """The nodes that read each node; what comes out of the network is read by -1."""
    found: list[list[int]] = [[] for _ in network.nodes]
    for number, node in enumerate(network.nodes):
        for source in node.inputs:
            found[source].append(number)
    for number in network.ends:
        found[number].append(-1)
    return found


def _flattened(nodes: Sequence[Node], places: PlaceGroups, readers: NodeReaders) -> list[bool]:
    """Of each node, whether it pools to one position that is only flattened, or flattens what does."""
    found = [False] * len(nodes)

    def flattens(number: int) -> bool:
        return number >= 0 and nodes[number].site.kind == "flatten"

    for group in places.values():
        only = all(_is_whole(nodes[number]) and all(map(flattens, readers[number])) for number in group)
        for number in group:
            found[number] = only and all(readers[number] for number in group)
    for group in places.values():
        after = all(flattens(number) and found[nodes[number].inputs[0]] for number in group)
        for number in group:
            found[number] = found[number] or after
    return found


def _weighed(nodes: Sequence[Node], places: PlaceGroups, readers: NodeReaders) -> set[int]:
    """The layers that flatten what only dense layers read."""

    def ends_in_weights(number: int) -> bool:
        left, seen = [number], {number}
        while left:
            after = readers[left.pop()]
            kinds = {nodes[each].site.kind if each >= 0 else "" for each in after}
            if not kinds or not kinds <= {"dense", *IN_ANY_ORDER}:
                return False
            more = [each for each in after if nodes[each].site.kind != "dense" and each not in seen]
            left += more
            seen.update(more)
        return True

    groups = [group for group in places.values() if all(nodes[number].site.kind == "flatten" for number in group)]
    return {number for group in groups if all(map(ends_in_weights, group)) for number in group}


def _is_whole(node: Node) -> bool:
    whole = node.site.kind in ("gap", "gmp", "adaptive_avgpool", "adaptive_maxpool")
    return whole and all(size == 1 for size in node.site.output.size) and node.site.inputs[0].positions > 1
