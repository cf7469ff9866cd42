"""Dilated (atrous) convolutions: what comes out, and what they see."""

from convcalc.homework.quiz.dice import Dice
from convcalc.homework.quiz.drafts import Draft, through
from convcalc.homework.quiz.layers import FILTERS, SIZES, padded


def draw(dice: Dice) -> Draft | None:
    """One layer, or a stack whose dilation grows."""
    return (_stack if dice.number(0, 2) == 0 else _one)(dice)


def _one(dice: Dice) -> Draft:
    kernel, dilation, filters = dice.pick((3, 3, 5, 7)), dice.pick((2, 2, 3, 4)), dice.pick(FILTERS)
    size, pad = dice.pick(SIZES), dice.pick((0, dilation * (kernel - 1) // 2))
    said = f"{filters} filters of {kernel}x{kernel}, dilation {dilation}, stride 1, {padded(pad)}"
    layers = (f"conv {filters} {kernel}x{kernel} d{dilation} p{pad}",)
    return through(dice, f"{size}x{size}x{dice.pick(FILTERS)}", [said], layers, "output")


def _stack(dice: Dice) -> Draft:
    kernel, filters, size = dice.pick((3, 3, 5)), dice.pick(FILTERS), dice.pick((64, 96, 100, 112, 128, 224, 256))
    dilations = dice.pick(((1, 2), (2, 2), (1, 2, 4), (2, 4), (1, 3), (1, 2, 3), (1, 2, 4, 8), (1, 1, 2), (2, 4, 8)))
    said = [f"{filters} filters of {kernel}x{kernel}, dilation {each}, stride 1, no padding" for each in dilations]
    layers = tuple(f"conv {filters} {kernel}x{kernel} d{each}" for each in dilations)
    return through(dice, f"{size}x{size}x{filters}", said, layers, "receptive_field")
