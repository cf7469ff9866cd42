"""Attention among the operations of a graph: found by what they do to numbers, and made one operation.

It is that of `attention` where queries, keys and values lie side by side in the channels of one value, or are three
values, divided into heads; where no mask and no learned numbers come between; and where the heads come together again.
"""

from typing import Any

from convcalc.document.records import NamedTuple
from convcalc.exchange.tensors.graph import Operation, TensorGraph
from convcalc.exchange.tensors.reading import GraphReading, UnreadableError
from convcalc.exchange.tensors.sizes import KnownSizes
from convcalc.exchange.tensors.values import BATCH, Constant, Placed
from convcalc.exchange.tensors.views import AxisPiece, NotAViewError, View, cut, picked, reshaped, turned, whole

FOUND = "MultiHeadAttention"
"""What the operation is called."""
_RESHAPES = ("Reshape", "Flatten", "Squeeze", "Unsqueeze")
_VIEWS = (*_RESHAPES, "Transpose", "Gather", "Split", "Slice", "Unbind")
_MOST_STEPS = 50
"""So many operations lie between at most: a file can have them in a circle."""
_OPEN = 999_983
"""Stands for a number of examples that is left open: a prime that no size is a multiple of."""


class _Sighted(NamedTuple):
    """What a value looks at, how, and the operations between."""

    source: str
    view: View
    nodes: tuple[Operation, ...]


class _Heads(NamedTuple):
    """How a value is divided into heads: where its channels, its positions and its examples lie."""

    channels: int
    positions: tuple[int, ...]
    batch: int
    number: int
    pick: int


def with_attention(graph: TensorGraph) -> TensorGraph:
    """The graph with its attention as single operations."""
    if not any(node.op in ("Softmax", "Attention") for node in graph.nodes):
        return graph
    finder = _Finder(graph)
    found = {id(each.parts[-1]): each for node in graph.nodes if (each := finder.at(node))}
    gone = {id(part) for each in found.values() for part in each.parts}
    nodes = (found.get(id(node)) or node for node in graph.nodes if id(node) in found or id(node) not in gone)
    return graph._replace(nodes=tuple(nodes))


