"""The figures of a network and of its parts: one layer, the layers of a block, all of them. Their only home.

Each is worked out when it is asked for, once, and no more than that: a count of parameters follows no windows.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from convcalc.analysis.analyse import Analysis, Sight, analyse, sights_of
from convcalc.analysis.cost import Cost, costs, counted, left_out
from convcalc.analysis.memory import DTYPES, last_readers, lying, output_sizes, saved_bytes
from convcalc.analysis.receptive_field import Reach, field_of
from convcalc.document.records import NamedTuple
from convcalc.model.layers import Layer
from convcalc.model.network import Network, Site
from convcalc.model.quantities import QUANTITIES

if TYPE_CHECKING:
    from convcalc.analysis.roofline import Roofline, Traffic
    from convcalc.analysis.truth import Sizes, Truth, WholeInput


class Part(NamedTuple):
    """Some layers of a network: one, those of a block's call or of branches, or all of them."""

    numbers: Sequence[int]
    end: int
    """The layer that comes out."""
    is_file: bool = False
    input: int | None = None
    """Of which input its receptive field is, counted from 0; without it, of the first."""


def whole(network: Network) -> Part:
    """All layers, and what comes out at their end; the first of several outputs."""
    return Part(run(network.numbers), network.output, True)


def at_outputs(network: Network) -> list[Part]:
    """All layers, and what comes out: a part for each output."""
    numbers = run(network.numbers)
    return [Part(numbers, end, True) for end in network.ends]


def run(numbers: Sequence[int]) -> Sequence[int]:
    """Numbers that follow one another as their range: it is told from others, and added up, as one thing."""
    ends = range(numbers[0], numbers[-1] + 1) if numbers else range(0)
    return ends if len(ends) == len(numbers) and all(map(int.__eq__, ends, numbers)) else numbers


LONG = 30
"""So many figures are added up once."""


