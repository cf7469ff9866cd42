"""The one way in and the one way out: a file read or written whole, or told why not. Knows bytes, not what they say."""

import os
import sys
from collections.abc import Iterable
from stat import S_IFMT, S_ISREG
from typing import BinaryIO

from convcalc.document.problems import fail
from convcalc.document.wording import closest, shown

ENDINGS = (".yaml", ".yml")
LARGEST_FILE = 32 * 2**20
LONGEST_PATH, LONGEST_NAME = 200, 255

_READING = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in ("O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY"))
_KINDS = {0o010000: "a pipe", 0o020000: "a device", 0o040000: "a folder", 0o060000: "a device", 0o140000: "a socket"}


def contents(name: str) -> bytes:
    """All of a file; of one that is no text, only the start. Raises SpecError.

    Only a regular file has contents: a pipe or a terminal would have to be waited for, and a device may have no end.
    """
    try:
        _regular(name, os.stat(name).st_mode)
        with open(os.open(name, _READING), "rb") as file:
            _regular(name, os.fstat(file.fileno()).st_mode)
            return _bounded(name, file)
    except FileNotFoundError:
        raise fail(f"there is no file {shown_path(name)}", help=near_file(name)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise fail(f"cannot read {shown_path(name)}: {reason.lower()}") from None


def standard_input() -> bytes:
    """All of standard input. Raises SpecError."""
    if sys.stdin is None:
        raise fail("there is no standard input to read")
    try:
        return _bounded("<stdin>", sys.stdin.buffer)
    except OSError as error:
        raise fail(f"cannot read standard input: {(error.strerror or '').lower()}") from None


def _regular(name: str, mode: int) -> None:
    """Raises SpecError for what is not a regular file."""
    if S_ISREG(mode):
        return
    kind = _KINDS.get(S_IFMT(mode), "something else")
    help = "write - in its place, and give it as standard input" if kind == "a pipe" else ""
    raise fail(f"{shown_path(name)} is {kind}, not a file", help=help)


def _bounded(name: str, file: BinaryIO) -> bytes:
    """All of a file that is not too large; only the start of one that is not text. Raises SpecError."""
    raw = file.read(65536)
    if b"\0" not in raw:
        raw += file.read(LARGEST_FILE + 1 - len(raw))
    if len(raw) > LARGEST_FILE:
        raise fail(f"{shown_path(name)} is larger than {LARGEST_FILE // 2**20} MiB")
    return raw


def near_file(name: str, also: Iterable[str] = ()) -> str:
    """What may have been meant by the name of a file that is not there: one beside it, or one of the other names."""
    folder, base = os.path.split(name)
    try:
        files = {os.path.splitext(each)[0]: each for each in os.listdir(folder or ".") if each.endswith(ENDINGS)}
    except OSError:
        return f"there is no folder {shown_path(folder)} either"
    match = closest(os.path.splitext(base)[0], [*also, *files])
    return f"did you mean {files.get(match, match)!r}?" if match else ""


def shown_path(name: str) -> str:
    """A path as it can stand in a message: of a long one the start is left out, of a file's own name nothing."""
    own = len(os.path.basename(name))
    if len(name) <= LONGEST_PATH:
        return repr(name)
    return shown(name) if own > LONGEST_NAME else repr("..." + name[-max(own, LONGEST_PATH - 3) :])


def replace(name: str, content: bytes) -> None:
    """Write a file whole or not at all: beside it first, then in its place. Its permissions stay. Raises OSError."""
    from tempfile import mkstemp

    path = os.path.realpath(name)
    handle, temporary = mkstemp(prefix=f".{os.path.basename(path)}.", dir=os.path.dirname(path))
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if os.path.exists(path):
            os.chmod(temporary, os.stat(path).st_mode)
        else:
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(temporary, 0o666 & ~mask)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
