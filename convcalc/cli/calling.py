"""A command called from within a process that serves: what it would have written, as a text."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout

from convcalc.cli import FAILED, run
from convcalc.document.records import NamedTuple


class Said(NamedTuple):
    """What a command wrote, and whether it could do its work."""

    text: str
    """On standard output."""
    beside: str
    """On standard error: notes, and what is wrong."""
    failed: bool

    @property
    def all(self) -> str:
        """Both."""
        return "\n".join(filter(None, (self.text, self.beside)))


def answer(words: list[str], given: str = "") -> Said:
    """What a command with these words writes; `given` is its standard input, and - stands for that.

    What serves speaks over the standard streams: the command has others.
    """
    out, err = _stream(), _stream()
    with _reading(given), redirect_stdout(out), redirect_stderr(err):
        code = run(words)
    return Said(_written(out), _written(err), code >= FAILED)


@contextmanager
def _reading(text: str) -> Iterator[None]:
    kept, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8")
    try:
        yield
    finally:
        sys.stdin = kept


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), "utf-8", newline="")


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode().rstrip("\n")