class Figures:
    """A network's figures, with outputs of a dtype and for a batch."""

    def __init__(self, network: Network, dtype: str = "float32", batch: int = 1, in_place: bool = False) -> None:
        self.network = network
        self.dtype = dtype
        self.batch = batch
        self.in_place = in_place
        self.roofline: Roofline | None = None
        """How fast each layer can be at best, where a device was named."""
        self._counts: dict[str, Sequence[int]] = {}
        self._sums: dict[tuple[str, range], int] = {}

    @classmethod
    def of(cls, analysis: Analysis) -> "Figures":
        """Those of an analysis, which holds most of them already."""
        figures = cls(analysis.network, analysis.memory.dtype, analysis.memory.batch, analysis.memory.in_place)
        figures.costs = analysis.rows.costs
        figures.roofline = analysis.roofline
        figures.sizes = analysis.memory.sizes
        figures.saved = analysis.memory.saved
        figures.homes = analysis.memory.homes
        figures.sights = analysis.sights
        return figures

    def figure(self, part: Part, name: str) -> "Truth":
        """The figure of a part, by the name of its quantity."""
        if QUANTITIES[name].adds == "sum":
            return self.sum(part.numbers, name)
        if name == "output":
            return self.network.nodes[part.end].site.output
        if name == "intensity":
            from convcalc.analysis.roofline import intensity

            return intensity(self.traffic[number] for number in part.numbers)
        if QUANTITIES[name].of_field:
            return self._field(part, name)
        if name == "depth":
            return self.depths[part.end]
        if QUANTITIES[name].adds == "most":
            peak = self.peak if part.is_file else max([self.alive[number] for number in part.numbers])
            return peak + self.weights if name == "prediction_memory" else peak
        return len(part.numbers)

    def sum(self, numbers: Sequence[int], name: str) -> int:
        """What some layers make together of a quantity that adds up."""
        if isinstance(numbers, range) and len(numbers) > LONG:
            if (name, numbers) not in self._sums:
                self._sums[name, numbers] = sum(self.shares(name)[numbers.start : numbers.stop])
            return self._sums[name, numbers]
        shares = self.shares(name)
        return shares[numbers[0]] if len(numbers) == 1 else sum([shares[number] for number in numbers])

    def sums(self, each: Iterable[Sequence[int]], name: str) -> list[int]:
        """The same of many, where most are one layer."""
        shares = self.shares(name)
        return [shares[numbers[0]] if len(numbers) == 1 else self.sum(numbers, name) for numbers in each]

    def cost(self, numbers: Sequence[int]) -> Cost:
        """What some layers cost together."""
        return Cost(*(self.sum(numbers, name) for name in Cost._fields))

    def shares(self, name: str) -> Sequence[int]:
        """What each node adds to a sum; the network's inputs add nothing."""
        if name not in self._counts:
            self._counts[name] = self._shares(name)
        return self._counts[name]

    def _shares(self, name: str) -> Sequence[int]:
        if name == "memory":
            return self.outputs
        if name == "saved":
            return self.saved
        if name == "trainable":
            return self.trainable
        if name in Cost._fields:
            return self._cost_columns[Cost._fields.index(name)]
        return counted(self.network, name)

    def reach(self, part: Part) -> Reach:
        """What a part sees: at its end, or in a file before global pooling and dense layers."""
        input, seen = part.input or 0, self.sights[part.input or 0].reaches
        if not part.is_file:
            return seen[part.end]
        known = self._fields[input]
        return known[part.end] if part.end in known else field_of(self.network, seen, part.end)

    @cached_property
    def _fields(self) -> list[dict[int, Reach]]:
        """What is said of each output, by the number of its node; of each input."""
        return [dict(zip(self.network.ends, sight.fields, strict=True)) for sight in self.sights]

    def of_inputs(self, part: Part) -> list[Part]:
        """A part for each input that it sees something of; itself where it is of one already, or sees none."""
        if part.input is not None or len(self.sights) == 1:
            return [part]
        each = [part._replace(input=input) for input in range(len(self.sights))]
        return [one for one in each if any(span.size != 0 for span in self.reach(one))] or [part]

    def certain(self, part: Part, name: str, most: bool = False) -> bool:
        """Whether a figure is exact, or at least a bound that serves to judge a `most`."""
        if not QUANTITIES[name].of_field or (most and name == "receptive_field"):
            return True
        return all(span.exact for span in self.reach(part))

    def _field(self, part: Part, name: str) -> "Sizes | WholeInput":
        """A number of the receptive field, of each axis."""
        from convcalc.analysis.field_numbers import field_figure

        size = self.network.nodes[self.sights[part.input or 0].input].site.output.size
        return field_figure(name, self.reach(part), size)

    @cached_property
    def analysis(self) -> Analysis:
        """All of them at once."""
        return analyse(self.network, self.dtype, self.batch)

    @cached_property
    def sites(self) -> list[Site]:
        """The layers at work that differ, each once."""
        return list({id(node.site): node.site for node in self.network.nodes}.values())

    @cached_property
    def kinds(self) -> set[type[Layer]]:
        """The kinds of its layers."""
        return {type(site.layer) for site in self.sites}

    @cached_property
    def costs(self) -> Sequence[Cost]:
        """What each node costs."""
        return costs(self.network)

    @cached_property
    def _cost_columns(self) -> list[tuple[int, ...]]:
        return list(zip(*self.costs, strict=True))

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """The bytes of each node's output."""
        return output_sizes(self.network, self.homes, DTYPES[self.dtype], self.batch)

    @cached_property
    def outputs(self) -> list[int]:
        """The bytes of each layer's output."""
        return [0 if node.is_input else size for node, size in zip(self.network.nodes, self.sizes, strict=True)]

    @cached_property
    def weights(self) -> int:
        """The bytes of all parameters and buffers."""
        params, buffers, _ = self._cost_columns
        return DTYPES[self.dtype] * (sum(params) + sum(buffers))

    @cached_property
    def traffic(self) -> "tuple[Traffic, ...]":
        """The FLOPs of each node, and the bytes that it moves."""
        from convcalc.analysis.roofline import traffic

        return self.roofline.traffic if self.roofline else traffic(self.network, DTYPES[self.dtype], self.batch)

    @cached_property
    def trainable(self) -> list[int]:
        """The parameters of each node that training changes."""
        return [0 if node.frozen else cost.params for node, cost in zip(self.network.nodes, self.costs, strict=True)]

    @cached_property
    def saved(self) -> tuple[int, ...]:
        """The bytes that each node keeps for the backward pass, and none before it."""
        return saved_bytes(self.network, DTYPES[self.dtype], self.batch)

    @cached_property
    def shared(self) -> bool:
        """Whether a node uses the weights of another."""
        return any(node.shares is not None for node in self.network.nodes)

    @cached_property
    def left_out(self) -> dict[str, set[int]]:
        """By the names of quantities, the nodes of which nobody states it."""
        return left_out(self.network)

    @cached_property
    def homes(self) -> Sequence[int]:
        """In whose memory the output of each node lies."""
        return lying(self.network, self.in_place)

    @cached_property
    def sights(self) -> tuple[Sight, ...]:
        """What is seen of each input."""
        return sights_of(self.network)

    @property
    def reaches(self) -> tuple[Reach, ...]:
        """What each node sees of the input; of the first, where there are several."""
        return self.sights[0].reaches

    @cached_property
    def depths(self) -> list[int]:
        """For each node the most layers with multiply-accumulates on a path from the input to it, itself included.

        It is what names count: 50 in ResNet-50, 16 in VGG-16, 121 in DenseNet-121.
        """
        depths: list[int] = []
        for node, cost in zip(self.network.nodes, self.costs, strict=True):
            before = max((depths[number] for number in node.inputs), default=0)
            depths.append(before + (cost.macs > 0))
        return depths

    @cached_property
    def last(self) -> list[int]:
        """For each node the last node that needs its memory."""
        return last_readers(self.network, self.homes)

    @cached_property
    def holders(self) -> list[tuple[int, ...]]:
        """For each node the three largest outputs that are alive while it runs, the later of equal ones first."""
        from convcalc.analysis.alive import largest

        return largest(self.sizes, self.last)

    @cached_property
    def held(self) -> list[int]:
        """For each node how many outputs are alive while it runs."""
        return at_once(list(map(bool, self.sizes)), self.last)

    @cached_property
    def peak(self) -> int:
        """The most bytes of outputs that are alive at once."""
        return max(self.alive)

    @cached_property
    def alive(self) -> list[int]:
        """For each node the bytes of outputs that are alive while it runs."""
        return at_once(self.sizes, self.last)


def at_once(sizes: Sequence[int], last: Sequence[int]) -> list[int]:
    """For each node what is there while it runs: each size, from its node to the last that needs it."""
    found, now, ending = [], 0, [0] * len(sizes)
    for size, end in zip(sizes, last, strict=True):
        ending[end] += size
    for size, gone in zip(sizes, ending, strict=True):
        now += size
        found.append(now)
        now -= gone
    return found
