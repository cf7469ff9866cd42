"""Processor time of a summary against torchinfo's of the same network, as whole processes.

Within one process the figure would not hold: the threads of a framework go on spinning for a while after its
work is done, and their time would be counted as ours.
"""

import importlib.util
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from benchmarks.interleaved import COMMAND, claim, ratio

RUNS = 5
NETWORKS = ("vgg16", "resnet50")
THEIRS = "import torchinfo, torchvision; torchinfo.summary(torchvision.models.{}(weights=None), (1, 3, 224, 224))"


def claims() -> Iterator[str]:
    """One claim a network, or why they could not be measured."""
    for library in ("torchinfo", "torchvision"):
        if importlib.util.find_spec(library) is None:
            yield f"torchinfo: not measured, {library} is not installed (pip install '.[bench]')"
            return
    for name in NETWORKS:
        ours = [COMMAND, "summary", name]
        theirs = [sys.executable, "-c", THEIRS.format(name)]
        value = ratio(lambda c=theirs: _run(c), lambda c=ours: _run(c), RUNS, _processor_time)
        yield claim(f"torchinfo / convcalc summary {name}, processor time", value, "at least 50")


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir())


def _processor_time() -> float:
    """Of all the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
