"""Sums of several volumes, which one side takes at once and the other two at a time."""

from collections import Counter
from collections.abc import Iterator

from convcalc.compare.equivalence.seeker import OtherForm, Seeker
from convcalc.compare.kinds import SUM


def chain(seeker: Seeker) -> None:
    """Sums of one side alone that are part of one which both have: all that they take in is what that one takes in."""
    for index, side, number in seeker.one_sided(SUM):
        chained = set(_chain(seeker, side, number))
        paired = [pair for each in chained if (pair := seeker.pair(side, each))]
        if len(paired) != 1 or paired[0].nodes[not side].site.kind != SUM:
            continue
        (pair,) = paired
        inputs = [read for each in chained for read in seeker.networks[side].nodes[each].inputs if read not in chained]
        others = pair.nodes[not side].inputs
        taken = [[_paired(seeker, side, read) for read in inputs], [_paired(seeker, not side, read) for read in others]]
        if None not in taken[0] and Counter(taken[0]) == Counter(taken[1]):
            seeker.count(OtherForm("chained", SUM, side), index)
            seeker.settle(OtherForm("chained", SUM, side), pair.place, "from")


def _chain(seeker: Seeker, side: int, number: int) -> Iterator[int]:
    """A sum, those that it alone takes in, and the one that takes it in, and so on."""
    nodes, waiting, seen = seeker.networks[side].nodes, [number], set[int]()
    while waiting:
        each = waiting.pop()
        if each in seen or nodes[each].site.kind != SUM:
            continue
        seen.add(each)
        yield each
        waiting += [read for read in nodes[each].inputs if seeker.reader(side, read) == each]
        after = seeker.reader(side, each)
        waiting += [] if after is None else [after]


def _paired(seeker: Seeker, side: int, number: int) -> int | None:
    """The place of what is read, through layers that only this side has."""
    nodes = seeker.networks[side].nodes
    while not (pair := seeker.pair(side, number)):
        if len(nodes[number].inputs) != 1:
            return None
        number = nodes[number].inputs[0]
    return pair.place
