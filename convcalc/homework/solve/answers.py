"""The answers of a search: solutions, the plainest first, the nearest where there are none, and what was tried."""

import math
from collections.abc import Iterable, Iterator
from typing import Any

from convcalc.document.problems import fail
from convcalc.document.wording import shown
from convcalc.homework.solve.boxes import Box, Boxes
from convcalc.homework.solve.found import Answers, Run, Solution, Tried, parted, tidied
from convcalc.homework.solve.model import INPUT, Model, Unknown, Values
from convcalc.homework.solve.plan import Plan
from convcalc.homework.solve.search import MOST_STEPS, Search
from convcalc.homework.solve.target import SIZE, Target
from convcalc.homework.solve.trials import SLIDING

NEAREST = 3
MOST_TRIALS = 1000
MOST_PARTS = 64
"""In so many parts, with so many trials each, the nearest are looked for."""
GAP = 4
"""A stride that leaves gaps between windows is that much further from plain than a larger kernel."""


def search(model: Model, target: Target) -> Answers:
    """Every solution for one or two unknowns, the plainest first. Raises SpecError where there are none or more."""
    if model.sides_differ(target.output):
        model.split_input()
    unknowns = sorted(model.unknowns, key=lambda each: (each.counted, each.layer < 0, each.field == "pad", each.order))
    if not unknowns or (len(unknowns) > 2 and any(each.layer != INPUT for each in unknowns)):
        what = "nothing is asked for" if not unknowns else f"{len(unknowns)} numbers are asked for"
        raise fail(what, help='put ? in the place of one or two numbers: "conv 10 5x5 s1 p?"')
    model.take(tuple(unknowns))
    plan = Plan(model, target, {})
    _compare(plan, target.output)
    return _Answering(_searched(plan)).answers()


def _compare(plan: Plan, wanted: tuple[int | None, ...] | None) -> None:
    """Raise SpecError where the output that is wanted has other axes than the one that comes out."""
    output = next((walk.outcome.output for walk in plan.walks if walk.outcome), None)
    if output and wanted and len(wanted) not in (output.rank, output.rank + 1):
        what = f"an output of {len(wanted)} numbers is asked for, and this one is as {shown(str(output))}"
        raise fail(what, help="give the sizes and the channels, or the sizes alone")


