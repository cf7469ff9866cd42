"""Layers in the short notations of papers and exams: `conv3-64` of VGG, `CONV5-16`, `POOL-2` and `FC-10`."""

import re

from convcalc.language.spoken.kind_names import CONV, DENSE, MAXPOOL
from convcalc.language.spoken.words import Setting, Words

_NOTATION = re.compile(
    r"\s*(?:(conv)(\d{1,3})-(\d{1,9})|(pool)-?(\d{1,3})|(maxpool)-(\d{1,3})|(fc)-?(\d{1,9}))\s*", re.IGNORECASE
)


def in_notation(text: str) -> Words | None:
    """The layer of a notation: a convolution of it keeps the size, and a pooling takes the largest numbers."""
    match = _NOTATION.fullmatch(text)
    if match is None:
        return None
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
