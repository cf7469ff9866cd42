"""The search for numbers that reach a target: how far it goes, in which parts, and what lies beyond."""

import math
from collections.abc import Iterator
from itertools import product

from convcalc.document.records import NamedTuple
from convcalc.homework.solve.boxes import Box, Boxes, OverBudgetError
from convcalc.homework.solve.plan import Plan

MOST_STEPS = 40_000
"""So many layers are worked out at most."""
PLANNING = 4
"""A walk in a plan takes as long as so many trials, with all that is found out about its layers."""
BEYOND, ALONE = 4000, 30
"""And so many trials are made to see whether there can be others beyond; fewer where values go one by one."""
ENOUGH = 20
"""With so many of them, there is no end of them."""


class Stretch(NamedTuple):
    """Values that are tried together."""

    plan: Plan
    boxes: list[Box]
    last: int
    """The last value of the leading unknown."""


class Search:
    """A search: the leading unknown in parts, all values of the others beside each."""

    def __init__(self, plan: Plan, lead: int, steps: int = MOST_STEPS) -> None:
        self.plan = plan
        self.lead = lead
        self.unknowns = plan.unknowns
        self.budget = steps // len(plan.model.items)
        self.parts: list[Stretch] = []
        self.last = {lead: self.unknowns[lead].least - 1}
        """The last value that was tried of an unknown, where it is not all."""
        self.cut: set[int] = set()
        """The unknowns beside the leading one of which not all is tried beside each of its values."""
        self.open: set[int] = set()
        """The unknowns that can have other values than those that were tried."""
        self.more: set[int] = set()
        """Those of them that are known to have."""
        self.found = self.run()

    def run(self) -> list[Box]:
        """Stretch after part, as long as the budget lasts; then whether there can be others beyond."""
        found: list[Box] = []
        for part in self.main():
            self.parts.append(part)
            try:
                found += self.hits(part, self.budget)
            except OverBudgetError:
                self.open |= {self.lead} | self.cut
                return found
            self.last[self.lead] = part.last
        return found + [box for i, part in self.beyond() for box in self.hits_beyond(i, part)]

    def hits(self, part: Stretch, most: int, enough: float = math.inf) -> list[Box]:
        """The solutions of a part; its trials are taken off the budget."""
        before = len(part.plan.trials.made)
        try:
            return Boxes(part.plan.trials).hits(part.boxes, most, enough)
        finally:
            self.budget -= len(part.plan.trials.made) - before

    def hits_beyond(self, i: int, part: Stretch) -> list[Box]:
        """The solutions beyond what was tried of an unknown; where there is no end to them, it stays open."""
        self.parts.append(part)
        told = all(map(part.plan.is_told_by_ends, range(len(self.unknowns))))
        try:
            most = (BEYOND if told else ALONE) + 2 * len(part.boxes)
            return self.hits(part, most, max(ENOUGH, len(part.boxes)))
        except OverBudgetError as error:
            self.open.add(i)
            self.more |= {i} if error.found else set()
            return []

    def main(self) -> Iterator[Stretch]:
        """The parts up to where a search without an end stops."""
        lead, unknown = self.lead, self.unknowns[self.lead]
        single = any(map(self.plan.one_by_one, range(len(self.unknowns))))
        values = self.plan.values(lead) if single else []
        if not single:
            for numbers in slabs(unknown.least, self.plan.reach(lead)):
                yield Stretch(self.plan, self.beside(self.plan, {lead: numbers}), numbers[-1])
        elif len(self.unknowns) == 1:
            yield Stretch(self.plan, [(range(n, n + 1),) for n in values], self.plan.reach(lead))
        else:
            for n in values:
                plan = self.plan.given_that(lead, n)
                self.budget -= PLANNING * len(plan.walks)
                yield Stretch(plan, self.beside(plan, {lead: range(n, n + 1)}), n)

    def beyond(self) -> Iterator[tuple[int, Stretch]]:
        """What lies beyond the parts: larger values of the leading unknown, and of others that were cut."""
        last = self.last[self.lead]
        if last >= self.plan.end(self.lead):
            self.open |= {self.lead} - ({self.lead} if self.plan.is_closed(self.lead) else set())
        elif not self.plan.is_closed(self.lead):
            numbers = range(last + 1, self.plan.end(self.lead) + 1)
            yield self.lead, Stretch(self.plan, self.beside(self.plan, {self.lead: numbers}, cut=False), last)
        before = [range(self.unknowns[self.lead].least, last + 1)]
        if self.plan.one_by_one(self.lead):
            before = [range(n, n + 1) for n in self.plan.values(self.lead) if n <= last]
        for i in self.cut:
            if self.last[i] >= self.plan.end(i):
                self.open.add(i)
                continue
            beyond = range(self.last[i] + 1, self.plan.end(i) + 1)
            sides = ({self.lead: numbers, i: beyond} for numbers in before)
            yield i, Stretch(self.plan, [box for each in sides for box in self.beside(self.plan, each)], last)

    def beside(self, plan: Plan, given: dict[int, range], cut: bool = True) -> list[Box]:
        """Boxes of the ranges that are given, with all values of the other unknowns."""
        sides = []
        for i in range(len(self.unknowns)):
            if i in given:
                sides.append([given[i]])
            elif plan.one_by_one(i):
                sides.append([range(n, n + 1) for n in plan.values(i)])
                self.note(i, plan.reach(i), plan.is_closed(i))
            else:
                sides.append([self.all_of(i, plan, cut)])
        boxes, before = Boxes(plan.trials), len(plan.trials.made)
        parts = [part for box in product(*sides) for part in ([box] if boxes.far(box) else plan.parts(box))]
        self.budget -= len(plan.trials.made) - before
        return parts

    def all_of(self, i: int, plan: Plan, cut: bool) -> range:
        """All values of an unknown; where they are tried one by one, those within reach."""
        if plan.is_told_by_ends(i) or not cut:
            return range(self.unknowns[i].least, self.plan.end(i) + 1)
        self.note(i, self.plan.reach(i), False)
        return range(self.unknowns[i].least, self.plan.reach(i) + 1)

    def note(self, i: int, last: int, closed: bool) -> None:
        """Remember how far an unknown was tried."""
        self.last[i] = max(last, self.last.get(i, last))
        self.cut |= set() if closed else {i}


def slabs(first: int, last: int) -> Iterator[range]:
    """A range in parts, each as long as all before it."""
    length = 1
    while first <= last:
        yield range(first, min(first + length, last + 1))
        first, length = first + length, 2 * length
