"""A run of steps of a wiring between two frontiers: all volumes that are alive, with what can be told of each.

In whose memory each volume lies, until when, and who keeps it, is followed for pieces as `analysis/memory.py` does for
layers.
"""

from collections.abc import Sequence

from convcalc.document.records import NamedTuple
from convcalc.sweep.plan.records import WIDTH, Border, Meeting, Record
from convcalc.sweep.plan.sights import UnfitError
from convcalc.sweep.plan.wirings import WiredList


class Live(NamedTuple):
    """A volume that is alive between two runs."""

    number: int
    """Which of the wiring it is."""
    border: Border
    home: int
    """The first that is alive of those that lie in its memory."""
    kept: bool
    """Whether it is kept for the backward pass already."""
    lag: int
    """How much deeper it lies than the least deep of all that are alive."""

    @property
    def bytes(self) -> int:
        """Of its numbers."""
        return WIDTH * self.border.volume.elements


Frontier = tuple[Live, ...]


StepFound = Record | Meeting | None
"""What a step comes to; None where it adds no layer."""


class WiredRun:
    """Some steps of a wiring, from a frontier on."""

    def __init__(self, wiring: WiredList, first: int, before: Frontier) -> None:
        self._wiring, self._number = wiring, first
        self._homes = {live.number: live.home for live in before}
        self._sizes = {live.home: live.bytes for live in before}
        self._kept = {live.home: live.kept for live in before}
        self._depths = {live.number: live.lag for live in before}
        self._borders = {live.number: live.border for live in before}
        self.found: list[StepFound] = []
        self.packed = self.steps = self.saved = self.peak = self.depth = 0

    def borders(self, sources: Sequence[int]) -> list[Border]:
        """Where the volumes stand that a step reads."""
        return [self._borders[source] for source in sources]

    def add(self, found: StepFound) -> None:
        """The next step. Raises UnfitError where its end lies in the memory of a part of another volume."""
        step = self._wiring.steps[self._number]
        self._number += 1
        number, source = self._number, step.sources[0]
        alias = found is None or (isinstance(found, Record) and found.alias)
        if isinstance(found, Record) and found.open and not alias:
            raise UnfitError("it ends in the memory of another volume")
        self.found.append(found)
        self._borders[number] = found.output if found else self._borders[source]
        self._depths[number] = max([self._depths[each] for each in step.sources]) + (found.depth if found else 0)
        self._homes[number] = self._homes[source] if alias else number
        if found:
            self.packed, self.steps = self.packed + found.packed, self.steps + found.steps
        if found and not alias:
            self._sizes[number] = WIDTH * found.output.volume.elements
            self._keep(found, step.sources)
            self._kept[number] = found.keeps

    def _keep(self, found: Record | Meeting, sources: Sequence[int]) -> None:
        needs = found.needs if isinstance(found, Meeting) else (0,) if found.needs else ()
        self.saved += found.saved
        for home in [self._homes[sources[place]] for place in needs]:
            self.saved += 0 if self._kept[home] else self._sizes[home]
            self._kept[home] = True

    def frontier(self) -> Frontier:
        """All that is alive after the steps so far; works out the peak."""
        wiring, first = self._wiring, self._number - len(self.found)
        ends: dict[int, int] = {}
        for number, home in self._homes.items():
            ends[home] = max(ends.get(home, 0), wiring.last[number])
        self._peaks(first, ends)
        alive = [number for number in self._homes if wiring.last[number] >= self._number]
        base = min([self._depths[number] for number in alive])
        self.depth = base
        firsts: dict[int, int] = {}
        for number in alive:
            firsts.setdefault(self._homes[number], number)
        homes = self._homes
        return tuple([
            Live(n, self._borders[n], firsts[homes[n]], self._kept[homes[n]], self._depths[n] - base) for n in alive
        ])  # fmt: skip

    def lies_before(self, number: int) -> bool:
        """Whether a volume lies in the memory of what goes into the wiring."""
        return self._homes[number] == 0

    def _peaks(self, first: int, ends: dict[int, int]) -> None:
        alive = sum([size for home, size in self._sizes.items() if home <= first])
        for number, found in enumerate(self.found, first):
            sources, own = self._wiring.steps[number].sources, self._sizes.get(number + 1, 0)
            beside = alive + own
            if isinstance(found, Record) and not found.alias:
                home = self._homes[sources[0]]
                beside = alive - self._sizes[home] + (found.peak if ends[home] == number else found.held)
            self.peak = max(self.peak, beside)
            alive += own - sum([self._sizes[home] for home, end in ends.items() if end == number])
