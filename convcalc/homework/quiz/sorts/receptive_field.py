"""The receptive field of a chain with strides."""

from convcalc.homework.quiz.dice import Dice
from convcalc.homework.quiz.drafts import Draft, fitted
from convcalc.homework.quiz.layers import chain, conv, pool


def draw(dice: Dice) -> Draft | None:
    """Pooling before the last convolution."""
    return fitted(dice, [*chain(dice, dice.number(1, 3)), pool(dice), conv(dice, stride=1)], "receptive_field")
