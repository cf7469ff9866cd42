"""Slips in reading a figure: its unit, its scale, which of its parts, or another figure altogether."""

# ruff: noqa: D102  (what each method is for stands once, in the base)

from collections.abc import Iterator
from fractions import Fraction

from convcalc.analysis.amounts import Answer, Truth
from convcalc.analysis.ask import Ask
from convcalc.homework.slips.base import Reading
from convcalc.model.geometry import Volume
from convcalc.model.quantities import QUANTITIES, counted_in

_COUNTS, _BYTES = counted_in("count"), counted_in("bytes")
_LETTERS = ("K", "M", "G", "T", "P")


def _power(answer: Answer, base: int) -> int:
    """How often the suffix of an answer multiplies by a base; 0 where it does not."""
    return next((power for power in range(1, 6) if answer.scale == base**power), 0)


class BinaryForDecimal(Reading):
    """Mebibytes written as MB."""

    code, title = "mb-for-mib", "MiB written as MB"
    touches = _BYTES

    @staticmethod
    def values(ask: Ask, figure: Truth, answer: Answer) -> Iterator[tuple[Truth, str]]:
        power = _power(answer, 1000)
        if power and answer.in_bytes and isinstance(figure, int):
            letter = _LETTERS[power - 1]
            why = f"1 {letter}B is {1000**power:,} bytes, 1 {letter}iB is {1024**power:,}: write {letter}iB"
            yield Fraction(figure * 1000**power, 1024**power), why


class DecimalForBinary(Reading):
    """Megabytes written as MiB."""

    code, title = "mib-for-mb", "MB written as MiB"
    touches = _BYTES

    @staticmethod
    def values(ask: Ask, figure: Truth, answer: Answer) -> Iterator[tuple[Truth, str]]:
        power = _power(answer, 1024)
        if power and isinstance(figure, int):
            letter = _LETTERS[power - 1]
            why = f"1 {letter}iB is {1024**power:,} bytes, 1 {letter}B is {1000**power:,}: write {letter}B"
            yield Fraction(figure * 1024**power, 1000**power), why


class BinaryCount(Reading):
    """A count in powers of 1024."""

    code, title = "count-in-1024", "a count divided by 1024"
    touches = _COUNTS

    @staticmethod
    def values(ask: Ask, figure: Truth, answer: Answer) -> Iterator[tuple[Truth, str]]:
        power = _power(answer, 1000)
        if power and not answer.in_bytes and isinstance(figure, int):
            letter = _LETTERS[power - 1]
            yield (
                Fraction(figure * 1000**power, 1024**power),
                f"of things that are counted, {letter} is {1000**power:,}",
            )


class ThousandTimes(Reading):
    """The wrong suffix, or three digits too many or few."""

    code, title = "thousand-times", "a thousand times too much or too little"
    touches = (*_COUNTS, *_BYTES)

    @staticmethod
    def values(ask: Ask, figure: Truth, answer: Answer) -> Iterator[tuple[Truth, str]]:
        if isinstance(figure, int) and figure:
            for value in (Fraction(figure, 1000), Fraction(figure * 1000)):
                yield value, f"the figure is {figure:,}"


class BytesForNumbers(Reading):
    """A count multiplied by the bytes of a number."""

    code, title = "bytes-for-numbers", "bytes in the place of numbers"
    touches = ("params", "buffers", "macs")

    @staticmethod
    def values(ask: Ask, figure: Truth, answer: Answer) -> Iterator[tuple[Truth, str]]:
        if isinstance(figure, int):
            width = ask.width
            yield figure * width, f"{ask.words} are counted, {figure:,}: their bytes are {width} times as many"


class NumbersForBytes(Reading):
    """The numbers of a volume, not multiplied by their bytes."""

    code, title = "numbers-for-bytes", "numbers in the place of bytes"
    touches = _BYTES

    @staticmethod
    def values(ask: Ask, figure: Truth, answer: Answer) -> Iterator[tuple[Truth, str]]:
        if isinstance(figure, int):
            width = ask.width
            yield Fraction(figure, width), f"a number takes {width} bytes ({ask.figures.dtype}): {figure:,} bytes"


