"""What an ONNX file says, as plain data: nodes, tensors by their sizes, values with the volumes that are stated.

The numbers of the fields are those of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
"""

import re
import struct
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import zip_longest
from typing import Any

from convcalc.document.records import NamedTuple
from convcalc.exchange.modules import ModuleCall, calls
from convcalc.exchange.onnx.exporters import CALL, PARAMETERS, RULES
from convcalc.exchange.onnx.wire import (
    Bytes,
    Lying,
    WireError,
    WireField,
    fields,
    lying,
    number_list,
    real_list,
    signed,
    text,
    whole,
)
from convcalc.exchange.tensors.graph import MOST_OPERATIONS, MOST_SIZES, Dims, Operation, TensorGraph
from convcalc.exchange.tensors.values import Constant

FEW = 4_096
"""So many numbers of a tensor are read at most: those of sizes and axes, never weights."""
SCOPES = "pkg.torch.onnx.name_scopes"
"""Under what an exporter notes the modules that a node is a part of."""
CLASSES = "pkg.torch.onnx.class_hierarchy"
"""And the classes of these."""
NOTED = (SCOPES, CLASSES, RULES, CALL, PARAMETERS)
"""What is read of the notes of an exporter: traces of the stack are long."""
LONGEST_TOOL = 40
"""Characters of the name of what wrote a file."""
MOST_KEPT = 1_000
"""So many places of nodes are kept: most nodes stand where one before them does."""
MOST_MODULES = 100
"""Of so many that stand in each other the name of a node tells."""
_QUOTED = re.compile(r"'((?:[^'\\\\]|\\\\.)*)'")
DOMAINS = ("", "ai.onnx")
"""Where the operators come from that are known."""
FLOAT = 1
FLOATS = (FLOAT, 10, 11, 16)
"""The types of weights."""
_PACKED = {FLOAT: "f", 6: "i", 7: "q", 11: "d", 9: "?"}
"""How numbers of a type lie in raw bytes."""


class Stored(NamedTuple):
    """Numbers that a file holds, by their sizes."""

    name: str
    dims: tuple[int, ...]
    type: int
    span: Lying
    """Where the message lies: its numbers are read only where somebody asks."""

    @property
    def elements(self) -> int:
        """How many numbers."""
        count = 1
        for size in self.dims:
            count *= size
        return count


def read_model(data: Bytes) -> TensorGraph:
    """The graph in a file's bytes. Raises WireError."""
    graph, functions, tool = None, set[str](), ["", ""]
    for number, value in fields(data, (0, len(data))):
        if number == 7:
            graph = lying(value)
        elif number in (2, 3):
            tool[number - 2] = text(data, value)[:LONGEST_TOOL]
        elif number == 25:
            functions.update(text(data, name) for field, name in fields(data, lying(value)) if field == 1)
    if graph is None:
        raise WireError("there is no graph: it is cut short", len(data))
    return _graph(data, graph, functions)._replace(tool=" ".join(tool).strip())


def _graph(data: Bytes, span: Lying, functions: set[str]) -> TensorGraph:
    nodes: list[Operation] = []
    stored: dict[str, Stored] = {}
    values: dict[int, dict[str, Dims]] = {11: {}, 12: {}, 13: {}}
    notes: dict[str, str] = {}
    for number, value in fields(data, span):
        if number == 1:
            if len(nodes) >= MOST_OPERATIONS:
                raise WireError(f"there are more than {MOST_OPERATIONS:,} operations", lying(value)[0])
            nodes.append(_node(data, lying(value), functions))
        elif number == 5:
            tensor = read_tensor(data, lying(value))
            stored[tensor.name] = tensor
        elif number in values:
            name, dims = _value(data, lying(value))
            if dims is not None or number != 13:
                values[number][name] = dims or ()
        elif number == 16:
            notes.update(_note(data, lying(value)))
    return TensorGraph(
        tuple(nodes),
        {name: tensor.dims for name, tensor in stored.items()},
        lambda name: numbers(data, stored[name]),
        {name: dims for name, dims in values[11].items() if name not in stored},
        tuple(values[12]),
        {**values[13], **{name: dims for number in (11, 12) for name, dims in values[number].items() if dims}},
        frozenset(name for name, tensor in stored.items() if tensor.type in FLOATS and tensor.elements > 1),
        merged=True,
        notes=notes,
    )


def _node(data: Bytes, span: Lying, functions: set[str]) -> Operation:
    texts: dict[int, list[str]] = {1: [], 2: [], 3: [], 4: [], 7: []}
    attributes: dict[str, Any] = {}
    notes: dict[str, str] = {}
    for number, value in fields(data, span):
        if number in texts:
            texts[number].append(text(data, value))
        elif number == 5:
            name, found = _attribute(data, lying(value))
            attributes[name] = found
        elif number == 9:
            notes.update(_note(data, lying(value)))
    op, domain, name = ("".join(texts[number][-1:]) for number in (4, 7, 3))
    if domain not in DOMAINS or op in functions:
        op = f"{domain}.{op}"
    found = notes if RULES in notes else {}
    return Operation(op, name, tuple(texts[1]), tuple(texts[2]), attributes, noted_modules(name, notes), found)


