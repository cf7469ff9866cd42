"""A network that is looked at while its file is edited: the last good table, and beside it what is wrong now.

It takes the terminal's other screen, and leaves the last table on the first one.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from convcalc.analysis.analyse import Analysis
from convcalc.cli.drawing import console, draw, drawn, screen
from convcalc.cli.terminal import height, width
from convcalc.document.problems import Problem
from convcalc.document.wording import many, printable
from convcalc.render.formats import Options
from convcalc.render.problems import render_problems
from convcalc.render.terminal.marked import lines_of
from convcalc.render.terminal.screen import Lines, Screen, ScreenLine
from convcalc.render.terminal.styles import NAMES, SOFT, piece
from convcalc.render.text import page

WIDE = 140
"""Columns from which on there is room beside a table."""
PART = 60
"""Columns that what is wrong gets there."""
END = 12
"""Lines at the end of a table that is too long which are shown: its totals."""

Show = Callable[[Analysis | None, Sequence[Problem]], None]


@contextmanager
def live(name: str, asked: Options) -> Iterator[Show]:
    """What shows an analysis, and problems; as large as the terminal is then."""
    last: list[Analysis] = []

    def show(analysis: Analysis | None, problems: Sequence[Problem]) -> None:
        last[:] = [analysis] if analysis else []
        view.console.width = screen((width(), height())).width
        view.update(
            _view(name, asked, analysis, problems, screen((width(), height())), view.console.height), refresh=True
        )

    try:
        with Live(
            console=console(width=width()),
            screen=True,
            auto_refresh=False,
            redirect_stdout=False,
            redirect_stderr=False,
        ) as view:
            yield show
    finally:
        for analysis in last:
            draw("summary", analysis, asked, (width(), height()))


def _view(
    name: str, asked: Options, analysis: Analysis | None, problems: Sequence[Problem], of: Screen, height: int
) -> RenderableType:
    note = Text(f"ctrl-c leaves; watching {printable(name)}", SOFT, no_wrap=True, overflow="ellipsis", end="")
    if not problems:
        return Group(_table(analysis, asked, of, height - 1), note)
    if analysis and of.width >= WIDE:
        both = Table.grid()
        both.add_column(width=of.width - PART)
        both.add_column(width=PART)
        table = _table(analysis, asked, of._replace(width=of.width - PART - 2), height - 1)
        both.add_row(table, _panel(problems, of))
        return Group(both, note)
    panel = _panel(problems, of)
    taken = len(console(width=of.width).render_lines(panel))
    return Group(panel, _table(analysis, asked, of, height - taken - 1), note)


def _panel(problems: Sequence[Problem], of: Screen) -> Panel:
    """Problems in a frame: messages go on below, lines of the file are not broken."""
    lines = [_text(line) for line in lines_of(page(render_problems(problems).split("\n")), of.signs)]
    return Panel(Group(*lines), title=many(len(problems), "problem"), title_align="left", border_style=NAMES["red"])


def _text(line: ScreenLine) -> Text:
    text = Text.assemble(*((each.text, each.style or "") for each in line))
    text.no_wrap = text.plain.startswith("  ") and " | " in text.plain
    text.overflow = "ellipsis" if text.no_wrap else "fold"
    return text


def _table(analysis: Analysis | None, asked: Options, of: Screen, height: int) -> Lines:
    """The lines of a table; of one that is too long, those in its middle are counted."""
    lines = drawn("summary", analysis, asked, of) if analysis else []
    if len(lines) <= height:
        return Lines(lines)
    end = min(END, height // 3)
    start = max(height - end - 1, 0)
    more: ScreenLine = [piece(f"{of.signs.dots} {len(lines) - start - end} more lines: --depth 1 shows fewer", SOFT)]
    return Lines([*lines[:start], more, *lines[len(lines) - end :]])
