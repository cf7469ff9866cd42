"""A layer in the place where it is written: what it reads, its weights, and names for what stands between."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NoReturn

from convcalc.exchange.writing.onnx.graph import TOP, OnnxGraph, Scopes, within
from convcalc.model.layers.base import LayerError
from convcalc.model.network import Network, Scope


class OnnxSurroundings:
    """What layers ask of the network that they stand in."""

    def __init__(self, network: Network) -> None:
        self.nodes = network.nodes
        self.paths = network.paths
        self.first = self.paths[network.inputs[0]]
        """The name of an input, which has as many examples as all else."""
        self.indexed = {node.inputs[1] for node in self.nodes if node.site.layer.indexed}
        """The layers whose indices others use."""
        self._scopes: dict[int, Scopes] = {}

    def scopes(self, scope: Scope) -> Scopes:
        """The blocks of what stands in one."""
        if scope.parent is None:
            return TOP
        known = self._scopes.get(id(scope))
        if known is None:
            known = within(self.scopes(scope.parent), scope.path[:-1], scope.block or scope.branch)
            self._scopes[id(scope)] = known
        return known


class OnnxLayer:
    """A layer, and the graph that it goes to."""

    def __init__(self, graph: OnnxGraph, around: OnnxSurroundings, number: int, reads: list[str]) -> None:
        self.graph = graph
        self.node = node = around.nodes[number]
        self.path = around.paths[number]
        self.layer: Any = node.site.layer
        self.inputs = node.site.inputs
        self.output = node.site.output
        self.reads = reads
        """The names of what goes in."""
        self.first = around.first
        self.indexed = number in around.indexed
        """Another layer uses its indices."""
        self._owner = self.path if node.shares is None else around.paths[node.shares]
        self._scopes = within(around.scopes(node.scope), self.path, node.site.kind)
        self._parts = 0

    @property
    def x(self) -> str:
        """The name of what goes in first."""
        return self.reads[0]

    def op(self, kind: str, *inputs: str, **settings: Any) -> str:
        """An operation on the way; gives the name of what comes out of it."""
        self._parts += 1
        name = self.graph.free(f"{self.path}/{kind}_{self._parts}")
        return self.graph.operation(kind, inputs, [name], self._scopes, **settings)

    def last(self, kind: str, *inputs: str, **settings: Any) -> str:
        """The operation that gives what comes out of the layer."""
        return self.last_of(kind, inputs, [self.path], **settings)

    def last_of(self, kind: str, inputs: Sequence[str], outputs: Sequence[str], **settings: Any) -> str:
        """The same of an operation of which more comes out."""
        return self.graph.operation(kind, inputs, outputs, self._scopes, **settings)

    def ints(self, *values: int) -> str:
        """Whole numbers."""
        return self.graph.integers(values)

    def weights(self) -> list[str]:
        """All that it learns, by the names of its own or of the layer whose weights it shares."""
        return [self._held(name, shape, 0.0) for name, shape in self.layer.weights(self.inputs)]

    @cached_property
    def _shapes(self) -> dict[str, tuple[int, ...]]:
        """The tensors that it holds."""
        tensors = (*self.layer.weights(self.inputs), *self.layer.buffers(self.inputs))
        return {tensor.name: tensor.shape for tensor in tensors}

    def weight(self, name: str, value: float = 0.0, shape: Sequence[int] | None = None) -> str:
        """A tensor that it holds, made where it is first asked for; in another shape where one is given."""
        made = self._held(name, self._shapes[name], value)
        return made if shape is None else self.op("Reshape", made, self.ints(*shape))

    def _held(self, name: str, shape: Sequence[int], value: float) -> str:
        key = f"{self._owner}.{name}"
        made = self.graph.shared.get(key)
        if made is None:
            made = self.graph.shared[key] = self.graph.weight(key, shape, value)
        return made

    def has(self, name: str) -> bool:
        """Whether it holds a tensor of a name."""
        return name in self._shapes

    def reshape(self, x: str, *shape: int, last: bool = False) -> str:
        """The same numbers in another shape; the batch stays."""
        return (self.last if last else self.op)("Reshape", x, self.ints(0, *shape))

    def transpose(self, x: str, *axes: int, last: bool = False) -> str:
        """Axes in another order, the batch among them."""
        return (self.last if last else self.op)("Transpose", x, perm=axes)

    def channels_last(self, x: str, rank: int) -> str:
        """The channels after the sizes."""
        return self.transpose(x, 0, *range(2, rank + 2), 1)

    def channels_back(self, x: str, rank: int) -> str:
        """The channels where they belong, as what comes out."""
        return self.transpose(x, 0, rank + 1, *range(1, rank + 1), last=True)

    def refuse(self, why: str) -> NoReturn:
        """Raises LayerError: ONNX cannot say it."""
        raise LayerError(why)
