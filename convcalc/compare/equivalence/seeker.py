"""The layers of two networks, among which equivalent forms are looked for. Knows none of the forms."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from convcalc.compare.layers import Difference
from convcalc.document.foreign import Foreign
from convcalc.document.records import NamedTuple
from convcalc.model.network import Network, Node


class OtherForm(NamedTuple):
    """One of the ways in which a network is written."""

    what: str
    """`folded`: batch norm is part of the layer before it; `split`: it is bn and scale; `padded`: padding is a layer
    of its own; `idle`: layers that compute nothing are left out; `unbiased`: biases are; `sized`:
    interpolation is by the size that a factor comes to; `chained`: sums are taken two at a time."""
    kind: str
    """That of the layers which only one side has."""
    side: int
    """Which network it is said of: 0 for the old one, 1 for the new one."""


class Equivalence(NamedTuple):
    """Layers that have one form here, and another there."""

    form: OtherForm
    times: int
    """How often."""
    differences: tuple[Difference, ...]
    """All layers that are part of it."""


class Seeker:
    """The layers of two networks, of which those that are found equivalent are marked."""

    def __init__(self, leaves: Sequence[Difference], networks: Sequence[Network], by_name: bool) -> None:
        self.leaves = list(leaves)
        self.networks = networks
        self.by_name = by_name
        alone = [k for k, leaf in enumerate(leaves) if not (leaf.old and leaf.new)]
        self._alone = [k for k in alone if not leaves[k].piece.children]
        self._found: dict[OtherForm, list[int]] = {}
        self._counts: dict[OtherForm, int] = {}

    @cached_property
    def at(self) -> list[dict[int, int]]:
        """The places of layers by their numbers, of either network."""
        sides = [leaf.old for leaf in self.leaves], [leaf.new for leaf in self.leaves]
        return [{piece.first: k for k, piece in enumerate(side) if piece} for side in sides]

    @cached_property
    def readers(self) -> list[dict[int, list[int]]]:
        """Which nodes read a node, of either network."""
        return list(map(_readers, self.networks))

    @property
    def edited(self) -> list[tuple[int, Difference]]:
        """The layers that something else is said of, with their places."""
        return [(index, leaf) for index, leaf in enumerate(self.leaves) if leaf.edits]

    @property
    def equivalences(self) -> tuple[Equivalence, ...]:
        """What was found."""
        return tuple(
            [
                Equivalence(form, count, tuple([self.leaves[index] for index in self._found[form]]))
                for form, count in self._counts.items()
            ]
        )

    def is_foreign(self, side: int) -> bool:
        """Whether a network was read from a file of another format."""
        return isinstance(self.networks[side].source, Foreign)

    def one_sided(self, *kinds: str) -> Iterator[tuple[int, int, int]]:
        """The layers of some kinds that only one network has: the place of each, its side and its number."""
        for index in self._alone:
            leaf = self.leaves[index]
            piece = leaf.piece
            if piece.kind in kinds and not leaf.equivalent:
                yield index, int(leaf.new is not None), piece.first

    def pair(self, side: int, number: int | None) -> "Pair | None":
        """What a node of one side is on both; None where the other has none."""
        index = None if number is None else self.at[side].get(number)
        if index is None:
            return None
        old, new = self.leaves[index].old, self.leaves[index].new
        if not old or not new or old.children:
            return None
        numbers = (old.first, new.first)
        return Pair(index, numbers, tuple([net.nodes[k] for net, k in zip(self.networks, numbers)]))

    def reader(self, side: int, number: int) -> int | None:
        """The node that reads another, where only one does."""
        readers = self.readers[side].get(number, [])
        return readers[0] if len(readers) == 1 else None

    def count(self, form: OtherForm, index: int) -> None:
        """One more, with a layer that is part of it."""
        self._counts[form] = self._counts.get(form, 0) + 1
        self.take(form, index)

    def take(self, form: OtherForm, index: int) -> None:
        """A layer that is part of it."""
        self.leaves[index] = self.leaves[index]._replace(equivalent=True)
        self._found.setdefault(form, []).append(index)

    def settle(self, form: OtherForm, index: int, *names: str) -> None:
        """Edits that a form explains are none; a layer with no others is part of it, where it does the same."""
        leaf = self.leaves[index]
        edits = tuple([edit for edit in leaf.edits if edit.what not in names])
        self.leaves[index] = leaf._replace(edits=edits)
        if not edits and leaf.figures and all(change.what not in ("buffers", "macs") for change in leaf.figures):
            self.take(form, index)


class Pair(NamedTuple):
    """A layer that both networks have."""

    place: int
    """Its place among all layers."""
    numbers: tuple[int, int]
    nodes: tuple[Node, ...]
    """What it is in the old network, and in the new one."""


def _readers(network: Network) -> dict[int, list[int]]:
    readers: dict[int, list[int]] = {}
    for number, node in enumerate(network.nodes):
        for each in node.inputs:
            readers.setdefault(each, []).append(number)
    return readers
