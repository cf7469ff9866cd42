"""Transposed convolutions: what comes out, and how many parameters they have."""

from convcalc.homework.quiz.dice import Dice
from convcalc.homework.quiz.drafts import Draft, draft
from convcalc.homework.quiz.layers import FILTERS, padded

SHAPES = ((2, 2, 0), (2, 2, 0), (4, 2, 1), (4, 2, 1), (3, 2, 0), (3, 2, 1), (3, 1, 1), (4, 4, 0), (5, 2, 2), (5, 1, 0))
"""Kernel, stride and padding as decoders and generators have them."""


def draw(dice: Dice) -> Draft | None:
    """One layer."""
    kernel, stride, pad = dice.pick(SHAPES)
    size, channels, filters = dice.pick((4, 5, 7, 8, 14, 16, 28, 32, 56, 64)), dice.pick(FILTERS), dice.pick(FILTERS)
    volume, layers = f"{size}x{size}x{channels}", (f"tconv {filters} {kernel}x{kernel} s{stride} p{pad}",)
    shape = f"{filters} filters of {kernel}x{kernel}, stride {stride}, {padded(pad)}, no output padding"
    said = f"A {volume} volume goes through a transposed convolution: {shape}."
    return draft(said, volume, layers, dice.pick(("output", "output", "params")))
