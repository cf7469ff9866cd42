"""A file that is written piece by piece: each is there whole, and those before it stay. Knows bytes and no more."""

import os
from contextlib import suppress

from convcalc.document.files import shown_path, write_all
from convcalc.document.problems import fail


class GrowingFile:
    """A file that starts anew, or goes on behind its first so many bytes. Raises SpecError."""

    def __init__(self, name: str, kept: int = 0) -> None:
        self.name = name
        try:
            flags = os.O_WRONLY | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
            self._handle = os.open(name, flags, 0o666)
            self._cut(kept)
            os.lseek(self._handle, kept, os.SEEK_SET) if kept else None
        except (OSError, ValueError) as error:
            raise self._refused(error) from None
        self.size = kept

    def add(self, content: bytes) -> None:
        """Write a piece. Where that fails, what came of it is taken away again."""
        try:
            write_all(self._handle, content)
        except BaseException as error:
            with suppress(OSError):
                self._cut(self.size)
            raise self._refused(error) if isinstance(error, OSError) else error from None
        self.size += len(content)

    def close(self) -> None:
        """No more comes."""
        os.close(self._handle)

    def _cut(self, size: int) -> None:
        with suppress(OSError):  # a pipe or a device has no size
            os.ftruncate(self._handle, size)

    def _refused(self, error: BaseException) -> Exception:
        reason = (getattr(error, "strerror", None) or "not a file name").lower()
        return fail(f"cannot write {shown_path(self.name)}: {reason}")
