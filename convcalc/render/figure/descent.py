"""Whether a network goes down to small images and up again, with arrows across: a U, and how deep each place is."""

from collections.abc import Sequence

from convcalc.render.figure.piles import Piled
from convcalc.render.figure.slabs import Slab

FEWEST = 2
"""Arrows across."""


def levels(plan: Piled) -> list[int]:
    """The level of each pile of a U, counted from the top; none where a plan is no U."""
    across = [(source, target) for source, target in plan.edges if target != source + 1]
    chain = len(plan.edges) - len(across) == len(plan.piles) - 1
    if not chain or len(across) < FEWEST:
        return []
    found = _steps([pile.main for pile in plan.piles])
    bottom = found.index(max(found))
    falls = found[: bottom + 1] == sorted(found[: bottom + 1])
    rises = found[bottom:] == sorted(found[bottom:], reverse=True)
    level = all(found[s] == found[t] < min(found[s + 1 : t]) for s, t in across)
    return found if falls and rises and level and min(found) == 0 else []


def _steps(slabs: Sequence[Slab]) -> list[int]:
    """One down where an image becomes smaller by a third or more, one up where it grows so."""
    found, before = [0], slabs[0].volume.positions
    for slab in slabs[1:]:
        ratio = (slab.volume.positions / before) ** (1 / max(1, slab.volume.rank))
        found.append(found[-1] + (ratio < 0.67) - (ratio > 1.5))
        before = slab.volume.positions
    return found
