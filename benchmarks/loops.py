"""Warm loops in this process, timed so that a busy machine matters little: two in turn, medians, no collector."""

import gc
import statistics
import time
from collections.abc import Callable

Action = Callable[[], object]


def ratio(ours: Action, theirs: Action, runs: int) -> float:
    """How much processor time ours takes over theirs: medians of `runs` runs in turn, after one unmeasured."""
    ours()
    theirs()
    times = [(seconds(ours), seconds(theirs)) for _ in range(runs)]
    return statistics.median(one for one, _ in times) / statistics.median(other for _, other in times)


def least(action: Action, runs: int) -> float:
    """The processor time of an action in seconds: the least of several runs."""
    return min(seconds(action) for _ in range(runs))


def seconds(action: Action) -> float:
    """The processor time of one run. The collector is off, as it is when the command runs."""
    gc.collect()
    gc.disable()
    start = time.process_time()
    action()
    taken = time.process_time() - start
    gc.enable()
    return taken
