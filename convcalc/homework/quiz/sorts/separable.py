"""Layers that save: depthwise separable convolutions, and bottlenecks of 1x1."""

from convcalc.homework.quiz.dice import Dice
from convcalc.homework.quiz.drafts import Draft, draft

SIZES = (7, 8, 14, 16, 28, 32, 56, 64, 112)
CHANNELS = (16, 24, 32, 48, 64, 96, 128, 192, 256, 512)


def draw(dice: Dice) -> Draft | None:
    """What either costs."""
    return dice.pick((_separable, _bottleneck))(dice)


def _separable(dice: Dice) -> Draft:
    size, channels, filters, kernel = dice.pick(SIZES), dice.pick(CHANNELS), dice.pick(CHANNELS), dice.pick((3, 3, 5))
    volume, shape = f"{size}x{size}x{channels}", f"{kernel}x{kernel}"
    said = (
        f"In the place of {filters} filters of {shape}, a {volume} volume goes through a depthwise separable "
        f"convolution without biases: {shape} depthwise, stride 1, padding {kernel // 2}, "
        f"then {filters} filters of 1x1."
    )
    layers = (f"depthwise {shape} p{kernel // 2} nobias", f"conv {filters} 1x1 nobias")
    return draft(said, volume, layers, dice.pick(("params", "macs")))


def _bottleneck(dice: Dice) -> Draft:
    size, channels, kernel = dice.pick(SIZES), dice.pick((64, 128, 192, 256, 512)), dice.pick((3, 3, 5))
    narrow, volume, shape = channels // dice.pick((2, 4, 8)), f"{size}x{size}x{channels}", f"{kernel}x{kernel}"
    said = (
        f"A bottleneck without biases on a {volume} volume: 1x1 down to {narrow} channels, {shape} with {narrow} "
        f"filters, padding {kernel // 2}, and 1x1 up to {channels} again, all of stride 1."
    )
    layers = (
        f"conv {narrow} 1x1 nobias",
        f"conv {narrow} {shape} p{kernel // 2} nobias",
        f"conv {channels} 1x1 nobias",
    )
    return draft(said, volume, layers, dice.pick(("params", "macs")))
