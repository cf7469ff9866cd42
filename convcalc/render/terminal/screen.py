"""What is known of a terminal, and the signs that it can show. Knows nothing of what is drawn."""

from collections.abc import Iterator, Sequence

from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment, Segments

from convcalc.document.records import NamedTuple

ScreenLine = Sequence[Segment]


class Signs(NamedTuple):
    """What lines, trees and bars are made of."""

    rule: str
    branch: str
    last: str
    through: str
    arrow: str
    times: str
    dots: str
    eighths: str
    """Parts of a column of a bar, the smallest first, the whole column last."""


FULL = Signs("─", "├ ", "└ ", "│ ", "→", "×", "…", "▏▎▍▌▋▊▉█")
ASCII = Signs("-", "|-", "`-", "| ", "->", "x", "~", "#")


class Screen(NamedTuple):
    """A terminal: its columns, its lines where they are known, and its signs."""

    width: int
    height: int | None = None
    signs: Signs = FULL


def bar(share: float, signs: Signs, width: int = 8) -> str:
    """A share as a bar that fills as much of its columns; of what is not nothing something is seen.

    >>> bar(0.5, FULL), bar(0.001, FULL), bar(0, FULL), bar(0.3, ASCII)
    ('████    ', '▏       ', '        ', '##      ')
    """
    parts = len(signs.eighths)
    full, rest = divmod(round(share * width * parts) or bool(share), parts)
    return (signs.eighths[-1] * full + (signs.eighths[rest - 1] if rest else "")).ljust(width)


class Lines:
    """Lines below each other, fitted already: rich breaks and cuts none of them."""

    def __init__(self, lines: Sequence[ScreenLine]) -> None:
        self.lines = lines

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Segments(self._segments())

    def _segments(self) -> Iterator[Segment]:
        end = Segment.line()
        for line in self.lines:
            yield from line
            yield end
