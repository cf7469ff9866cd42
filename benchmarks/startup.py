"""Whole processes: a summary against importing the libraries that it stands on."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator

from benchmarks.interleaved import COMMAND, Action, claim, ratio

RUNS = 31


def _process(*command: str) -> Action:
    elsewhere = tempfile.gettempdir()  # so that the installed package is measured, and not the checkout
    return lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=elsewhere)


def claims() -> Iterator[str]:
    """The start-up claims."""
    base = _process(sys.executable, "-c", "import click, yaml")
    for words, bound in (("--help", "at most 1.2"), ("presets", "at most 4")):
        yield claim(f"{words} / import click, yaml", ratio(_process(COMMAND, words), base, RUNS), bound)
    summary = (COMMAND, "summary", "vgg16")
    json = ratio(_process(*summary, "--format", "json"), base, RUNS)
    yield claim("summary vgg16 --format json / import click, yaml", json, "at most 1.5")
    libraries = "import click, yaml, rich.console, rich.table"
    table = ratio(_process(*summary), _process(sys.executable, "-c", libraries), RUNS)
    yield claim(f"summary vgg16 / {libraries}", table, "at most 1.5")
