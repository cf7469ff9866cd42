"""The ordinary path by stages, in a warm process: text to a spec, that to figures, these to JSON. And many files.

What a layer takes at each stage is told beside, in microseconds of this machine.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator

import yaml

from benchmarks.interleaved import COMMAND, claim, ratio
from convcalc.analysis.analyse import analyse
from convcalc.document.source import parse
from convcalc.exchange.flatten import flatten
from convcalc.exchange.spec import as_yaml
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.render.formats import parts

RUNS = 31
NETWORKS = ("densenet201", "resnet152")
FILES = 400


def claims() -> Iterator[str]:
    """Each stage of two networks, and a folder of files."""
    for name in NETWORKS:
        yield from _stages(name)
    yield from _folder()


def _stages(name: str) -> Iterator[str]:
    network = loading.load(name)
    text, spec = as_yaml(flatten(network), name), loading.read_source(loading.find(name))
    analysis, layers = analyse(network), len(network.numbers)

    def read() -> object:
        return loading.read_source(parse("flat.yaml", text))

    def figures() -> object:
        return analyse(build(spec))

    def json() -> int:
        return sum(map(len, parts("summary", "json", analysis)))

    value = ratio(read, lambda: yaml.load(text, Loader=yaml.CSafeLoader), RUNS, time.process_time)
    yield claim(f"reading {name}, flat / yaml.load of its text with the C parser", value, "at most 2")
    value = ratio(json, figures, RUNS, time.process_time)
    yield claim(f"JSON of {name} / building and analysing it, memory and fields included", value, "at most 1")
    each = [(what, _least(stage) / layers) for what, stage in (("read", read), ("built", figures), ("written", json))]
    yield "  " + ", ".join(f"{what} in {taken * 1e6:.1f}" for what, taken in each) + " us a layer"


def _least(action: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return min(times)


def _folder() -> Iterator[str]:
    """Files judged in one process, and in as many as there are cores."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if cores < 2 or not hasattr(os, "fork"):
        yield "check with several processes: not measured, there is one core, or there are no forks"
        return
    text = loading.find("resnet50").text
    with tempfile.TemporaryDirectory() as folder:
        for k in range(FILES):
            with open(os.path.join(folder, f"{k}.yaml"), "w") as file:
                file.write(text.replace("name: resnet50", f"name: resnet50_{k}"))

        def check(*jobs: str) -> object:
            return subprocess.run([COMMAND, "check", folder, *jobs], check=False, stdout=subprocess.DEVNULL)

        value = ratio(lambda: check("--jobs", "1"), check, 5)
        yield claim(f"check of {FILES} files in one process / in as many as {cores} cores pay", value, "at least 1.5")
