"""What a piece of a network comes to, worked out once by the plain path: from one volume to another.

A piece starts and ends where exactly one volume is alive, so that those of a network add up. What a piece keeps of the
volume before it, the piece before may have kept already; which of the two shows when they are joined.
"""

from collections.abc import Sequence

from convcalc.analysis.memory import DTYPES, homes, learning, own_bytes
from convcalc.analysis.parts import Figures, at_once
from convcalc.analysis.roofline import traffic
from convcalc.analysis.saved import Saved, saved
from convcalc.document.records import NamedTuple
from convcalc.model.geometry import Volume
from convcalc.model.layers import Input, Layer
from convcalc.model.layers.passing import Identity
from convcalc.model.network import Network
from convcalc.model.quantities import added_up
from convcalc.sweep.plan.packing import MOST, packed
from convcalc.sweep.plan.sights import Look, Looks, UnfitError

WIDTH = DTYPES["float32"]

TRAFFIC = ("moved_flops", "moved_bytes")
"""What an intensity is the ratio of."""


class Border(NamedTuple):
    """What can be told of a place between two pieces by whoever stands behind it."""

    volume: Volume
    learns: bool
    """Whether something before it is learned."""


class Record(NamedTuple):
    """What a piece comes to."""

    output: Border
    packed: int
    """What its layers make together of each quantity that was asked for."""
    steps: int
    """How many items were expanded."""
    saved: int
    """Bytes kept for the backward pass, of the volume before it none."""
    needs: int
    """The bytes of the volume before it, where it keeps that."""
    keeps: bool
    """Whether it keeps the volume that comes out."""
    takes: int
    """The bytes of the volume before it."""
    early: int
    """The most bytes alive at once as long as that volume is needed in it, that included."""
    late: int
    """The same after its last reader; nothing where there is none after it."""
    held: int
    """The same of all of it, where that volume is needed after it, too."""
    depth: int
    look: Look | None
    """How it looks at the volume before it; None where that was not asked for."""
    open: bool = False
    """Its end lies in the memory of another volume: nothing can be joined to it."""
    inside: bool = False
    """Its end lies in the memory of the volume before it."""
    alias: bool = False
    """Its end is that volume."""
    views: bool = False
    """How that volume lies in memory decides what lies in it, too."""

    @property
    def peak(self) -> int:
        """The most bytes alive at once, the volume before it to its last reader."""
        return max(self.early, self.late)

    def then(self, other: "Record", looks: Looks) -> "Record":
        """Both, one after the other."""
        return Record(
            other.output,
            self.packed + other.packed,
            self.steps + other.steps,
            self.saved + other.saved + (0 if self.keeps else other.needs),
            self.needs,
            other.keeps,
            self.takes,
            self.early,
            max(self.late, other.peak),
            max(self.held, self.takes + other.peak),
            self.depth + other.depth,
            looks.joined(self.look, other.look) if self.look and other.look else None,
            other.open,
            views=self.views,
        )


class Meeting(NamedTuple):
    """What a layer comes to that several volumes meet in."""

    output: Border
    packed: int
    steps: int
    saved: int
    """Bytes kept for the backward pass, of the volumes before it none."""
    needs: tuple[int, ...]
    """Which of the volumes before it it keeps, by their order."""
    keeps: bool
    depth: int


class PieceFigures(NamedTuple):
    """What is asked of each piece."""

    sums: tuple[str, ...]
    """Quantities that add up, and those of TRAFFIC."""
    saved: bool
    peak: bool
    depth: bool
    field: bool


EVERYTHING = PieceFigures((*(name for name in added_up() if name != "saved"), *TRAFFIC), True, True, True, True)


