"""All figures of a network at once, layer by layer and in all."""

from convcalc.analysis.cost import Cost, costs
from convcalc.analysis.memory import DTYPES, Memory, measure
from convcalc.analysis.receptive_field import Reach, field_of, reaches
from convcalc.document.records import NamedTuple
from convcalc.model.network import Network, Node


class Row(NamedTuple):
    """One layer with all its figures."""

    node: Node
    cost: Cost
    reach: Reach
    bytes: int
    """Of its output, for the whole batch."""
    saved: int
    """Bytes that it keeps for the backward pass, and no layer before it."""


class Analysis(NamedTuple):
    """A network's figures, layer by layer and in all."""

    network: Network
    rows: tuple[Row, ...]
    total: Cost
    memory: Memory
    fields: tuple[Reach, ...]
    """The receptive field of each output: that of the last volume with places, before global pooling and dense layers.
    """

    @property
    def reach(self) -> Reach:
        """The receptive field of the output; of the first, where there are several."""
        return self.fields[0]

    def __repr__(self) -> str:
        return f"<Analysis of {self.network.name}: {self.total.params:,} params, {self.total.macs:,} MACs>"


def analyse(network: Network, dtype: str = "float32", batch: int = 1) -> Analysis:
    """All figures of a network, with outputs of a dtype and for a batch."""
    figures = costs(network)
    seen = reaches(network)
    memory = measure(network, figures, DTYPES[dtype], batch, dtype)
    rows = tuple(map(Row, network.nodes, figures, seen, memory.sizes, memory.saved))
    fields = tuple([field_of(network, seen, end) for end in network.ends])
    return Analysis(network, rows, _sum(figures), memory, fields)


def _sum(figures: list[Cost]) -> Cost:
    return Cost(*map(sum, zip(*figures, strict=True)))
