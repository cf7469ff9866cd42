"""The standard streams as a process finds them, made fit to write to: absent, unbuffered, of any encoding."""

import io
import os
import sys
from contextlib import suppress
from typing import Any, BinaryIO, TextIO


class _Whole(io.RawIOBase):
    """A descriptor that takes all that is written to it, or raises; a deaf one never raises."""

    def __init__(self, handle: int, deaf: bool) -> None:
        self._handle, self._deaf = handle, deaf

    def writable(self) -> bool:
        """It is."""
        return True

    def fileno(self) -> int:
        """The descriptor."""
        return self._handle

    def isatty(self) -> bool:
        """Whether a terminal is behind it."""
        return os.isatty(self._handle)

    def write(self, content: Any) -> int:
        """All of it."""
        from convcalc.document.files import write_all

        try:
            write_all(self._handle, content)
        except OSError:
            if not self._deaf:
                raise
        return len(content)


def prepare() -> None:
    """Make standard output write all or fail, standard error never fail, and both take every character."""
    if sys.stdin is None:
        os.open(os.devnull, os.O_RDONLY)  # that no other file comes to stand in its place
    sys.stdout = _fit(sys.stdout, deaf=False)
    sys.stderr = _fit(sys.stderr, deaf=True)


def _fit(stream: TextIO | None, deaf: bool) -> TextIO:
    if stream is None:  # closed, or a service without a console
        return open(os.devnull, "w", encoding="utf-8")
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    if _must_wrap(stream, deaf):
        raw = io.BufferedWriter(_Whole(stream.fileno(), deaf))
        stream = io.TextIOWrapper(raw, stream.encoding, stream.errors, line_buffering=stream.line_buffering)
    if stream.errors in ("strict", "surrogateescape"):
        stream.reconfigure(errors="backslashreplace")
    return stream


def _must_wrap(stream: io.TextIOWrapper, deaf: bool) -> bool:
    """Whether writing may stop half-way, or fail where it should not. The console of Windows writes by itself."""
    if os.name == "nt" and stream.isatty():
        return False
    if deaf or isinstance(stream.buffer, io.RawIOBase):
        return True
    return hasattr(os, "get_blocking") and not os.get_blocking(stream.fileno())


def served() -> BinaryIO:
    """Standard input, of what goes on until that ends. Raises SpecError where there is none."""
    if sys.stdin is None:
        from convcalc.document.problems import fail

        raise fail("there is no standard input to read")
    return sys.stdin.buffer


def give_up() -> None:
    """Send what standard output still holds nowhere: whoever read it is gone, or the disk is full."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def flush() -> None:
    """Write out what is left, as far as that is possible."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()