def noted_modules(name: str, notes: dict[str, str]) -> tuple[ModuleCall, ...]:
    """The modules that a node is a part of: those that an exporter notes, or has in its name.

    `['', 'layer1', 'layer1.0', 'relu']` with the class of each, or `/layer1/layer1.0/relu/Relu`.
    """
    if SCOPES not in notes:
        return _modules_around(name.rpartition("/")[0])
    kinds = _QUOTED.findall(notes.get(CLASSES, ""))
    pairs = zip_longest(_QUOTED.findall(notes[SCOPES])[:-1], kinds, fillvalue="")
    return calls((path, kind, "") for path, kind in pairs if path)


@lru_cache(MOST_KEPT)
def _modules_around(folder: str) -> tuple[ModuleCall, ...]:
    """The modules in the names of nodes, which are the same for all that begin so."""
    return calls((path, "", "") for path in _paths(f"{folder}/"))


def _paths(name: str) -> Iterator[str]:
    """The modules in the name of a node, where those of a list repeat its name: `/layer1/layer1.0/conv1/Conv`."""
    base = path = last = ""
    for part in name.split("/", MOST_MODULES)[1:-1] if name.startswith("/") else ():
        if not last or not part.startswith(f"{last}."):
            base = f"{path}." if path else ""
        path, last = base + part, part
        yield path


def _note(data: Bytes, span: Lying) -> dict[str, str]:
    """A key and what is noted under it; nothing where that is not wanted."""
    pair = dict(fields(data, span))
    key = text(data, pair[1]) if 1 in pair else ""
    return {key: text(data, pair[2])} if key in NOTED and 2 in pair else {}


def _attribute(data: Bytes, span: Lying) -> tuple[str, Any]:
    """The name and the value; None for graphs and what else no layer has for a setting."""
    name, found, many = "", None, dict[int, list[Any]]()
    for number, value in fields(data, span):
        if number == 1:
            name = text(data, value)
        elif reads := _ONE.get(number):
            found = reads(data, value)
        elif number in _MANY:
            many.setdefault(number, []).extend(_MANY[number](data, value))
    return name, next((tuple(each) for each in many.values()), found)


_ONE: dict[int, Callable[[Bytes, int | Lying], Any]] = {
    2: lambda data, value: real_list(data, value)[0],
    3: lambda data, value: signed(value),
    4: text,
    5: lambda data, value: _constant(data, lying(value)),
}
_MANY: dict[int, Callable[[Bytes, int | Lying], Any]] = {
    7: real_list,
    8: number_list,
    9: lambda data, value: [text(data, value)],
}


def _constant(data: Bytes, span: Lying) -> Constant:
    tensor = read_tensor(data, span)
    return Constant(tensor.dims, numbers(data, tensor))


def read_tensor(data: Bytes, span: Lying) -> Stored:
    """A tensor by its name, sizes and type; its numbers are passed over."""
    name, dims, type = "", list[int](), 0
    for number, value in fields(data, span):
        if number == 1:
            dims.extend(number_list(data, value))
        elif number == 2:
            type = whole(value)
        elif number == 8:
            name = text(data, value)
        if len(dims) > MOST_SIZES:
            raise WireError(f"a tensor has more than {MOST_SIZES} axes", span[0])
    return Stored(name, tuple(dims), type, span)


def numbers(data: Bytes, tensor: Stored) -> tuple[Any, ...] | None:
    """The numbers of a small tensor; None of a large one, or where they lie in another file."""
    if tensor.elements > FEW:
        return None
    found: list[Any] = []
    for number, value in fields(data, tensor.span):
        if number == 4:
            found.extend(real_list(data, value))
        elif number in (5, 7):
            found.extend(number_list(data, value))
        elif number == 9:
            found.extend(_unpacked(data, lying(value), tensor.type))
    return tuple(found) if len(found) == tensor.elements else None


def _unpacked(data: Bytes, span: Lying, type: int) -> Iterator[Any]:
    letter = _PACKED.get(type)
    if letter is None:
        return iter(())
    size = struct.calcsize(letter)
    start, count = span[0], (span[1] - span[0]) // size
    return iter(struct.unpack(f"<{count}{letter}", data[start : start + count * size]))


def _value(data: Bytes, span: Lying) -> tuple[str, Dims | None]:
    """The name of a value, and its sizes; None where they are not stated."""
    name, dims = "", None
    for number, value in fields(data, span):
        if number == 1:
            name = text(data, value)
        elif number == 2:
            for shape in _inside(data, value, 1):
                for field, each in fields(data, lying(shape)):
                    if field == 2:
                        dims = tuple(_dim(data, size) for key, size in fields(data, lying(each)) if key == 1)
    return name, dims


def _inside(data: Bytes, value: int | Lying, wanted: int) -> Iterator[int | Lying]:
    """The values of one field of a message."""
    return (each for number, each in fields(data, lying(value)) if number == wanted)


def _dim(data: Bytes, value: int | Lying) -> int | str:
    found: list[WireField] = list(fields(data, lying(value)))
    for number, each in found:
        if number == 1:
            return signed(each)
        if number == 2:
            return text(data, each)
    return ""
