"""Padding by its name: same and valid."""

from convcalc.homework.quiz.dice import Dice
from convcalc.homework.quiz.drafts import Draft, through
from convcalc.homework.quiz.layers import FILTERS, SIZES

SAID = {"same": "padding 'same' as in Keras", "valid": "padding 'valid' as in Keras"}


def draw(dice: Dice) -> Draft | None:
    """One convolution, with a stride too."""
    size, kernel, stride = dice.pick(SIZES), dice.pick((3, 3, 5, 5, 7)), dice.pick((1, 2, 2, 3))
    word, filters, channels = dice.pick(("same", "valid")), dice.pick(FILTERS), dice.pick((1, 3, 3, 16, 32, 64))
    said = f"{filters} filters of {kernel}x{kernel}, stride {stride}, {SAID[word]}"
    layers = (f"conv {filters} {kernel}x{kernel} s{stride} {word}",)
    return through(dice, f"{size}x{size}x{channels}", [said], layers, "output")
