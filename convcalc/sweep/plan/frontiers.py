"""A stretch of a wiring between two frontiers: all volumes that are alive, with what can be told of each.

In whose memory each volume lies, until when, and who keeps it, is followed for pieces as `analysis/memory.py` does for
layers.
"""

from collections.abc import Sequence

from convcalc.document.records import NamedTuple
from convcalc.sweep.plan.records import WIDTH, Border, Meeting, Record
from convcalc.sweep.plan.sights import UnfitError
from convcalc.sweep.plan.wirings import WiredStretch


class Live(NamedTuple):
    """A volume that is alive between two stretches."""

    border: Border
    home: int
    """The first that is alive of those that lie in its memory, by number."""
    held: int
    """The bytes of that memory."""
    kept: bool
    """Whether it is kept for the backward pass already."""
    lag: int
    """How much deeper it lies than the least deep of all that are alive."""
    viewed: bool
    """Whether it is a view, and may not lie in one piece."""


Frontier = tuple[Live, ...]


def alone(border: Border, kept: bool) -> Frontier:
    """What is alive where one volume is."""
    return (Live(border, 0, WIDTH * border.volume.elements, kept, 0, False),)


StepFound = Record | Meeting | None
"""What a step comes to; None where it adds no layer."""


class WiredRun:
    """The steps of a stretch, on the volumes of a frontier."""

    def __init__(self, stretch: WiredStretch, before: Frontier) -> None:
        self._stretch, self._before = stretch, len(before)
        self._homes = [live.home for live in before]
        self._viewed = [live.viewed for live in before]
        self._sizes = {live.home: live.held for live in before}
        self._kept = {live.home: live.kept for live in before}
        self._depths = [live.lag for live in before]
        self._borders = [live.border for live in before]
        self.found: list[StepFound] = []
        self.packed = self.steps = self.saved = self.peak = self.depth = 0

    def borders(self, sources: Sequence[int]) -> list[Border]:
        """Where the volumes stand that a step reads."""
        return [self._borders[source] for source in sources]

    def add(self, found: StepFound) -> None:
        """The next step. Raises UnfitError where its end lies in the memory of a part of another volume."""
        step, number = self._stretch.steps[len(self.found)], self._before + len(self.found)
        source = step.sources[0]
        if isinstance(found, Record):
            self._check(found, source)
        inside = found is None or (isinstance(found, Record) and found.inside)
        same = found is None or (isinstance(found, Record) and found.alias)
        self.found.append(found)
        self._borders.append(found.output if found else self._borders[source])
        self._depths.append(max([self._depths[each] for each in step.sources]) + (found.depth if found else 0))
        self._homes.append(self._homes[source] if inside else number)
        self._viewed.append(inside and (not same or self._viewed[source]))
        if found is None:
            return
        self.packed, self.steps = self.packed + found.packed, self.steps + found.steps
        self._keep(found, step.sources)
        if not inside:
            self._sizes[number], self._kept[number] = WIDTH * found.output.volume.elements, found.keeps

    def _check(self, found: Record, source: int) -> None:
        if found.open and not found.inside:
            raise UnfitError("it ends in the memory of another volume")
        if found.views and self._viewed[source]:
            raise UnfitError("it is a view of a view")

    def _keep(self, found: Record | Meeting, sources: Sequence[int]) -> None:
        needs = found.needs if isinstance(found, Meeting) else (0,) if found.needs else ()
        self.saved += found.saved
        for home in [self._homes[sources[place]] for place in needs]:
            self.saved += 0 if self._kept[home] else self._sizes[home]
            self._kept[home] = True

    def frontier(self) -> Frontier:
        """All that is alive after the steps; works out the peak."""
        homes, alive = self._homes, self._stretch.after
        ends: dict[int, int] = {}
        for home, end in zip(homes, self._stretch.ends, strict=True):
            ends[home] = max(ends.get(home, 0), end)
        self._peaks(ends)
        self.depth = base = min([self._depths[number] for number in alive])
        firsts: dict[int, int] = {}
        for place, number in enumerate(alive):
            firsts.setdefault(homes[number], place)
        return tuple([
            Live(
                self._borders[n], firsts[homes[n]], self._sizes[homes[n]], self._kept[homes[n]],
                self._depths[n] - base, self._viewed[n],
            )
            for n in alive
        ])  # fmt: skip

    def _peaks(self, ends: dict[int, int]) -> None:
        alive = sum([size for home, size in self._sizes.items() if home < self._before])
        for k, found in enumerate(self.found):
            own = self._sizes.get(self._before + k, 0)
            beside = alive + own
            if isinstance(found, Record):
                home = self._homes[self._stretch.steps[k].sources[0]]
                others = alive - found.takes
                if ends[home] == k:
                    beside = max(others + found.early, alive - self._sizes[home] + found.late)
                else:
                    beside = others + found.held
            self.peak = max(self.peak, beside)
            alive += own - sum([self._sizes[home] for home, end in ends.items() if end == k])
