"""Two stacks of layers side by side: what they see, what they cost, how often they bend. In, a few words a layer.

Parameters and MACs are also told as polynomials of the channels C: all widths are taken to grow with C, the
costs at C, 2C and 3C are computed, and the polynomial through them is exact.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import prod
from typing import NamedTuple

from convcalc.analysis.analyse import Analysis, analyse
from convcalc.document.problems import fail
from convcalc.language.spoken.chain import network
from convcalc.language.spoken.phrases import WordsError, read_words

Polynomial = tuple[Fraction, Fraction, Fraction]
"""What stands before C^2, before C, and alone."""


class Stack(NamedTuple):
    """A stack and its figures."""

    name: str
    analysis: Analysis
    params: Polynomial
    macs: Polynomial

    @property
    def bends(self) -> int:
        """Non-linearities: one after each layer with multiplications."""
        return sum(1 for row in self.analysis.rows if row.cost.macs)

    @property
    def sizes(self) -> list[tuple[int, ...]]:
        """The sides after each layer, the input's first."""
        return [row.node.site.output.size for row in self.analysis.rows]


def stack(layers: Sequence[str], channels: int, size: tuple[int, ...] | None, same: bool) -> Stack:
    """The figures of layers such as `3x3`, `1x1:64` or `depthwise 3x3` on `channels` channels, without biases.

    Without a size, they are those of one output position, all layers padded. Raises SpecError.
    """
    first, double, triple = (_analysis(layers, channels, times, size, same) for times in (1, 2, 3))
    params = _polynomial(channels, *(each.total.params for each in (first, double, triple)))
    macs = _polynomial(channels, *(each.total.macs for each in (first, double, triple)))
    return Stack(" ".join(layers), first, params, macs)


def _analysis(layers: Sequence[str], channels: int, times: int, size: tuple[int, ...] | None, same: bool) -> Analysis:
    """The figures of a stack whose widths are a number of times as large."""
    words = [_words(text, channels, times, same or size is None) for text in layers]
    rank = max(map(_rank, words))
    sides = size or (_strides(words),) * rank
    if len(sides) != rank:
        raise fail(f"the input has {len(sides)} sides, and the kernels have {rank}", help="as --input 56x56")
    return analyse(network("x".join(map(str, (*sides, channels * times))), words))


def _words(text: str, channels: int, times: int, same: bool) -> str:
    """A layer as calc reads it: `1x1:64` becomes `conv 64 1x1, no bias`."""
    base, _, width = text.partition(":")
    if width and not width.isdigit():
        raise fail(f"{text!r}: expected a number of filters after ':', not {width!r}", help="as 1x1:64")
    try:
        said = read_words(base)
    except WordsError as error:
        try:
            said, base = read_words(f"conv 1 {base}"), f"conv {base}"
        except WordsError:
            raise fail(f"{text!r}: {error.message}", help="as 3x3, 1x1:64 or 'depthwise 3x3'") from None
        del said.settings["filters"]
    fields, given = said.cls.fields, said.settings
    if "filters" in given:
        raise fail(f"{text!r}: write the filters after a colon, as 3x3:64")
    parts = [base]
    if "filters" in fields:
        parts.append(f"filters {times * int(width or channels)}")
    parts += ["no bias"] if "bias" in fields and "bias" not in given else []
    parts += ["same padding"] if same and "pad" in fields and "pad" not in given else []
    return ", ".join(parts)


def _rank(words: str) -> int:
    kernel = read_words(words).settings.get("kernel")
    return len(kernel.value) if kernel and isinstance(kernel.value, list) else 1


def _strides(words: Sequence[str]) -> int:
    """How many input positions there are to one output position, along a side."""
    strides = [read_words(each).settings.get("stride") for each in words]
    return prod(max(each.value) if isinstance(each.value, list) else each.value for each in strides if each)


def _polynomial(channels: int, first: int, double: int, triple: int) -> Polynomial:
    """The polynomial through the figures at once, twice and three times the channels.

    >>> _polynomial(64, 9 * 64**2 + 64, 9 * 128**2 + 128, 9 * 192**2 + 192)
    (Fraction(9, 1), Fraction(1, 1), Fraction(0, 1))
    """
    square = Fraction(triple - 2 * double + first, 2)
    linear = double - first - 3 * square
    return square / channels**2, linear / channels, first - square - linear
