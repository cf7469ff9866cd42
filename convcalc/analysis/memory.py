"""Bytes: of each output, alive at once, of weights, and in training. Exact, by stated conventions.

A tensor lives from its layer to its last reader in running order, or that of a view of it; the network's outputs
live to the end. While a layer runs, its inputs and its output are alive. A view takes no memory, no layer works in
place, and nothing is counted for a framework's own buffers.
"""

from convcalc.analysis.cost import Cost
from convcalc.document.records import NamedTuple
from convcalc.model.geometry import Layout
from convcalc.model.network import Network, Node

DTYPES = {"float64": 8, "float32": 4, "float16": 2, "bfloat16": 2, "float8": 1, "int32": 4, "int8": 1}
"""Bytes a number."""

OPTIMIZERS = {"sgd": 0, "momentum": 1, "adam": 2}
"""Numbers that an optimizer keeps for each parameter."""


class Memory(NamedTuple):
    """Bytes, for the whole batch where they hold outputs."""

    dtype: str
    batch: int
    sizes: tuple[int, ...]
    """Of each node's output, the input's first; nothing for a view."""
    outputs: int
    """The sum of all layers' outputs, without the input."""
    stored: int
    """The same without the layers that can work in place: activations, dropout."""
    peak: int
    """The most that is alive at once."""
    peak_at: int
    """The number of the node that runs then."""
    peak_alive: tuple[int, ...]
    """The numbers of the nodes whose outputs are alive then; of a view, the one in whose memory it lies."""
    weights: int
    """Parameters and buffers."""
    training: dict[str, int]
    """By optimizer: weights, gradients, optimizer state, and the input and every output, kept for the backward pass."""

    def input(self, network: Network) -> int:
        """The bytes of what goes in."""
        return sum([self.sizes[number] for number in network.inputs])


def measure(network: Network, figures: list[Cost], width: int, batch: int, dtype: str) -> Memory:
    """The memory of a network whose numbers take `width` bytes."""
    nodes, held = network.nodes, homes(network)
    sizes = output_sizes(network, held, width, batch)
    last = last_readers(network, held)
    kept = sum(sizes)
    outputs = kept - sum([sizes[number] for number in network.inputs])
    in_place = sum([size for node, size in zip(nodes, sizes) if node.site.layer.in_place and works_in_place(node)])
    peak, peak_at = _peak(sizes, last)
    params = width * sum([cost.params for cost in figures])
    weights = params + width * sum([cost.buffers for cost in figures])
    return Memory(
        dtype=dtype,
        batch=batch,
        sizes=sizes,
        outputs=outputs,
        stored=outputs - in_place,
        peak=peak,
        peak_at=peak_at,
        peak_alive=tuple(k for k in range(peak_at + 1) if last[k] >= peak_at),
        weights=weights,
        training={name: weights + (1 + each) * params + kept for name, each in OPTIMIZERS.items()},
    )


def homes(network: Network) -> list[int]:
    """For each node, the number of the node in whose memory its output lies: itself, unless it is a view."""
    held, layouts = list(range(len(network.nodes))), dict[int, Layout]()
    for number, node in enumerate(network.nodes):
        site = node.site
        if site.layer.view:
            source = node.inputs[0]
            layout = site.layer.lies(layouts.get(source) or Layout.of(site.inputs[0]), site.output)
            if layout is not None:
                held[number], layouts[number] = held[source], layout
    return held


def works_in_place(node: Node) -> bool:
    """Whether a layer can write over what it reads. A view writes nothing; where one has to copy, the copy is kept."""
    return node.site.layer.in_place and not node.site.layer.view


def output_sizes(network: Network, held: list[int], width: int, batch: int) -> tuple[int, ...]:
    """The bytes of each node's output, `held` in whose memory it lies."""
    each = width * batch
    return tuple([
        node.site.output.elements * each if held[number] == number else 0 for number, node in enumerate(network.nodes)
    ])  # fmt: skip


def last_readers(network: Network, held: list[int]) -> list[int]:
    """For each node, the number of the last node that needs its memory: itself where none reads it."""
    last = list(range(len(network.nodes)))
    for number, node in enumerate(network.nodes):
        for source in node.inputs:
            last[held[source]] = number
    for number in network.ends:
        last[held[number]] = len(network.nodes) - 1
    return last


def _peak(sizes: tuple[int, ...], last: list[int]) -> tuple[int, int]:
    """The most bytes alive at once, and the first node at which they are."""
    ending = [0] * len(sizes)
    alive = peak = peak_at = 0
    for number, size in enumerate(sizes):
        alive += size
        if alive > peak:
            peak, peak_at = alive, number
        ending[last[number]] += size
        alive -= ending[number]
    return peak, peak_at