class OtherWidth(Reading):
    """Bytes of another kind of number."""

    code, title = "other-width", "numbers of another width"
    touches = _BYTES

    @staticmethod
    def values(ask: Ask, figure: Truth, answer: Answer) -> Iterator[tuple[Truth, str]]:
        right = ask.width
        for width in (8, 4, 2):
            if isinstance(figure, int) and width != right:
                yield Fraction(figure * width, right), f"{ask.figures.dtype} takes {right} bytes a number, not {width}"


class BitsForBytes(Reading):
    """Eight for each byte."""

    code, title = "bits-for-bytes", "bits in the place of bytes"
    touches = _BYTES

    @staticmethod
    def values(ask: Ask, figure: Truth, answer: Answer) -> Iterator[tuple[Truth, str]]:
        if isinstance(figure, int):
            yield figure * 8, f"a byte has 8 bits: {figure:,} bytes"


class DoubleCounted(Reading):
    """A multiply-accumulate as two operations."""

    code, title = "macs-doubled", "each multiply-accumulate counted as two"
    touches = ("macs",)

    @staticmethod
    def values(ask: Ask, figure: Truth, answer: Answer) -> Iterator[tuple[Truth, str]]:
        if isinstance(figure, int):
            yield 2 * figure, f"a multiplication with its addition is one MAC, and two FLOPs: {figure:,} MACs"


class AnotherQuantity(Reading):
    """The right figure for something else."""

    code, title = "another-quantity", "another quantity"
    touches = (*_COUNTS, *_BYTES)

    @staticmethod
    def values(ask: Ask, figure: Truth, answer: Answer) -> Iterator[tuple[Truth, str]]:
        for name, quantity in QUANTITIES.items():
            other = ask._replace(quantity=name).figure() if name not in (ask.quantity, "repeat") else 0
            if isinstance(other, int) and other:
                yield other, f"{other:,} is the answer for {quantity.words}, not for {ask.words}"


class ChannelsFirst(Reading):
    """Channels before height and width."""

    code, title = "channels-first", "channels written first"
    touches = ("output",)

    @staticmethod
    def values(ask: Ask, figure: Truth, answer: Answer) -> Iterator[tuple[Truth, str]]:
        if isinstance(figure, Volume) and figure.size:
            yield (figure.channels, *figure.size), f"a volume is written height x width x channels: {figure}"


class ChannelsLeftOut(Reading):
    """The size of a volume without its channels."""

    code, title = "channels-left-out", "channels left out of the volume"
    touches = ("output",)

    @staticmethod
    def values(ask: Ask, figure: Truth, answer: Answer) -> Iterator[tuple[Truth, str]]:
        if isinstance(figure, Volume) and figure.size:
            why = f"{figure.channels} channels belong to the volume: {figure}"
            yield figure.size, why
            if len(set(figure.size)) == 1:
                yield figure.size[0], why


class Elements(Reading):
    """How many numbers a volume holds."""

    code, title = "elements", "the numbers of the volume counted"
    touches = ("output",)

    @staticmethod
    def values(ask: Ask, figure: Truth, answer: Answer) -> Iterator[tuple[Truth, str]]:
        if isinstance(figure, Volume) and figure.size:
            yield figure.elements, f"{figure.elements:,} numbers are in it; as a volume it is {figure}"


class Area(Reading):
    """A field's pixels in the place of its side."""

    code, title = "field-as-area", "the field's pixels counted, not its side"
    touches = ("receptive_field",)

    @staticmethod
    def values(ask: Ask, figure: Truth, answer: Answer) -> Iterator[tuple[Truth, str]]:
        if isinstance(figure, tuple) and not isinstance(figure, Volume):
            yield Volume(figure, 1).elements, f"a field is told by its side: {'x'.join(map(str, figure))}"
