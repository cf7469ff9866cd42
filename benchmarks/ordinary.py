"""The ordinary path by stages, in a warm process: text to a spec, that to figures, these to JSON. And many files.

What a layer takes at each stage is told beside, in microseconds of this machine.
"""

import os
import tempfile
from collections.abc import Callable, Iterator

import yaml

from benchmarks.claims import Claim, missing, tried
from benchmarks.loops import least, ratio
from benchmarks.processes import COMMAND
from benchmarks.processes import ratio as ratio_of_processes
from convcalc.analysis.analyse import analyse
from convcalc.document.source import parse
from convcalc.exchange.flatten import flatten
from convcalc.exchange.spec import as_yaml
from convcalc.language import loading
from convcalc.language.expansion import build
from convcalc.render.formats import parts

RUNS, FEW = 31, 3
PART = "Warm loops"
NETWORKS = ("vgg16", "resnet152", "densenet201")
FILES = 400


def claims() -> Iterator[Claim]:
    """Each stage of some networks, and a folder of files."""
    for name in NETWORKS:
        yield from tried(PART, name, lambda name=name: _stages(name, as_yaml(flatten(loading.load(name)), name), RUNS))
    for name, text in LARGE.items():
        yield from tried(PART, name, lambda name=name, text=text: _stages(name, text(), FEW))
    yield from tried(PART, "check with several processes", _folder)


def long_text() -> str:
    """A layer a line, hardly two neighbours alike."""
    return "\n".join(["input: 8x8x4", "layers:", *(f"- conv: {k % 7 + 1} 3x3 p1" for k in range(100_000)), ""])


def wide_text() -> str:
    """Branches side by side, of three layers each."""
    wide = [f"      b{k}: [conv: {k % 7 + 1} 1x1, bn, relu]" for k in range(3_000)]
    return "\n".join(["input: 8x8x4", "layers:", "  - concat:", *wide, ""])


LARGE: dict[str, Callable[[], str]] = {"a text of 100,000 layers": long_text, "a graph of 3,000 branches": wide_text}


def _stages(name: str, text: str, runs: int) -> Iterator[Claim]:
    spec = loading.read_source(parse("flat.yaml", text))
    analysis = analyse(build(spec))
    layers = len(analysis.network.numbers)

    def plain() -> object:
        return yaml.load(text, Loader=yaml.CSafeLoader)

    def read() -> object:
        return loading.read_source(parse("flat.yaml", text))

    def figures() -> object:
        return analyse(build(spec))

    def json() -> int:
        return sum(map(len, parts("summary", "json", analysis)))

    each = [least(stage, runs // 2 or 1) / layers * 1e6 for stage in (read, figures, json)]
    value, told = ratio(read, plain, runs), [f"{taken:.1f} us a layer" for taken in each]
    yield Claim(
        PART, f"reading {name}, a layer a line / `yaml.load` with the C parser", value, "times", "at most 2", told[0]
    )
    yield Claim(PART, f"building and analysing {name}", each[1], "us a layer")
    what = f"JSON of {name} / building and analysing it"
    yield Claim(PART, what, ratio(json, figures, runs), bound="at most 1", beside=told[2])


def _folder() -> Iterator[Claim]:
    """Files judged in one process, and in as many as there are cores."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if cores < 2 or not hasattr(os, "fork"):
        yield from missing(PART, "check with several processes", "there is one core, or there are no forks")
        return
    text = loading.find("resnet50").text
    with tempfile.TemporaryDirectory() as folder:
        for k in range(FILES):
            with open(os.path.join(folder, f"{k}.yaml"), "w") as file:
                file.write(text.replace("name: resnet50", f"name: resnet50_{k}"))
        check = [*COMMAND, "check", folder]
        value = ratio_of_processes([*check, "--jobs", "1"], check, 3, by_the_clock=True)
        yield Claim(
            "Whole processes", f"`check` of {FILES} files in one process / in {cores}", value, bound="at least 1.5"
        )
