"""All figures of a network at once, layer by layer and in all."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, overload

from convcalc.analysis.cost import Cost, costs
from convcalc.analysis.memory import Memory, measure
from convcalc.analysis.receptive_field import Like, Reach, fields_of, reaches
from convcalc.document.records import NamedTuple, record
from convcalc.model.geometry import Anywhere, Everywhere, Window
from convcalc.model.network import Network, Node

if TYPE_CHECKING:
    from convcalc.analysis.roofline import Roofline
    from convcalc.analysis.training import TrainingPlan, TrainingStep


EVEN = (Window, Everywhere, Anywhere)
"""Axis maps after which all positions see alike, where they did before."""


class Row(NamedTuple):
    """One layer with all its figures."""

    node: Node
    cost: Cost
    reach: Reach
    """What it sees of the input; of the first, where there are several."""
    bytes: int
    """Of its output, for the whole batch."""
    saved: int
    """Bytes that it keeps for the backward pass, and no layer before it."""


class LayerRows(Sequence[Row]):
    """The layers of a network with their figures. A row is put together when it is asked for: none is kept."""

    __slots__ = ("_columns", "costs")

    def __init__(self, network: Network, costs: Sequence[Cost], seen: Sequence[Reach], memory: Memory) -> None:
        self.costs = costs
        self._columns = (network.nodes, costs, seen, memory.sizes, memory.saved)

    def __len__(self) -> int:
        return len(self.costs)

    def __iter__(self) -> Iterator[Row]:
        return (record(Row, row) for row in zip(*self._columns))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LayerRows) and self._columns == other._columns

    __hash__ = None  # type: ignore[assignment]

    @overload
    def __getitem__(self, number: int) -> Row: ...

    @overload
    def __getitem__(self, number: slice) -> tuple[Row, ...]: ...

    def __getitem__(self, number: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(number, slice):
            return tuple([self[each] for each in range(len(self))[number]])
        nodes, costs, seen, sizes, saved = self._columns
        return Row(nodes[number], costs[number], seen[number], sizes[number], saved[number])


class Sight(NamedTuple):
    """What is seen of one input."""

    input: int
    """The number of its node."""
    reaches: tuple[Reach, ...]
    """By each node."""
    fields: tuple[Reach, ...]
    """By each output: that of the last volume with places, before global pooling and dense layers."""


class Analysis(NamedTuple):
    """A network's figures, layer by layer and in all."""

    network: Network
    rows: LayerRows
    total: Cost
    memory: Memory
    sights: tuple[Sight, ...]
    """What is seen of each input."""
    step: "TrainingStep | None" = None
    """What a step of training takes, where that was asked for."""
    roofline: "Roofline | None" = None
    """How fast each layer can be at best, where a device was named."""

    @property
    def fields(self) -> tuple[Reach, ...]:
        """The receptive field of each output; of the first input, where there are several."""
        return self.sights[0].fields

    @property
    def reach(self) -> Reach:
        """The receptive field of the output; of the first, where there are several."""
        return self.fields[0]

    def __repr__(self) -> str:
        return f"<Analysis of {self.network.name}: {self.total.params:,} params, {self.total.macs:,} MACs>"


def analyse(
    network: Network, dtype: str = "float32", batch: int = 1, in_place: bool = False, plan: "TrainingPlan | None" = None
) -> Analysis:
    """All figures of a network, with outputs of a dtype and for a batch; activations `in_place` or beside.

    With a plan also what a step of training takes. Raises SpecError where the plan names no block of it.
    """
    figures = costs(network)
    memory = measure(network, figures, dtype, batch, in_place)  # first: it needs room that is free again after it
    sights = sights_of(network)
    rows = LayerRows(network, figures, sights[0].reaches, memory)
    return Analysis(network, rows, _sum(figures), memory, sights, _step(network, figures, memory, plan))


def _step(network: Network, figures: list[Cost], memory: Memory, plan: "TrainingPlan | None") -> "TrainingStep | None":
    if plan is None:
        return None
    from convcalc.analysis.training import step

    return step(network, figures, memory.dtype, memory.batch, plan)


def on_device(analysis: Analysis, device: str) -> Analysis:
    """The same with how fast each layer can be at best. Raises SpecError where nothing is known of the device."""
    from convcalc.analysis.roofline import roofline

    memory = analysis.memory
    return analysis._replace(roofline=roofline(analysis.network, device, memory.dtype, memory.batch))


def sights_of(network: Network) -> tuple[Sight, ...]:
    """What is seen of each input."""
    first, *others = network.inputs
    found = [_sight(network, first)]
    like = Like(network, found[0].reaches) if others and even(network) else None
    return (*found, *[_sight(network, number, like) for number in others])


def _sight(network: Network, input: int, like: Like | None = None) -> Sight:
    seen = reaches(network, input, like)
    return Sight(input, tuple(seen), fields_of(network, seen))


def even(network: Network) -> bool:
    """Whether no position sees otherwise than its neighbours, and every axis lies along its own."""
    sites = [site for site in network.sites if site.inputs]
    maps = [each for site in sites for maps in site.layer.reads(site.inputs) for each in maps]
    return all(isinstance(each, EVEN) for each in maps) and not any(site.layer.reorders for site in sites)


def _sum(figures: list[Cost]) -> Cost:
    return Cost(*map(sum, zip(*figures, strict=True)))
