"""Layers in the short notations of papers and exams: `conv3-64` of VGG, `CONV5-16`, `POOL-2` and `FC-10`."""

import re
from collections.abc import Iterator

from convcalc.language.spoken.kind_names import CONV, DENSE, MAXPOOL
from convcalc.language.spoken.words import Setting, Words, WordsError

_NOTATION = re.compile(
    r"(?<![\w-])(?:(conv)(\d{1,3})-(\d{1,9})|(pool)-?(\d{1,3})|(maxpool)-(\d{1,3})|(fc)-?(\d{1,9}))(?![\w-]|\s*:)",
    re.IGNORECASE,
)
_EITHER_WAY = re.compile(r"(?<![\w-])conv[ -]\d{1,9}-\d{1,9}(?![\w-]|\s*:)", re.IGNORECASE)
_BEFORE = re.compile(r"(?:^|,|;|->|→|\+|\bthen|\bby)(?:\s+an?)?\s*$", re.IGNORECASE)
_AFTER = re.compile(
    rf"\s*(?:$|,|;|->|→|\+|and then\b|then\b|followed by\b|and\s)|\s+{_NOTATION.pattern}", re.IGNORECASE
)
_BETWEEN = re.compile(r"(?:\s|,|;|->|→|\+|\b(?:and|then|followed|by|an?)\b)*", re.IGNORECASE)


def parted(text: str) -> Iterator[str | Words]:
    """The layers of a text that are in a notation, and what stands between them, in its place after blanks.

    Raises WordsError for two numbers of which it is not said which is the kernel.
    """
    if either := _EITHER_WAY.search(text):
        raise WordsError(f"{either[0]!r} can be two things", *either.span(), "as 'conv3-64', or 'conv 64 3x3'")
    at = 0
    for match in _NOTATION.finditer(text):
        beside = at > 0 and not text[at : match.start()].strip()
        alone = (beside or _BEFORE.search(text[: match.start()])) and _AFTER.match(text, match.end())
        words = _read(match) if alone else None
        if words is None:
            continue
        yield from _left(text, at, match.start())
        yield words
        at = match.end()
    yield from _left(text, at, len(text))


def _left(text: str, start: int, end: int) -> Iterator[str]:
    """What is said in a part of a text, without the words that join it to others."""
    joining = _BETWEEN.match(text, start, end) if start else None
    first = joining.end() if joining else start
    part = text[first:end]
    if end < len(text):
        part = re.sub(r"(?:,|;|->|→|\+|\s|\b(?:and then|then|followed by)(?:\s+an?)?\s*)+$", "", part)
    if part.strip() or (first == 0 and end == len(text)):
        yield " " * first + part


def _read(match: re.Match[str]) -> Words | None:
    """The layer of a notation: a convolution of it keeps the size, and a pooling takes the largest numbers."""
    if match[1]:
        return _convolution(match)
    group = next(k for k in (5, 7, 9) if match[k])
    name, field = (DENSE, "units") if group == 9 else (MAXPOOL, "kernel")
    return Words(name, {field: _setting(match, group)}, *match.span(group - 1))


def _convolution(match: re.Match[str]) -> Words | None:
    """A kernel and filters; None for a kernel of even sides, which no padding on both sides keeps the size with."""
    kernel, filters = _setting(match, 2), _setting(match, 3)
    if kernel.value % 2 == 0:
        return None
    pad = kernel._replace(value=kernel.value // 2)
    return Words(CONV, {"filters": filters, "kernel": kernel, "pad": pad}, *match.span(1))


def _setting(match: re.Match[str], group: int) -> Setting:
    return Setting(int(match[group]), *match.span(group))
