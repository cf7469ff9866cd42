"""A diff for a terminal, fitted to its width. Long lines go on below, indented; nothing is cut short."""

from collections.abc import Iterator, Sequence

from click import style

from convcalc.compare.difference import Comparison
from convcalc.model.quantities import QUANTITIES
from convcalc.render.diff import Diff, lines
from convcalc.render.diff.lines import Entry
from convcalc.render.formats import Options

WIDTH = 100
"""Where the output goes to a file."""
TAKES = ("full",)


def render(diff: Diff, options: Options) -> str:
    """The edits, what only one side has, the figures that changed, the totals and the limits not kept."""
    return "\n".join(_lines(diff, options.full, options.width or WIDTH))


def _lines(diff: Diff, full: bool, width: int) -> Iterator[str]:
    comparison, sides, exceeded = diff
    yield style(f"{sides[0]} -> {sides[1]}", bold=True)
    for title, sign, color, entries in (
        ("variables", "~", "yellow", lines.variables(comparison)),
        (f"edited: {_layers(len(comparison.of('edited')))}", "~", "yellow", lines.edits(comparison, full)),
        ("renamed", "~", "yellow", lines.renamed(comparison, full)),
        ("removed", "-", "red", lines.one_sided(comparison, "removed", full)),
        ("added", "+", "green", lines.one_sided(comparison, "added", full)),
    ):
        if entries:
            yield from ("", style(title, bold=True))
        for entry in entries:
            yield from _entry(entry, style(sign, fg=color), width)
    if comparison.empty:
        yield from ("", "no layer is different") if comparison.variables else ("no differences",)
    else:
        yield from _figures(comparison, full, width)
        yield from _totals(comparison)
    failures = lines.failures(comparison, exceeded)
    if failures:
        yield from ("", style("over the limit", bold=True, fg="red"))
    for entry in failures:
        yield from _entry(entry, style("!", fg="red"), width)


def _layers(count: int) -> str:
    return f"{count:,} layer{'' if count == 1 else 's'}"


def _entry(entry: Entry, sign: str, width: int) -> Iterator[str]:
    """A path and what is said of it: beside it where there is room, else below."""
    if 4 + len(entry.where) + 2 + len(entry.text) <= width:
        yield f"  {sign} {entry.where}  {entry.text}"
        return
    yield f"  {sign} {entry.where}"
    yield from (" " * 6 + line for line in _wrapped(entry.text.split(" "), "", width - 6))


def _figures(comparison: Comparison, full: bool, width: int) -> Iterator[str]:
    figures = lines.figures(comparison, full)
    edited, count = (
        sum(bool(each.figures) for each in comparison.of(*which)) for which in (("edited",), ("edited", "changed"))
    )
    if not figures:
        return
    yield from ("", style(f"changed figures: {_layers(count)}, {edited or 'none'} of them edited", bold=True))
    margin = max((len(each.where) for each in figures if len(each.where) <= width // 3), default=0)
    for each in figures:
        parts = [f"{QUANTITIES[name].title} {cell}" for name, cell in each.cells.items()] or [""]
        indent = margin + 4 if len(each.where) <= margin else 6
        first, *rest = _wrapped(parts, ",", width - indent)
        if len(each.where) > margin:
            first, rest = "", [first, *rest]
        yield f"  {each.where.ljust(margin)}  {first}".rstrip()
        yield from (" " * indent + line for line in rest)


def _totals(comparison: Comparison) -> Iterator[str]:
    rows = [("totals", "before", "after", "change", ""), *lines.totals(comparison)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    yield ""
    for k, row in enumerate(rows):
        cells = [cell.rjust(width) if at else cell.ljust(width) for at, (cell, width) in enumerate(zip(row, widths))]
        yield style("  ".join(cells).rstrip(), bold=not k)


def _wrapped(words: Sequence[str], mark: str, width: int) -> list[str]:
    """Words joined by a mark, in lines of a width; a word that is longer stands alone."""
    rows = [""]
    for word in [*(word + mark for word in words[:-1]), words[-1]]:
        if rows[-1] and len(rows[-1]) + 1 + len(word) > width:
            rows.append(word)
        else:
            rows[-1] = f"{rows[-1]} {word}".lstrip()
    return rows
