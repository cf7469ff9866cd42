"""The figures of shipped specs. They are written down beside the specs by `python -m docs`, and taken from there
as long as no spec that they come from has changed since.
"""

import json
import os
from collections.abc import Iterator
from typing import Any
from zlib import crc32

from convcalc.document.files import contents
from convcalc.document.records import NamedTuple
from convcalc.language.loading import preset_names, presets_folder, project_order

FILE = "figures.json"


class PresetFigures(NamedTuple):
    """What is told of a shipped spec."""

    input: str
    """The volume, as it is written."""
    params: int
    buffers: int
    macs: int
    field: str
    """The receptive field, as a person reads it."""
    exact: dict[str, Any]
    """The input and the receptive field, as JSON holds them."""


def figures_of(name: str) -> PresetFigures:
    """The figures of a shipped spec, worked out."""
    from convcalc.analysis.analyse import analyse
    from convcalc.language.loading import load
    from convcalc.render import numbers
    from convcalc.render.summary.json import by_input

    analysis = analyse(load(os.path.join(presets_folder(), f"{name}.yaml")))
    volume, total = analysis.network.input, analysis.total
    field = by_input(analysis, [each.fields[0] for each in analysis.sights])
    exact = {"input": list(volume.numbers), "receptive_field": field}
    return PresetFigures(str(volume), total.params, total.buffers, total.macs, numbers.field(analysis.reach), exact)


def written_down() -> dict[str, PresetFigures]:
    """Those that hold as they are written down, by the names of the specs. None where volumes are shown otherwise."""
    path = os.path.join(presets_folder(), FILE)
    if not os.path.isfile(path) or project_order(presets_folder()):
        return {}
    told = json.loads(contents(path))
    same = {name for name in preset_names() if told["texts"].get(name) == _sum(name)}
    return {name: PresetFigures(*each) for name, (of, *each) in told["figures"].items() if same.issuperset(of)}


def text() -> str:
    """What is written down: a sum of the text of each spec; and of each the specs that it is of, and its figures."""
    names = preset_names()
    sums = json.dumps({name: _sum(name) for name in names}, indent=0)
    rows = (f"{json.dumps(name)}: {json.dumps([_read(name), *figures_of(name)])}" for name in names)
    return f'{{"texts": {sums},\n"figures": {{\n' + ",\n".join(rows) + "\n}}\n"


def _sum(name: str) -> int:
    return crc32(contents(os.path.join(presets_folder(), f"{name}.yaml")))


def _read(name: str) -> list[str]:
    """The specs that a spec is read from: itself, and those that it extends or calls."""
    from convcalc.language.loading import find, read_source

    return sorted(set(_files(read_source(find(name)))))


def _files(spec: Any) -> Iterator[str]:
    for source in spec.files:
        yield os.path.splitext(os.path.basename(source.name))[0]
    for called in spec.called.values():
        yield from _files(called)
