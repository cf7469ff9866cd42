"""The figures that were asked for, from what the pieces of a member come to together."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from convcalc.analysis.field_numbers import field_figure
from convcalc.analysis.roofline import Traffic, intensity
from convcalc.model.quantities import QUANTITIES, added_up
from convcalc.sweep.gauges import Gauge, Plain, plain
from convcalc.sweep.members import Figured
from convcalc.sweep.plan.packing import BITS, packed
from convcalc.sweep.plan.records import TRAFFIC, WIDTH, PieceFigures
from convcalc.sweep.plan.sights import Seen, UnfitError

BESIDE = ("steps", "saved", "depth")
"""What adds up beside the quantities of a record's sums."""

STEPS = -3
"""Where the steps stand among all that adds up."""


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


def lanes(wanted: PieceFigures, sums: int, steps: int, saved: int, depth: int) -> int:
    """All that a piece adds, packed: its `sums`, which are packed already, and what adds up beside them."""
    return sums | packed((steps, saved, depth)) << BITS * len(wanted.sums)


class Reckoning:
    """How the figures that were asked for come of sums, of the peak, and of what is seen."""

    def __init__(self, gauges: Sequence[Gauge], wanted: PieceFigures) -> None:
        self._names = (*wanted.sums, *BESIDE)
        names = [gauge.quantity for gauge in gauges]
        self.fields = tuple(dict.fromkeys(name for name in names if QUANTITIES[name].of_field))
        self._made = [name for name in ("prediction_memory", "intensity") if name in names]
        order = [*self._names, "peak_memory", *self.fields, *self._made]
        self._places = [order.index(name) for name in names]
        self._pick: Callable[[list[Any]], Any] = itemgetter(*self._places)

    def figures(self, sums: Sequence[int], peak: int, seen: Seen) -> Figured:
        """The figures in the order in which they were asked for. Raises UnfitError where one is not known exactly."""
        return self.arranged(sums, peak, (seen.numbers or self.of_seen(seen)) if self.fields else (), _ratio)

    def arranged(
        self, sums: Sequence[Any], peak: Any, fields: Sequence[Any], ratio: Callable[[Any, Any], Any]
    ) -> tuple[Any, ...]:
        """The figures of one member, or of many as arrays, in the order in which they were asked for."""
        found = [*sums, peak, *fields]
        for name in self._made:
            each = dict(zip(self._names, sums, strict=True))
            if name == "intensity":
                found.append(ratio(each[TRAFFIC[0]], each[TRAFFIC[1]]))
            else:
                found.append(peak + WIDTH * (each["params"] + each["buffers"]))
        return self._pick(found) if len(self._places) > 1 else (found[self._places[0]],)

    def of_seen(self, seen: Seen) -> tuple[Plain, ...]:
        """The figures of what is seen. Raises UnfitError where only a bound is known."""
        if seen.numbers is None:
            if not all(span.exact for span in seen.said):
                raise UnfitError("the field is known only as a bound")
            seen.numbers = tuple([plain(field_figure(name, seen.said, seen.size)) for name in self.fields])
        return seen.numbers


def _ratio(flops: int, moved: int) -> Plain:
    return plain(intensity([Traffic(flops, moved)]))
