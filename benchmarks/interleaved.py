"""Timing that holds on a busy machine: two actions in turn, and the ratio of their medians."""

import gc
import os
import statistics
import sys
import time
from collections.abc import Callable

Action = Callable[[], object]

COMMAND = os.path.join(os.path.dirname(sys.executable), "convcalc")
"""The command as it is installed beside this Python."""


def ratio(ours: Action, peer: Action, runs: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """How long ours takes over how long the peer takes: medians of `runs` runs in turn, after one unmeasured.

    The collector is off while one is timed, as it is when the command runs.
    """
    ours()
    peer()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for action, taken in zip((ours, peer), times, strict=True):
            gc.collect()
            gc.disable()
            start = clock()
            action()
            taken.append(clock() - start)
            gc.enable()
    return statistics.median(times[0]) / statistics.median(times[1])


def claim(what: str, value: float, bound: str) -> str:
    """One line: what was measured, the ratio and the bound it is held to."""
    return f"{what}: {value:.2f} ({bound})"