def _searched(plan: Plan) -> Search:
    """The search led by the unknown that is best known: one that divides, or else one on which that depends."""
    single = [i for i in range(len(plan.unknowns)) if plan.one_by_one(i)]
    lead = next((i for i in single if plan.is_closed(i)), single[0] if single else 0)
    others = [i for i in range(len(plan.unknowns)) if i != lead]
    if not single or not others:
        return Search(plan, lead)
    first = Search(plan, lead, MOST_STEPS // 2)
    if lead not in first.open:
        return first
    second = Search(plan, others[0], MOST_STEPS // 2)
    none = first.last[lead] < plan.unknowns[lead].least
    return first if second.open and not none else second


class _Answering:
    """A search that is over, and what is to be said of it."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self.plan = search.plan
        self.model = search.plan.model
        self.unknowns = search.unknowns

    def answers(self) -> Answers:
        """All that is found, in the order of how plain it is."""
        rows = (row for box in tidied(self.search.found) for row in parted(box, self.unknowns))
        solutions = tuple(sorted(self.solutions(rows), key=lambda each: plainness(each, self.unknowns)))
        near = () if solutions else tuple(self.solutions(self.nearest()))
        tried = [self.tried(i, solutions) for i in range(len(self.unknowns))]
        refused = "" if solutions or near else self.refused()
        return Answers(self.unknowns, solutions, near, tuple(each for each in tried if each), refused)

    def solutions(self, boxes: Iterable[Box]) -> Iterator[Solution]:
        """Boxes with what their ends come to; without those in which no volume is as small as it must be."""
        for box in boxes:
            first, last = (self.model.run(tuple(numbers[k] for numbers in box)) for k in (0, -1))
            endless = [len(at) > 1 and self.is_endless(box, i) for i, at in enumerate(box)]
            runs = tuple(Run(at[0], at[-1], at.step if len(at) > 1 else 1, end) for at, end in zip(box, endless))
            if first:
                yield Solution(runs, first, last or first)

    def is_endless(self, box: Box, i: int) -> bool:
        """Whether a range of values goes on up to the largest number, or to where volumes grow too large."""
        if self.unknowns[i].words:
            return False
        ends = tuple(numbers[-1 if k == i else 0] for k, numbers in enumerate(box))
        return ends[i] + box[i].step > self.plan.end(i) or self.model.walk(ends).large

    def tried(self, i: int, solutions: tuple[Solution, ...]) -> Tried | None:
        """What was tried of an unknown; None for counts, of which all are known."""
        unknown = self.unknowns[i]
        note = "narrower than the window" if i in self.plan.narrow else ""
        if i in self.search.open or self.plan.one_by_one(i):
            return Tried(
                unknown, unknown.least, self.search.last[i], i not in self.search.open, note, i in self.search.more
            )
        alone = len(self.unknowns) == 1
        shut = self.shut() if alone else None
        if shut is None and unknown.counted:
            return None
        ends = [run.first if run.endless else run.last + 1 for run in (each.runs[i] for each in solutions)]
        if i == self.search.lead and not alone:
            ends.append(self.search.last[i])
        return Tried(unknown, unknown.least, shut or max(ends, default=self.plan.reach(i)), True, note)

    def shut(self) -> int | None:
        """The first value of the only unknown from which on all larger ones miss in one way; the last that fits."""
        (unknown,) = self.unknowns
        trials = self.plan.trials
        # what a choosy layer refuses says nothing of larger values
        stay = {
            miss
            for miss in trials.at((self.plan.end(0),)).misses
            if miss[0] == SIZE or miss[:1] + miss[-2:-1] == ("refused", None)
        }
        low, high = unknown.least - 1, self.plan.end(0)
        if not stay:
            return None
        while high - low > 1:
            middle = math.isqrt((low + 2) * (high + 2)) if high > 8 * (low + 2) else (low + high) // 2
            low, high = (low, middle) if stay & trials.at((middle,)).misses else (middle, high)
        return high - 1 if high - 1 == self.plan.room(unknown) else high

    def nearest(self) -> list[Box]:
        """The numbers that come nearest, where none reach the target: one set for each way to miss it."""
        by_plan: dict[Plan, list[Box]] = {}
        for part in self.search.parts[:MOST_PARTS]:
            by_plan.setdefault(part.plan, []).extend(part.boxes)
        if len(self.unknowns) == 1 and not self.plan.one_by_one(0) and (shut := self.shut()):
            by_plan = {self.plan: [(range(self.unknowns[0].least, shut + 1),)]}
        found: dict[Any, tuple[float, Values]] = {}
        for plan, parts in by_plan.items():
            boxes = Boxes(plan.trials)
            for values in boxes.nearest(parts, NEAREST, MOST_TRIALS):
                trial = plan.trials.at(values)
                rank = (boxes.gap([trial]), values)
                found[boxes.ways(trial)] = min(found.get(boxes.ways(trial), rank), rank)
        best = sorted(found.values())[:NEAREST]
        return [tuple(range(n, n + 1) for n in values) for _, values in best]

    def refused(self) -> str:
        """Why a layer takes no values at all."""
        walk = self.plan.walks[0]
        kind = self.model.items[len(walk.sites)].kind if walk.refusal else ""
        return f"{kind}: {walk.refusal.fault.message}" if walk.refusal else ""


def plainness(solution: Solution, unknowns: tuple[Unknown, ...]) -> tuple[int, tuple[Run, ...]]:
    """How far a solution is from what one would choose first: small numbers, and no gaps between windows."""
    windows = [at for site in solution.first.sites for at in site.layer.windows(site.inputs)]
    gaps = [at.stride - at.dilation * (at.kernel - 1) - 1 for at in windows if isinstance(at, SLIDING)]
    chosen = sum(run.first for run, unknown in zip(solution.runs, unknowns) if unknown.layer != INPUT)
    return chosen + GAP * max(0, *gaps, 0), solution.runs
