"""Multiply-accumulates of one or two layers."""

from convcalc.homework.quiz.dice import Dice
from convcalc.homework.quiz.drafts import Draft, fitted
from convcalc.homework.quiz.layers import conv


def draw(dice: Dice) -> Draft | None:
    """Convolutions alone."""
    return fitted(dice, [conv(dice) for _ in range(dice.number(1, 2))], "macs")