def record_of(network: Network, before: Border, steps: int, wanted: PieceFigures, looks: Looks) -> Record:
    """What a piece comes to that stands in a network by itself.

    Raises UnfitError where it has other inputs, or nobody states what is asked.
    """
    if any(not node.inputs for node in network.nodes[1:]):
        raise UnfitError("something in it reads nothing")
    figures, end = Figures(network), network.output
    if unstated := figures.left_out.keys() & {*wanted.sums, *(("saved",) if wanted.saved else ())}:
        raise UnfitError(f"nobody states the {min(unstated)} of a layer")
    learns = learning(network, before.learns)[end]
    kept = list(saved(network, before.learns)) if wanted.saved else []
    needs = WIDTH * before.volume.elements if any(0 in each.first for each in kept) else 0
    in_training = homes(network, training=True)
    lies, gone = {figures.homes[end], in_training[end]}, figures.last[0] + 1 if wanted.peak else 0
    return Record(
        Border(network.nodes[end].site.output, learns),
        _packed(figures, wanted),
        steps,
        _saved(network, kept) - needs,
        needs,
        any(end in each.needs for each in kept),
        WIDTH * before.volume.elements,
        max(figures.alive[:gone], default=0) if wanted.peak else 0,
        max(figures.alive[gone:], default=0) if wanted.peak else 0,
        max(at_once(figures.sizes, [len(network.nodes) - 1, *figures.last[1:]])) if wanted.peak else 0,
        figures.depths[end] if wanted.depth else 0,
        looks.of(network) if wanted.field else None,
        lies != {end},
        lies == {0},
        lies == {0} and all(type(node.site.layer) in (Input, Identity) for node in network.nodes),
        _looks_at(network, (figures.homes, in_training)),
    )


def _looks_at(network: Network, in_either: Sequence[Sequence[int]]) -> bool:
    """Whether a layer is a view of one of the volume before a piece, or copies that where it does not lie in a row."""
    return any(
        any(lies[network.nodes[number].inputs[0]] == 0 for lies in in_either)
        for place, number in enumerate(network.numbers)
        if _asks_how_it_lies(network.nodes[number].site.layer, first=place == 0)
    )


def _asks_how_it_lies(layer: Layer, first: bool) -> bool:
    viewing = (layer.view or layer.idle()) and type(layer) is not Identity and not first
    return viewing or "row" in layer.saves()


def meeting_of(network: Network, before: Sequence[Border], wanted: PieceFigures) -> Meeting:
    """What the one layer of a network comes to, on borders. Raises UnfitError where it does more than let them meet."""
    figures, end = Figures(network), network.output
    site, learns = network.nodes[end].site, [border.learns for border in before]
    if len({x.size for x in site.inputs}) > 1 or site.output.positions == 1 or any(site.layer.reads(site.inputs)):
        raise UnfitError("it looks at other places than its own")
    if len(set(learns)) > 1 and site.layer.saves():
        raise UnfitError("it keeps what has a gradient")
    kept = list(saved(network, any(learns)))[end]
    return Meeting(
        Border(site.output, any(learns)),
        _packed(figures, wanted),
        1,
        own_bytes(kept.own, WIDTH, 1),
        tuple([number for number in range(end) if number in kept.needs]),
        end in kept.needs,
        int(figures.costs[end].macs > 0),
    )


def _packed(figures: Figures, wanted: PieceFigures) -> int:
    sums = _sums(figures, wanted.sums)
    if max(sums, default=0) >= MOST:
        raise UnfitError("its figures are too large")
    return packed(sums)


def _sums(figures: Figures, names: Sequence[str]) -> tuple[int, ...]:
    numbers = figures.network.numbers
    moved = dict(zip(TRAFFIC, map(sum, zip(*traffic(figures.network, WIDTH, 1))))) if TRAFFIC[0] in names else {}
    return tuple([moved[name] if name in moved else figures.sum(numbers, name) for name in names])


def _saved(network: Network, kept: Sequence[Saved]) -> int:
    each = [WIDTH * node.site.output.elements for node in network.nodes]
    return sum([each[source] for node in kept for source in node.first]) + sum(
        [own_bytes(node.own, WIDTH, 1) for node in kept]
    )
