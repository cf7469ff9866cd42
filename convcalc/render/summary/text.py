"""The summary as a table for a person. Lays the text out itself: numbers must never be cut short, names in
brackets are no markup, and ten thousand lines take a moment. Names and settings give way to a narrow terminal.
"""

from collections.abc import Iterator, Sequence
from itertools import repeat

from convcalc.analysis.analyse import Analysis
from convcalc.render.formats import Options
from convcalc.render.summary.columns import Column, Table, chosen, tables
from convcalc.render.summary.totals import FOLDED, below_table
from convcalc.render.text import columns as taken
from convcalc.render.text import cut, left, narrow, page, right, style, wrapped

GAP = "  "
RULE = "-"
NAMED = 10
"""In fewer columns a kind stands without its settings, and a name at the edge."""
TAKES = ("columns", "depth", "full", "exact", "like")


def parts(analysis: Analysis, options: Options) -> Iterator[str]:
    """A title, the table and its totals, fitted to a width where numbers allow it, some lines at a time."""
    columns, width = chosen(analysis, options), options.width
    strips = list(map(_kept, tables(columns, analysis, options)))
    titles = [column.title.split(" ") for column in columns]
    widest = [max(map(_widest, cells)) for cells in zip(*[cells for cells, _, _ in strips], strict=True)]
    widths = _natural(titles, widest)
    if width and _total(widths) > width:
        titles = [[column.short] if column.short else title for column, title in zip(columns, titles, strict=True)]
        widths = _fit(columns, _natural(titles, widest), width)
    rule = style(RULE * _total(widths), "dim")
    network = analysis.network
    title = wrapped(f"{network.takes} -> {network.gives}", width, f"{style(network.name, 'bold')}  ", "  ")
    yield page([*title, "", *_heading(titles, columns, widths), rule])
    for cells, headings, _ in strips:
        placed = [_column(column, each, wide) for column, each, wide in zip(columns, cells, widths, strict=True)]
        marked = [_headed(each, headings) if column.name == "layer" else each for column, each in zip(columns, placed)]
        yield page(GAP.join(row).rstrip() for row in zip(*marked, strict=True))
    folded = max([times for _, _, times in strips]) > 1
    yield page([rule, *(_footer(below_table(analysis, options), folded, width) if options.totals else [])])


def _kept(shown: Table) -> tuple[list[list[str]], set[int], int]:
    """The cells of some lines, which of these are of several layers, and how many one is at most.

    A line itself takes more than all of its cells, of which the widest is known at the end.
    """
    lines = shown.lines
    headings = {k for k, line in enumerate(lines) if line.total > 1 or len(line.part.numbers) != 1}
    return shown.cells, headings, max([line.times for line in lines])


def _natural(titles: list[list[str]], widest: list[int]) -> list[int]:
    """The width that each column wants."""
    return [max(wide, *map(taken, title)) for title, wide in zip(titles, widest, strict=True)]


def _widest(cells: list[str]) -> int:
    return max(map(len if "".join(cells).isascii() else taken, cells))


def _total(widths: list[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _fit(columns: Sequence[Column], widths: list[int], width: int) -> list[int]:
    """Take what is too much from the columns of words, the widest first; never from numbers."""
    words = [k for k, column in enumerate(columns) if not column.number]
    narrow(widths, words, _total(widths) - width)
    return widths


def _heading(titles: list[list[str]], columns: Sequence[Column], widths: list[int]) -> Iterator[str]:
    height = max(map(len, titles))
    for k in range(height):
        words = [title[k - height + len(title)] if k >= height - len(title) else "" for title in titles]
        yield style(GAP.join(map(_placed, words, columns, widths)).rstrip(), "bold")


def _placed(text: str, column: Column, width: int) -> str:
    if not column.number and taken(text) > width < NAMED:
        text = text.partition(" ")[0] if column.name == "kind" else text.lstrip(" ")
    return right(text, width) if column.number else left(cut(text, width), width)


def _column(column: Column, cells: list[str], width: int) -> list[str]:
    """The cells of a column, each as wide as the column. Where that takes a look at each, equal ones are set once."""
    if "".join(cells).isascii() and max(map(len, cells)) <= width:
        placed = list(map(str.rjust if column.number else str.ljust, cells, repeat(width)))
        if "0" not in cells:
            return placed
        zero = style(_placed("0", column, width), "dim")
        return [zero if cell == "0" else text for cell, text in zip(cells, placed)]
    texts = {text: _placed(text, column, width) for text in dict.fromkeys(cells)}
    if "0" in texts:
        texts["0"] = style(texts["0"], "dim")
    return list(map(texts.__getitem__, cells))


def _headed(cells: list[str], headings: set[int]) -> list[str]:
    """The names of lines, those of several layers in a colour."""
    return [_coloured(text) if k in headings else text for k, text in enumerate(cells)] if headings else cells


def _coloured(text: str) -> str:
    """In a colour, but for the room behind it, which ends no line."""
    name = text.rstrip()
    return style(name, "cyan") + text[len(name) :]


def _footer(names: list[tuple[str, str]], folded: bool, width: int | None) -> Iterator[str]:
    margin = max(len(name) for name, _ in names) + len(GAP)
    if folded:
        names.append(("xN", FOLDED))
    for name, text in names:
        yield from wrapped(text, width, style(name.ljust(margin), "bold"), " " * margin)
