"""A graph in the making: operations, weights and constants as the messages that they are. Knows no kinds of layers."""

import struct
from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

from convcalc.exchange.writing.onnx.encoding import entry, number, numbers, real, sized, text, texts

FLOAT, INT64 = 1, 7
"""Types of numbers, as ONNX has them."""
_BATCH = "N"
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
        self._known: dict[Any, str] = {}
        self._taken: dict[str, int] = {}
        self.shared: dict[str, str] = {}
        """What stands for the tensors that layers hold, by their names."""

    def operation(
        self, kind: str, inputs: Sequence[str], outputs: Sequence[str], scopes: Scopes, **settings: Any
    ) -> str:
        """Add one, which stands in blocks; gives the first of what comes out of it, after which it is called."""
        self._nodes.append(_node(kind, inputs, outputs, settings, scopes))
        return outputs[0]

    def weight(self, name: str, shape: Sequence[int], value: float = 0.0) -> str:
        """Learned numbers, all of one value here."""
        name = self.free(name)
        if self.filled:
            self._initializers.append(_tensor(name, FLOAT, shape, struct.pack("<f", value) * prod(shape)))
        else:
            fill = _tensor("value", FLOAT, [1], struct.pack("<f", value))
            self._nodes.append(_node("ConstantOfShape", [self.integers(shape)], [name], {"value": fill}))
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
        self._values.append(_value(name, shape))

    def free(self, name: str) -> str:
        """A name that nothing else has."""
        self._taken[name] = self._taken.get(name, 0) + 1
        return name if self._taken[name] == 1 else self.free(f"{name}_{self._taken[name]}")

    def model(self, name: str, inputs: Ports, outputs: Ports, version: str) -> bytes:
        """The whole model, with what goes in and comes out by name, channels first."""
        parts = [*(sized(1, node) for node in self._nodes), text(2, name)]
        parts += [sized(5, tensor) for tensor in self._initializers]
        parts += [sized(11, _value(key, shape)) for key, shape in inputs.items()]
        parts += [sized(12, _value(key, shape)) for key, shape in outputs.items()]
        parts += [sized(13, value) for value in self._values]
        opset = sized(8, text(1, "") + number(2, 21))
        return b"".join([number(1, 10), text(2, "convcalc"), text(3, version), sized(7, b"".join(parts)), opset])

    def _constant(self, key: Any, kind: int, shape: Sequence[int], raw: bytes) -> str:
        if key not in self._known:
            self._known[key] = name = self.free(f"constant.{len(self._known) + 1}")
            self._initializers.append(_tensor(name, kind, shape, raw))
        return self._known[key]


def _node(
    kind: str, inputs: Sequence[str], outputs: Sequence[str], settings: dict[str, Any], scopes: Scopes = ()
) -> bytes:
    parts = [texts(1, inputs), texts(2, outputs), text(3, outputs[0]), text(4, kind)]
    parts += [sized(5, _attribute(key, value)) for key, value in settings.items()]
    if scopes:
        around = [*scopes, (outputs[0], kind)]
        parts += [entry(9, key, repr([each[k] for each in around])) for k, key in enumerate((BLOCKS, CLASSES))]
    return b"".join(parts)


def single(value: float) -> float:
    """A number as 32 bits hold it."""
    return float(struct.unpack("<f", struct.pack("<f", value))[0])


def _attribute(name: str, value: Any) -> bytes:
    """A setting of an operation: a number, numbers, a text, or a tensor that is written already."""
    match value:
        case bytes():
            return text(1, name) + sized(5, value) + number(20, 4)
        case str():
            return text(1, name) + text(4, value) + number(20, 3)
        case float():
            return text(1, name) + real(2, value) + number(20, 1)
        case int():
            return text(1, name) + number(3, value) + number(20, 2)
    return text(1, name) + numbers(8, value) + number(20, 7)


def _tensor(name: str, kind: int, shape: Sequence[int], raw: bytes) -> bytes:
    return numbers(1, shape) + number(2, kind) + text(8, name) + sized(9, raw)


def _value(name: str, shape: Sequence[int]) -> bytes:
    """A volume that goes in or comes out: the batch, the channels, the sizes."""
    dims = sized(1, text(2, _BATCH)) + b"".join([sized(1, number(1, size)) for size in shape])
    return text(1, name) + sized(2, sized(1, number(1, FLOAT) + sized(2, dims)))
