"""The shipped specs and where they come from. Knows how their leading comments are worded; computes nothing.

A comment starts `# ResNet-50, He et al., Deep Residual Learning for Image Recognition (2015), arXiv:1512.03385`:
what the network is called, and its source. Specs of one source are a family.
"""

import os
import re
from itertools import groupby

from convcalc.document.files import contents
from convcalc.document.problems import fail
from convcalc.document.records import NamedTuple
from convcalc.document.wording import nearest
from convcalc.language.loading import preset_names, presets_folder

_HEAD = re.compile(r"([^,]+), (.+? \((\d{4})\)(?:, arXiv:(\d+\.\d+))?)")


class Preset(NamedTuple):
    """A shipped spec, as its leading comment introduces it."""

    name: str
    path: str
    title: str
    """What people call it: `ResNet-50`."""
    source: str
    """Authors, in the base of a family also the paper's title, year, and number at arXiv where it is there."""
    published: tuple[str, ...]
    """The year and the number at arXiv: equal in a family, and in the order of appearance."""


class Family(NamedTuple):
    """The specs of one source, which is told in full."""

    source: str
    entries: tuple[Preset, ...]


def families(part: str = "") -> list[Family]:
    """The shipped specs by source, the oldest first; those whose names hold `part`. Raises SpecError for none."""
    names = preset_names()
    if not any(part.lower() in name for name in names):
        raise fail(f"no shipped spec has {part!r} in its name", help=nearest(part, names))
    found = []
    entries_by_age = sorted(map(_entry, names), key=lambda entry: entry.published)
    for _, group in groupby(entries_by_age, lambda entry: entry.published):
        entries = tuple(group)
        chosen = tuple(entry for entry in entries if part.lower() in entry.name)
        if chosen:
            found.append(Family(max((entry.source for entry in entries), key=len), chosen))
    return found


def _entry(name: str) -> Preset:
    path = os.path.join(presets_folder(), f"{name}.yaml")
    text = contents(path).decode()
    comment = text[: text.index("\nname:")].replace("\n# ", " ").removeprefix("# ")
    match = _HEAD.match(comment)
    assert match, f"the comment of {name} does not name its source"
    title, source, *published = match.groups("")
    return Preset(name, path, title, source, tuple(published))
