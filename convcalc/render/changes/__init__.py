"""What became of the specs of a folder, as text: one module a format, each with `render`. What they share is here."""

from collections.abc import Sequence

from convcalc.analysis.analyse import Analysis
from convcalc.compare.history import SpecChange
from convcalc.compare.limits import Threshold
from convcalc.document.records import NamedTuple
from convcalc.render import numbers
from convcalc.render.diff import Diff


class Judged(NamedTuple):
    """What became of a spec, with the limits that the change does not keep."""

    change: SpecChange
    exceeded: Sequence[Threshold] = ()


class Changes(NamedTuple):
    """What became of all of them since a revision."""

    revision: str
    name: str
    """The file or the folder that was asked for."""
    specs: tuple[Judged, ...]

    @property
    def telling(self) -> list[Judged]:
        """Those that are not the same."""
        return [each for each in self.specs if each.change.status != "same"]

    @property
    def tally(self) -> str:
        """How many there are of each sort."""
        statuses = [each.change.status for each in self.specs]
        sorts = ("changed", "renamed", "new", "deleted", "unreadable", "same")
        counts = [f"{statuses.count(sort):,} {sort}" for sort in sorts if sort in statuses]
        return ", ".join(counts) or "no specs"

    def diff(self, each: Judged) -> Diff | None:
        """The comparison of one that has two sides."""
        change = each.change
        if change.comparison is None:
            return None
        sides = f"{self.revision}:{change.old_name or change.name}", change.name
        return Diff(change.comparison, sides, each.exceeded)


def figures(analysis: Analysis) -> str:
    """What a network costs, in a few words."""
    total = analysis.total
    return f"{numbers.count(total.params)} params, {numbers.count(total.macs)} MACs"
