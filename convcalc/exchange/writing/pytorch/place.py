"""A layer in the place where it is written, and how its volumes lie: channels first, or last as tokens do."""

from collections.abc import Sequence
from typing import Any, NoReturn

from convcalc.exchange.writing.code.words import LayerWords, Verbatim
from convcalc.exchange.writing.volumes import divides_channels
from convcalc.model.layers.base import LayerError
from convcalc.model.network import Network, Node

LAST = frozenset({"attention", "matmul", "embedding", "lstm", "gru"})
"""Kinds that PyTorch has for channels that come last."""
EITHER = frozenset({
    "relu", "relu6", "leaky_relu", "elu", "selu", "gelu", "silu", "mish", "sigmoid", "hard_sigmoid", "hard_swish",
    "tanh", "softplus", "softmax", "log_softmax", "identity", "dropout", "drop_path", "add", "mul", "maximum",
    "concat", "crop", "slice", "grn", "scale", "channel_mean", "channel_max",
})  # fmt: skip
"""Kinds to which it is the same; all others take channels first."""


class AxisOrders:
    """Of which volumes the channels come last, and how layers take what they read."""

    def __init__(self, network: Network) -> None:
        self.nodes = network.nodes
        self.has_tokens = any(map(_is_of_tokens, self.nodes))
        """Some layer has no form for channels that come first."""
        self._leads = _leading_to_tokens(network)
        self.last: list[bool] = []
        """For each node, whether the channels come last in what comes out of it; not where it has no axes."""
        for number, node in enumerate(self.nodes):
            self.last.append(self._gives_last(number, node))
        self._place_params()

    def wants_last(self, number: int) -> bool:
        """Whether a layer takes its volumes with the channels last."""
        node = self.nodes[number]
        if node.site.kind in EITHER:
            return self.last[number]
        if node.site.kind == "embedding":
            return False  # a number a position, which has no channels to speak of
        if node.site.kind == "flatten" and node.site.inputs[0].positions == 1:
            return self.last[node.inputs[0]]
        return self._asks_for_last(number, node)

    def _gives_last(self, number: int, node: Node) -> bool:
        if not node.site.output.rank or node.is_input:
            return False
        if node.site.kind in EITHER:
            read = [self.last[each] for each in node.inputs if self.nodes[each].site.kind != "param"]
            return bool(read) and all(read)
        if node.site.kind == "reshape":
            before, after = node.site.inputs[0], node.site.output
            if before.channels == after.channels:
                return self.has_tokens and before.rank > 1 and after.rank == 1
        return self._asks_for_last(number, node)

    def _asks_for_last(self, number: int, node: Node) -> bool:
        if node.site.kind == "reshape":
            return divides_channels(node.site.inputs[0], node.site.output)
        if node.site.kind == "ln":
            channels = node.site.inputs[0].rank > 0 and getattr(node.site.layer, "over", "") == "channels"
            return channels and (self.last[node.inputs[0]] or number in self._leads)
        return _is_of_tokens(node)

    def _place_params(self) -> None:
        """Learned volumes lie as what they are joined with."""
        for number, node in enumerate(self.nodes):
            for each in node.inputs:
                if self.nodes[each].site.kind == "param":
                    self.last[each] = self.last[number] and self.nodes[each].site.output.rank > 0


def _leading_to_tokens(network: Network) -> set[int]:
    """What reaches a layer of tokens through nothing but layers to which the order is the same."""
    found: set[int] = set()
    for number in reversed(range(len(network.nodes))):
        node = network.nodes[number]
        if _is_of_tokens(node) or (number in found and (node.site.kind in EITHER or node.site.kind == "ln")):
            found.update(node.inputs)
    return found


def _is_of_tokens(node: Node) -> bool:
    """Whether PyTorch has a layer only for channels that come last."""
    kind = node.site.kind
    if kind not in LAST and kind != "dense":
        return False
    return kind == "embedding" or any(volume.rank for volume in node.site.inputs)


def plain(value: Any) -> Any:
    """One number where all axes agree, else one for each; None as what stands for it."""
    if value is None:
        return Verbatim("None")
    if isinstance(value, (tuple, list)) and value and value.count(value[0]) == len(value):
        return value[0]
    return tuple(value) if isinstance(value, list) else value


class TorchLayer:
    """A layer to be said in PyTorch."""

    def __init__(self, node: Node, number: int, lying: AxisOrders, indexed: bool) -> None:
        self.node = node
        self.kind = node.site.kind
        self.layer: Any = node.site.layer
        self.inputs = node.site.inputs
        self.output = node.site.output
        self.last = lying.wants_last(number)
        """Its volumes have the channels last."""
        self.gives_last = lying.last[number]
        self.indexed = indexed
        """Another layer uses its indices."""

    @property
    def rank(self) -> int:
        """How many axes come in."""
        return self.inputs[0].rank

    @property
    def channels(self) -> int:
        """How many channels come in."""
        return self.inputs[0].channels

    def words(self, callee: str, settings: dict[str, Any] | Sequence[tuple[str, Any]] = ()) -> LayerWords:
        """How it is made; values that agree for all axes as one."""
        pairs = settings.items() if isinstance(settings, dict) else settings
        return LayerWords(callee, tuple([(name, plain(value)) for name, value in pairs]))

    def refuse(self, why: str) -> NoReturn:
        """Raises LayerError: PyTorch cannot say it."""
        raise LayerError(why)
