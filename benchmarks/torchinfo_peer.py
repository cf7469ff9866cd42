"""Processor time of a summary against torchinfo's of the same network: whole processes, and the work alone.

For the work alone, torchinfo's model is already built, and convcalc reads, builds, analyses and draws.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from benchmarks.interleaved import claim, ratio

RUNS = 5
NETWORKS = ("vgg16", "resnet50")
THEIRS = "import torchinfo, torchvision; torchinfo.summary(torchvision.models.{}(weights=None), (1, 3, 224, 224))"


def claims() -> Iterator[str]:
    """Two claims a network, or why they could not be measured."""
    try:
        import torchinfo
        import torchvision
    except ImportError as error:
        yield f"torchinfo: not measured, {error.name} is not installed (pip install '.[bench]')"
        return
    for name in NETWORKS:
        ours = [sys.executable, "-m", "convcalc", "summary", name]
        theirs = [sys.executable, "-c", THEIRS.format(name)]
        value = ratio(lambda c=theirs: _run(c), lambda c=ours: _run(c), RUNS, _children)
        yield claim(f"torchinfo / convcalc summary {name}, whole processes, processor time", value, "at least 50")
        model = getattr(torchvision.models, name)(weights=None)
        value = ratio(
            lambda model=model: torchinfo.summary(model, (1, 3, 224, 224), verbose=0),
            lambda name=name: _summary(name),
            RUNS,
            time.process_time,
        )
        yield claim(f"torchinfo / convcalc summary {name}, the work alone, processor time", value, "told beside it")


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir(), env=dict(os.environ))


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _summary(name: str) -> str:
    from convcalc import api
    from convcalc.render import table
    from convcalc.render.columns import COLUMNS, DEFAULT
    from convcalc.render.outline import outline

    analysis = api.analyse(api.load(name))
    return table.render(analysis, outline(analysis), [COLUMNS[column] for column in DEFAULT])
