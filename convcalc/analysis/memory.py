"""Bytes: of each output, alive at once, of weights, and in training. Exact, by stated conventions.

A tensor lives from its layer to its last reader in running order; the network's outputs live to the end.
While a layer runs, its inputs and its output are alive. No layer works in place, and nothing is counted
for a framework's own buffers.
"""

from typing import NamedTuple

from convcalc.analysis.cost import Cost
from convcalc.model.network import Network

DTYPES = {"float64": 8, "float32": 4, "float16": 2, "bfloat16": 2, "float8": 1, "int32": 4, "int8": 1}
"""Bytes a number."""

OPTIMIZERS = {"sgd": 0, "momentum": 1, "adam": 2}
"""Numbers that an optimizer keeps for each parameter."""


class Memory(NamedTuple):
    """Bytes, for the whole batch where they hold outputs."""

    dtype: str
    batch: int
    sizes: tuple[int, ...]
    """Of each node's output, the input's first."""
    outputs: int
    """The sum of all layers' outputs, without the input."""
    stored: int
    """The same without the layers that can work in place: activations, dropout, flatten."""
    peak: int
    """The most that is alive at once."""
    peak_at: int
    """The number of the node that runs then."""
    peak_alive: tuple[int, ...]
    """The numbers of the nodes whose outputs are alive then."""
    weights: int
    """Parameters and buffers."""
    training: dict[str, int]
    """By optimizer: weights, gradients, optimizer state, and every output kept for the backward pass."""


def measure(network: Network, figures: list[Cost], width: int, batch: int, dtype: str) -> Memory:
    """The memory of a network whose numbers take `width` bytes."""
    nodes, numbers = network.nodes, network.numbers
    sizes = output_sizes(network, width, batch)
    last = last_readers(network)
    peak, peak_at = _peak(sizes, last)
    params = width * sum([cost.params for cost in figures])
    weights = params + width * sum([cost.buffers for cost in figures])
    return Memory(
        dtype=dtype,
        batch=batch,
        sizes=sizes,
        outputs=sum([sizes[number] for number in numbers]),
        stored=sum([sizes[number] for number in numbers if not nodes[number].site.layer.in_place]),
        peak=peak,
        peak_at=peak_at,
        peak_alive=tuple(k for k in range(peak_at + 1) if last[k] >= peak_at),
        weights=weights,
        training={name: weights + (1 + kept) * params + sum(sizes) for name, kept in OPTIMIZERS.items()},
    )


def output_sizes(network: Network, width: int, batch: int) -> tuple[int, ...]:
    """The bytes of each node's output."""
    return tuple([node.site.output.elements * width * batch for node in network.nodes])


def last_readers(network: Network) -> list[int]:
    """For each node, the number of the last node that needs its output: itself where none reads it."""
    last = list(range(len(network.nodes)))
    for number, node in enumerate(network.nodes):
        for source in node.inputs:
            last[source] = number
    for number in (network.output, *(number for _, number in network.heads)):
        last[number] = len(network.nodes) - 1
    return last


def _peak(sizes: tuple[int, ...], last: list[int]) -> tuple[int, int]:
    """The most bytes alive at once, and the first node at which they are."""
    ending: dict[int, int] = {}
    alive = peak = peak_at = 0
    for number, size in enumerate(sizes):
        alive += size
        if alive > peak:
            peak, peak_at = alive, number
        ending[last[number]] = ending.get(last[number], 0) + size
        alive -= ending.pop(number, 0)
    return peak, peak_at
