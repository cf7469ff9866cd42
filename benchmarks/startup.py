"""Whole processes: a command against importing click and PyYAML, on which it stands, and which it cannot avoid."""

import os
import sys
from collections.abc import Iterator

from benchmarks.claims import Claim, missing
from benchmarks.processes import COMMAND, instructions, ratio

RUNS = 15
PART, COUNTED = "Whole processes", "Instructions"
YARDSTICK = "import click, yaml"
COMMANDS = {
    "--help": 1.2, "presets": 4.0, "summary vgg16": 1.6, "summary vgg16 --format json": 1.6, "summary resnet152": 2.0,
    "summary densenet201": 2.2,
}  # fmt: skip
"""What is run, and how many times the yardstick it may take."""


def claims() -> Iterator[Claim]:
    """Processor time as a ratio; and the same in instructions."""
    base = [sys.executable, "-c", YARDSTICK]
    for words, bound in COMMANDS.items():
        value = ratio([*COMMAND, *words.split()], base, RUNS)
        yield Claim(PART, f"`{words}` / `{YARDSTICK}`", value, bound=f"at most {bound}")
    from concurrent.futures import ThreadPoolExecutor

    whole = [["-c", "pass"], ["-c", YARDSTICK], *(["-m", "convcalc", *words.split()] for words in COMMANDS)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # what runs beside it adds no instructions
        counts = [*pool.map(instructions, whole)]
    known = counts[1]
    for words, count in zip(whole, counts, strict=True):
        if count is None or known is None:
            yield from missing(COUNTED, "instructions", "valgrind is not installed")
            return
        yield Claim(COUNTED, f"`python {' '.join(words)}`", count, "M", beside=f"{count / known:.2f} times the imports")
