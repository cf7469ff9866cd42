"""Processor time held to a bound, on any machine, busy or not."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

ADDITIONS = 1_000_000
SECONDS = 0.05
"""What these additions take where the bounds of the tests were set."""

ROUNDS = 5


@contextmanager
def timed() -> Iterator[Callable[[], float]]:
    """Seconds so far, with the collector off as the command has it: what other tests have left is not its matter."""
    start, gc_was_on = time.process_time(), gc.isenabled()
    gc.disable()
    try:
        yield lambda: time.process_time() - start
    finally:
        if gc_was_on:
            gc.enable()


def slowness() -> float:
    """How many times as long as there this machine takes now; 1 where it is faster."""
    rounds = []
    for _ in range(ROUNDS):
        start, total = time.process_time(), 0
        for k in range(ADDITIONS):
            total += k
        rounds.append(time.process_time() - start)
    return max(sorted(rounds)[ROUNDS // 2] / SECONDS, 1.0)


def within(bound: float, seconds: float) -> bool:
    """Whether what took so long stays in its bound: a slow machine is asked how slow it is only where it matters."""
    return seconds <= bound or seconds <= bound * slowness()
