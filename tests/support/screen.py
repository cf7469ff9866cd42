"""What a person sees: a command run at a terminal, and drawings as text."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence

SECONDS = 60
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def at_terminal(
    *command: str, columns: int = 80, lines: int = 0, program: Sequence[str] = ("-m", "convcalc"), **environment: str
) -> str:
    """What `convcalc` with these words writes to a terminal, its standard error too."""
    reading, writing = pty.openpty()
    fcntl.ioctl(writing, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    hidden = ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "PAGER", "LESS")
    env = {name: value for name, value in os.environ.items() if name not in hidden}
    env |= {"TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8", **environment}
    words = [sys.executable, *program, *command]
    process = subprocess.Popen(words, stdin=writing, stdout=writing, stderr=writing, env=env, start_new_session=True)
    os.close(writing)
    try:
        return until_the_end(reading, time.monotonic() + SECONDS).decode().replace("\r\n", "\n")
    finally:
        process.kill()
        process.wait()
        os.close(reading)


def until_the_end(reading: int, end: float) -> bytes:
    """All that is still written to a terminal, where that ends by a time."""
    parts = []
    while time.monotonic() < end:
        if select.select([reading], [], [], 0.1)[0]:
            try:
                parts.append(os.read(reading, 65536))
            except OSError:  # so a terminal ends that nobody writes to any more
                return b"".join(parts)
    raise AssertionError(f"still at it: {b''.join(parts)!r}")


def plain(text: str) -> str:
    """A text without colours."""
    return ESCAPES.sub("", text)
