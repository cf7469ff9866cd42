"""Files that are written piece by piece: as they grow, or only when all of it is there. Knows bytes and no more."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EISDIR
from typing import BinaryIO

from convcalc.document.files import entered, replace, unwritten, write_all


class GrowingFile:
    """A file that starts anew, or goes on behind its first so many bytes: each piece is there whole, and those before
    it stay. Raises SpecError.
    """

    def __init__(self, name: str, kept: int = 0) -> None:
        self.name = name
        try:
            self._handle = entered(name, create=True)
            self._cut(kept)
            os.lseek(self._handle, kept, os.SEEK_SET) if kept else None
        except (OSError, ValueError) as error:
            raise unwritten(name, error) from None
        self.size = kept

    def add(self, content: bytes) -> None:
        """Write a piece. Where that fails, what came of it is taken away again."""
        try:
            write_all(self._handle, content)
        except BaseException as error:
            with suppress(OSError):
                self._cut(self.size)
            raise unwritten(self.name, error) if isinstance(error, OSError) else error from None
        self.size += len(content)

    def close(self) -> None:
        """No more comes."""
        os.close(self._handle)

    def _cut(self, size: int) -> None:
        with suppress(OSError):  # a pipe or a device has no size
            os.ftruncate(self._handle, size)


class WaitingFile:
    """A file whose pieces wait without a name until it is whole, and then take the way of all files. Raises SpecError.

    `stream` is what pieces are written to, by whoever writes to files only.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        try:
            if os.path.isdir(name):
                raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
            self.stream = _nameless(os.path.dirname(name) or ".")
        except (OSError, ValueError) as error:
            raise unwritten(name, error) from None

    @contextmanager
    def written(self) -> Iterator[None]:
        """What goes wrong in writing to the stream is told of the file."""
        try:
            yield
        except OSError as error:
            raise unwritten(self.name, error) from None

    def keep(self) -> None:
        """Write it under its name."""
        with self.written():
            self.stream.seek(0)
        with self.stream:
            replace(self.name, iter(lambda: self.stream.read(2**20), b""))


def _nameless(folder: str) -> BinaryIO:
    """A file without a name, in a folder if it may be; it ends with the process. Raises OSError."""
    from tempfile import TemporaryFile

    try:
        return TemporaryFile(dir=folder)
    except PermissionError:  # not our folder, but maybe our file
        return TemporaryFile()
