"""Images and windows that are not square."""

from convcalc.homework.quiz.dice import Dice
from convcalc.homework.quiz.drafts import Draft, through
from convcalc.homework.quiz.layers import FILTERS

SIZES = (
    "24x32",
    "32x100",
    "48x64",
    "60x80",
    "64x128",
    "120x160",
    "128x256",
    "180x320",
    "240x320",
    "256x512",
    "480x640",
)
SHAPES = ((1, 7), (7, 1), (1, 5), (5, 1), (1, 3), (3, 1), (3, 5), (5, 3), (3, 7), (3, 3))
STRIDES = ((1, 1), (1, 1), (1, 2), (2, 1), (2, 2))


def draw(dice: Dice) -> Draft | None:
    """One convolution: what comes out, its parameters or its MACs."""
    shape, stride, filters = dice.pick(SHAPES), dice.pick(STRIDES), dice.pick(FILTERS)
    pads = dice.pick(((0, 0), (shape[0] // 2, shape[1] // 2)))
    kernel, pad = _by(shape), f"padding {_by(pads)}" if any(pads) else "no padding"
    said = f"{filters} filters of {kernel} (height x width), stride {_by(stride)}, {pad}"
    layers = (f"conv {filters} {kernel} s{_by(stride)} p{_by(pads)}",)
    volume = f"{dice.pick(SIZES)}x{dice.pick((1, 3, 3, 16, 32, 64))}"
    return through(dice, volume, [said], layers, dice.pick(("output", "output", "params", "macs")))


def _by(pair: tuple[int, int]) -> str:
    return f"{pair[0]}x{pair[1]}"
