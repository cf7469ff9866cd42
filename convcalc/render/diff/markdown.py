"""A diff as a comment for a pull request: the totals first, long lists folded away."""

from collections.abc import Iterable, Iterator, Sequence

from convcalc.compare.difference import Comparison
from convcalc.model.quantities import QUANTITIES
from convcalc.render.diff import Diff, changes, lines, words
from convcalc.render.diff.lines import Remark
from convcalc.render.formats import Options
from convcalc.render.markup import markdown, markdown_code, markdown_heading, markdown_row

FOLD = 10
"""Lists longer than this are folded."""
TAKES = ("full",)


def render(diff: Diff, options: Options) -> str:
    """The totals and the limits not kept, then the edits and what follows from them."""
    return "\n".join(_lines(diff, options.full)).rstrip("\n")


def _lines(diff: Diff, full: bool) -> Iterator[str]:
    comparison, sides, exceeded = diff
    yield from (markdown_heading(3, f"{sides[0]} -> {sides[1]}"), "")
    for failure in lines.failures(comparison, exceeded):
        yield from (f"**Over the limit {markdown_code(failure.where)}**: {markdown(failure.text)}", "")
    if apart := "" if full else changes.unrelated(diff):
        yield from (f"{markdown(apart[0].upper() + apart[1:])}.", "")
        yield from _totals(diff)
        return
    yield from _sentences("The same in another form", words.forms(diff))
    yield from _sentences("Changes", changes.sentences(diff, full))
    if comparison.empty:
        yield from ("No other layer is different." if comparison.equivalences else "No layer is different.", "")
    if comparison.equivalences or not comparison.empty:
        yield from _totals(diff)
    yield from _details(comparison, full)


def _sentences(title: str, sentences: Sequence[str]) -> Iterator[str]:
    if sentences:
        yield from (f"**{title}**", "", *(f"- {markdown(sentence)}" for sentence in sentences), "")


def _totals(diff: Diff) -> Iterator[str]:
    yield from _table(("", "before", "after", "change"), map(_total, lines.totals(diff.comparison)), 1)
    for text in words.left_out(diff):
        yield from (f"{markdown(text[0].upper() + text[1:])}.", "")


def _details(comparison: Comparison, full: bool) -> Iterator[str]:
    """What was edited, what only one side has, and what follows."""
    yield from _entries("Variables", "variable", lines.variables(comparison))
    yield from _entries("Edited", "layer", lines.edits(comparison, full))
    yield from _entries("Renamed", "block or branch", lines.renamed(comparison, full))
    yield from _entries("Removed", "layer", lines.one_sided(comparison, "removed", full))
    yield from _entries("Added", "layer", lines.one_sided(comparison, "added", full))
    figures = lines.changed(comparison, full)
    if figures:
        names = [name for name in lines.SHOWN if any(name in each.cells for each in figures)]
        rows = [(each.where, *(each.cells.get(name, "") for name in names)) for each in figures]
        titles = ("layer", *(QUANTITIES[name].title for name in names))
        yield from _section("Figures that changed", titles, rows, 1)


def _entries(title: str, what: str, entries: list[Remark]) -> Iterator[str]:
    if entries:
        yield from _section(
            title, (what, "change" if what == "variable" or title in ("Edited", "Renamed") else "what"), entries
        )


def _section(title: str, titles: Sequence[str], rows: Sequence[Sequence[str]], numbers: int = 9) -> Iterator[str]:
    """A heading and a table, which is folded where it is long."""
    folded = len(rows) > FOLD
    yield from (f"<details><summary>{title}: {len(rows)} rows</summary>" if folded else f"**{title}**", "")
    yield from _table(titles, rows, numbers)
    if folded:
        yield from ("</details>", "")


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]], numbers: int) -> Iterator[str]:
    """A table whose columns from `numbers` on are set to the right."""
    yield markdown_row(titles)
    yield markdown_row("---:" if k >= numbers else "---" for k in range(len(titles)))
    yield from map(markdown_row, rows)
    yield ""


def _total(total: lines.Total) -> tuple[str, str, str, str]:
    change = f"{total.difference} ({total.percent})" if total.percent else total.difference
    return total.title, total.before, total.after, change
