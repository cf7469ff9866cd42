"""FLOPs of a layer, with what counts for one."""

from convcalc.homework.quiz.dice import Dice
from convcalc.homework.quiz.drafts import Draft, draft, fitted
from convcalc.homework.quiz.layers import FILTERS, conv


def draw(dice: Dice) -> Draft | None:
    """A convolution, or a dense layer."""
    if dice.number(0, 3):
        return fitted(dice, [conv(dice)], "flops")
    inputs, units = dice.pick((100, 128, 256, 400, 512, 784, 1024, 2048, 4096)), dice.pick((*FILTERS, 10, 100, 1000))
    return draft(f"A dense layer takes {inputs} numbers to {units}.", str(inputs), (f"dense {units}",), "flops")
