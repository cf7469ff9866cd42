"""The shipped specs with their figures: one module a format. What they are given is here."""

import re
from collections.abc import Callable, Sequence

from convcalc.analysis.analyse import Analysis
from convcalc.document.records import NamedTuple
from convcalc.language.presets import Family, Preset


class Presets(NamedTuple):
    """Families of specs, and how each spec is worked out, once it is to be shown."""

    families: Sequence[Family]
    analysed: Callable[[Preset], Analysis]

    def members(self, family: Family) -> list[tuple[Preset, Analysis]]:
        """The specs of a family by what their names start with, regnet_x before regnet_y, then by cost."""
        return sorted(((entry, self.analysed(entry)) for entry in family.entries), key=_rank)


def _rank(member: tuple[Preset, Analysis]) -> tuple[str, int]:
    start = re.match(r"(\D+)\d", member[0].name)
    return start[1] if start else "", member[1].total.macs
