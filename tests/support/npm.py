"""What tests run of npm's packages: fetched once, also where several workers want it at the same time."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Only one worker at a time is in here for a folder."""
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def needs(*programs: str) -> None:
    """Skip the test where a program is not installed."""
    if absent := [program for program in programs if not shutil.which(program)]:
        pytest.skip(f"not installed: {', '.join(absent)}")


def npm(folder: Path, *arguments: str) -> str:
    """What npm prints. Skips the test where it fails, as without a network."""
    done = subprocess.run(["npm", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"npm {arguments[0]} failed in {folder.name}: {done.stderr.strip()[-200:]}")
    return done.stdout


def install(folder: Path) -> None:
    """The packages that a folder's package.json names, beside it."""
    npm(folder, "install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts")
