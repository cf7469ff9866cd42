"""Files judged by several processes at once, each every n-th of them. Knows neither rules nor what a report holds.

The processes are forks of this one, which asks for what they found in the order of the files: what it makes of that
is the same however many there are. A file that a process has nothing to say of is left to whoever asks.
"""

import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from io import BytesIO
from typing import Any, BinaryIO

from convcalc.document.problems import SpecError
from convcalc.document.source import Source, parse

WORTH_IT = 16
"""Files that a process must have to do, where nobody has said how many to use."""

Work = Callable[[str], tuple[Source, Any] | None]
"""Reads a file and judges it: its document, and what is found; None for what is for others to do."""


def processes(files: int, asked: int | None) -> int:
    """How many processes to use for so many files: as many as are asked for, or as there are cores, where it pays."""
    if not hasattr(os, "fork"):
        return 1
    if asked is not None:
        return max(1, min(asked, files))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, files // WORTH_IT))


@contextmanager
def working(names: Sequence[str], count: int, work: Work) -> Iterator["Workers"]:
    """Processes at work on files, which end with it."""
    workers = Workers(names, count)
    try:
        workers.start(work)
        yield workers
    finally:
        workers.stop()


class Workers:
    """What processes at work on files have found."""

    def __init__(self, names: Sequence[str], count: int) -> None:
        self._shares = [names[k::count] for k in range(count)]
        self._of = {name: k for k, share in enumerate(self._shares) for name in share}
        self._children: list[tuple[int, BinaryIO]] = []
        self._others: dict[str, Source] = {}

    def start(self, work: Work) -> None:
        """Start them; where the system gives no more, those that it gives."""
        with suppress(OSError):
            for share in self._shares:
                self._children.append(_started(share, work))

    def found(self, name: str, source: Source) -> Any:
        """What was found of a file whose document is at hand.

        None where it is not known. Raises SpecError where the file could not be judged.
        """
        child = self._of.pop(name, len(self._children))
        if child >= len(self._children):
            return None
        try:
            told = self._told(child, name)
            found = told and _Receiver(told, source, self._other).load()
        except (EOFError, OSError, pickle.PickleError, SpecError):
            return None
        if isinstance(found, SpecError):
            raise found
        return found

    def _told(self, child: int, name: str) -> bytes:
        """What a process says of a file; what it says of those before it is not asked for any more."""
        told = "", b""
        while told[0] != name:
            told = pickle.load(self._children[child][1])
        return told[1]

    def _other(self, name: str, text: str) -> Source:
        """A document that a process has met on its way: a base, or the settings."""
        if name not in self._others:
            self._others[name] = parse(name, text)
        return self._others[name]

    def stop(self) -> None:
        """End them all, whatever they do."""
        for child in self._children:
            end(*child)


def _started(names: Sequence[str], work: Work) -> tuple[int, BinaryIO]:
    """A process that judges files, and what it says."""

    def tell(stream: BinaryIO) -> None:
        for name in names:
            pickle.dump((name, _done(name, work)), stream)

    return forked(tell)


def forked(tell: Callable[[BinaryIO], None]) -> tuple[int, BinaryIO]:
    """A fork of this process that tells something and ends: its number, and what it says. Raises OSError."""
    reading, writing = os.pipe()
    number = os.fork()
    if number:
        os.close(writing)
        return number, os.fdopen(reading, "rb")
    try:
        os.close(reading)  # else it would wait for a reader for ever where this process is killed
        with os.fdopen(writing, "wb") as stream:
            tell(stream)
    finally:
        os._exit(0)


def end(number: int, stream: BinaryIO) -> None:
    """End a fork, whatever it does."""
    stream.close()
    with suppress(OSError):
        os.kill(number, 9)
    with suppress(OSError):
        os.waitpid(number, 0)


def _done(name: str, work: Work) -> bytes:
    """What is to be told of a file, packed; nothing where that, too, is for others to find out."""
    try:
        if (worked := work(name)) is None:
            return b""
        text = BytesIO()
        _Sender(text, worked[0]).dump(worked[1])
        return text.getvalue()
    except Exception:
        return b""


class _Sender(pickle.Pickler):
    """Packs what is found. Of documents are told the name and the text, and neither of that of the file itself."""

    def __init__(self, stream: BytesIO, own: Source) -> None:
        super().__init__(stream)
        self._own = own

    def persistent_id(self, obj: Any) -> tuple[str, ...] | None:
        if type(obj) is not Source:
            return None
        return () if obj is self._own else (obj.name, obj.text)


class _Receiver(pickle.Unpickler):
    def __init__(self, told: bytes, own: Source, other: Callable[[str, str], Source]) -> None:
        super().__init__(BytesIO(told))
        self._own = own
        self._other = other

    def persistent_load(self, pid: Any) -> Source:
        return self._other(*pid) if pid else self._own
