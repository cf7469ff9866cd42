"""How wide a text is in a figure: by the widths of Helvetica, which Arial and Liberation Sans share.

A character that is not in the table is taken to be as wide as the widest of its like.
"""

from functools import lru_cache

from convcalc.document.wording import printable

SMALL, USUAL, LARGE = 7.0, 8.0, 9.0
"""Sizes of letters, in points: no label is smaller than the first."""
_PRINTED = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
)  # fmt: skip
"""From the space to the tilde, in thousandths of the size (Adobe's font metrics of Helvetica)."""
_OTHERS = {"×": 584, "–": 556, "…": 1000, "·": 278, "√": 549, "²": 333}
_WIDEST = 1015
MIDDLE = 0.36
"""From a line up to the middle of its capitals and digits, of their size."""
ASCENT, DESCENT = 0.74, 0.22
"""How far letters reach above and below their line, of their size."""


@lru_cache(maxsize=4096)
def width(text: str, size: float) -> float:
    """The width of a text in points."""
    return sum(map(_thousandths, text)) * size / 1000


def _thousandths(char: str) -> int:
    code = ord(char)
    if 32 <= code <= 126:
        return _PRINTED[code - 32]
    if char in _OTHERS:
        return _OTHERS[char]
    from unicodedata import category

    return 0 if category(char) in ("Mn", "Me", "Cf") else _WIDEST


def fitted(text: str, size: float, most: float) -> str:
    """A text with its end left out where it is wider than `most`; what could not be seen is written out."""
    text = printable(text)
    if width(text, size) <= most:
        return text
    room = most - width("…", size)
    while text and width(text, size) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"
