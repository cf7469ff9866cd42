"""How far a search has to go: the largest value that can be a solution, and when larger ones only lead away."""

import math

from convcalc.document.problems import shown
from convcalc.homework.solve.model import GROWING, SHRINKING, Model, Outcome, Unknown
from convcalc.homework.solve.target import Target
from convcalc.model.geometry import Window
from convcalc.model.layers.sliding import Sliding

LARGEST_INPUT = 4096
LARGEST_PAD = 10**6
LARGEST_OTHER = 1024


class Bounds:
    """The bounds of a search for some unknowns of a chain."""

    def __init__(self, model: Model, target: Target, unknowns: tuple[Unknown, ...]) -> None:
        self.model = model
        self.target = target
        self.unknowns = unknowns
        self.fussy = not all(item.cls and item.cls.any_size for item in model.items)
        """A layer takes some sizes and not others: one that fails then says nothing of larger ones."""

    def limit(self, unknown: Unknown, fixed: dict[Unknown, int]) -> tuple[int, bool]:
        """The largest value to try, and whether larger ones cannot be solutions, or are all alike."""
        if unknown.layer < 0:
            return LARGEST_INPUT, False
        others = {each: fixed.get(each, each.least) for each in self.unknowns if each != unknown}
        if unknown.field == "pad" and self.narrow(unknown):
            return max(0, self.extent(unknown, others) - 1), True
        if unknown.field == "pad" and self.target.output:
            return LARGEST_PAD, False
        pads = [each for each in others if each.field == "pad"]
        wide = {each: self.extent(each, {}) - 1 for each in pads if self.narrow(each)}
        outcome = self.model.run({**others, unknown: unknown.least, **wide})
        if outcome is None or self.model.direction(unknown) == GROWING:
            return LARGEST_OTHER, False
        earlier = any(each.layer < unknown.layer for each in others)
        if unknown.field == "groups":
            return outcome.sites[unknown.layer].inputs[0].channels, not earlier
        if unknown.field in ("kernel", "dilation", "stride"):
            return self.room(outcome, unknown), not earlier and (not pads or unknown.field == "stride")
        return LARGEST_OTHER, False

    def room(self, outcome: Outcome, unknown: Unknown) -> int:
        """The longest side of what a layer slides over, padding and all."""
        site = outcome.sites[unknown.layer]
        x = site.inputs[0]
        padded = list(x.size)
        if isinstance(site.layer, Sliding):
            padded = [n + at.before + at.after for n, at in zip(x.size, site.layer.windows(site.inputs))]
        return max(padded, default=1)

    def narrow(self, unknown: Unknown) -> bool:
        """Whether padding is kept narrower than the window: beside another unknown it could grow for ever."""
        beside = any(not each.counted for each in self.unknowns if each != unknown)
        return beside and unknown.field == "pad" and self.model.direction(unknown) == GROWING

    def note(self, unknown: Unknown) -> str:
        """What is to be said of the values that were tried."""
        return "narrower than the window" if self.narrow(unknown) else ""

    def extent(self, unknown: Unknown, values: dict[Unknown, int]) -> int:
        """How wide the window of a layer is whose padding is unknown."""
        outcome = self.model.run({**values, unknown: LARGEST_PAD}) or self.model.run({**values, unknown: 0})
        if outcome is None:
            return 1
        site = outcome.sites[unknown.layer]
        return max((at.extent for at in site.layer.windows(site.inputs) if isinstance(at, Window)), default=1)

    def past(self, outcome: Outcome | None, direction: int, valid: bool) -> bool:
        """Whether larger values only lead further away: a size that grows or shrinks never turns back."""
        if outcome is None:
            return valid and direction == SHRINKING and not self.fussy
        pairs = self.asked(outcome)
        if direction == GROWING:
            return any(n > m for n, m in pairs)
        return direction == SHRINKING and any(n < m for n, m in pairs)

    def asked(self, outcome: Outcome) -> list[tuple[int, int]]:
        """The sizes that come out, each with the one that is asked for."""
        asked = self.target.sizes(outcome.output.rank)
        return [(n, m) for n, m in zip(outcome.output.size, asked) if m is not None]

    def alike_beyond(self, unknown: Unknown, last: int, fixed: dict[Unknown, int]) -> bool:
        """Whether every larger value is a solution too: a stride past the input, or what the target leaves open."""
        if self.target.output is not None and unknown.field not in ("stride", "dilation"):
            return False
        ends = (self.model.run({**fixed, unknown: value}) for value in (last + 1, 2 * last + 7, 10 * last + 1))
        return all(end is not None and self.gap(end) == 0 for end in ends)

    def gap(self, outcome: Outcome) -> float:
        """How far what comes out is from the target."""
        target, output = self.target, outcome.output
        gap = 0.0
        if target.output is not None:
            values = (*output.size, output.channels)
            if len(target.output) not in (len(values), output.rank):
                return math.inf
            gap += sum(abs(a - b) for a, b in zip(values, target.output) if b is not None)
        if target.params is not None:
            gap += target.params.gap(outcome.params)
        if target.field is not None:
            gap += sum(map(target.field.gap, outcome.field))
        return gap

    def mismatch(self) -> str:
        """What is wrong with the output that is asked for, where it cannot be compared; else nothing."""
        outcome = self.model.run({unknown: max(unknown.least, 1) for unknown in self.unknowns})
        output = self.target.output
        if outcome is None or output is None or len(output) in (outcome.output.rank, outcome.output.rank + 1):
            return ""
        return f"an output of {len(output)} numbers is asked for, and this one is as {shown(str(outcome.output))}"
