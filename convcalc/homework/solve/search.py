"""All numbers that reach a target, by trying every one that could; what was tried is told."""

import heapq
import math
from collections.abc import Iterator

from convcalc.document.problems import fail
from convcalc.homework.solve import counting
from convcalc.homework.solve.bounds import LARGEST_PAD, Bounds
from convcalc.homework.solve.found import Answers, Run, Solution, Tried, grouped, joined
from convcalc.homework.solve.model import GROWING, Model, Outcome, Unknown
from convcalc.homework.solve.target import Target

MOST_TRIED = 200_000
NEAREST = 3


def search(model: Model, target: Target) -> Answers:
    """Every solution for one or two unknowns. Raises SpecError where there are none or more."""
    if model.sides_differ(target.output):
        model.split_input()
    unknowns = sorted(model.unknowns, key=lambda each: (each.counted, each.layer < 0, each.field == "pad", each.order))
    if not 1 <= len(unknowns) <= 2:
        what = "nothing is asked for" if not unknowns else f"{len(unknowns)} numbers are asked for"
        raise fail(what, help='put ? in the place of one or two numbers: "conv 10 5x5 s1 p?"')
    search = _Search(model, target, tuple(unknowns))
    if mismatch := search.mismatch():
        raise fail(mismatch, help="give the sizes and the channels, or the sizes alone")
    return search.run()


class _Search(Bounds):
    """A search under way: the last unknown is tried for each value of the one before it."""

    def __init__(self, model: Model, target: Target, unknowns: tuple[Unknown, ...]) -> None:
        super().__init__(model, target, unknowns)
        self.near: list[tuple[float, int, Solution]] = []
        self.tried: dict[Unknown, Tried] = {}
        self.count = 0
        self.started_past = False
        """Even the least value of the last unknown that a layer took was too large."""

    def run(self) -> Answers:
        *outer, last = self.unknowns
        solutions: list[Solution] = []
        for fixed in self.each(outer[0]) if outer else ({},):
            runs = tuple(Run(value, value) for value in fixed.values())
            solutions += (hit._replace(runs=(*runs, *hit.runs)) for hit in self.values(last, fixed))
        if outer:
            solutions = self.open_ended(joined(solutions), outer[0])
        near = [solution for _, _, solution in sorted(self.near, reverse=True, key=lambda each: each[:2])]
        tried = tuple(self.tried[unknown] for unknown in self.unknowns if unknown in self.tried)
        return Answers(self.unknowns, tuple(solutions), () if solutions else tuple(near), tried)

    def each(self, unknown: Unknown) -> Iterator[dict[Unknown, int]]:
        """The values of the first of two unknowns."""
        last, all = self.limit(unknown, {})
        inner = self.unknowns[1]
        direction = self.model.direction(unknown) if inner.counted else 0
        first = value = self.start(unknown, {inner: inner.least}, direction)
        for value in range(first, last + 1):
            yield {unknown: value}
            least = self.model.run({unknown: value, inner: inner.least}) if direction else None
            if (unknown.layer < 0 and self.started_past) or (least and self.past(least, direction, True)):
                all, last = True, value
                break
            if self.count > MOST_TRIED:
                break
        self.tried[unknown] = Tried(unknown, unknown.least, value, all and value == last, self.note(unknown))

    def values(self, unknown: Unknown, fixed: dict[Unknown, int]) -> list[Solution]:
        """The solutions for the last unknown beside a value of the one before it."""
        hits: list[tuple[int, Outcome]] = []
        if counting.takes_any(self, unknown):
            by = counting.step(self, unknown, fixed)
            ends, endless = counting.ends(self, unknown, fixed, by)
            for value in ends:
                self.try_out({**fixed, unknown: value}, hits, value)
            run = Run(hits[0][0], hits[-1][0], by, endless) if hits else None
            return [Solution((run,), hits[0][1], hits[-1][1])] if run else []
        return grouped(hits, endless=self.scan(unknown, fixed, hits))

    def scan(self, unknown: Unknown, fixed: dict[Unknown, int], hits: list[tuple[int, Outcome]]) -> bool:
        """Try one value after the other; whether all larger ones are solutions too."""
        last, all = self.limit(unknown, fixed)
        direction = self.model.direction(unknown)
        valid = past = self.started_past = False
        for value in range(self.start(unknown, fixed, direction), last + 1):
            outcome = self.try_out({**fixed, unknown: value}, hits, value)
            past = self.past(outcome, direction, valid)
            if past:
                self.started_past = direction == GROWING and not valid
                last = value
                break
            valid = valid or outcome is not None
        endless = bool(hits) and hits[-1][0] == last and self.alike_beyond(unknown, last, fixed)
        before = self.tried.get(unknown, Tried(unknown, unknown.least, last, True))
        hopeless = not valid and (len(self.unknowns) > 1 or unknown.field in ("stride", "dilation"))
        all = before.all and (all or past or endless or hopeless)
        self.tried[unknown] = Tried(unknown, unknown.least, max(last, before.last), all, self.note(unknown))
        return endless

    def start(self, unknown: Unknown, fixed: dict[Unknown, int], direction: int) -> int:
        """The least value to try. For padding the last that makes too little, as sizes never turn back."""
        if unknown.field != "pad" or direction != GROWING or self.target.output is None or self.fussy:
            return unknown.least

        def enough(pad: int) -> bool:
            outcome = self.model.run({**fixed, unknown: pad})
            return outcome is None or not any(n < m for n, m in self.asked(outcome))

        if self.model.run({**fixed, unknown: 0}) is None:
            return 0
        return max(0, counting.first(lambda k: enough(k - 1), LARGEST_PAD) - 2)

    def try_out(self, values: dict[Unknown, int], hits: list[tuple[int, Outcome]], value: int) -> Outcome | None:
        """Put values in; note a hit, and what is nearest else."""
        outcome = self.model.run(values)
        self.count += 1
        if outcome is None:
            return None
        gap = self.gap(outcome)
        if gap == 0:
            hits.append((value, outcome))
        elif gap < math.inf:
            runs = tuple(Run(each, each) for each in values.values())
            heapq.heappush(self.near, (-gap, -self.count, Solution(runs, outcome, outcome)))
            if len(self.near) > NEAREST:
                heapq.heappop(self.near)
        return outcome

    def open_ended(self, solutions: list[Solution], outer: Unknown) -> list[Solution]:
        """The solutions, the last without an end where all larger values of the first unknown do as well."""
        tried = self.tried[outer]
        if not solutions or solutions[-1].runs[0].last != tried.last:
            return solutions
        run, inner = solutions[-1].runs
        if not self.alike_beyond(outer, tried.last, {self.unknowns[1]: inner.first}):
            return solutions
        self.tried[outer] = tried._replace(all=True)
        return [*solutions[:-1], solutions[-1]._replace(runs=(run._replace(endless=True), inner))]
