"""Zip archives that hold a network: a member's bytes, bounded. Knows no formats."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from convcalc.document.problems import fail


@contextmanager
def opened_archive(name: str, file: BinaryIO, help: str = "") -> Iterator[zipfile.ZipFile]:
    """An archive, open to be read. Raises SpecError, also for damage that is met while it is read."""
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except damages() as error:
        raise fail(f"{name} is no archive that can be read: {error}", help=help) from None


def damages() -> tuple[type[Exception], ...]:
    """What comes of an archive that is damaged, or made in a way that is not known."""
    from lzma import LZMAError
    from struct import error as unpacking
    from zlib import error as inflating

    known = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError)
    return (*known, LZMAError, unpacking, inflating)
