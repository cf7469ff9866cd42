"""Whole processes: a command against importing click and PyYAML, on which it stands, and which it cannot avoid."""

import sys
from collections.abc import Iterator

from benchmarks.claims import Claim, missing
from benchmarks.processes import COMMAND, instructions, ratio

RUNS = 31
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
    known = instructions(["-c", YARDSTICK])
    if known is None:
        yield from missing(COUNTED, "instructions", "valgrind is not installed")
        return
    for words in ("-c pass", f"-c {YARDSTICK}", *(f"-m convcalc {each}" for each in COMMANDS)):
        first, _, rest = words.partition(" ")
        more = [rest] if first == "-c" else rest.split()
        count = instructions([first, *more])
        assert count is not None
        yield Claim(COUNTED, f"`python {words}`", count, "M", beside=f"{count / known:.2f} times the imports")
