"""A diff for a terminal, fitted to its width. Long lines go on below, indented; nothing is cut short."""

from collections.abc import Iterator, Sequence

from convcalc.compare.difference import Comparison
from convcalc.document.wording import many
from convcalc.model.quantities import QUANTITIES
from convcalc.render.diff import Diff, changes, lines, words
from convcalc.render.diff.lines import Remark
from convcalc.render.formats import Options
from convcalc.render.text import aligned, columns, left, page, style, wrapped

WIDTH = 100
"""Where the output goes to a file."""
TAKES = ("full",)


def render(diff: Diff, options: Options) -> str:
    """The edits, what only one side has, the figures that changed, the totals and the limits not kept."""
    return page(_lines(diff, options.full, options.width or WIDTH))


def _lines(diff: Diff, full: bool, width: int) -> Iterator[str]:
    comparison, sides, exceeded = diff
    yield style(f"{sides[0]} -> {sides[1]}", "bold")
    if apart := "" if full else changes.unrelated(diff):
        yield from ("", *wrapped(apart, width))
        yield from _totals(diff, width)
    else:
        yield from _compared(diff, full, width)
    failures = lines.failures(comparison, exceeded)
    if failures:
        yield from ("", style("over the limit", "red", "bold"))
    for entry in failures:
        yield from _entry(entry, style("!", "red"), width)


def _compared(diff: Diff, full: bool, width: int) -> Iterator[str]:
    """In words first, then layer by layer."""
    comparison = diff.comparison
    yield from _sentences("the same in another form", style("=", "cyan"), forms := words.forms(diff), width)
    yield from _sentences("changes", style("*", "cyan"), changes.sentences(diff, full), width)
    yield from _details(comparison, full, width)
    if comparison.empty and not comparison.equivalences:
        yield from ("", "no layer is different") if comparison.variables or forms else ("no differences",)
        return
    if comparison.empty:
        yield from ("", "no other layer is different")
    yield from _figures(comparison, full, width)
    yield from _totals(diff, width)


def _sentences(title: str, sign: str, sentences: Sequence[str], width: int) -> Iterator[str]:
    if sentences:
        yield from ("", style(title, "bold"))
    for sentence in sentences:
        yield from wrapped(sentence, width, f"  {sign} ", " " * 4)


def _details(comparison: Comparison, full: bool, width: int) -> Iterator[str]:
    """What was edited, and what only one side has."""
    for title, sign, color, entries in (
        ("variables", "~", "yellow", lines.variables(comparison)),
        (f"edited: {many(len(comparison.of('edited')), 'layer')}", "~", "yellow", lines.edits(comparison, full)),
        ("renamed", "~", "yellow", lines.renamed(comparison, full)),
        ("removed", "-", "red", lines.one_sided(comparison, "removed", full)),
        ("added", "+", "green", lines.one_sided(comparison, "added", full)),
    ):
        if entries:
            yield from ("", style(title, "bold"))
        for entry in entries:
            yield from _entry(entry, style(sign, color), width)


def _entry(entry: Remark, sign: str, width: int) -> Iterator[str]:
    """A path and what is said of it: beside it where there is room, else below."""
    if 4 + columns(entry.where) + 2 + columns(entry.text) <= width:
        yield f"  {sign} {entry.where}  {entry.text}"
        return
    yield f"  {sign} {entry.where}"
    yield from wrapped(entry.text, width, " " * 6, " " * 6)


def _figures(comparison: Comparison, full: bool, width: int) -> Iterator[str]:
    figures = lines.changed(comparison, full)
    edited, count = (
        sum(bool(each.figures) for each in comparison.of(*which)) for which in (("edited",), ("edited", "changed"))
    )
    if not figures:
        return
    yield from ("", style(f"changed figures: {many(count, 'layer')}, {edited or 'none'} of them edited", "bold"))
    margin = max((size for each in figures if (size := columns(each.where)) <= width // 3), default=0)
    for each in figures:
        *parts, last = [f"{QUANTITIES[name].title} {cell}" for name, cell in each.cells.items()] or [""]
        where, indent = f"  {left(each.where, margin)}  ", " " * (margin + 4)
        if columns(each.where) > margin:
            yield where.rstrip()
            where = indent = " " * 6
        yield from wrapped([*(f"{part}," for part in parts), last], width, where, indent)


def _totals(diff: Diff, width: int) -> Iterator[str]:
    titles, *rows = aligned([("totals", "before", "after", "change", ""), *lines.totals(diff.comparison)])
    yield from ("", style(titles, "bold"), *rows)
    for text in words.left_out(diff):
        yield from wrapped(text, width, "", "  ")
