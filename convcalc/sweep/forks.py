"""An engine of several processes on this machine. Each is a fork of this one, and does every n-th piece.

A process waits where what it found is not asked for, so that not much of it is ever held. What one found before it was
killed is kept; another goes on from there.
"""

import os
import pickle
import signal
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice
from typing import Any, BinaryIO

from convcalc.check.workers import end, forked
from convcalc.document.problems import fail
from convcalc.sweep.evaluating import Evaluator, evaluator
from convcalc.sweep.running import Chunk, Engine, Sweep, chunk, here

IndexPieces = Iterable[Sequence[int]]


def processes(number: int) -> Engine:
    """An engine of so many processes; of this one, where there is to be one, or the system has no forks."""
    if number < 2 or not hasattr(os, "fork"):
        return here
    return lambda sweep, work: _done(sweep, work, number)


def _done(sweep: Sweep, work: IndexPieces, number: int) -> Iterator[Chunk]:
    """What came of each piece, in order. Nothing is taken from `work` here: each process has it as it stands."""
    evaluate = evaluator(sweep.members, sweep.gauges)
    forks = list[_Fork]()
    try:
        for k in range(number):
            forks.append(_Fork(sweep, evaluate, islice(work, k, None, number)))
        for piece in count():
            found = forks[piece % number].found()
            if found is None:
                return
            yield found
    finally:
        for fork in forks:
            fork.end()


class _Fork:
    """A process that does its share of the pieces."""

    def __init__(self, sweep: Sweep, evaluate: Evaluator, work: Iterator[Sequence[int]]) -> None:
        self._sweep, self._evaluate, self._work = sweep, evaluate, work
        self._done = 0
        self._process = forked(self._tell)

    def _tell(self, stream: BinaryIO) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asks ends it
        try:
            for piece in islice(self._work, self._done, None):
                pickle.dump(chunk(self._sweep, self._evaluate, piece), stream)
                stream.flush()
            pickle.dump(None, stream)
        except Exception as error:
            pickle.dump(error, stream)

    def found(self) -> Chunk | None:
        """What came of its next piece; None where there is none. Raises what came in its way."""
        try:
            told: Chunk | Exception | None = pickle.load(self._process[1])
        except (EOFError, pickle.UnpicklingError):
            told = self._again()
        if isinstance(told, Exception):
            raise told
        self._done += 1
        return told

    def _again(self) -> Any:
        """What another process says of the piece over which one was killed. Raises SpecError where it is, too."""
        self.end()
        self._process = forked(self._tell)
        try:
            return pickle.load(self._process[1])
        except (EOFError, pickle.UnpicklingError):
            raise fail("two processes were killed over the same points", help="is there enough memory?") from None

    def end(self) -> None:
        """End the process."""
        end(*self._process)
