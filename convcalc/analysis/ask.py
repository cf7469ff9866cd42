"""The figures that can be asked for, each worked out for a network or one of its layers, and no more than that."""

from collections.abc import Callable
from typing import NamedTuple

from convcalc.analysis.amounts import Truth
from convcalc.analysis.analyse import analyse
from convcalc.analysis.cost import costs, flops
from convcalc.analysis.memory import DTYPES
from convcalc.analysis.parts import Figures, Part
from convcalc.analysis.receptive_field import reaches
from convcalc.model.network import Network


class Ask(NamedTuple):
    """One figure asked for: of a network, or of some of its layers."""

    network: Network
    quantity: str
    numbers: tuple[int, ...] = ()
    """The nodes of the layers meant, the one that comes out last; none for the whole network."""
    dtype: str = "float32"
    batch: int = 1

    def figure(self) -> Truth:
        """The figure that is right."""
        return QUANTITIES[self.quantity].figure(self)

    @property
    def end(self) -> int:
        """The node that comes out."""
        return self.numbers[-1] if self.numbers else self.network.output

    @property
    def layers(self) -> tuple[int, ...]:
        """The nodes of all the layers meant."""
        return self.numbers or tuple(range(1, len(self.network.nodes)))

    @property
    def width(self) -> int:
        """Bytes a number."""
        return DTYPES[self.dtype]

    @property
    def in_bytes(self) -> bool:
        """Whether it is a number of bytes."""
        return QUANTITIES[self.quantity].in_bytes


class Quantity(NamedTuple):
    """What can be asked for."""

    words: str
    figure: Callable[[Ask], Truth]
    in_bytes: bool = False


def _output(ask: Ask) -> Truth:
    return ask.network.nodes[ask.end].site.output


def shares(ask: Ask) -> dict[int, int]:
    """What each layer adds to a sum, by the number of its node; the network's input adds nothing."""
    nodes = ask.network.nodes
    if ask.quantity == "memory":
        each = ask.width * ask.batch
        return {number: nodes[number].site.output.elements * each for number in ask.layers}
    if ask.quantity == "flops":
        return {number: flops(nodes[number].site) for number in ask.layers}
    figures = costs(ask.network)
    return {number: getattr(figures[number], ask.quantity) for number in ask.layers}


def _sum(ask: Ask) -> Truth:
    return sum(shares(ask).values())


def _expected(ask: Ask) -> Truth:
    """As an `expect:` of the same part is judged."""
    analysis = analyse(ask.network, ask.dtype, ask.batch)
    part = Part(list(ask.layers), ask.end, is_file=not ask.numbers)
    return Figures(analysis).figure(part, ask.quantity)


def alternatives(ask: Ask) -> list[tuple[Truth, str]]:
    """What is right by another convention, each with the convention in words."""
    if ask.numbers:
        return []
    if ask.quantity == "receptive_field" and not any(span.lows for span in reaches(ask.network)[ask.end]):
        return [(None, "as the last layer sees the whole input")]
    return _memories(ask) if ask.quantity == "memory" else []


def _memories(ask: Ask) -> list[tuple[Truth, str]]:
    nodes = ask.network.nodes[1:]
    if sum(not node.site.layer.in_place for node in nodes) < 2:
        return []
    each = ask.width * ask.batch
    every = sum(node.site.output.elements for node in nodes) * each
    kept = sum(node.site.output.elements for node in nodes if not node.site.layer.in_place) * each
    first = ask.network.input.elements * each
    return [
        (kept, "with activations, dropout and flatten in place"),
        (every + first, "with the input"),
        (kept + first, "with the input, and with activations, dropout and flatten in place"),
    ]


def _repeats(ask: Ask) -> int:
    return len(ask.network.nodes) - 1


QUANTITIES = {
    "output": Quantity("output volume", _output),
    "params": Quantity("parameters", _sum),
    "buffers": Quantity("buffers", _sum),
    "macs": Quantity("MACs", _sum),
    "flops": Quantity("FLOPs", _sum),
    "memory": Quantity("memory of the outputs", _sum, in_bytes=True),
    "peak_memory": Quantity("memory alive at once", _expected, in_bytes=True),
    "receptive_field": Quantity("receptive field", _expected),
    "depth": Quantity("depth", _expected),
    "repeat": Quantity("layers", _repeats),
}
