"""What a search found: runs of values that reach a target, and what was tried. Plain data."""

from typing import NamedTuple

from convcalc.homework.solve.model import Outcome, Unknown

LONGEST_LIST = 3
"""So many neighbouring solutions are listed one by one; more are told as a range."""


class Run(NamedTuple):
    """Neighbouring values of an unknown."""

    first: int
    last: int
    step: int = 1
    endless: bool = False
    """All larger ones too."""


class Solution(NamedTuple):
    """Values that reach the target: a run for each unknown, and what its ends come to."""

    runs: tuple[Run, ...]
    first: Outcome
    last: Outcome


class Tried(NamedTuple):
    """Which values of an unknown were tried, and whether no others can be solutions."""

    unknown: Unknown
    first: int
    last: int
    all: bool
    note: str = ""


class Answers(NamedTuple):
    """What was found, and what was tried to find it."""

    unknowns: tuple[Unknown, ...]
    solutions: tuple[Solution, ...]
    nearest: tuple[Solution, ...]
    """The best that there is, where nothing reaches the target."""
    tried: tuple[Tried, ...]


def grouped(hits: list[tuple[int, Outcome]], endless: bool) -> list[Solution]:
    """Solutions one by one, or as runs where many stand side by side, or go on for ever."""
    runs: list[list[tuple[int, Outcome]]] = []
    for hit in hits:
        if runs and runs[-1][-1][0] + 1 == hit[0]:
            runs[-1].append(hit)
        else:
            runs.append([hit])
    found = []
    for run in runs:
        open_end = endless and run is runs[-1]
        if len(run) > LONGEST_LIST or open_end:
            found.append(Solution((Run(run[0][0], run[-1][0], 1, open_end),), run[0][1], run[-1][1]))
        else:
            found += [Solution((Run(value, value),), outcome, outcome) for value, outcome in run]
    return found


def joined(solutions: list[Solution]) -> list[Solution]:
    """Solutions that only differ in neighbouring values of the first of two unknowns, as one."""
    found: list[Solution] = []
    for solution in solutions:
        outer, inner = solution.runs
        if found and found[-1].runs[1] == inner and found[-1].runs[0].last + 1 == outer.first:
            runs = (found[-1].runs[0]._replace(last=outer.last), inner)
            found[-1] = Solution(runs, found[-1].first, solution.last)
        else:
            found.append(solution)
    return found
