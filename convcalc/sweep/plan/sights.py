"""What is seen of the input, carried on from piece to piece. PieceMaker that look alike are followed once.

A piece is followed by the analysis itself (`analysis/receptive_field.py`), from what the volume before it sees.
"""

from convcalc.analysis.receptive_field import MOST_FOLLOWED, Reach, passes, reaches, width_of
from convcalc.model.geometry import Span, Volume
from convcalc.model.network import Network, Node


class UnfitError(Exception):
    """A piece cannot be worked out by itself."""


class Look:
    """How a piece looks at what goes into it: pieces of equal windows on equal sizes share one."""

    __slots__ = ("network", "parts")

    def __init__(self, network: Network | None = None, parts: tuple["Look", ...] = ()) -> None:
        self.network = network
        self.parts = parts
        """The looks one after another that it is made of; none where it has a network."""


class Looks:
    """All looks of a family, each once."""

    def __init__(self) -> None:
        self._known: dict[object, Look] = {}

    def of(self, network: Network) -> Look:
        """How a piece looks. Raises UnfitError where axes may come out in another order."""
        if any(node.site.layer.reorders for node in network.nodes):
            raise UnfitError("axes change places")
        return self._known.setdefault((network.output, *map(_told, network.nodes)), Look(network))

    def joined(self, first: Look, second: Look) -> Look:
        """One after the other."""
        return self._known.setdefault((first, second), Look(None, (first, second)))


def _told(node: Node) -> tuple[object, ...]:
    """All of a layer that the receptive field hangs on."""
    site = node.site
    reads = tuple(tuple((type(each), each) for each in maps) for maps in site.layer.reads(site.inputs))
    return node.inputs, reads, tuple(x.size for x in site.inputs), site.output.size


class Seen:
    """What is seen at a border of pieces: of equal ones there is one."""

    __slots__ = ("_known", "after", "followed", "numbers", "placed", "reach", "size")

    def __init__(
        self, size: tuple[int, ...], reach: Reach, placed: Reach | None, followed: int, known: dict[object, "Seen"]
    ) -> None:
        self.size = size
        """That of the network's input."""
        self.reach = reach
        self.placed = placed
        """What is said of an output here: of the last volume with places; None before the first layer."""
        self.followed = followed
        """Positions of all layers so far that were followed one by one."""
        self.numbers: tuple[int | float, ...] | None = None
        """The figures of a network that ends here, for whoever keeps them."""
        self.after: dict[Look | None, Seen] = {None: self}
        """What is seen after the pieces that were followed from here."""
        self._known = known

    @classmethod
    def first(cls, volume: Volume) -> "Seen":
        """What is seen of itself by the volume that goes into a network."""
        return cls(volume.size, (Span(),) * volume.rank, None, 0, {})

    @property
    def said(self) -> Reach:
        """The receptive field of a network that ends here."""
        return self.placed or self.reach

    def through(self, look: Look | None) -> "Seen":
        """What is seen after a piece. Raises UnfitError where that hangs on more than the border."""
        found = self.after.get(look)
        if found is None:
            assert look is not None
            found = self.after[look] = self._followed(look)
        return found

    def _followed(self, look: Look) -> "Seen":
        if look.network is None:
            first, second = look.parts
            return self.through(first).through(second)
        network = look.network
        seen = reaches(network, before=self.reach)
        placed = _placed(network, seen, self.placed)
        followed = self.followed + sum(_positions(reach) for reach in seen[1:])
        if followed > MOST_FOLLOWED:
            raise UnfitError("too many positions")
        key = seen[network.output], placed, followed
        return self._known.setdefault(key, Seen(self.size, *key, self._known))


def _positions(reach: Reach) -> int:
    """How many positions of a layer differ; none where all see alike."""
    positions = sum(len(span.lows) for span in reach)
    return positions if positions > len(reach) else 0


def _placed(network: Network, seen: list[Reach], before: Reach | None) -> Reach | None:
    """What is said of the output of a piece. Raises UnfitError where two see as much and not the same."""
    placed: list[Reach | None] = [before]
    for number, node in enumerate(network.nodes[1:], 1):
        if not passes(network, seen, number):
            placed.append(seen[number])
            continue
        each = [reach for source in node.inputs if (reach := placed[source]) is not None]
        most = max(each, key=width_of, default=None)
        if any(reach != most and width_of(reach) == width_of(most) for reach in each if most is not None):
            raise UnfitError("two fields are as large")
        placed.append(most)
    return placed[network.output]