class _Finder:
    """What makes and reads each value."""

    def __init__(self, graph: TensorGraph) -> None:
        self.graph = graph
        self.known = KnownSizes(graph).known
        self.makers = {name: (node, k) for node in graph.nodes for k, name in enumerate(node.outputs)}
        self.readers: dict[str, list[Operation]] = {}
        self.order = {id(node): k for k, node in enumerate(graph.nodes)}
        for node in reversed(graph.nodes):
            if node.op not in _VIEWS or any(name in self.readers or name in graph.outputs for name in node.outputs):
                for name in dict.fromkeys(node.inputs):
                    self.readers.setdefault(name, []).append(node)
        self.examples = next((dims[0] for dims in graph.inputs.values() if dims), 1)

    def at(self, node: Operation) -> Operation | None:
        """The attention whose first product a node is; None where it is none."""
        try:
            if node.op == "Attention" and len(node.inputs) > 2 and not any(node.inputs[3:]):
                return self._attention((node,), False)
            if node.op == "MatMul":
                return self._attention(self._products(node), True)
        except (NotAViewError, KeyError, IndexError, ValueError, TypeError):
            pass
        return None

    def _products(self, first: Operation) -> tuple[Operation, ...]:
        """Queries times keys, softmax, times values; a number that scales them may come before it."""
        nodes = [first]
        wanted = ("Mul", "Div", "Softmax", "Dropout", "MatMul")
        while (nodes[-1].op != "MatMul" or len(nodes) == 1) and len(nodes) < _MOST_STEPS:
            after = self._only_reader(nodes[-1].outputs[0])
            if after is None or after.op not in wanted:
                raise NotAViewError
            if after.op in ("Mul", "Div") and not self._scales(after):
                raise NotAViewError
            if after.op == "MatMul" and after.inputs[0] != nodes[-1].outputs[0]:
                raise NotAViewError
            nodes.append(after)
        if [node.op for node in nodes].count("Softmax") != 1:
            raise NotAViewError
        return tuple(nodes)

    def _attention(self, core: tuple[Operation, ...], keys_turned: bool) -> Operation:
        names = core[0].inputs[:3] if not keys_turned else (*core[0].inputs[:2], core[-1].inputs[1])
        seen = [self._looked_at(name) for name in names]
        queries, keys, values = (each.view for each in seen)
        if keys_turned:
            keys = turned(keys, (*range(len(keys.dims) - 2), len(keys.dims) - 1, len(keys.dims) - 2))
        sources = tuple(dict.fromkeys(each.source for each in seen))
        if len(sources) not in (1, 3):
            raise NotAViewError
        heads = [_divided(view, self.sizes(each.source), len(sources) == 1)
                 for view, each in zip((queries, keys, values), seen)]  # fmt: skip
        if len(sources) == 1 and [each.pick for each in heads] != [0, 1, 2]:
            raise NotAViewError
        if len({each.number for each in heads}) > 1:
            raise NotAViewError
        name, out, after = self._together(core[-1], queries, heads[0], values.sizes[-1])
        parts = sorted({id(n): n for each in seen for n in each.nodes} | {id(n): n for n in (*core, *after)},
                       key=self.order.__getitem__)  # fmt: skip
        nodes = tuple(self.graph.nodes[self.order[each]] for each in parts)
        self._hold_apart(nodes, name)
        attributes: dict[str, Any] = {"heads": heads[0].number, "laid": heads[: len(sources)], "out": out}
        return Operation(FOUND, core[-1].name, sources, (name,), attributes, core[-1].modules, parts=nodes)

    def _hold_apart(self, nodes: tuple[Operation, ...], end: str) -> None:
        """Nothing else reads what is between. Raises NotAViewError."""
        inside = {id(node) for node in nodes}
        between = {name for node in nodes for name in node.outputs} - {end}
        if between & set(self.graph.outputs):
            raise NotAViewError
        if any(id(reader) not in inside for name in between for reader in self.readers.get(name, [])):
            raise NotAViewError

    def _together(
        self, last: Operation, queries: View, heads: _Heads, width: int
    ) -> tuple[str, tuple[int | None, ...], list[Operation]]:
        """The value in which the heads are together again, what lies along its dimensions, and the nodes to it."""
        row = [[AxisPiece(piece.dim, piece.size, width) if piece.dim == heads.channels else piece for piece in dim]
               for dim in queries.dims[:-1]]  # fmt: skip
        view = View((*map(tuple, row), (AxisPiece(heads.channels, width),) if width > 1 else ()))
        name, nodes, found = last.outputs[0], list[Operation](), None
        while len(nodes) < _MOST_STEPS:
            if (out := _whole(view, heads, width * heads.number, self.sizes(name))) is not None:
                found = name, out, [*nodes]
            after = self._only_reader(name)
            if after is None or after.op not in _VIEWS or after.inputs[0] != name:
                break
            try:
                view = self._step(view, after, 0)
            except (NotAViewError, KeyError, TypeError):
                break
            nodes.append(after)
            name = after.outputs[0]
        if found is None:
            raise NotAViewError
        return found

    # What is looked at

    def _looked_at(self, name: str) -> _Sighted:
        nodes: list[tuple[Operation, int]] = []
        while name in self.makers and len(nodes) < _MOST_STEPS:
            node, k = self.makers[name]
            if node.op in ("Mul", "Div") and self._scales(node):
                name = next(each for each in node.inputs if self._number(each) is None)
            elif node.op in _VIEWS and self._number(node.inputs[0]) is None:
                name = node.inputs[0]
            else:
                break
            nodes.insert(0, (node, k))
        view = whole(self.sizes(name))
        for node, k in nodes:
            view = self._step(view, node, k) if node.op in _VIEWS else view
        return _Sighted(name, view, tuple(node for node, _ in nodes))

    def _step(self, view: View, node: Operation, k: int) -> View:
        """What an operation makes of a view."""
        if node.op in _RESHAPES:
            return reshaped(view, self.sizes(node.outputs[k]))
        if node.op == "Transpose":
            return turned(view, node.attributes.get("perm") or tuple(range(len(view.dims)))[::-1])
        if node.op == "Slice":
            return self._sliced(view, node)
        axis = node.attributes.get("axis", 0) % len(view.dims)
        if node.op == "Unbind":
            return picked(view, axis, k)
        if node.op == "Split":
            sizes = [self.sizes(name)[axis] for name in node.outputs]
            return cut(view, axis, sum(sizes[:k]), sizes[k])
        index = self._number(node.inputs[1])
        if index is None or len(self.sizes(node.outputs[0])) != len(view.dims) - 1:
            raise NotAViewError
        return picked(view, axis, index)

    def _sliced(self, view: View, node: Operation) -> View:
        """Some places along one dimension. Raises NotAViewError."""
        start, end, axis, *steps = (self._number(name) for name in node.inputs[1:])
        if None in (start, end, axis) or any(step != 1 for step in steps):
            raise NotAViewError
        size = view.sizes[axis]
        return cut(view, axis % len(view.dims), start, min(end, size) - start)

    def sizes(self, name: str) -> tuple[int, ...]:
        """The sizes of a value, an open number of examples as one that is no other. Raises KeyError, TypeError."""
        dims = self.known[name]
        found = tuple(_OPEN if size == self.examples and isinstance(size, str) else size for size in dims)
        if not all(isinstance(size, int) and size > 0 for size in found):
            raise TypeError
        return found  # type: ignore[return-value]

    def _scales(self, node: Operation) -> bool:
        """Whether one of what a node reads is a number."""
        known = [self._number(name) is not None for name in node.inputs]
        return known in ([True, False], [False, True])

    def _number(self, name: str) -> Any:
        """A single number that is known; None for all else."""
        node, _ = self.makers.get(name, (None, 0))
        if node and node.op == "Constant":
            found = node.attributes.get("value")
            numbers = found.numbers if isinstance(found, Constant) else None
        else:
            numbers = None if node or name in self.graph.inputs else self.graph.numbers(name)
        return numbers[0] if numbers and len(numbers) == 1 else None

    def _only_reader(self, name: str) -> Operation | None:
        found = self.readers.get(name, [])
        return found[0] if len(found) == 1 and name not in self.graph.outputs else None


