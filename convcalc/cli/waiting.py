"""How far something is that takes over a second: on a terminal's standard error, and gone when it is done.

Nothing is drawn, and rich is not loaded, before that second is over.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

HowMany = Callable[[], int] | None
"""How many there are; asked only once it is shown."""
PATIENCE = 1.0
"""Seconds that nobody minds."""


@contextmanager
def waiting(what: str, total: HowMany, doing: str) -> Iterator[Callable[[int], None]]:
    """What is told how many of what are done, of a total where it is known; what is `doing` before any is."""
    shown = _Shown(what, total, doing)
    try:
        yield shown.update
    finally:
        shown.stop()


class _Shown:
    """What is on the terminal, once it is.

    Where the total is known, news come often enough to look at the clock then. Else there may be none, and a timer
    looks: processes that are forked meanwhile would have half of it.
    """

    def __init__(self, what: str, total: HowMany, doing: str) -> None:
        self._what, self._total, self._doing = what, total, doing
        self._due = monotonic() + PATIENCE
        self._lock, self._over = Lock(), False
        self._drawn: Progress | None = None
        self._timer = Timer(PATIENCE, self._start) if total is None else None
        if self._timer:
            self._timer.daemon = True
            self._timer.start()

    def update(self, count: int) -> None:
        """So many are done."""
        if self._drawn is None and monotonic() > self._due:
            self._start()
        if self._drawn:
            words = f"{count:,} {self._what}" if self._total is None else self._what
            self._drawn.update(self._drawn.task_ids[0], completed=count, description=words)

    def _start(self) -> None:
        with self._lock:
            if self._over or self._drawn:
                return
            drawn = _drawing(self._total is not None)
            drawn.add_task(self._doing, total=self._total() if self._total else None)
            drawn.start()
            self._drawn = drawn

    def stop(self) -> None:
        """Take it away."""
        if self._timer:
            self._timer.cancel()
        with self._lock:
            self._over = True
            if self._drawn:
                self._drawn.stop()


def _drawing(counted: bool) -> "Progress":
    """A bar where it is known how many there are, else a sign that something is done."""
    import sys

    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        SpinnerColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    from convcalc.cli.drawing import console

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{int(task.speed):,} a second" if task.speed else "")

    words = TextColumn("{task.description}", markup=False)
    counted_ones = (words, BarColumn(20), MofNCompleteColumn(), Rate(), TimeRemainingColumn(compact=True))
    columns = counted_ones if counted else (SpinnerColumn(), words)
    return Progress(*columns, console=console(sys.stderr), transient=True, redirect_stdout=False)
