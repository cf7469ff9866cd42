"""The one way in and the one way out: a file read or written whole, or told why not. Knows bytes, not what they say."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from errno import ENXIO
from stat import S_IFMT, S_IMODE, S_ISREG
from time import monotonic, sleep
from typing import BinaryIO

from convcalc.document.problems import SpecError, fail
from convcalc.document.wording import closest, shown

ENDINGS = (".yaml", ".yml")
LARGEST_FILE = 32 * 2**20
LONGEST_PATH, LONGEST_NAME = 200, 255

PATIENCE = 10
"""Seconds that somebody who is to read a pipe may take to come."""
_AT_ONCE = sum(getattr(os, flag, 0) for flag in ("O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY"))
_READING, _WRITING = os.O_RDONLY | _AT_ONCE, os.O_WRONLY | _AT_ONCE
_KINDS = {0o010000: "a pipe", 0o020000: "a device", 0o040000: "a folder", 0o060000: "a device", 0o140000: "a socket"}


def contents(name: str) -> bytes:
    """All of a file; of one that is no text, only the start. Raises SpecError.

    Only a regular file has contents: a pipe or a terminal would have to be waited for, and a device may have no end.
    """
    with opened(name) as file:
        return _bounded(name, file)


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """A regular file, open to be read. Raises SpecError, also for what goes wrong while it is read."""
    try:
        _regular(name, os.stat(name).st_mode)
        handle = os.open(name, _READING)
    except FileNotFoundError:
        raise fail(f"there is no file {shown_path(name)}", help=near_file(name)) from None
    except (OSError, ValueError) as error:
        raise _unread(name, error) from None
    with open(handle, "rb") as file:
        try:
            _regular(name, os.fstat(file.fileno()).st_mode)
            yield file
        except OSError as error:
            raise _unread(name, error) from None


def _unread(name: str, error: OSError | ValueError) -> SpecError:
    return fail(f"cannot read {shown_path(name)}: {_reason(error)}")


def standard_input() -> bytes:
    """All of standard input. Raises SpecError."""
    if sys.stdin is None:
        raise fail("there is no standard input to read")
    try:
        return _bounded("<stdin>", sys.stdin.buffer)
    except OSError as error:
        raise fail(f"cannot read standard input: {_reason(error)}") from None


def _regular(name: str, mode: int) -> None:
    """Raises SpecError for what is not a regular file."""
    if S_ISREG(mode):
        return
    kind = _KINDS.get(S_IFMT(mode), "something else")
    help = "write - in its place, and give it as standard input" if kind == "a pipe" else ""
    raise fail(f"{shown_path(name)} is {kind}, not a file", help=help)


def _bounded(name: str, file: BinaryIO) -> bytes:
    """All of a file that is not too large; only the start of one that is not text. Raises SpecError."""
    raw, asked = file.read(65536), 65536
    while len(raw) == asked <= LARGEST_FILE and b"\0" not in raw[:65536]:
        raw += file.read(asked)  # as much again: memory is set aside for all that is asked for
        asked *= 2
    if len(raw) > LARGEST_FILE:
        raise too_large(name)
    return raw


def too_large(name: str) -> SpecError:
    """What is told of a file that is larger than any that is read."""
    return fail(f"{shown_path(name)} is larger than {LARGEST_FILE // 2**20} MiB")


def near_file(name: str, also: Iterable[str] = ()) -> str:
    """What may have been meant by the name of a file that is not there: one beside it, or one of the other names."""
    folder, stem = os.path.split(os.path.splitext(name)[0])
    try:
        if os.path.islink(name):
            return f"it is a link, and there is no {shown_path(os.readlink(name))}"
        files = {os.path.splitext(each)[0]: each for each in os.listdir(folder or ".") if each.endswith(ENDINGS)}
    except OSError:
        return f"there is no folder {shown_path(folder)} either"
    return f"did you mean {files.get(near, near)!r}?" if (near := closest(stem, [*also, *files])) else ""


def shown_path(name: str) -> str:
    """A path as it can stand in a message: of a long one the start is left out, of a file's own name nothing."""
    own = len(os.path.basename(name))
    if len(name) <= LONGEST_PATH:
        return repr(name)
    return shown(name) if own > LONGEST_NAME else repr("..." + name[-max(own, LONGEST_PATH - 3) :])


def replace(name: str, content: bytes | Iterator[bytes], told: str = "") -> None:
    """Write a file whole or not at all; its owner, its mode and its other names stay. Raises SpecError.

    What goes wrong is `told` of another file, where this one is only kept beside that.

    What comes in pieces is written as it comes, to a file beside it; what goes wrong with a piece leaves the old file.
    What is no regular file is written into and never replaced: a device, a pipe, whatever standard output is; what
    goes wrong with that is an OSError, as for all that is written there.
    """
    pieces = content if isinstance(content, Iterator) else iter((bytes(memoryview(content)),))
    folder, own = os.path.split(name)
    if folder and not own:
        raise fail(f"cannot write {shown_path(name)}: it is a folder's name", help="end it in the name of a file")
    try:
        found = _found(name)
        handle = None if found is None else _standard(found)
        if handle is None:
            _write(name, pieces, found)
    except OSError as error:
        raise unwritten(told or name, error) from None
    if handle is not None:
        with writing_out():
            for piece in pieces:
                write_all(handle, piece)