def _divided(view: View, sizes: tuple[int, ...], together: bool) -> _Heads:
    """How a value is divided: `... heads x positions x channels of a head`. Raises NotAViewError."""
    (last,) = view.dims[-1]
    leading = [piece for dim in view.dims[:-2] for piece in dim]
    apart = [piece for piece in leading if piece.dim == last.dim]
    batch = [piece for piece in leading if piece.dim != last.dim]
    count = apart[0].size if apart else 1
    examples = batch[0].dim if batch else -1
    positions = tuple(k for k, size in enumerate(sizes) if size > 1 and k not in (last.dim, examples))
    width = last.size * count
    expected = [
        last.step == 1,
        apart in ([], [AxisPiece(last.dim, count, last.size)]),
        batch in ([], [AxisPiece(examples, sizes[examples])]),
        view.dims[-2] == tuple(AxisPiece(k, sizes[k]) for k in positions),
        sizes[last.dim] == (3 * width if together else width),
        [pick.piece for pick in view.picks] == ([AxisPiece(last.dim, 3, width)] if together else []),
    ]
    if not all(expected):
        raise NotAViewError
    return _Heads(last.dim, positions, examples, count, view.picks[0].place if together else 0)


def _whole(view: View, heads: _Heads, width: int, sizes: tuple[int, ...]) -> tuple[int | None, ...] | None:
    """Along what each dimension lies: all channels, a position, or examples (None); None where one is divided."""
    out: list[int | None] = []
    lengths = iter(heads.positions)
    for dim in view.dims:
        if not dim or [piece.dim for piece in dim] == [heads.batch]:
            out.append(None)
        elif dim == (AxisPiece(heads.channels, width),):
            out.append(len(heads.positions))
        elif len(dim) == 1 and dim[0].dim == next(lengths, None) and dim[0].step == 1:
            out.append(heads.positions.index(dim[0].dim))
        else:
            return None
    complete = sorted(axis for axis in out if axis is not None) == [*range(len(heads.positions) + 1)]
    return tuple(out) if complete and view.sizes == sizes else None


# Read


def attend(reading: GraphReading, node: Operation) -> Placed:
    """Attention, where all that it reads lies as that of a spec does. Raises UnreadableError."""
    laid: list[_Heads] = node.attributes["laid"]
    reads = [reading.value(node, k) for k in range(len(laid))]
    for x, heads in zip(reads, laid):
        rank = reading.volume(x).rank
        lies = [x.axes[axis] for axis in (*heads.positions, heads.channels)]
        if lies != [*range(rank + 1)] or (heads.batch >= 0 and x.axes[heads.batch] != BATCH):
            raise UnreadableError
    axes = tuple(BATCH if axis is None else axis for axis in node.attributes["out"])
    if axes.count(BATCH) > 1:
        raise UnreadableError
    return reading.layer(node, "attention", {"heads": node.attributes["heads"]}, reads, axes)
