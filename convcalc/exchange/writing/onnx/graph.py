"""A graph in the making: operations, weights and constants as the messages that they are. Knows no kinds of layers."""

import struct
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from math import prod
from typing import Any

from convcalc.exchange.writing.onnx.encoding import head, number, numbers, real, sized, text

FLOAT, INT64 = 1, 7
"""Types of numbers, as ONNX has them."""
_BATCH = "N"
MOST_KEPT = 1_000
"""So many settings of operations are kept as they are written: most are those of the layers before."""
Ports = Mapping[str, Sequence[int]]
Scopes = tuple[str, str]
"""The blocks that an operation stands in, from the top: their paths, and what they are, each as an open list."""
TOP: Scopes = ("['', ", "['', ")
"""Those of an operation that stands in no block."""


def within(scopes: Scopes, path: str, what: str) -> Scopes:
    """The blocks of what stands in one of a path more."""
    return f"{scopes[0]}{path!r}, ", f"{scopes[1]}{what!r}, "


class OnnxGraph:
    """What a model is made of."""

    def __init__(self, filled: bool) -> None:
        self.filled = filled
        """Weights are zeros in the file; else they are made when it runs, and take no room."""
        self._nodes: list[bytes] = []
        self._initializers: list[bytes] = []
        self._values: list[bytes] = []
        """All three as fields of the graph, which are only put one after the other at the end."""
        self._known: dict[Any, str] = {}
        self._taken: dict[str, int] = {}
        self.shared: dict[str, str] = {}
        """What stands for the tensors that layers hold, by their names."""

    def operation(
        self, kind: str, inputs: Sequence[str], outputs: Sequence[str], scopes: Scopes, **settings: Any
    ) -> str:
        """Add one, which stands in blocks; gives the first of what comes out of it, after which it is called."""
        blocks, classes = f"{scopes[0]}{outputs[0]!r}]", f"{scopes[1]}{kind!r}]"
        around = sized(9, _BLOCKS + text(2, blocks)) + sized(9, _CLASSES + text(2, classes))
        self._nodes.append(_node(inputs, outputs, _work(kind, **settings) + around))
        return outputs[0]

    def weight(self, name: str, shape: Sequence[int], value: float = 0.0) -> str:
        """Learned numbers, all of one value here."""
        name = self.free(name)
        if self.filled:
            self._initializers.append(sized(5, _tensor(name, FLOAT, shape, struct.pack("<f", value) * prod(shape))))
        else:
            self._nodes.append(_node([self.integers(shape)], [name], _fill(value)))
        return name

    def integers(self, values: Sequence[int]) -> str:
        """Whole numbers that are no weights; equal ones are there once."""
        values = tuple(values)
        key = "ints", values
        return self._known.get(key) or self._constant(
            key, INT64, [len(values)], struct.pack(f"<{len(values)}q", *values)
        )

    def reals(self, shape: Sequence[int], value: float) -> str:
        """Numbers of one value that are no weights."""
        key = "reals", tuple(shape), value
        return self._known.get(key) or self._constant(key, FLOAT, shape, struct.pack("<f", value) * prod(shape))

    def list_of_reals(self, values: Sequence[float]) -> str:
        """Numbers in a row that are no weights."""
        key = "list", *values
        return self._known.get(key) or self._constant(
            key, FLOAT, [len(values)], struct.pack(f"<{len(values)}f", *values)
        )

    def declare(self, name: str, shape: Sequence[int]) -> None:
        """Say how large a value is, as exporters do."""
        self._values.append(sized(13, _value(name, shape)))

    def free(self, name: str) -> str:
        """A name that nothing else has."""
        self._taken[name] = times = self._taken.get(name, 0) + 1
        return name if times == 1 else self.free(f"{name}_{times}")

    def model(self, name: str, inputs: Ports, outputs: Ports, version: str) -> bytes:
        """The whole model, with what goes in and comes out by name, channels first."""
        parts = [*self._nodes, text(2, name), *self._initializers]
        parts += [sized(11, _value(key, shape)) for key, shape in inputs.items()]
        parts += [sized(12, _value(key, shape)) for key, shape in outputs.items()]
        parts += self._values
        start = [number(1, 10), text(2, "convcalc"), text(3, version), head(7, sum(map(len, parts)))]
        return b"".join([*start, *parts, sized(8, text(1, "") + number(2, 21))])

    def _constant(self, key: Any, kind: int, shape: Sequence[int], raw: bytes) -> str:
        """Numbers that are not known yet, and are from then on."""
        name = self._known[key] = self.free(f"constant.{len(self._known) + 1}")
        self._initializers.append(sized(5, _tensor(name, kind, shape, raw)))
        return name


_BLOCKS, _CLASSES = text(1, "pkg.torch.onnx.name_scopes"), text(1, "pkg.torch.onnx.class_hierarchy")
"""Where an operation says which blocks it stands in, and what these are, as PyTorch's exporter does."""


def _node(inputs: Sequence[str], outputs: Sequence[str], work: bytes) -> bytes:
    """An operation: what it reads and gives, after the first of which it is called, and what it does."""
    parts: list[bytes] = []
    for field, names in ((1, inputs), (2, outputs), (3, outputs[:1])):
        for name in names:
            written = name.encode()
            parts += (head(field, len(written)), written)
    return sized(1, b"".join((*parts, work)))


@lru_cache(MOST_KEPT, typed=True)
def _work(kind: str, **settings: Any) -> bytes:
    """The kind of an operation and its settings."""
    return text(4, kind) + b"".join([_attribute(key, value) for key, value in settings.items()])


def single(value: float) -> float:
    """A number as 32 bits hold it."""
    return float(struct.unpack("<f", struct.pack("<f", value))[0])


def _attribute(name: str, value: Any) -> bytes:
    """A setting of an operation: a number, numbers, a text, or a tensor that is written already."""
    return sized(5, text(1, name) + _value_of(value))


def _value_of(value: Any) -> bytes:
    match value:
        case bytes():
            return sized(5, value) + number(20, 4)
        case str():
            return text(4, value) + number(20, 3)
        case float():
            return real(2, value) + number(20, 1)
        case int():
            return number(3, value) + number(20, 2)
    return numbers(8, value) + number(20, 7)


@cache
def _fill(value: float) -> bytes:
    """The work of making a tensor of one value."""
    return _work("ConstantOfShape", value=_tensor("value", FLOAT, [1], struct.pack("<f", value)))


def _tensor(name: str, kind: int, shape: Sequence[int], raw: bytes) -> bytes:
    return _typed(kind, *shape) + text(8, name) + sized(9, raw)


@lru_cache(MOST_KEPT)
def _typed(kind: int, *shape: int) -> bytes:
    return numbers(1, shape) + number(2, kind)


def _value(name: str, shape: Sequence[int]) -> bytes:
    """A volume that goes in or comes out: the batch, the channels, the sizes."""
    dims = _EXAMPLES + _dims(*shape[:1]) + _dims(*shape[1:])
    return text(1, name) + sized(2, sized(1, _REALS + sized(2, dims)))


_EXAMPLES, _REALS = sized(1, text(2, _BATCH)), number(1, FLOAT)


@lru_cache(MOST_KEPT)
def _dims(*sizes: int) -> bytes:
    return b"".join([sized(1, number(1, size)) for size in sizes])
