"""A figure asked for: of a network or of some of its layers, and what else is right by another convention."""

from convcalc.analysis.memory import DTYPES, works_in_place
from convcalc.analysis.parts import Figures, Part, whole
from convcalc.analysis.truth import WHOLE_INPUT, Places, Sizes, Truth
from convcalc.document.records import NamedTuple
from convcalc.model.network import Network
from convcalc.model.quantities import QUANTITIES


class Ask(NamedTuple):
    """One figure asked for."""

    figures: Figures
    """Of the whole network; they are worked out once for all that is asked of it."""
    quantity: str
    part: Part

    @classmethod
    def of(cls, network: Network, quantity: str, dtype: str = "float32", batch: int = 1) -> "Ask":
        """A figure of a whole network."""
        return cls(Figures(network, dtype, batch), quantity, whole(network))

    def figure(self) -> Truth:
        """The figure that is right."""
        return self.figures.figure(self.part, self.quantity)

    def shares(self) -> dict[int, int]:
        """What each layer adds to a sum, by the number of its node; the network's input adds nothing."""
        shares = self.figures.shares(self.quantity)
        return {number: shares[number] for number in self.part.numbers}

    def on(self, network: Network) -> "Ask":
        """The same question about a network with the same nodes, whose layers are of the same kinds."""
        figures = Figures(network, self.figures.dtype, self.figures.batch)
        figures.kinds = self.figures.kinds
        return self._replace(figures=figures)

    @property
    def network(self) -> Network:
        """The network that it is asked of, or of a part of which."""
        return self.figures.network

    @property
    def width(self) -> int:
        """Bytes a number."""
        return DTYPES[self.figures.dtype]

    @property
    def words(self) -> str:
        """What is asked for, in words."""
        return QUANTITIES[self.quantity].words

    @property
    def in_bytes(self) -> bool:
        """Whether it is a number of bytes."""
        return QUANTITIES[self.quantity].in_bytes


def alternatives(ask: Ask) -> list[tuple[Truth, str]]:
    """What is right by another convention, each with the convention in words."""
    if ask.quantity == "receptive_field":
        return _fields(ask)
    if ask.quantity in ("field_start", "field_centre"):
        return _middles(ask)
    return _memories(ask) if ask.part.is_file and ask.quantity == "memory" else []


def _fields(ask: Ask) -> list[tuple[Truth, str]]:
    """Where the end sees the whole input, that is right too; where nothing else is, so is its size."""
    size = ask.network.input.size
    if not size or any(span.lows or not span.exact for span in ask.figures.reaches[ask.part.end]):
        return []
    if ask.figure() == WHOLE_INPUT:
        return [(Sizes(size), f"as the whole input is {'x'.join(map(str, size))}")]
    return [(WHOLE_INPUT, "as the last layer sees the whole input")]


def _middles(ask: Ask) -> list[tuple[Truth, str]]:
    """Where a field starts, and its middle, as others number the pixels."""
    padding = ask._replace(quantity="field_padding").figure()
    if not isinstance(padding, Sizes):
        return []
    first = (Places(tuple(-each for each in padding.each)), "as the first pixel that is seen, counted from 0")
    if ask.quantity == "field_centre":
        start = ask._replace(quantity="field_start").figure()
        return [(start, "as the middle of the first pixel is put at 0.5")]
    centre = ask._replace(quantity="field_centre").figure()
    return [(centre, "as the middle of the first pixel is put at 0"), first]


def _memories(ask: Ask) -> list[tuple[Truth, str]]:
    nodes, sizes = ask.network.nodes, ask.figures.sizes
    first = sum(sizes[number] for number in ask.network.inputs)
    kept = [number for number in ask.part.numbers if not works_in_place(nodes[number])]
    if len(kept) < 2:
        return []
    every, some = ask.figures.sum(ask.part.numbers, "memory"), ask.figures.sum(kept, "memory")
    copied = sum(_copy(ask, number) for number in ask.part.numbers)
    views = [
        (every + copied, "with a copy for flatten"),
        (every + copied + first, "with the input, and a copy for flatten"),
    ]
    return [
        (some, "with activations and dropout in place"),
        (every + first, "with the input"),
        (some + first, "with the input, and with activations and dropout in place"),
        *(views if copied else []),
    ]


def _copy(ask: Ask, number: int) -> int:
    """The bytes that a view would take, were it a copy."""
    figures, node = ask.figures, ask.network.nodes[number]
    view = figures.homes[number] != number
    return node.site.output.elements * ask.width * figures.batch if view else 0
