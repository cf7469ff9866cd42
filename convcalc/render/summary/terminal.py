"""The summary for a person at a terminal: the rows of the plain table as a tree, with subtotals and shares, in colour.

Widths are worked out here, and segments are handed to rich as they are: it would cut numbers, and takes half a second
for a thousand rows of its own tables.
"""

from collections.abc import Iterator, Sequence

from rich.segment import Segment
from rich.style import Style

from convcalc.analysis.analyse import Analysis
from convcalc.document.wording import printable
from convcalc.render.formats import Options
from convcalc.render.summary.columns import table
from convcalc.render.summary.fitting import GAP, PER_CENT, FittedColumn, fitted, whole
from convcalc.render.summary.outline import Outlined
from convcalc.render.summary.totals import FOLDED, below_table
from convcalc.render.summary.tree import guides, per_cent, share_of, subtotalled
from convcalc.render.terminal.screen import Screen, ScreenLine, bar
from convcalc.render.terminal.styles import BOLD, PLAIN, SOFT, of_family, piece
from convcalc.render.text import columns as taken
from convcalc.render.text import left, right, wrapped

NAMED = 12
"""In fewer columns a kind stands without its settings."""
EDGE = piece(" " * GAP)
Cells = Sequence[Sequence[Segment]]
"""A column, cell by cell, each as wide as it."""


def draw(analysis: Analysis, options: Options, screen: Screen) -> list[ScreenLine]:
    """A title, the table and its totals."""
    table = _Drawing(analysis, options, screen)
    below = [*(below_table(analysis, options) if options.totals else ()), *table.notes()]
    return [*title(analysis, screen), *table.drawn(), *named(below, screen)]


def title(analysis: Analysis, screen: Screen) -> Iterator[ScreenLine]:
    """What the network is called, takes and gives."""
    network = analysis.network
    name = printable(network.name)
    volumes = f"{network.takes} {screen.signs.arrow} {network.gives}"
    first, *rest = wrapped(volumes, screen.width, f"{name}  ", "  ")
    yield [piece(name, BOLD), piece(first[len(name) :])]
    yield from ([piece(line)] for line in rest)
    yield []


def named(names: Sequence[tuple[str, str]], screen: Screen) -> Iterator[ScreenLine]:
    """Sentences, each beside its name."""
    margin = max((len(name) for name, _ in names), default=0) + GAP
    for name, text in names:
        first, *rest = wrapped(printable(text), screen.width - margin)
        yield [piece(name.ljust(margin), SOFT), piece(first)]
        yield from ([piece(" " * margin + line)] for line in rest)


