"""How large the values of a graph are where the file does not say: those that follow from what is read, and no more."""

import math
from collections.abc import Callable

from convcalc.exchange.tensors.graph import Dims, Operation, TensorGraph
from convcalc.exchange.tensors.values import Constant

_Worked = Callable[["KnownSizes", Operation], Dims | None]


class KnownSizes:
    """The sizes that are known, by name."""

    def __init__(self, graph: TensorGraph) -> None:
        self.graph = graph
        self.known: dict[str, Dims] = {**graph.weights, **graph.stated}
        self._constants: dict[str, Constant] = {}
        for node in graph.nodes:
            self._add(node)

    def numbers(self, name: str) -> tuple[int, ...] | None:
        """Numbers that are known."""
        if name in self._constants:
            return self._constants[name].numbers
        return self.graph.numbers(name) if name in self.graph.weights else None

    def of(self, node: Operation, k: int = 0) -> Dims:
        """The sizes of what a node reads. Raises KeyError, IndexError."""
        return self.known[node.inputs[k]]

    def _add(self, node: Operation) -> None:
        value = node.attributes.get("value")
        if node.op == "Constant" and isinstance(value, Constant):
            self._constants[node.outputs[0]] = value
            self.known.setdefault(node.outputs[0], value.dims)
        work = _WORK.get(node.op)
        if work is None or len(node.outputs) != 1 or node.outputs[0] in self.known:
            return
        try:
            found = work(self, node)
        except (KeyError, IndexError, TypeError, ValueError):
            return
        if found:
            self.known[node.outputs[0]] = found


def _largest(sizes: KnownSizes, node: Operation) -> Dims:
    """Of arithmetic: the sizes of the one that the others are spread over. Raises ValueError where there is none."""
    each = [sizes.of(node, k) for k in range(len(node.inputs))]
    most = max(each, key=len)
    for dims in each:
        if any(size not in (1, whole) for size, whole in zip(dims[::-1], most[::-1], strict=False)):
            raise ValueError
    return most


def _multiplied(sizes: KnownSizes, node: Operation) -> Dims:
    one, other = sizes.of(node, 0), sizes.of(node, 1)
    before = max(one[:-2], other[:-2], key=len)
    return (*before, *one[-2:-1], other[-1])


def _turned(sizes: KnownSizes, node: Operation) -> Dims:
    dims = sizes.of(node)
    return tuple(dims[axis] for axis in node.attributes.get("perm") or range(len(dims))[::-1])


def _reshaped(sizes: KnownSizes, node: Operation) -> Dims | None:
    """What is asked for; -1 is worked out where all the rest is known. An open number of examples can only stay."""
    dims, asked = sizes.of(node), sizes.numbers(node.inputs[1])
    if not asked:
        return None
    after: list[int | str] = [dims[k] if size == 0 else size for k, size in enumerate(asked)]
    if -1 not in after:
        return tuple(after)
    left, right = ([size for size in each if isinstance(size, int) and size != -1] for each in (dims, after))
    if [size for size in dims if isinstance(size, str)] != [size for size in after if isinstance(size, str)]:
        return None
    after[after.index(-1)] = math.prod(left) // math.prod(right)
    return tuple(after)


def _sliced(sizes: KnownSizes, node: Operation) -> Dims | None:
    dims, (starts, ends, axes) = [*sizes.of(node)], (sizes.numbers(name) for name in node.inputs[1:4])
    if len(node.inputs) > 4 or not starts or not ends or not axes:
        return None
    for start, end, axis in zip(starts, ends, axes, strict=True):
        size = dims[axis]
        if not isinstance(size, int):
            return None
        dims[axis] = len(range(size)[start:end])
    return tuple(dims)


_SAME: _Worked = lambda sizes, node: sizes.of(node)  # noqa: E731
_WORK: dict[str, _Worked] = {
    **dict.fromkeys(("Softmax", "LayerNormalization", "Identity", "Cast", "Relu", "Gelu", "Sigmoid"), _SAME),
    **dict.fromkeys(("Add", "Sub", "Mul", "Div"), _largest),
    "MatMul": _multiplied,
    "Transpose": _turned,
    "Reshape": _reshaped,
    "Slice": _sliced,
}
