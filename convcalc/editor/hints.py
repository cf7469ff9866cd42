"""What stands beside the lines of a spec: the volume that comes out there, and the sums up to there."""

from itertools import accumulate

from convcalc.analysis.analyse import Analysis
from convcalc.document.records import NamedTuple
from convcalc.editor.items import WrittenItem, written_items
from convcalc.editor.reading import OpenSpec
from convcalc.render.numbers import count, field, size


class Hint(NamedTuple):
    """A few figures beside a line."""

    line: int
    """From 1."""
    text: str
    """The volume, and the sums up to there: `32x32x10  Σ 760 params, 768.0k MACs`."""
    more: str
    """The line's own figures."""


def hints(reading: OpenSpec) -> tuple[Hint, ...]:
    """The hints of a spec, as far as it can be computed."""
    return hints_of(reading.analysis, reading.name) if reading.analysis else ()


def hints_of(analysis: Analysis, name: str) -> tuple[Hint, ...]:
    """A hint for each line of the file `name` on which items start that came to something.

    Of several on a line, the volumes of all are told, and what the last comes to.
    """
    params = list(accumulate(row.cost.params for row in analysis.rows))
    macs = list(accumulate(row.cost.macs for row in analysis.rows))
    found: dict[int, Hint] = {}
    for each in written_items(analysis.network, name).values():
        line = each.item.value_place.on_key().position.line
        sums = f"  Σ {count(params[each.last])} params, {count(macs[each.last])} MACs" if len(each.ends) == 1 else ""
        before = f"{found[line].text.split('  ')[0]}, " if line in found else ""
        found[line] = Hint(line, before + _volumes(analysis, each) + sums, _own(analysis, each))
    return tuple([found[line] for line in sorted(found)])


def _volumes(analysis: Analysis, written: WrittenItem) -> str:
    """What comes out: in several calls, in the first and in the last."""
    first, last = (analysis.rows[number].node.site.output for number in (written.ends[0], written.ends[-1]))
    if len(written.ends) == 1:
        return str(last)
    return f"{first}{'' if first == last else f' to {last}'} in {len(written.ends)} calls"


def _own(analysis: Analysis, written: WrittenItem) -> str:
    rows = [analysis.rows[number] for number in written.numbers]
    last = rows[-1]
    parts = (
        f"{count(sum(row.cost.params for row in rows), exact=True)} params",
        f"{count(sum(row.cost.macs for row in rows), exact=True)} MACs",
        f"{size(sum(row.bytes for row in rows))} of outputs",
        f"receptive field {field(last.reach)}",
    )
    layers = f" of {len(rows)} layers" if len(rows) > 1 else ""
    return f"{', '.join(parts)}{layers}"
