"""A graph in the making: operations, weights and constants as the messages that they are. Knows no kinds of layers."""

import struct
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from math import prod
from typing import Any

from convcalc.exchange.writing.onnx.encoding import entry, head, number, numbers, real, sized, text, texts

FLOAT, INT64 = 1, 7
"""Types of numbers, as ONNX has them."""
_BATCH = "N"
MOST_KEPT = 1_000
"""So many settings of operations are kept as they are written: most are those of the layers before."""
Ports = Mapping[str, Sequence[int]]
BLOCKS, CLASSES = "pkg.torch.onnx.name_scopes", "pkg.torch.onnx.class_hierarchy"
"""Where an operation says which blocks it stands in, and what these are, as PyTorch's exporter does."""
Scopes = Sequence[tuple[str, str]]
"""The blocks that an operation stands in, from the top: their paths, and what they are."""


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
        self._nodes.append(sized(1, _node(kind, inputs, outputs, settings, scopes)))
        return outputs[0]

    def weight(self, name: str, shape: Sequence[int], value: float = 0.0) -> str:
        """Learned numbers, all of one value here."""
        name = self.free(name)
        if self.filled:
            self._initializers.append(sized(5, _tensor(name, FLOAT, shape, struct.pack("<f", value) * prod(shape))))
        else:
            self._nodes.append(sized(1, _node("ConstantOfShape", [self.integers(shape)], [name], _fill(value))))
        return name

    def integers(self, values: Sequence[int]) -> str:
        """Whole numbers that are no weights; equal ones are there once."""
        values = tuple(values)
        return self._constant(("ints", values), INT64, [len(values)], struct.pack(f"<{len(values)}q", *values))

    def reals(self, shape: Sequence[int], value: float) -> str:
        """Numbers of one value that are no weights."""
        raw = struct.pack("<f", value) * prod(shape)
        return self._constant(("reals", tuple(shape), value), FLOAT, shape, raw)

    def list_of_reals(self, values: Sequence[float]) -> str:
        """Numbers in a row that are no weights."""
        return self._constant(("list", *values), FLOAT, [len(values)], struct.pack(f"<{len(values)}f", *values))

    def declare(self, name: str, shape: Sequence[int]) -> None:
        """Say how large a value is, as exporters do."""
        self._values.append(sized(13, _value(name, shape)))

    def free(self, name: str) -> str:
        """A name that nothing else has."""
        self._taken[name] = self._taken.get(name, 0) + 1
        return name if self._taken[name] == 1 else self.free(f"{name}_{self._taken[name]}")

    def model(self, name: str, inputs: Ports, outputs: Ports, version: str) -> bytes:
        """The whole model, with what goes in and comes out by name, channels first."""
        parts = [*self._nodes, text(2, name), *self._initializers]
        parts += [sized(11, _value(key, shape)) for key, shape in inputs.items()]
        parts += [sized(12, _value(key, shape)) for key, shape in outputs.items()]
        parts += self._values
        start = [number(1, 10), text(2, "convcalc"), text(3, version), head(7, sum(map(len, parts)))]
        return b"".join([*start, *parts, sized(8, text(1, "") + number(2, 21))])

    def _constant(self, key: Any, kind: int, shape: Sequence[int], raw: bytes) -> str:
        if key not in self._known:
            self._known[key] = name = self.free(f"constant.{len(self._known) + 1}")
            self._initializers.append(sized(5, _tensor(name, kind, shape, raw)))
        return self._known[key]


def _node(
    kind: str, inputs: Sequence[str], outputs: Sequence[str], settings: Mapping[str, Any], scopes: Scopes = ()
) -> bytes:
    parts = [texts(1, inputs), texts(2, outputs), text(3, outputs[0]), text(4, kind)]
    for key, value in settings.items():
        parts.append(_attribute(key, tuple(value) if isinstance(value, list) else value))
    if scopes:
        around = [*scopes, (outputs[0], kind)]
        parts += [entry(9, key, repr([each[k] for each in around])) for k, key in enumerate((BLOCKS, CLASSES))]
    return b"".join(parts)


def single(value: float) -> float:
    """A number as 32 bits hold it."""
    return float(struct.unpack("<f", struct.pack("<f", value))[0])


@lru_cache(MOST_KEPT, typed=True)
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
def _fill(value: float) -> Mapping[str, bytes]:
    """What an operation makes a tensor of."""
    return {"value": _tensor("value", FLOAT, [1], struct.pack("<f", value))}


def _tensor(name: str, kind: int, shape: Sequence[int], raw: bytes) -> bytes:
    return numbers(1, shape) + number(2, kind) + text(8, name) + sized(9, raw)


def _value(name: str, shape: Sequence[int]) -> bytes:
    """A volume that goes in or comes out: the batch, the channels, the sizes."""
    dims = sized(1, text(2, _BATCH)) + b"".join([sized(1, number(1, size)) for size in shape])
    return text(1, name) + sized(2, sized(1, number(1, FLOAT) + sized(2, dims)))
