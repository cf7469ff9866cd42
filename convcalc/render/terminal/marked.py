"""Text with styles in it, as all that has no drawing of its own is written, for a terminal."""

from rich.segment import Segment

from convcalc.render.terminal.screen import ScreenLine, Signs
from convcalc.render.terminal.styles import SOFT, piece, styled
from convcalc.render.text import pieces

SHORTEST = 8
"""So many dashes, alone on their line, are a rule."""


def lines_of(text: str, signs: Signs) -> list[ScreenLine]:
    """The lines of a text, in its styles, with rules drawn."""
    return [_line(line, signs) for line in text.split("\n")]


def _line(line: str, signs: Signs) -> ScreenLine:
    found = pieces(line)
    plain = "".join([text for text, _ in found])
    if len(plain) >= SHORTEST and not plain.strip("-"):
        return [piece(signs.rule * len(plain), SOFT)]
    return [Segment(text, styled(*names)) for text, names in found]
