"""The figures that were asked for, from what the pieces of a member come to together."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from convcalc.analysis.field_numbers import field_figure
from convcalc.analysis.roofline import Traffic, intensity
from convcalc.model.quantities import QUANTITIES, added_up
from convcalc.sweep.gauges import Gauge, Plain, plain
from convcalc.sweep.members import Figured
from convcalc.sweep.plan.records import TRAFFIC, WIDTH, PieceFigures, Record
from convcalc.sweep.plan.sights import Seen, UnfitError

BESIDE = ("steps", "saved", "depth")
"""What adds up beside the quantities of a record's sums."""


def wanted(gauges: Sequence[Gauge]) -> PieceFigures:
    """What is asked of each piece. Raises UnfitError where a figure is not of the whole network."""
    if part := next((gauge.part for gauge in gauges if gauge.part), ""):
        raise UnfitError(f"a figure of {part} is asked for")
    names = {gauge.quantity for gauge in gauges}
    sums = [name for name in added_up() if name in names and name != "saved"]
    if "prediction_memory" in names:
        sums += [name for name in ("params", "buffers") if name not in sums]
    if "intensity" in names:
        sums += TRAFFIC
    return PieceFigures(
        tuple(sums),
        "saved" in names,
        bool(names & {"peak_memory", "prediction_memory"}),
        "depth" in names,
        any(QUANTITIES[name].of_field for name in names),
    )


def lanes(record: Record, kept: bool) -> tuple[int, ...]:
    """What a piece adds to all sums, where the volume before it is `kept` already or not."""
    return *record.sums, record.steps, record.saved + (0 if kept else record.needs), record.depth


class Reckoning:
    """How the figures that were asked for come of sums, of the peak, and of what is seen."""

    def __init__(self, gauges: Sequence[Gauge], wanted: PieceFigures) -> None:
        self.names = (*wanted.sums, *BESIDE)
        self.fields = tuple([gauge.quantity for gauge in gauges if QUANTITIES[gauge.quantity].of_field])
        made = {"prediction_memory": self._prediction, "intensity": self._intensity}
        self._made = [made[gauge.quantity] for gauge in gauges if gauge.quantity in made]
        order = [*self.names, "peak_memory", *self.fields]
        order += [gauge.quantity for gauge in gauges if gauge.quantity in made]
        self._places = [order.index(gauge.quantity) for gauge in gauges]
        self._pick: Callable[[list[Plain]], Any] = itemgetter(*self._places)

    def figures(self, sums: list[int], peak: int, seen: Seen) -> Figured:
        """The figures in the order in which they were asked for. Raises UnfitError where one is not known exactly."""
        found: list[Plain] = [*sums, peak]
        if self.fields:
            found += self._seen(seen) if seen.numbers is None else seen.numbers
        found += [make(sums, peak) for make in self._made]
        return self._pick(found) if len(self._places) > 1 else (found[self._places[0]],)

    def _seen(self, seen: Seen) -> tuple[Plain, ...]:
        if not all(span.exact for span in seen.said):
            raise UnfitError("the field is known only as a bound")
        seen.numbers = tuple([plain(field_figure(name, seen.said, seen.size)) for name in self.fields])
        return seen.numbers

    def _prediction(self, sums: Sequence[int], peak: int) -> int:
        each = dict(zip(self.names, sums, strict=True))
        return peak + WIDTH * (each["params"] + each["buffers"])

    def _intensity(self, sums: Sequence[int], peak: int) -> Plain:
        each = dict(zip(self.names, sums, strict=True))
        return plain(intensity([Traffic(each[TRAFFIC[0]], each[TRAFFIC[1]])]))
