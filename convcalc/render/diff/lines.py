"""What the formats of a diff show: equal edits in one line, figures block by block, totals. Knows no layout."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, zip_longest
from typing import Any

from convcalc.analysis.cost import Cost
from convcalc.analysis.receptive_field import Reach
from convcalc.analysis.truth import Sizes
from convcalc.compare.alignment import Piece
from convcalc.compare.changes import OF_OUTPUTS, Change, OutputChange
from convcalc.compare.difference import Comparison
from convcalc.compare.layers import Difference
from convcalc.compare.limits import Threshold
from convcalc.document.records import NamedTuple
from convcalc.document.wording import many, shown
from convcalc.model.quantities import EXPECTABLE, QUANTITIES
from convcalc.render import numbers

FEW = 15
"""Lines of figures that a person likes to read: blocks are opened as long as there are no more."""
MOST = 40
"""Lines of one list; what goes beyond is counted."""
DEEPEST = 10**9
SHOWN = tuple(name for name, row in QUANTITIES.items() if row.shown == "always" or row.unit == "volume")
"""What is shown of a layer or a block."""


class Remark(NamedTuple):
    """Layers or blocks with the same edit, or that only one side has alike."""

    where: str
    """The path of the first, and how many more there are."""
    text: str


class Changed(NamedTuple):
    """A layer or a block with the figures of SHOWN that changed, as `before -> after`."""

    where: str
    cells: dict[str, str]


class Total(NamedTuple):
    """A total, before and after."""

    title: str
    before: str
    after: str
    difference: str
    percent: str


def variables(comparison: Comparison) -> list[Remark]:
    """The variables that changed."""
    return [Remark(change.what, _arrow(_value(change.before), _value(change.after))) for change in comparison.variables]


def renamed(comparison: Comparison, full: bool = False) -> list[Remark]:
    """The block calls, branches and heads that are called otherwise, with what they are called now."""
    groups = _groups(comparison.renamed, _names, full)
    return _cut(
        [Remark(_and_more(_sides(group[0])[0].path, len(group) - 1), _new_name(group[0])) for group in groups], full
    )


def _sides(difference: Difference) -> tuple[Piece, Piece]:
    assert difference.old and difference.new
    return difference.old, difference.new


def _names(difference: Difference) -> tuple[tuple[str, str], ...]:
    return tuple((piece.kind, piece.name) for piece in _sides(difference))


def _new_name(difference: Difference) -> str:
    old, new = _sides(difference)
    if old.path != new.path:
        return _arrow(old.path.rpartition(".")[2], new.path.rpartition(".")[2])
    return f"block {_arrow(old.kind, new.kind)}"


def edits(comparison: Comparison, full: bool = False) -> list[Remark]:
    """What the specs say otherwise of layers that both have."""
    groups = _groups(comparison.of("edited"), lambda each: (each.piece.kind, each.edits), full)
    return _cut([Remark(_where(group), _edit(group[0])) for group in groups], full)


def _edit(difference: Difference) -> str:
    texts = []
    for change in difference.edits:
        text = _arrow(change.before or "not given", change.after or "not given")
        texts.append(text if change.what == "kind" else f"{change.what} {text}")
    kind, label = difference.piece.kind, difference.piece.path.rpartition(".")[2]
    known = label.startswith(kind) or any(change.what == "kind" for change in difference.edits)
    return ("" if known else f"{kind}: ") + ", ".join(texts)


def one_sided(comparison: Comparison, status: str, full: bool = False) -> list[Remark]:
    """The layers and blocks that are `added` or `removed`, with what they cost together."""
    groups = _groups(comparison.of(status), lambda each: (each.piece.kind, each.piece.body), full)
    return _cut([Remark(_where(group), _piece(group, comparison)) for group in groups], full)


def _cut(entries: list[Remark], full: bool) -> list[Remark]:
    if full or len(entries) <= MOST:
        return entries
    return [*entries[:MOST], Remark(_more(len(entries) - MOST), "--full shows them all")]


def _more(count: int) -> str:
    return f"and {count:,} more"


def _piece(group: list[Difference], comparison: Comparison) -> str:
    piece, analysis = group[0].piece, comparison.new if group[0].new else comparison.old
    layers = piece.last - piece.first + 1
    if piece.children:
        kind = piece.kind.replace(":", " branch ")
        what = f"{kind}, {many(layers, 'layer')}{' each' if len(group) > 1 else ''}"
    else:
        what = str(analysis.rows[piece.first].node.site)
    total = Cost(*map(sum, zip(*map(comparison.cost, group), strict=True)))
    figures = [
        f"{numbers.count(value)} {name}" for value, name in ((total.params, "params"), (total.macs, "MACs")) if value
    ]
    return f"{what}; {', '.join(figures)}" if figures else what


def _groups(
    differences: Iterable[Difference], alike: Callable[[Difference], Any], full: bool
) -> list[list[Difference]]:
    """Differences that are alike together, in the order of the first of each; each alone where `full`."""
    groups: dict[Any, list[Difference]] = {}
    for difference in differences:
        groups.setdefault(id(difference) if full else alike(difference), []).append(difference)
    return list(groups.values())


def _where(group: list[Difference]) -> str:
    return _and_more(group[0].piece.path, len(group) - 1)


def _and_more(path: str, others: int) -> str:
    return f"{path} and {others} more" if others else path


def changed(comparison: Comparison, full: bool = False) -> list[Changed]:
    """The layers and blocks whose figures changed, neighbours with the same figures in one line.

    Blocks are opened as deep as leaves few lines, or all of them where `full`.
    """
    if full:
        return [Changed(each.piece.path, _cells(each)) for each in _figures(comparison.differences, DEEPEST)]
    found, depth = list(_figures(comparison.differences, 0)), 1
    while len(deeper := list(islice(_figures(comparison.differences, depth), FEW + 1))) <= FEW and deeper != found:
        found, depth = deeper, depth + 1
    starts = _starts(found)
    ends = [*starts, len(found)][1:]
    shown = [
        Changed(_and_more(found[start].piece.path, end - start - 1), _cells(found[start]))
        for start, end in zip(starts[:MOST], ends)
    ]
    return shown + ([Changed(_more(len(starts) - MOST), {})] if len(starts) > MOST else [])


def _starts(found: Sequence[Difference]) -> list[int]:
    """Where neighbours with the same figures start."""
    starts: list[int] = []
    for place, each in enumerate(found):
        if not starts or not _same_cells(found[starts[-1]], each):
            starts.append(place)
    return starts


def _same_cells(one: Difference, other: Difference) -> bool:
    """Whether the figures of two are written the same: of many, mostly the first tells that they are not."""
    pairs = list(zip_longest(_shown(one), _shown(other)))
    if any(a is None or b is None or a.what != b.what for a, b in pairs):
        return False
    return all(a == b or (a.what != "output" and _figure(a) == _figure(b)) for a, b in pairs)


def _figures(differences: Sequence[Difference], depth: int) -> Iterator[Difference]:
    """Those whose figures are shown, blocks opened so deep."""
    for difference in differences:
        if difference.inside and depth:
            yield from _figures(difference.inside, depth - 1)
        elif not difference.equivalent and _shown(difference):
            yield difference


def _cells(difference: Difference) -> dict[str, str]:
    return {change.what: _figure(change) for change in _shown(difference)}


def _shown(difference: Difference) -> list[Change]:
    return [change for change in difference.figures if change.what in SHOWN]


def _figure(change: Change) -> str:
    if change.what == "receptive_field":
        return _arrow(numbers.field(change.before) or "none", numbers.field(change.after) or "none")
    if change.what == "output":
        return _arrow(str(change.before), str(change.after))
    before, after = numbers.count(change.before), numbers.count(change.after)
    if before == after:
        before, after = numbers.count(change.before, True), numbers.count(change.after, True)
    return _arrow(before, after)


def totals(comparison: Comparison) -> list[Total]:
    """The totals that people look for, and all others that changed; of several outputs, those of each."""
    named = OF_OUTPUTS if comparison.outputs else ()
    asked = ("trainable",) if comparison.old.network.frozen or comparison.new.network.frozen else ()
    names = [name for name in EXPECTABLE if name not in named and (QUANTITIES[name].shown != "asked" or name in asked)]
    telling = [change for change in map(comparison.total, names) if _telling(change)]
    shown = [total(change, reaches(comparison)) for change in telling]
    return shown + [row for output in comparison.outputs for row in _of_output(output)]


def reaches(comparison: Comparison) -> tuple[Reach, Reach]:
    """What the networks saw, and see."""
    return comparison.old.reach, comparison.new.reach


def _of_output(output: OutputChange) -> Iterator[Total]:
    for change in output.changes:
        row = total(change, output.reaches)
        of = f" of {output.input}" if output.input and QUANTITIES[change.what].of_field else ""
        yield row._replace(title=f"{output.name} {row.title}{of}".lstrip())


def _telling(change: Change) -> bool:
    return QUANTITIES[change.what].shown == "always" or change.before != change.after


def total(change: Change, seen: tuple[Reach, Reach]) -> Total:
    """One total, with its difference and its share of what was before."""
    title, before, after = QUANTITIES[change.what].title, change.before, change.after
    if QUANTITIES[change.what].of_field:
        old, new = map(str, (before, after))
        if change.what == "receptive_field":
            old, new = (numbers.field(reach) or "none" for reach in seen)
        before, after = (value.one if isinstance(value, Sizes) else None for value in (before, after))
        if not isinstance(before, int) or not isinstance(after, int):
            return Total(title, old, new, "", "")
        return Total(title, old, new, _signed(after - before, str), percent(before, after))
    if change.what == "output":
        return Total(title, str(before or "none"), str(after or "none"), "", "")
    write = numbers.size if QUANTITIES[change.what].in_bytes else _digits
    return Total(title, write(before), write(after), _signed(after - before, write), percent(before, after))


def _digits(value: int) -> str:
    return f"{value:,}"


def _signed(difference: int, write: Callable[[int], str]) -> str:
    if not difference:
        return ""
    return ("+" if difference > 0 else "-") + write(abs(difference))


def percent(before: int, after: int) -> str:
    """A change as a share of what was before, to a tenth; small ones to two digits.

    >>> percent(25557032, 44549160), percent(1000000, 999999), percent(0, 5), percent(5, 5)
    ('+74.3%', '-0.0001%', '', '')
    """
    if not before or before == after:
        return ""
    share = 100 * (after - before) / before
    if abs(share) < 0.1:
        return f"{share:+.2g}%"
    return f"{share:+,.0f}%" if abs(share) >= 1000 else f"{share:+.1f}%"


def failures(comparison: Comparison, exceeded: Sequence[Threshold]) -> list[Remark]:
    """The limits that the change does not keep, with the total that does not."""
    over = ((each, next(filter(each.exceeded_by, comparison.totals_of(each.name)))) for each in exceeded)
    return [Remark(each.text, _kept_not(next(_of_output(change)))) for each, change in over]


def _kept_not(total: Total) -> str:
    change = ", ".join(filter(None, [total.difference, total.percent]))
    return f"{total.title} {_arrow(total.before, total.after)}" + (f" ({change})" if change else "")


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return "not there" if value is None else str(shown(value)) if not isinstance(value, str) else value


def _arrow(before: str, after: str) -> str:
    return f"{before} -> {after}"
