"""Strides that do not fit: what a division leaves over is dropped."""

from convcalc.homework.quiz.dice import Dice
from convcalc.homework.quiz.drafts import ASKED, Draft, through
from convcalc.homework.quiz.layers import FILTERS, SIZES, Drawn, conv, pool


def draw(dice: Dice) -> Draft | None:
    """One layer on a size at which something is left over."""
    size = dice.pick(SIZES)
    layer = pool(dice) if dice.number(0, 2) == 0 else conv(dice, stride=dice.pick((2, 2, 3, 4)))
    if layer.kernel > size or not _leaves(layer, size):
        return None
    channels = dice.pick((1, 3, 3, *FILTERS))
    draft = through(dice, f"{size}x{size}x{channels}", [layer.said], (layer.words,), "output")
    rounded = "Where the last window does not fit, it is left out: what volume comes out?"
    return draft._replace(text=draft.text.replace(ASKED["output"], rounded))


def _leaves(layer: Drawn, size: int) -> bool:
    return (size + 2 * layer.pad - layer.kernel) % layer.stride > 0
