"""What a piece of a network comes to, worked out once by the plain path: from one volume to another.

A piece starts and ends where exactly one volume is alive, so that those of a network add up. What a piece keeps of the
volume before it, the piece before may have kept already; which of the two shows when they are joined.
"""

from collections.abc import Sequence
from operator import add

from convcalc.analysis.memory import DTYPES, Saved, bytes_kept, homes, learning, saved
from convcalc.analysis.parts import Figures
from convcalc.analysis.roofline import traffic
from convcalc.document.records import NamedTuple
from convcalc.model.geometry import Volume
from convcalc.model.network import Network
from convcalc.model.quantities import added_up
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
    sums: tuple[int, ...]
    """What its layers make together of each quantity that was asked for."""
    steps: int
    """How many items were expanded."""
    saved: int
    """Bytes kept for the backward pass, of the volume before it none."""
    needs: int
    """The bytes of the volume before it, where it keeps that."""
    keeps: bool
    """Whether it keeps the volume that comes out."""
    peak: int
    """The most bytes alive at once, the volume before it included."""
    depth: int
    look: Look | None
    """How it looks at the volume before it; None where that was not asked for."""
    open: bool = False
    """Its end lies in the memory of another volume: nothing can be joined to it."""

    def then(self, other: "Record", looks: Looks) -> "Record":
        """Both, one after the other."""
        look = looks.joined(self.look, other.look) if self.look and other.look else None
        kept = 0 if self.keeps else other.needs
        return Record(
            other.output,
            tuple(map(add, self.sums, other.sums)),
            self.steps + other.steps,
            self.saved + other.saved + kept,
            self.needs,
            other.keeps,
            max(self.peak, other.peak),
            self.depth + other.depth,
            look,
            other.open,
        )


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
    return Record(
        Border(network.nodes[end].site.output, learns),
        _sums(figures, wanted.sums),
        steps,
        _saved(network, kept) - needs,
        needs,
        any(end in each.needs for each in kept),
        max(figures.alive) if wanted.peak else 0,
        figures.depths[end] if wanted.depth else 0,
        looks.of(network) if wanted.field else None,
        figures.homes[end] != end or homes(network, training=True)[end] != end,
    )


def _sums(figures: Figures, names: Sequence[str]) -> tuple[int, ...]:
    numbers = figures.network.numbers
    moved = dict(zip(TRAFFIC, map(sum, zip(*traffic(figures.network, WIDTH, 1))))) if TRAFFIC[0] in names else {}
    return tuple([moved[name] if name in moved else figures.sum(numbers, name) for name in names])


def _saved(network: Network, kept: Sequence[Saved]) -> int:
    return sum(bytes_kept(kept, WIDTH, 1, [WIDTH * node.site.output.elements for node in network.nodes]))
