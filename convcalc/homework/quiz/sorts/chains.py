"""The volume, or all parameters, of a few layers."""

from convcalc.homework.quiz.dice import Dice
from convcalc.homework.quiz.drafts import Draft, fitted
from convcalc.homework.quiz.layers import chain


def draw(dice: Dice) -> Draft | None:
    """Convolutions with pooling between."""
    return fitted(dice, chain(dice, dice.number(2, 4)), dice.pick(("output", "output", "params")))
