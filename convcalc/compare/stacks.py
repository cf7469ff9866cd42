"""Two stacks of layers side by side: what they see, what they cost, how often they bend. In, a few words a layer.

Parameters and MACs are also told as polynomials of the channels C: all widths are taken to grow with C, the
costs at C, 2C and 3C are computed, and the polynomial through them is exact.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import prod
from typing import Any

from convcalc.analysis.analyse import Analysis, analyse
from convcalc.document.problems import SpecError, fail
from convcalc.document.records import NamedTuple
from convcalc.document.wording import shown
from convcalc.language.chain import network
from convcalc.language.spoken.phrases import Words, WordsError, read_words
from convcalc.model.geometry import AxisMap, Resample, Spread, Window
from convcalc.model.layers.fields import MISSING
from convcalc.model.layers.rearranging import SpaceToDepth
from convcalc.model.layers.sliding import Sliding

Polynomial = tuple[Fraction, Fraction, Fraction]
"""What stands before C^2, before C, and alone."""


class Stack(NamedTuple):
    """A stack and its figures."""

    name: str
    analysis: Analysis
    params: Polynomial
    macs: Polynomial
    cost: Fraction
    """The MACs as a number: of the input, or of one output position where no input is given."""

    @property
    def bends(self) -> int:
        """Non-linearities: one after each layer with multiplications."""
        return sum(1 for row in self.analysis.rows if row.cost.macs)

    @property
    def sizes(self) -> list[tuple[int, ...]]:
        """The sides after each layer, the input's first."""
        return [row.node.site.output.size for row in self.analysis.rows]


def stacks(each: Sequence[Sequence[str]], channels: int, size: tuple[int, ...] | None, same: bool) -> list[Stack]:
    """The figures of several stacks, along the same axes: see `stack`. Raises SpecError."""
    rank = same_axes(each, len(size) if size else None)
    return [_stack(layers, channels, rank, size, same) for layers in each]


def same_axes(each: Sequence[Sequence[str]], sides: int | None) -> int:
    """How many axes all stacks have, and an input of so many sides. Raises SpecError where they differ."""
    axes: dict[int, str] = {}
    for text in (text for layers in each for text in layers if _kernel(text)):
        axes.setdefault(len(_kernel(text)), text)
    if len(axes) > 1:
        (one, first), (other, second), *_ = axes.items()
        raise fail(f"{first!r} has {one} axes and {second!r} has {other}", help="give all kernels the same axes")
    rank = next(iter(axes), sides or 1)
    if sides and sides != rank:
        raise fail(f"the input has {sides} sides, and the kernels have {rank}", help="as --input 56x56")
    return rank


def stack(layers: Sequence[str], channels: int, size: tuple[int, ...] | None, same: bool) -> Stack:
    """The figures of layers such as `3x3`, `1x1:64` or `depthwise 3x3` on `channels` channels, without biases.

    Without a size, they are those of one output position, all layers padded. Raises SpecError.
    """
    return stacks([layers], channels, size, same)[0]


def _stack(layers: Sequence[str], channels: int, rank: int, size: tuple[int, ...] | None, same: bool) -> Stack:
    """The costs with all widths once, twice and three times as large, and the polynomials through them."""
    found = []
    for times in (1, 2, 3):
        widths = (times * _filters(text, channels) for text in layers)
        words = [layer_words(text, str(width), same or size is None) for text, width in zip(layers, widths)]
        sides = size or tuple(map(prod, zip(*(steps_of(each, rank) for each in words), strict=True)))
        found.append(analyse(network("x".join(map(str, (*sides, channels * times))), words)))
    if size is None:
        by_position(found[0], layers)
    places = 1 if size else found[0].rows[-1].node.site.output.positions
    macs = [Fraction(each.total.macs, places) for each in found]
    params = [Fraction(each.total.params) for each in found]
    return Stack(" ".join(layers), found[0], _polynomial(channels, *params), _polynomial(channels, *macs), macs[0])