class _Drawing:
    """A table, and how each of its columns is drawn."""

    def __init__(self, analysis: Analysis, options: Options, screen: Screen) -> None:
        shown = table(analysis, options, subtotalled)
        self._analysis, self._screen, self._lines = analysis, screen, shown.lines
        signs = screen.signs
        self._guides = guides(shown.lines, signs.branch, signs.last, signs.through)
        cells = [
            self._names() if column.name == "layer" else _printable(texts)
            for column, texts in zip(shown.columns, shown.cells, strict=True)
        ]
        self._strips = fitted(shown.columns, cells, screen.width, bool(options.columns))
        self._left_out = [c.title for c in shown.columns if c.name not in {strip.column.name for strip in self._strips}]

    def _names(self) -> list[str]:
        times = self._screen.signs.times
        names = _printable([line.label for line in self._lines])
        return [
            guide + name + (f" {times}{line.times}" if line.times > 1 else "")
            for guide, name, line in zip(self._guides, names, self._lines, strict=True)
        ]

    def notes(self) -> Iterator[tuple[str, str]]:
        """What its signs mean, and what there was no room for."""
        if any(line.times > 1 for line in self._lines):
            yield f"{self._screen.signs.times}N", FOLDED
        if any(line.opened for line in self._lines):
            yield "grey", "what stands in an open block adds up to its figures"
        if self._left_out:
            yield "left out", f"{', '.join(self._left_out)}: {self._screen.width} columns are too few"

    def drawn(self) -> Iterator[ScreenLine]:
        """The titles, and the rows between two rules."""
        rule: ScreenLine = [piece(self._screen.signs.rule * whole(self._strips), SOFT)]
        yield from self._heading()
        yield rule
        yield from self._rows()
        yield rule

    def _heading(self) -> Iterator[ScreenLine]:
        height = max(len(strip.titles) for strip in self._strips)
        for k in range(height):
            cells = []
            for strip in self._strips:
                at = k - height + len(strip.titles)
                place = right if strip.column.number else left
                cells.append(place(strip.titles[at] if at >= 0 else "", strip.width) + " " * strip.share)
            yield [piece((" " * GAP).join(cells).rstrip(), BOLD)]

    def _rows(self) -> Iterator[ScreenLine]:
        for row in zip(*map(self._drawn, self._strips), strict=True):
            line: list[Segment] = []
            for cell in row:
                line += cell
                line.append(EDGE)
            line.pop()
            yield line

    def _drawn(self, strip: FittedColumn) -> Cells:
        if strip.column.name == "layer":
            return [self._name(*each, strip.width) for each in zip(strip.cells, self._guides, self._lines, strict=True)]
        if strip.column.name == "kind":
            return [self._kind(cell, line, strip.width) for cell, line in zip(strip.cells, self._lines, strict=True)]
        numbers = self._figures(strip)
        if not strip.share:
            return numbers
        return [[*number, *share] for number, share in zip(numbers, self._shares(strip), strict=True)]

    def _name(self, cell: str, guide: str, line: Outlined, width: int) -> Sequence[Segment]:
        text = left(_cut(cell, width, self._screen.signs.dots), width)
        return [piece(text[: len(guide)], SOFT), piece(text[len(guide) :], PLAIN if line.is_layer else BOLD)]

    def _kind(self, cell: str, line: Outlined, width: int) -> Sequence[Segment]:
        word = cell.partition(" ")[0]
        text = left(_cut(word if taken(cell) > width < NAMED else cell, width, self._screen.signs.dots), width)
        style = SOFT if not line.is_layer else of_family(line.family)
        return [piece(text[: len(word)], style), piece(text[len(word) :], SOFT if not line.is_layer else PLAIN)]

    def _figures(self, strip: FittedColumn) -> Cells:
        """Numbers to the right, and words to the left; those of open blocks stand back, as they are there already."""
        place = right if strip.column.number else left
        dots = self._screen.signs.dots
        made: dict[tuple[str, bool], Sequence[Segment]] = {}
        for cell, line in zip(strip.cells, self._lines, strict=True):
            if (key := (cell, not line.opened)) not in made:
                text = cell if strip.column.number else _cut(cell, strip.width, dots)
                made[key] = (piece(place(text, strip.width), PLAIN if key[1] and cell != "0" else SOFT),)
        return [made[cell, not line.opened] for cell, line in zip(strip.cells, self._lines, strict=True)]

    def _shares(self, strip: FittedColumn) -> Iterator[Sequence[Segment]]:
        share = share_of(self._analysis, strip.column.name)
        for cell, line in zip(strip.cells, self._lines, strict=True):
            part = 0 if "?" in cell else share(line)
            texts = [piece(f"{per_cent(part):>5}", SOFT if line.opened else PLAIN)]
            if strip.share > PER_CENT:
                texts.append(piece(" " + bar(part, self._screen.signs, strip.share - PER_CENT - 1), _of_bar(line)))
            yield texts


def _of_bar(line: Outlined) -> Style:
    return of_family(line.family) if line.is_layer else SOFT


def _printable(texts: Sequence[str]) -> Sequence[str]:
    """Texts of which nothing moves the cursor: as they are, where one look at all shows that."""
    return texts if "".join(texts).isprintable() else list(map(printable, texts))


def _cut(text: str, width: int, dots: str) -> str:
    """A text with its end left out where it takes more than so many columns."""
    if taken(text) <= width:
        return text
    while taken(text) > width - len(dots):
        text = text[:-1]
    return text + dots
