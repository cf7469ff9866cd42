"""The shipped specs with their figures: one module a format. What they are given is here."""

import re
from collections.abc import Callable, Sequence

from convcalc.document.records import NamedTuple
from convcalc.language.presets import Family, Preset
from convcalc.render.presets.figures import PresetFigures


class Presets(NamedTuple):
    """Families of specs, and how each spec is worked out, once it is to be shown."""

    families: Sequence[Family]
    figures: Callable[[str], PresetFigures]

    def members(self, family: Family) -> list[tuple[Preset, PresetFigures]]:
        """The specs of a family by what their names start with, regnet_x before regnet_y, then by cost."""
        return sorted(((entry, self.figures(entry.name)) for entry in family.entries), key=_rank)


def _rank(member: tuple[Preset, PresetFigures]) -> tuple[str, int]:
    start = re.match(r"(\D+)\d", member[0].name)
    return start[1] if start else "", member[1].macs
