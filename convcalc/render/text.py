"""Text for a terminal: colours, columns, wrapping, and lines that stay lines whatever the names in them hold."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain

from convcalc.document.wording import printable, unhashed

NARROWEST = 5
"""Columns that words keep in a table, however narrow the terminal is."""
ROOMY = 8
MOST_SHOWN = 100_000
"""Characters that are shown at once, and what is left of their line."""
_CODES = {"end": 0, "bold": 1, "dim": 2, "red": 31, "green": 32, "yellow": 33, "cyan": 36}
_MARKS = {name: chr(0xD800 + k) for k, name in enumerate(_CODES)}
"""A style in a text is a lone surrogate until it is shown: no text that was read from anywhere can hold one."""
_NAMES = {mark: name for name, mark in _MARKS.items()}
_ANSI = {mark: f"\x1b[{_CODES[name]}m" for name, mark in _MARKS.items()}


def style(text: str, *how: str) -> str:
    """A text that is to be shown in a colour, bold or dim."""
    return f"{_start(how)}{text}{_MARKS['end']}"


@cache
def _start(how: tuple[str, ...]) -> str:
    return "".join([_MARKS[each] for each in how])


def colored(text: str) -> str:
    """A text with its styles as a terminal takes them."""
    for mark, code in _ANSI.items():  # seven times as quick as str.translate, which looks up every character
        text = text.replace(mark, code)
    return text


def unstyled(text: str) -> str:
    """A text without its styles."""
    if not text.isascii():
        for mark in _ANSI:
            text = text.replace(mark, "")
    return text


def pieces(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The parts of a text between its marks, each with the names of its styles.

    >>> pieces("a " + style("b", "bold", "red") + " c")
    [('a ', ()), ('b', ('bold', 'red')), (' c', ())]
    """
    found, start, names = [], 0, tuple[str, ...]()
    for k, char in enumerate(text if not text.isascii() else ""):
        if name := _NAMES.get(char):
            found.append((text[start:k], names))
            start, names = k + 1, () if name == "end" else (*names, name)
    found.append((text[start:], names))
    return [each for each in found if each[0]]


def page(lines: Iterable[str]) -> str:
    """Lines below each other. What is in one can end it, move the cursor or be a command to a CI job no more."""
    lines = list(lines)
    parts = (lines[start : start + 1000] for start in range(0, len(lines), 1000))
    return "\n".join(chain.from_iterable(map(_inert_all, parts)))


def split(text: str) -> Iterator[str]:
    """A text in parts of whole lines, which are below each other as they are in it: of a long one no copy is held."""
    start = 0
    while (end := text.find("\n", start + MOST_SHOWN)) >= 0:
        yield text[start:end]
        start = end + 1
    yield text[start:]


def _inert_all(lines: list[str]) -> Iterable[str]:
    """Lines as they are, where one look at all of them shows that each can stay so."""
    whole = unstyled("".join(lines))
    return map(_inert, lines) if not whole.isprintable() or "##" in whole or "::" in whole else lines


def _inert(line: str) -> str:
    plain = line
    if not line.isprintable() and not (plain := unstyled(line)).isprintable():
        line = "".join(char if char in _MARKS.values() else printable(char) for char in line)
    if "##" in plain:
        line = unhashed(line)
    return line.replace("::", "\\::", 1) if "::" in plain and plain.lstrip().startswith("::") else line


def columns(text: str) -> int:
    """How many columns of a terminal a text takes: a wide character takes two, a combining one none."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    wide = sum(east_asian_width(char) in "WF" for char in text)
    none = sum(category(char) in ("Mn", "Me", "Cf", "Cs") or "\u1160" <= char <= "\u11ff" for char in text)
    return len(text) + wide - none


def left(text: str, width: int) -> str:
    """A text at the left of so many columns."""
    return text.ljust(width) if text.isascii() else text + " " * (width - columns(text))


def right(text: str, width: int) -> str:
    """A text at the right of so many columns."""
    return text.rjust(width) if text.isascii() else " " * (width - columns(text)) + text


def cut(text: str, width: int) -> str:
    """A text with its end left out where it takes more than so many columns; few of them have no room for dots."""
    if (len(text) if text.isascii() else columns(text)) <= width:
        return text
    mark = "..." if width >= ROOMY else "~"
    text = text[: width - len(mark)]
    while columns(text) > width - len(mark):
        text = text[:-1]
    return f"{text}{mark}"


def aligned(rows: Sequence[Sequence[str]], words: int = 1, width: int | None = None) -> list[str]:
    """Rows as lines, cells below each other: the first columns are words and set to the left, the others numbers.

    Where that takes more than `width`, the words give way.
    """
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    if width is not None:
        narrow(widths, range(words), sum(widths) + 2 * (len(widths) - 1) - width)
    places = [_left_cut] * words + [right] * len(widths)
    return ["  ".join(map(_placed, row, widths, places)).rstrip() for row in rows]


def narrow(widths: list[int], words: Iterable[int], over: int) -> None:
    """Take so many columns from those of words, the widest first, as far as something of each can still be read."""
    wide = [k for k in words if widths[k] > NARROWEST]
    while over > 0 and wide:
        widest = max(wide, key=widths.__getitem__)
        widths[widest] -= 1
        over -= 1
        wide = [k for k in wide if widths[k] > NARROWEST]


def _placed(cell: str, width: int, place: Callable[[str, int], str]) -> str:
    return place(cell, width)


def _left_cut(cell: str, width: int) -> str:
    return left(cut(cell, width), width)


def wrapped(text: str | Sequence[str], width: int | None, first: str = "", rest: str = "") -> list[str]:
    """A text in lines of so many columns, broken at its spaces, or between words that are given; a long word stays.

    `first` and `rest` are what the first line and the others start with.
    """
    words = text.split(" ") if isinstance(text, str) else text
    if width is None:
        return [first + " ".join(words)]
    lines, line, taken = [], [first], columns(first)
    for word in words:
        more = columns(word)
        if len(line) > 1 and taken + 1 + more > width:
            lines.append(line)
            line, taken = [rest], columns(rest)
        elif len(line) > 1:
            line.append(" ")
            taken += 1
        line.append(word)
        taken += more
    return ["".join(line).rstrip() for line in (*lines, line)]
