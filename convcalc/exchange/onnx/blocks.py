"""The bytes of a large file, read in blocks where somebody looks at them: its weights are never read.

A map of the file into memory would hold what the system reads ahead of it: 52 MB of the 102 MB of a ResNet-50.
"""

import os
from typing import BinaryIO, overload

BLOCK = 2**16


class FileBlocks:
    """What can be asked of bytes here: one, a row of them, and how many there are."""

    def __init__(self, file: BinaryIO) -> None:
        self._handle = os.dup(file.fileno())
        self._size = os.fstat(self._handle).st_size
        self._number, self._block = -1, b""

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, at: int) -> int: ...
    @overload
    def __getitem__(self, at: slice) -> bytes: ...
    def __getitem__(self, at: int | slice) -> int | bytes:
        if isinstance(at, slice):
            return self._read(at.start, at.stop - at.start)
        number, place = divmod(at, BLOCK)
        if number != self._number:
            self._number, self._block = number, self._read(number * BLOCK, BLOCK)
        return self._block[place]

    def _read(self, at: int, count: int) -> bytes:
        os.lseek(self._handle, at, os.SEEK_SET)
        return os.read(self._handle, count)

    def __del__(self) -> None:
        os.close(self._handle)