def unwritten(name: str, error: OSError | ValueError) -> SpecError:
    """What is told of a file that cannot be written."""
    folder = os.path.dirname(name)
    missing = isinstance(error, FileNotFoundError) and folder and not os.path.exists(folder)
    help = f"there is no folder {shown_path(folder)}" if missing else ""
    return fail(f"cannot write {shown_path(name)}: {_reason(error)}", help=help)


class UnwrittenError(OSError):
    """Standard output does not take what is written there."""


@contextmanager
def writing_out() -> Iterator[None]:
    """What the system says against writing to standard output is told as such; that nobody reads it, as it is.

    Raises UnwrittenError, BrokenPipeError.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UnwrittenError(error.errno, error.strerror) from error


def append(name: str, content: bytes) -> None:
    """Write at the end of a file. Raises SpecError."""
    try:
        handle = os.open(name, _WRITING | os.O_APPEND | os.O_CREAT, 0o666)
        try:
            write_all(handle, content)
        finally:
            os.close(handle)
    except (OSError, ValueError) as error:
        raise unwritten(name, error) from None


def _found(name: str) -> os.stat_result | None:
    try:
        return os.stat(name)
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise OSError from error


def _reason(error: OSError | ValueError) -> str:
    """What the system says, in small letters."""
    return (getattr(error, "strerror", None) or "not a file name").lower()


def _write(name: str, pieces: Iterator[bytes], found: os.stat_result | None) -> None:
    if found and not S_ISREG(found.st_mode):
        return _pour(name, pieces)
    path = os.path.realpath(name)
    if found and found.st_nlink > 1:
        return _overwrite(path, b"".join(pieces))
    temporary = os.path.join(os.path.dirname(path), f".convcalc-{os.urandom(8).hex()}")
    try:
        handle = os.open(temporary, _WRITING | os.O_CREAT | os.O_EXCL, 0o666 if found is None else 0o600)
    except PermissionError:  # not our folder
        if found is None:
            raise
        return _overwrite(path, b"".join(pieces))
    return _put_in_place(path, temporary, handle, pieces, found)


def _standard(found: os.stat_result) -> int | None:
    """The descriptor of standard output or error where a file is the same; else None."""
    for handle, stream in ((1, sys.stdout), (2, sys.stderr)):
        with suppress(OSError, ValueError):
            if stream and os.path.samestat(found, os.fstat(handle)):
                stream.flush()
                return handle
    return None


def _pour(name: str, pieces: Iterator[bytes]) -> None:
    """Write into what is there."""
    handle = entered(name)
    try:
        for piece in pieces:
            write_all(handle, piece)
    finally:
        os.close(handle)


def entered(name: str, create: bool = False) -> int:
    """A descriptor to write into what is there. A pipe that nobody reads is given a while. Raises OSError."""
    end = monotonic() + PATIENCE
    while True:
        try:
            handle = os.open(name, _WRITING | (os.O_CREAT if create else 0), 0o666)
            break
        except OSError as error:
            if error.errno != ENXIO or monotonic() > end:
                raise
        sleep(0.02)
    if hasattr(os, "set_blocking"):
        os.set_blocking(handle, True)
    return handle


def _put_in_place(
    path: str, temporary: str, handle: int, pieces: Iterator[bytes], found: os.stat_result | None
) -> None:
    """Write a new file in the same folder, then give it the name. One that is to be private is so from the start."""
    try:
        try:
            _fill(handle, pieces, found)
            os.replace(temporary, path)
        except PermissionError:  # not our file
            if found is None:
                raise
            with open(temporary, "rb") as file:
                _overwrite(path, file.read())
            os.unlink(temporary)
    except BaseException:
        os.unlink(temporary)
        raise


def _fill(handle: int, pieces: Iterator[bytes], found: os.stat_result | None) -> None:
    """Write all pieces to a new file, with the owner and the mode of the one that it is to replace; close it."""
    try:
        for piece in pieces:
            write_all(handle, piece)
        os.fsync(handle)
        if found is not None and hasattr(os, "fchown"):
            os.fchown(handle, found.st_uid, found.st_gid)
            os.fchmod(handle, S_IMODE(found.st_mode))
    finally:
        os.close(handle)


def _overwrite(path: str, content: bytes) -> None:
    """Write over what is in a file. Where that fails, what it had comes back."""
    with open(path, "r+b", buffering=0) as file:
        handle, size = file.fileno(), os.fstat(file.fileno()).st_size
        before = file.read(len(content))
        try:
            file.seek(0)
            write_all(handle, content)
            os.ftruncate(handle, len(content))
        except BaseException:
            file.seek(0)
            write_all(handle, before)
            os.ftruncate(handle, size)
            raise
        os.fsync(handle)


def write_all(handle: int, content: bytes) -> None:
    """Write to a descriptor until all is written. Raises OSError where it cannot be."""
    rest = memoryview(content)
    while rest:
        try:
            rest = rest[os.write(handle, rest) :]
        except BlockingIOError:
            from select import select

            select([], [handle], [])