def _filters(text: str, channels: int) -> int:
    """The filters of a layer: after its colon, or else as many as there are channels. Raises SpecError."""
    said = text.partition(":")[2]
    if said and not (said.isascii() and said.isdecimal() and len(said) < 10):
        raise fail(f"{text!r}: expected a number of filters after ':', not {shown(said)}", help="as 1x1:64")
    return int(said or channels)


def by_position(analysis: Analysis, layers: Sequence[str]) -> None:
    """Check that a number of positions makes a number of positions, whatever the sides. Raises SpecError."""
    for text, row in zip(layers, analysis.rows[1:], strict=True):
        site = row.node.site
        x = site.inputs[0]
        for window, before, after in zip(site.layer.windows(site.inputs), x.size or (1,), site.output.size or (0,)):
            if not _even(window, before, after):
                raise fail(f"{text!r}: what a position costs depends on the sides", help="give them, as --input 56x56")


def _even(window: AxisMap, before: int, after: int) -> bool:
    if isinstance(window, Window):
        return after * window.stride == before
    if isinstance(window, Spread):
        return after == before * window.stride
    return isinstance(window, Resample) or after == before > 1


def layer_words(text: str, filters: str, same: bool) -> str:
    """A layer as calc reads it: `1x1:64` with 64 filters becomes `conv 1x1, filters 64, no bias`. Raises SpecError."""
    said, base = _said(text)
    fields, given = said.cls.fields, said.settings
    if "filters" in given:
        raise fail(f"{text!r}: write the filters after a colon, as 3x3:64")
    parts = [base]
    if "filters" in fields:
        parts.append(f"filters {filters}")
    parts += ["no bias"] if "bias" in fields and "bias" not in given else []
    parts += ["same padding"] if same and "same" in said.cls.flags and "pad" not in given else []
    words = ", ".join(parts)
    try:
        read_words(words)
    except WordsError as error:
        raise _not_said(text, error) from None
    return words


def _said(text: str) -> tuple[Words, str]:
    """A layer as it is understood, and its words. Raises SpecError."""
    base = text.partition(":")[0]
    try:
        return read_words(base), base
    except WordsError as error:
        try:
            said = read_words(f"conv 1 {base}")
        except WordsError:
            raise _not_said(text, error) from None
        settings = {name: setting for name, setting in said.settings.items() if name != "filters"}
        return said._replace(settings=settings), f"conv {base}"


def _not_said(text: str, error: WordsError) -> SpecError:
    return fail(f"{text!r}: {error.message}", help="as 3x3, 1x1:64 or 'depthwise 3x3'")


def _kernel(text: str) -> list[int]:
    """The kernel of a layer that says it along each axis; empty where one number stands for all, or none is said."""
    kernel = _said(text)[0].settings.get("kernel")
    return kernel.value if kernel and isinstance(kernel.value, list) else []


def steps_of(words: str, rank: int) -> tuple[int, ...]:
    """How many input positions there are to one output position, along each axis."""
    said = read_words(words)
    if issubclass(said.cls, SpaceToDepth):
        return (said.settings["factor"].value,) * rank
    if not issubclass(said.cls, Sliding):
        return (1,) * rank
    given: dict[str, Any] = {}
    for name in ("kernel", "stride"):
        if name in said.settings:
            value = said.settings[name].value
            given[name] = tuple(value) if isinstance(value, list) else (value,) * rank
        elif (field := said.cls.fields[name]).default is not MISSING:
            given[name] = field.type.default(field.default, rank)
    return said.cls(**given).steps()


def _polynomial(channels: int, first: Fraction, double: Fraction, triple: Fraction) -> Polynomial:
    """The polynomial through the figures at once, twice and three times the channels.

    >>> _polynomial(64, *(Fraction(9 * n**2 + n) for n in (64, 128, 192)))
    (Fraction(9, 1), Fraction(1, 1), Fraction(0, 1))
    """
    square = (triple - 2 * double + first) / 2
    linear = double - first - 3 * square
    return square / channels**2, linear / channels, first - square - linear
