"""A figure asked for: of a network or of some of its layers."""

from fractions import Fraction

from convcalc.analysis.memory import DTYPES
from convcalc.analysis.parts import Figures, Part, whole
from convcalc.analysis.truth import Sizes, Truth
from convcalc.document.records import NamedTuple
from convcalc.model.network import Network
from convcalc.model.quantities import QUANTITIES


class Ask(NamedTuple):
    """One figure asked for."""

    figures: Figures
    """Of the whole network; they are worked out once for all that is asked of it."""
    quantity: str
    part: Part
    against: Part | None = None
    """Layers beside them in the same network, where it is asked what is saved."""

    @classmethod
    def of(cls, network: Network, quantity: str, dtype: str = "float32", batch: int = 1) -> "Ask":
        """A figure of a whole network."""
        return cls(Figures(network, dtype, batch), quantity, whole(network))

    def figure(self) -> Truth:
        """The figure that is right."""
        if QUANTITIES[self.quantity].unit == "setting":
            return self._setting()
        if QUANTITIES[self.quantity].unit == "saving":
            return self._saving()
        return self.figures.figure(self.part, self.quantity)

    @property
    def compared(self) -> tuple[int, int]:
        """What the layers beside it have, and what it has, of what is saved; without any, it is beside itself."""
        parts = self.against or self.part, self.part
        more, less = [self.figures.sum(part.numbers, QUANTITIES[self.quantity].of) for part in parts]
        return more, less

    def _saving(self) -> int | Fraction:
        """How much less it has, or how many times less; 0 where it has nothing."""
        more, less = self.compared
        if QUANTITIES[self.quantity].adds == "ratio":
            times = Fraction(more, less) if less else Fraction(0)
            return int(times) if times.denominator == 1 else times
        return more - less

    def _setting(self) -> Truth:
        """What the layer is set to, along each axis; 0 for one that has no such setting."""
        value = getattr(self.network.nodes[self.part.end].site.layer, self.quantity, ())
        if not isinstance(value, tuple) or not value:
            return 0
        return Sizes(tuple([each[0] if isinstance(each, tuple) else each for each in value]))

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
