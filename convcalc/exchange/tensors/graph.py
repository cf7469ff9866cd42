"""A graph of operators on tensors, whatever file it comes from. The operators are those of ONNX, by their names."""

from collections.abc import Callable, Mapping
from typing import Any

from convcalc.document.records import NamedTuple
from convcalc.exchange.modules import ModuleCall

MOST_SIZES = 64
"""So many axes does a tensor have at most: eight times those of any operator."""
MOST_OPERATIONS = 200_000
"""A graph has no more: six to each of the layers that are read."""

Dims = tuple[int | str, ...]
"""The sizes of a value, examples first; those that a file leaves open by their names, "" where they have none."""


class Operation(NamedTuple):
    """An operator at work."""

    op: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: dict[str, Any]
    modules: tuple[ModuleCall, ...] = ()
    """Those that it is a part of."""
    notes: Mapping[str, str] = {}
    """What else a file says of it, by the file's own keys."""
    parts: "tuple[Operation, ...]" = ()
    """The operations that it stands for, where it was made of several."""

    @property
    def scope(self) -> str:
        """The path of the module that it is a part of."""
        return ".".join([module.label for module in self.modules])


class TensorGraph(NamedTuple):
    """Operations in order, and what is known of the values that they read and make."""

    nodes: tuple[Operation, ...]
    weights: dict[str, tuple[int, ...]]
    """The sizes of what a file holds, by name."""
    numbers: Callable[[str], tuple[Any, ...] | None]
    """The numbers of a weight; None where they are many, or somewhere else."""
    inputs: dict[str, Dims]
    outputs: tuple[str, ...]
    stated: dict[str, Dims]
    """The sizes of values, inputs and outputs among them."""
    learned: frozenset[str] = frozenset()
    """Which of the weights are learned, and no buffers or sizes."""
    tool: str = ""
    """What wrote the file, with its version."""
    merged: bool = False
    """Whether equal numbers are stored once, so that layers which read the same do not share it."""
    notes: Mapping[str, str] = {}
    """What else a file says of the graph, by the file's own keys."""
