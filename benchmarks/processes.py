"""Whole processes: their processor time, the most memory, and the instructions that they take."""

import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence

_INSTALLED = os.path.join(os.path.dirname(sys.executable), "convcalc")
COMMAND = [_INSTALLED] if os.path.exists(_INSTALLED) else [sys.executable, "-m", "convcalc"]
"""The command as it is installed beside this Python; it runs elsewhere than in the checkout."""


LONGEST = 300
"""Seconds after which a process is stopped."""


class ProcessError(Exception):
    """A process that did not end as it should."""


def measured(command: Sequence[str]) -> tuple[float, int]:
    """The processor time of a command in seconds, and the most memory in bytes. Raises ProcessError."""
    with open(os.devnull, "wb") as nowhere, tempfile.TemporaryFile() as errors:
        streams = [(os.POSIX_SPAWN_DUP2, nowhere.fileno(), 1), (os.POSIX_SPAWN_DUP2, errors.fileno(), 2)]
        number = os.posix_spawnp(command[0], list(command), os.environ, file_actions=streams)
        watch = threading.Timer(LONGEST, os.kill, (number, signal.SIGKILL))
        watch.start()
        try:
            _, status, used = os.wait4(number, 0)
        finally:
            watch.cancel()
        code = os.waitstatus_to_exitcode(status)
        if code == -signal.SIGKILL:
            raise ProcessError(f"killed, after {LONGEST} seconds or for want of memory")
        if code:
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip().splitlines()
            raise ProcessError(said[-1] if said else f"exit code {code}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss * 1024


def ratio(ours: Sequence[str], theirs: Sequence[str], runs: int, by_the_clock: bool = False) -> float:
    """How much processor time ours takes over theirs: the median of runs in turn, after one of each unmeasured."""
    take = _elapsed if by_the_clock else _taken
    take(ours)
    take(theirs)
    return statistics.median(take(ours) / take(theirs) for _ in range(runs))


def _taken(command: Sequence[str]) -> float:
    return measured(command)[0]


def _elapsed(command: Sequence[str]) -> float:
    start = time.perf_counter()
    measured(command)
    return time.perf_counter() - start


def instructions(command: Sequence[str]) -> float | None:
    """The instructions of a command in millions, which no other load changes; None where nothing here counts them."""
    if not shutil.which("valgrind"):
        return None
    counting = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", sys.executable, *command]
    environment = os.environ | {"PYTHONHASHSEED": "0"}
    with tempfile.TemporaryDirectory() as empty:  # what lies beside it is looked through at each import
        run = subprocess.run(counting, check=False, capture_output=True, text=True, env=environment, cwd=empty)
    if run.returncode:
        raise ProcessError(f"{' '.join(command)}: exit code {run.returncode}")
    lines = [line for line in run.stderr.splitlines() if "Collected" in line or "refs" in line]
    return int(lines[-1].split(":")[-1].replace(",", "").split()[0]) / 1e6 if lines else None


def can(python: str, library: str) -> bool:
    """Whether a Python has a library."""
    words = [python, "-c", f"import importlib.util as u, sys; sys.exit(u.find_spec({library!r}) is None)"]
    return subprocess.run(words, check=False, capture_output=True).returncode == 0
